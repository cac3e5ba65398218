import { readdir, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { cachedFolder, keepFolder, restoreFolder } from './build-cache.ts'
import { type FrameworkRequest, runFramework } from './framework.ts'
import { notebookQueries } from './notebook-queries.ts'
import { keepPackages } from './package-cache.ts'
import { standIn, TEMPLATE_RUN } from './shell-pages.ts'
import { assembleSiteRoot } from './site-root.ts'
import { sourceHash } from './source-hash.ts'

/** What decides the built pages, besides the results: the pages themselves, the notebooks, how both are put together,
 *  and the lock file with the versions of all packages and of the project. */
const SOURCES = ['site', 'notebooks', 'pipelines/jobs/build-report', 'package-lock.json']

/** Shells kept at most: of a few branches, or before and after an edit. */
const SHELLS_MAX = 4
const NAME = 'site-shell-'

/** Builds the site without results into `output`: one page for all runs, a navigation that lists it, and stand-ins for
 *  the answers of the notebooks' queries; `fillShell` puts what a site shows in their places. The shell of the same
 *  sources is taken from an earlier build, unless a notebook has loaders of another kind, which read the results.
 *  @throws SiteBuildError */
export async function buildShell(
  folder: string,
  request: Omit<FrameworkRequest, 'root' | 'pagesOf'>,
): Promise<void> {
  const kept = cachedFolder(`${NAME}${(await sourceHash(SOURCES)).slice(0, 16)}`)
  if (await restoreFolder(kept, request.output)) {
    await markUsed(kept)
    return
  }
  await rm(request.output, { recursive: true, force: true })
  const root = await assembleSiteRoot(folder)
  for (const { name } of await notebookQueries()) {
    await rm(join(root, 'notebooks', `${name}.sql`))
    await writeFile(join(root, 'notebooks', name), standIn(name))
  }
  await runFramework('build', { ...request, root, pagesOf: [TEMPLATE_RUN] })
  await keepPackages(root)
  if (await ranLoaders(root)) return
  await keepFolder(request.output, kept)
  await dropOldShells()
}

/** Whether Framework ran a loader, whose output holds results: what it keeps for itself starts with an underscore. */
async function ranLoaders(root: string): Promise<boolean> {
  const names = await readdir(join(root, '.observablehq', 'cache'))
  return names.some(name => !name.startsWith('_'))
}

async function markUsed(kept: string): Promise<void> {
  const now = new Date()
  // One that may not be written, or is being dropped, is found as well.
  await utimes(kept, now, now).catch(() => {})
}

/** Removes all but the shells used last. */
async function dropOldShells(): Promise<void> {
  const cache = cachedFolder('.')
  const names = (await readdir(cache).catch(() => [])).filter(name => /^site-shell-[0-9a-f]+$/.test(name))
  const shells = await Promise.all(
    names.map(async name => ({
      name,
      usedAtMs: (await stat(join(cache, name)).catch(() => undefined))?.mtimeMs ?? 0,
    })),
  )
  shells.sort((a, b) => b.usedAtMs - a.usedAtMs)
  for (const { name } of shells.slice(SHELLS_MAX))
    await rm(join(cache, name), { recursive: true, force: true })
}
