import { mkdir, rm, symlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { asideName, removeLeftovers } from '../catalog/leftovers.ts'
import type { Environment } from '../sources/cloud/credentials.ts'
import { isCloudRoot } from '../sources/cloud/location.ts'
import { ObjectCache } from '../sources/object-store/object-cache.ts'
import type { ObjectInfo } from '../sources/object-store/object-store.ts'
import { openObjectStore } from '../sources/object-store/open-object-store.ts'

/** Runs as files; dispose of them when they are read. */
export interface OpenedResults extends AsyncDisposable {
  /** A folder laid out as every results root. */
  readonly folder: string
}

/** What of a results root in a bucket is needed; everything by default. */
export interface WantedResults {
  readonly runIds?: readonly string[]
  /** Leaves the tables of the runs out. */
  readonly summariesOnly?: boolean
}

/** Opens a results root for reading. Of one in a bucket, what is wanted is copied into the cache and shown as a folder
 *  of links, as the bucket is now. @throws CacheTooSmallError and the faults of reading */
export async function openResults(
  root: string,
  env: Environment,
  wanted: WantedResults = {},
): Promise<OpenedResults> {
  if (!isCloudRoot(root)) return { folder: root, [Symbol.asyncDispose]: () => Promise.resolve() }
  const store = openObjectStore(root, env)
  const cache = ObjectCache.open(env)
  const listed = await store.list('')
  const objects = listed.filter(object => isWanted(object, wanted))
  const files = await cache.localFiles(store, objects)
  await removeLeftovers(cache.writingFolder)
  const folder = join(cache.writingFolder, asideName('results.run'))
  await mkdir(folder, { recursive: true })
  for (const [index, { name }] of objects.entries()) {
    const link = join(folder, name)
    await mkdir(dirname(link), { recursive: true })
    await symlink(files[index] ?? '', link)
  }
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) }
}

const RUN_FILE = /^(?:report\/([^/]+)\/(?:[^/]+)|(?:fast|failed)\/([^/]+)\.json)$/

function isWanted({ name }: ObjectInfo, { runIds, summariesOnly = false }: WantedResults): boolean {
  const match = RUN_FILE.exec(name)
  const runId = match?.[1] ?? match?.[2]
  if (runId === undefined || name.includes('..')) return false
  if (summariesOnly && name.startsWith('report/') && !name.endsWith('/summary.json')) return false
  return runIds === undefined || runIds.includes(runId)
}
