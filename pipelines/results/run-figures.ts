import type { z } from 'zod'
import type { Database } from '../database/open-database.ts'
import { createRelations } from '../database/statement.ts'
import { computeMetrics, type MetricColumn, type Metrics, metricColumns } from './metrics.ts'
import { runs as runsRelation } from './result-statements.ts'
import { registerFor, registerResultViews } from './result-views.ts'
import { rowsOfAllRuns, rowsOfRun } from './rows-of-run.ts'
import { listStoredRuns } from './stored-run.ts'

type RunRow = z.output<typeof runsRelation.row>

/** A run's row of `runs` with its metrics as values. */
export interface RunFigures {
  readonly run: Omit<RunRow, 'metrics'>
  readonly metrics: Metrics
}

/** All runs, or some, with the headline figures their summaries keep: no result table is opened. Oldest first. */
export async function listRuns(
  database: Database,
  resultsRoot: string,
  runIds?: ReadonlySet<string>,
): Promise<RunFigures[]> {
  const connection = await database.connect()
  const stored = await listStoredRuns(resultsRoot)
  const wanted = runIds === undefined ? stored : stored.filter(run => runIds.has(run.runId))
  await registerFor(connection, [runsRelation], wanted)
  await createRelations(connection, [runsRelation])
  const figures = (await rowsOfAllRuns(connection, runsRelation)).map(withMetrics)
  return figures.sort((a, b) => (a.run.created_at ?? '').localeCompare(b.run.created_at ?? ''))
}

/** Some runs, in the order asked, with every metric computed from their tables; those without tables keep what
 *  their summaries say. Unknown ids are left out. */
export async function readRuns(
  database: Database,
  resultsRoot: string,
  runIds: readonly string[],
): Promise<{ runs: RunFigures[]; columns: MetricColumn[] }> {
  const connection = await database.connect()
  await registerResultViews(connection, resultsRoot, { runIds })
  const runs: RunFigures[] = []
  for (const runId of runIds) {
    for (const row of await rowsOfRun(connection, runsRelation, runId)) {
      const recorded = withMetrics(row)
      const hasTables = row.folder === 'report'
      runs.push(hasTables ? { ...recorded, metrics: await computeMetrics(connection, runId) } : recorded)
    }
  }
  return { runs, columns: await metricColumns(connection) }
}

function withMetrics({ metrics, ...run }: RunRow): RunFigures {
  return { run, metrics: metrics === null ? {} : (JSON.parse(metrics) as Metrics) }
}
