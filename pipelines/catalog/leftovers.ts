import { readdir, rm } from 'node:fs/promises'
import { hostname } from 'node:os'
import { basename, join } from 'node:path'
import { isRunning } from '../sources/running-process.ts'

let writes = 0

/** `<name>.<host>-<pid>-<n>.tmp`: no query sees it, and its writer can be asked whether it lives. */
export function asideName(name: string): string {
  writes += 1
  return `${name}.${hostname()}-${process.pid}-${writes}.tmp`
}

/** Deletes what killed writers left below a folder; what living writers, or other machines, work on stays.
 *  @returns how many there were */
export async function removeLeftovers(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true }).catch(() => [])
  const leftovers = names.filter(name => isLeftover(basename(name)))
  await Promise.all(leftovers.map(name => rm(join(folder, name), { recursive: true, force: true })))
  return leftovers.length
}

function isLeftover(name: string): boolean {
  const match = /\.(?:parquet|json|precision|run)\.(.+)-(\d+)-\d+\.tmp$/.exec(name)
  return match !== null && match[1] === hostname() && !isRunning(Number(match[2]))
}
