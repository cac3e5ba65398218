import { Database } from '../../database/open-database.ts'
import type { MetricColumn } from '../../results/metrics.ts'
import { runAlgorithms } from '../../results/parent-statements.ts'
import { pickRuns } from '../../results/pick-runs.ts'
import { rowsOfAllRuns } from '../../results/rows-of-run.ts'
import { type RunFigures, readRuns } from '../../results/run-figures.ts'
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

/** A run with its metrics and what worked its parents: `twap, vwap`, or what its configuration says. */
export type PickedRun = RunFigures & { readonly algorithms: string }

/** The runs that texts name, in that order, with every metric. @throws RunNotFoundError, RunAmbiguousError */
export async function readPicked(
  io: CommandIo,
  option: string | undefined,
  texts: readonly string[],
): Promise<{ readonly runs: readonly PickedRun[]; readonly columns: readonly MetricColumn[] }> {
  const runIds = await pickedIds(io, option, texts)
  await using results = await openResultsOf(io, option, { runIds })
  using database = await Database.open()
  const { runs, columns } = await readRuns(database, results.folder, runIds)
  const rows = await rowsOfAllRuns(await database.connect(), runAlgorithms)
  const algorithmsOf = (runId: string): string =>
    rows
      .filter(row => row.run_id === runId)
      .map(row => row.algorithm)
      .sort()
      .join(', ')
  return {
    runs: runs.map(figures => {
      const { run_id, algorithm } = figures.run
      return { ...figures, algorithms: algorithmsOf(run_id) || (algorithm ?? '') }
    }),
    columns,
  }
}
