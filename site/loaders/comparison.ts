import type { DuckDBConnection } from '@duckdb/node-api'
import { computeMetrics, type Metrics, metricColumns } from '../../pipelines/results/metrics.ts'
import { runs } from '../../pipelines/results/result-statements.ts'
import { rowsOfRun } from '../../pipelines/results/rows-of-run.ts'
import { listStoredRuns } from '../../pipelines/results/stored-run.ts'
import { resultsRoot, siteRunIds } from './open-results.ts'
import { readConfig } from './run-page.ts'

/** The rows of the comparison page: the asked runs, or all of them, with their metrics and configurations. */
export async function loadComparison(connection: DuckDBConnection): Promise<object> {
  const asked = siteRunIds()
  const stored = (await listStoredRuns(resultsRoot())).filter(run => asked?.includes(run.runId) ?? true)
  const compared: object[] = []
  for (const { runId, folder } of stored) {
    const [run] = await rowsOfRun(connection, runs, runId)
    if (run === undefined) continue
    const { metrics: recorded, ...columns } = run
    const hasTables = folder === 'report'
    compared.push({
      run: columns,
      metrics: hasTables ? await computeMetrics(connection, runId) : recordedMetrics(recorded),
      config: hasTables ? await readConfig(runId) : null,
      hasPage: hasTables,
    })
  }
  return { columns: await metricColumns(connection), runs: compared }
}

/** A run without tables has only the figures its summary keeps. */
function recordedMetrics(text: string | null): Metrics {
  return text === null ? {} : (JSON.parse(text) as Metrics)
}
