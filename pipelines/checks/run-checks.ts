import type { DuckDBConnection } from '@duckdb/node-api'
import type { Database } from '../database/open-database.ts'
import { allRows } from '../database/statement.ts'
import { registerFor } from '../results/result-views.ts'
import { storedReportRun } from '../results/stored-run.ts'
import { runChecks } from './statements.ts'

/** One disagreement within a run's results. */
export interface CheckFailure {
  /** The statement below `sql/checks` that found it. */
  readonly check: keyof typeof runChecks
  readonly subject: string
  readonly expected: string
  readonly found: string
}

/** Recomputes a run's money from its fills, exactly: balances from the ledger, positions and commissions from prices
 *  and quantities, orders from their fills.
 *  @param connection with the views over results (`registerResultViews`).
 *  @returns nothing when all agree; at most 20 disagreements a check. */
export async function checkRun(connection: DuckDBConnection, runId: string): Promise<CheckFailure[]> {
  const failures: CheckFailure[] = []
  for (const [name, statement] of Object.entries(runChecks)) {
    const check = name as keyof typeof runChecks
    for (const row of await allRows(connection, statement, { run_id: runId }))
      failures.push({ check, ...row })
  }
  return failures
}

/** As `checkRun`, for a run that is still being written: its Parquet files lie in `directory`, its summary is passed
 *  as it stands. The database must be the caller's alone: it gets the result views of this run. */
export async function checkFolder(
  database: Database,
  run: { readonly runId: string; readonly directory: string; readonly summary: object },
): Promise<CheckFailure[]> {
  const connection = await database.connect()
  const stored = await storedReportRun(run.runId, run.directory)
  await registerFor(
    connection,
    Object.values(runChecks),
    [stored],
    new Map([[run.runId, JSON.stringify(run.summary)]]),
  )
  return await checkRun(connection, run.runId)
}
