import { cp, mkdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const CACHE = fileURLToPath(new URL('../../../.odum/cache/', import.meta.url))

/** Where builds keep for later ones what is the same for all of them. */
export function cachedFolder(name: string): string {
  return join(CACHE, name)
}

/** Copies a kept folder. @returns false where there is none, or another process removes it meanwhile; some of its files
 *  may be there then. */
export async function restoreFolder(kept: string, target: string): Promise<boolean> {
  try {
    await cp(kept, target, { recursive: true })
    return true
  } catch (error) {
    ignore('ENOENT')(error as NodeJS.ErrnoException)
    return false
  }
}

/** Keeps a copy of a folder. Renamed into place whole; of two builds at once the first one wins. */
export async function keepFolder(source: string, kept: string): Promise<void> {
  const aside = `${kept}.${process.pid}`
  try {
    await mkdir(dirname(kept), { recursive: true })
    await cp(source, aside, { recursive: true })
    await rename(aside, kept)
  } catch (error) {
    // A second build at once, or a checkout that may not be written: later builds do the work again.
    ignore('ENOTEMPTY', 'EEXIST', 'EACCES', 'EROFS')(error as NodeJS.ErrnoException)
  } finally {
    await rm(aside, { recursive: true, force: true }).catch(ignore('EACCES', 'EROFS'))
  }
}

function ignore(...codes: readonly string[]): (error: NodeJS.ErrnoException) => void {
  return error => {
    if (!codes.includes(error.code ?? '')) throw error
  }
}
