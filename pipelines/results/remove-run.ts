import { rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { RunNotFoundError } from '../errors.ts'
import { listStoredRuns } from './stored-run.ts'

/** Deletes a run from a results root: it disappears at once, then its files are removed. Only what the listing shows
 *  can be named, so nothing outside the root is reached.
 *  @throws RunNotFoundError */
export async function removeRun(resultsRoot: string, runId: string): Promise<void> {
  const run = (await listStoredRuns(resultsRoot)).find(stored => stored.runId === runId)
  if (run === undefined) throw new RunNotFoundError({ runId, resultsRoot, folder: undefined })
  const target = run.folder === 'report' ? dirname(run.summaryFile) : run.summaryFile
  const aside = join(dirname(target), `.removed-${basename(target)}`)
  await rename(target, aside)
  await rm(aside, { recursive: true })
}
