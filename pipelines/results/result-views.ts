import type { DuckDBConnection } from '@duckdb/node-api'
import { createRelations, type Statement } from '../database/statement.ts'
import { analysisStatements } from './analysis-statements.ts'
import { createCodeNames } from './code-macros.ts'
import { factStatements } from './fact-statements.ts'
import { createFactViews, type SummaryTexts } from './fact-views.ts'
import { fillStatements } from './fill-statements.ts'
import { metricStatements } from './metric-files.ts'
import { neededStatements } from './needed-statements.ts'
import { parentStatements } from './parent-statements.ts'
import { resultStatements } from './result-statements.ts'
import { listStoredRuns, type StoredRun } from './stored-run.ts'

export interface ResultViewOptions {
  /** Only these runs; all by default. Ids that do not exist are ignored. */
  readonly runIds?: readonly string[]
}

/** Creates the views `runs, run_instruments, orders, order_events, fills, positions, ledger, equity, marks` and the
 *  analysis marts over the runs below a results root. An empty or absent root gives the same views without rows.
 *  Runs that appear later are seen after another call. */
export async function registerResultViews(
  connection: DuckDBConnection,
  resultsRoot: string,
  options: ResultViewOptions = {},
): Promise<void> {
  const stored = await listStoredRuns(resultsRoot)
  const wanted = options.runIds === undefined ? undefined : new Set(options.runIds)
  await registerStoredRuns(
    connection,
    wanted === undefined ? stored : stored.filter(run => wanted.has(run.runId)),
  )
}

/** The same over runs listed by the caller, e.g. one that is still being written. */
export async function registerStoredRuns(
  connection: DuckDBConnection,
  runs: readonly StoredRun[],
  summaries?: SummaryTexts,
): Promise<void> {
  await registerFacts(connection, runs, summaries)
  await createRelations(connection, relationStatements())
}

/** Only what some statements read: binding every view costs more than most of them. */
export async function registerFor(
  connection: DuckDBConnection,
  statements: readonly Statement[],
  runs: readonly StoredRun[],
  summaries?: SummaryTexts,
): Promise<void> {
  await registerFacts(connection, runs, summaries)
  await createRelations(connection, neededStatements(statements, relationStatements()))
}

async function registerFacts(
  connection: DuckDBConnection,
  runs: readonly StoredRun[],
  summaries: SummaryTexts | undefined,
): Promise<void> {
  await createCodeNames(connection)
  await createRelations(connection, factStatements)
  await createFactViews(connection, runs, summaries)
}

/** Relations and macros over the facts, in the order in which they build on each other. */
export function relationStatements(): Statement[] {
  return [
    ...resultStatements,
    ...analysisStatements,
    ...parentStatements,
    ...fillStatements,
    ...metricStatements(),
  ]
}
