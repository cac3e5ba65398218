import { readdir, rm, stat } from 'node:fs/promises'
import { hostname } from 'node:os'
import { basename, join } from 'node:path'
import { isRunning } from '../sources/running-process.ts'

let writes = 0

/** `<name>.<host>-<pid>-<n>.tmp`: no query sees it, and its writer can be asked whether it lives. */
export function asideName(name: string): string {
  writes += 1
  return `${name}.${hostname()}-${process.pid}-${writes}.tmp`
}

/** What a killed writer left behind. */
export interface Leftover {
  /** Absolute path of a file or a folder. */
  readonly path: string
  readonly sizeBytes: number
}

/** What killed writers left below a folder, ascending by path; what living writers, or other machines, work on is not
 *  among it. */
export async function listLeftovers(folder: string): Promise<readonly Leftover[]> {
  const names = await readdir(folder, { recursive: true }).catch(() => [])
  const leftovers = names.filter(name => isLeftover(basename(name))).sort()
  return await Promise.all(
    leftovers.map(async name => ({ path: join(folder, name), sizeBytes: await bytesOf(join(folder, name)) })),
  )
}

/** Deletes these leftovers. @returns how many there were */
export async function removeLeftovers(folder: string): Promise<number> {
  const leftovers = await listLeftovers(folder)
  await Promise.all(leftovers.map(({ path }) => rm(path, { recursive: true, force: true })))
  return leftovers.length
}

/** Bytes of a file, or of all files below a folder; 0 of what is gone meanwhile. */
async function bytesOf(path: string): Promise<number> {
  const names = await readdir(path, { recursive: true }).catch(() => [''])
  const sizes = names.map(name => stat(join(path, name)).catch(() => undefined))
  return (await Promise.all(sizes)).reduce((sum, status) => sum + (status?.isFile() ? status.size : 0), 0)
}

function isLeftover(name: string): boolean {
  const match = /\.(?:parquet|json|precision|run)\.(.+)-(\d+)-\d+\.tmp$/.exec(name)
  return match !== null && match[1] === hostname() && !isRunning(Number(match[2]))
}
