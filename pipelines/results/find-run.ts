import { readFile } from 'node:fs/promises'
import type { Environment } from '../sources/cloud/credentials.ts'
import { openResults } from './open-results.ts'
import { listStoredRuns, type StoredRun } from './stored-run.ts'

/** A run below a results root, with its summary as it was written. */
export interface FoundRun {
  readonly folder: StoredRun['folder']
  readonly summary: Readonly<Record<string, unknown>>
}

/** Looks one run up; undefined where there is none, or none that is whole. */
export async function findRun(
  resultsRoot: string,
  runId: string,
  env: Environment = process.env,
): Promise<FoundRun | undefined> {
  await using results = await openResults(resultsRoot, env, { runIds: [runId], summariesOnly: true })
  const run = (await listStoredRuns(results.folder)).find(stored => stored.runId === runId)
  if (run === undefined) return undefined
  const summary = JSON.parse(await readFile(run.summaryFile, 'utf8')) as Record<string, unknown>
  return { folder: run.folder, summary }
}
