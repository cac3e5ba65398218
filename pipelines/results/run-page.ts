import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { allRows } from '../database/statement.ts'
import { drawdown, fillCosts, orderOutcomes } from './analysis-statements.ts'
import { fillLevels, fillSizes, markouts, queueTimes } from './fill-statements.ts'
import { computeMetrics, metricColumns } from './metrics.ts'
import { pageParents, pageShortfall, scheduleCurve, slippageDistribution } from './page-statements.ts'
import { runBalances, runInstruments, runLineage, runs } from './result-statements.ts'
import { routingSummary } from './route-statements.ts'
import { rowsOfRun } from './rows-of-run.ts'
import type { TablePage } from './table-pages.ts'

/** Parents that the page lists, the dearest first; the rest by SQL. */
export const PARENTS_MAX = 200n
/** Parents whose schedules are drawn. */
const SCHEDULES_MAX = 24n
const SCHEDULE_POINTS_MAX = 150n

/** Everything a run's page shows but for its curves, tables and events; the result views must be registered. */
export async function readRunPage(
  connection: DuckDBConnection,
  resultsRoot: string,
  runId: string,
  tables: { readonly fillPages: readonly TablePage[]; readonly orderPages: readonly TablePage[] },
): Promise<object> {
  const [run] = await rowsOfRun(connection, runs, runId)
  const [fall] = await rowsOfRun(connection, drawdown, runId)
  return {
    run,
    instruments: await rowsOfRun(connection, runInstruments, runId, ['instrument_index']),
    metrics: await computeMetrics(connection, runId),
    columns: await metricColumns(connection),
    balances: await rowsOfRun(connection, runBalances, runId, ['account', 'currency']),
    lineage: await rowsOfRun(connection, runLineage, runId, ['cell_seq']),
    outcomes: await rowsOfRun(connection, orderOutcomes, runId, ['status', 'reason']),
    costs: await rowsOfRun(connection, fillCosts, runId, ['instrument_id', 'liquidity']),
    drawdown: fall ?? null,
    analysis: await readAnalysis(connection, runId),
    config: await readRunConfig(resultsRoot, runId),
    ...tables,
  }
}

/** The fill analysis of a run; without rows where the run was not measured against the market. */
async function readAnalysis(connection: DuckDBConnection, runId: string): Promise<object> {
  const run_id = runId
  return {
    parents: await allRows(connection, pageParents, { run_id, rows_max: PARENTS_MAX }),
    shortfall: await allRows(connection, pageShortfall, { run_id }),
    markouts: await rowsOfRun(connection, markouts, runId, ['dimension', 'bucket', 'horizon_ns']),
    slippage: await allRows(connection, slippageDistribution, { run_id }),
    schedules: await allRows(connection, scheduleCurve, {
      run_id,
      parents_max: SCHEDULES_MAX,
      points_max: SCHEDULE_POINTS_MAX,
    }),
    routing: await rowsOfRun(connection, routingSummary, runId, ['instrument_id', 'side', 'outcome']),
    sizes: await rowsOfRun(connection, fillSizes, runId, ['instrument_id', 'liquidity', 'size_bucket']),
    levels: await rowsOfRun(connection, fillLevels, runId, ['instrument_id', 'evidence_kind', 'level_index']),
    queues: await rowsOfRun(connection, queueTimes, runId, ['instrument_id', 'side']),
  }
}

/** The configuration as the run resolved it; null where the run kept none. */
export async function readRunConfig(resultsRoot: string, runId: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(join(resultsRoot, 'report', runId, 'config.json'), 'utf8'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}
