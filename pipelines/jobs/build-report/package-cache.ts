import { createHash } from 'node:crypto'
import { cp, mkdir, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const PROJECT = fileURLToPath(new URL('../../../', import.meta.url))

/** Where Framework keeps the packages it has bundled for the browser, below a site's root. */
const BUNDLES = join('.observablehq', 'cache', '_node')

/** The bundles of the installed packages: half the time of a build, and the same for all of them until the lock file
 *  changes. */
async function cacheFolder(): Promise<string> {
  const lock = await readFile(join(PROJECT, 'package-lock.json'))
  return join(
    PROJECT,
    '.odum',
    'cache',
    `site-packages-${createHash('sha256').update(lock).digest('hex').slice(0, 12)}`,
  )
}

/** Gives a new site root the bundles of an earlier build. */
export async function restorePackages(root: string): Promise<void> {
  await cp(await cacheFolder(), join(root, BUNDLES), { recursive: true }).catch(ignore('ENOENT'))
}

/** Keeps the bundles of a successful build. Renamed into place whole; of two builds at once the first one wins. */
export async function keepPackages(root: string): Promise<void> {
  const folder = await cacheFolder()
  const aside = `${folder}.${process.pid}`
  try {
    await mkdir(dirname(folder), { recursive: true })
    await cp(join(root, BUNDLES), aside, { recursive: true })
    await rename(aside, folder)
  } catch (error) {
    // A second build at once, or a checkout that may not be written: later builds bundle again.
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
