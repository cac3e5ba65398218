import { join } from 'node:path'
import { cachedFolder, keepFolder, restoreFolder } from './build-cache.ts'
import { sourceHash } from './source-hash.ts'

/** Where Framework keeps the packages it has bundled for the browser, below a site's root. */
const BUNDLES = join('.observablehq', 'cache', '_node')

/** The bundles of the installed packages: half the time of building the pages, and the same for all builds until the
 *  lock file changes. */
async function keptBundles(): Promise<string> {
  return cachedFolder(`site-packages-${(await sourceHash(['package-lock.json'])).slice(0, 12)}`)
}

/** Gives a new site root the bundles of an earlier build. */
export async function restorePackages(root: string): Promise<void> {
  await restoreFolder(await keptBundles(), join(root, BUNDLES))
}

/** Keeps the bundles of a successful build. */
export async function keepPackages(root: string): Promise<void> {
  await keepFolder(join(root, BUNDLES), await keptBundles())
}
