import type { DuckDBConnection } from '@duckdb/node-api'
import { Database } from '../../pipelines/database/open-database.ts'
import { registerResultViews } from '../../pipelines/results/result-views.ts'

/** Where a page's loader finds runs: set by the job that builds the site. */
export function resultsRoot(): string {
  return process.env.ODUM_RESULTS_ROOT ?? 'backtest_results'
}

/** The runs that get pages; undefined means every run in report mode. */
export function siteRunIds(): readonly string[] | undefined {
  const text = process.env.ODUM_SITE_RUNS
  return text === undefined || text === '*' ? undefined : text.split(',').filter(id => id !== '')
}

/** Opens the result views in memory, over some runs or all, for the time of the callback. */
export async function withResults<Result>(
  runIds: readonly string[] | undefined,
  read: (connection: DuckDBConnection) => Promise<Result>,
): Promise<Result> {
  using database = await Database.open()
  const connection = await database.connect()
  await registerResultViews(connection, resultsRoot(), runIds === undefined ? {} : { runIds })
  return await read(connection)
}
