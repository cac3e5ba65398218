import type { DuckDBConnection } from '@duckdb/node-api'
import { allRows, createRelations } from '../database/statement.ts'
import { checkRelations, runChecks } from './statements.ts'

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
  await createRelations(connection, checkRelations)
  const failures: CheckFailure[] = []
  for (const [name, statement] of Object.entries(runChecks)) {
    const check = name as keyof typeof runChecks
    for (const row of await allRows(connection, statement, { run_id: runId }))
      failures.push({ check, ...row })
  }
  return failures
}
