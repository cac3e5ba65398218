import { readdir, rm } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { isRunning } from './running-process.ts'

/** What the folders of extracts are called, so that their process can be asked whether it lives. */
export function extractPrefix(): string {
  return `odum-ranges-${hostname()}-${process.pid}-`
}

/** Deletes the extracts that killed processes left. @param folder default the system's temporary one. */
export async function removeLeftoverExtracts(folder: string = tmpdir()): Promise<number> {
  const names = await readdir(folder).catch(() => [])
  const leftovers = names.filter(isLeftover)
  // Of another user, perhaps: then they are not ours to remove.
  await Promise.all(
    leftovers.map(name => rm(join(folder, name), { recursive: true, force: true }).catch(() => undefined)),
  )
  return leftovers.length
}

function isLeftover(name: string): boolean {
  const match = /^odum-ranges-(.+)-(\d+)-\w{6}$/.exec(name)
  return match !== null && match[1] === hostname() && !isRunning(Number(match[2]))
}
