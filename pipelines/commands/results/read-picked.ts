import { Database } from '../../database/open-database.ts'
import { pickRuns } from '../../results/pick-runs.ts'
import { readRuns } from '../../results/run-figures.ts'
import { listStoredRuns } from '../../results/stored-run.ts'
import type { CommandIo } from '../command-io.ts'
import { openResultsOf, resultsRootOf } from '../results-root.ts'

/** The ids that texts name among the stored runs. @throws RunNotFoundError, RunAmbiguousError */
export async function pickedIds(
  io: CommandIo,
  option: string | undefined,
  texts: readonly string[],
): Promise<readonly string[]> {
  await using results = await openResultsOf(io, option, { summariesOnly: true })
  const ids = (await listStoredRuns(results.folder)).map(run => run.runId)
  return pickRuns(ids, texts, resultsRootOf(io, option))
}

/** The runs that texts name, in that order, with every metric. @throws RunNotFoundError, RunAmbiguousError */
export async function readPicked(io: CommandIo, option: string | undefined, texts: readonly string[]) {
  const runIds = await pickedIds(io, option, texts)
  await using results = await openResultsOf(io, option, { runIds })
  using database = await Database.open()
  return await readRuns(database, results.folder, runIds)
}
