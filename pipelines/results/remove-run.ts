import { rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { RunNotFoundError } from '../errors.ts'
import type { Environment } from '../sources/cloud/credentials.ts'
import { isCloudRoot } from '../sources/cloud/location.ts'
import { openObjectStore } from '../sources/object-store/open-object-store.ts'
import { listStoredRuns } from './stored-run.ts'

/** Deletes a run from a results root: it disappears at once, then its files are removed. Only what the listing shows
 *  can be named, so nothing outside the root is reached.
 *  @throws RunNotFoundError */
export async function removeRun(
  resultsRoot: string,
  runId: string,
  env: Environment = process.env,
): Promise<void> {
  if (isCloudRoot(resultsRoot)) return removeFromBucket(resultsRoot, runId, env)
  const run = (await listStoredRuns(resultsRoot)).find(stored => stored.runId === runId)
  if (run === undefined) throw new RunNotFoundError({ runId, resultsRoot, folder: undefined })
  const target = run.folder === 'report' ? dirname(run.summaryFile) : run.summaryFile
  const aside = join(dirname(target), `.removed-${basename(target)}`)
  await rename(target, aside)
  await rm(aside, { recursive: true })
}

/** The summary goes first: without it the run is none. */
async function removeFromBucket(resultsRoot: string, runId: string, env: Environment): Promise<void> {
  const store = openObjectStore(resultsRoot, env)
  const tables = await store.list(`report/${runId}/`)
  const names = [
    `report/${runId}/summary.json`,
    `fast/${runId}.json`,
    `failed/${runId}.json`,
    ...tables.map(table => table.name),
  ]
  let removed = 0
  for (const name of names) if (await store.remove(name)) removed += 1
  if (removed === 0) throw new RunNotFoundError({ runId, resultsRoot, folder: undefined })
}
