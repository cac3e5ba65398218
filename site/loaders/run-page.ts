import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { allRows } from '../../pipelines/database/statement.ts'
import { drawdown, fillCosts, orderOutcomes } from '../../pipelines/results/analysis-statements.ts'
import { computeMetrics, metricColumns } from '../../pipelines/results/metrics.ts'
import { fillPages } from '../../pipelines/results/page-statements.ts'
import { runBalances, runInstruments, runLineage, runs } from '../../pipelines/results/result-statements.ts'
import { rowsOfRun } from '../../pipelines/results/rows-of-run.ts'
import { FILL_PAGE_ROWS, fillPageFile } from '../../pipelines/results/table-pages.ts'
import { resultsRoot } from './open-results.ts'

/** Everything a run's page shows but for its curves and tables. */
export async function loadRunPage(connection: DuckDBConnection, runId: string): Promise<object> {
  const [run] = await rowsOfRun(connection, runs, runId)
  const [fall] = await rowsOfRun(connection, drawdown, runId)
  const pages = await allRows(connection, fillPages, { run_id: runId, page_rows: FILL_PAGE_ROWS })
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
    config: await readConfig(runId),
    fillPages: pages.map(({ page, rows, first_ns, last_ns }) => ({
      page: Number(page),
      file: fillPageFile(runId, page),
      rows: Number(rows),
      first_ns,
      last_ns,
    })),
  }
}

/** The configuration as the run resolved it; null where the run kept none. */
export async function readConfig(runId: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(join(resultsRoot(), 'report', runId, 'config.json'), 'utf8'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}
