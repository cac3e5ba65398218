import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Database } from '../../database/open-database.ts'
import { type Metrics, metricColumns } from '../../results/metrics.ts'
import { runs } from '../../results/result-statements.ts'
import { registerStoredRuns } from '../../results/result-views.ts'
import { rowsOfAllRuns } from '../../results/rows-of-run.ts'
import type { StoredRun } from '../../results/stored-run.ts'
import { jsonText } from './run-files.ts'

/** Writes `comparison.json`: every run with its metrics and configuration. Those with pages are read from their page's
 *  data, so that a site of many runs is compared without computing them again. */
export async function writeComparison(
  stored: readonly StoredRun[],
  pageRunIds: readonly string[],
  fileRoot: string,
): Promise<void> {
  using database = await Database.open()
  const connection = await database.connect()
  const withoutPage = stored.filter(({ runId }) => !pageRunIds.includes(runId))
  await registerStoredRuns(connection, withoutPage)
  const told = new Map((await rowsOfAllRuns(connection, runs)).map(run => [run.run_id, run]))
  const compared: object[] = []
  for (const { runId } of stored) {
    const row = told.get(runId)
    if (row !== undefined) {
      const { metrics, ...run } = row
      compared.push({ run, metrics: recordedMetrics(metrics), config: null, hasPage: false })
    } else if (pageRunIds.includes(runId)) {
      compared.push({ ...(await pageOf(fileRoot, runId)), hasPage: true })
    }
  }
  const comparison = { columns: await metricColumns(connection), runs: compared }
  await mkdir(fileRoot, { recursive: true })
  await writeFile(join(fileRoot, 'comparison.json'), jsonText(comparison))
}

async function pageOf(fileRoot: string, runId: string): Promise<object> {
  const text = await readFile(join(fileRoot, 'runs', runId, 'run.json'), 'utf8')
  const { run, metrics, config } = JSON.parse(text) as Record<string, Record<string, unknown>>
  const { metrics: _, ...columns } = run ?? {}
  return { run: columns, metrics, config }
}

/** A run without tables has only the figures its summary keeps. */
function recordedMetrics(text: string | null): Metrics {
  return text === null ? {} : (JSON.parse(text) as Metrics)
}
