import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ConnectionPool } from '../database/connection-pool.ts'
import { allRows, type Statement } from '../database/statement.ts'
import { drawdown, fillCosts, orderOutcomes } from './analysis-statements.ts'
import { fillLevels, fillSizes, markouts, queueTimes, slippageDistribution } from './fill-statements.ts'
import { keepRelation } from './keep-relation.ts'
import { builtInMetricStatements } from './metric-statements.ts'
import { computeMetricsOn, metricColumns } from './metrics.ts'
import { pageParents, pageShortfall, scheduleCurve } from './page-statements.ts'
import { parentCostSums } from './parent-statements.ts'
import { runBalances, runInstruments, runLineage, runs } from './result-statements.ts'
import { routingSummary } from './route-statements.ts'
import { rowsOfRun } from './rows-of-run.ts'

/** Parents that the page lists, the dearest first; the rest by SQL. */
export const PARENTS_MAX = 200n
/** Parents whose schedules are drawn. */
const SCHEDULES_MAX = 24n
const SCHEDULE_POINTS_MAX = 150n

/** Marts of few rows that cost a pass over the fills, or are read more than once; the longest first. */
const SHARED: readonly Statement[] = [
  markouts,
  parentCostSums,
  fillCosts,
  slippageDistribution,
  fillSizes,
  fillLevels,
  ...builtInMetricStatements,
]

/** What the statements of a page and the marts kept beside it share, computed once for all of them; the result views
 *  must be registered. */
export async function keepPageRelations(pool: ConnectionPool): Promise<void> {
  await Promise.all(SHARED.map(relation => pool.run(connection => keepRelation(connection, relation))))
}

/** Everything a run's page shows but for its curves, tables and events; the result views must be registered. */
export async function readRunPage(pool: ConnectionPool, resultsRoot: string, runId: string): Promise<object> {
  return await allOf({
    analysis: readAnalysis(pool, runId),
    metrics: computeMetricsOn(pool, runId),
    costs: pool.run(on => rowsOfRun(on, fillCosts, runId, ['instrument_id', 'liquidity'])),
    run: pool.run(async on => (await rowsOfRun(on, runs, runId))[0]),
    instruments: pool.run(on => rowsOfRun(on, runInstruments, runId, ['instrument_index'])),
    columns: pool.run(metricColumns),
    balances: pool.run(on => rowsOfRun(on, runBalances, runId, ['account', 'currency'])),
    lineage: pool.run(on => rowsOfRun(on, runLineage, runId, ['cell_seq'])),
    outcomes: pool.run(on => rowsOfRun(on, orderOutcomes, runId, ['status', 'reason'])),
    drawdown: pool.run(async on => (await rowsOfRun(on, drawdown, runId))[0] ?? null),
    config: readRunConfig(resultsRoot, runId),
  })
}

/** The fill analysis of a run; without rows where the run was not measured against the market. */
async function readAnalysis(pool: ConnectionPool, runId: string): Promise<object> {
  const run_id = runId
  const schedules = { run_id, parents_max: SCHEDULES_MAX, points_max: SCHEDULE_POINTS_MAX }
  return await allOf({
    parents: pool.run(on => allRows(on, pageParents, { run_id, rows_max: PARENTS_MAX })),
    markouts: pool.run(on => rowsOfRun(on, markouts, runId, ['dimension', 'bucket', 'horizon_ns'])),
    slippage: pool.run(on => rowsOfRun(on, slippageDistribution, runId, ['liquidity', 'low_bps'])),
    shortfall: pool.run(on => allRows(on, pageShortfall, { run_id })),
    schedules: pool.run(on => allRows(on, scheduleCurve, schedules)),
    routing: pool.run(on => rowsOfRun(on, routingSummary, runId, ['instrument_id', 'side', 'outcome'])),
    sizes: pool.run(on => rowsOfRun(on, fillSizes, runId, ['instrument_id', 'liquidity', 'size_bucket'])),
    levels: pool.run(on =>
      rowsOfRun(on, fillLevels, runId, ['instrument_id', 'evidence_kind', 'level_index']),
    ),
    queues: pool.run(on => rowsOfRun(on, queueTimes, runId, ['instrument_id', 'side'])),
  })
}

/** Waits for every value of an object. */
async function allOf(promises: Readonly<Record<string, Promise<unknown>>>): Promise<object> {
  const names = Object.keys(promises)
  const values = await Promise.all(Object.values(promises))
  return Object.fromEntries(names.map((name, index) => [name, values[index]]))
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
