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
  const pages = new Map<string, RunPageText>()
  for (const { runId } of stored) {
    if (pageRunIds.includes(runId)) pages.set(runId, await pageOf(fileRoot, runId))
  }
  const others = stored.filter(({ runId }) => !pages.has(runId))
  const [first] = pages.values()
  // Declaring the views costs more than all the rest, and every page tells the columns.
  const { columns, told } =
    first !== undefined && others.length === 0
      ? { columns: first.columns, told: new Map<string, object>() }
      : await tellWithoutPages(others)
  const compared: object[] = []
  for (const { runId } of stored) {
    const page = pages.get(runId)
    if (page !== undefined) {
      const { metrics: _, ...run } = page.run
      compared.push({ run, metrics: page.metrics, config: page.config, hasPage: true })
    } else {
      const other = told.get(runId)
      if (other !== undefined) compared.push(other)
    }
  }
  await mkdir(fileRoot, { recursive: true })
  await writeFile(join(fileRoot, 'comparison.json'), jsonText({ columns, runs: compared }))
}

/** What the comparison takes of a page's data. */
interface RunPageText {
  readonly run: Readonly<Record<string, unknown>>
  readonly metrics: unknown
  readonly config: unknown
  readonly columns: readonly object[]
}

async function pageOf(fileRoot: string, runId: string): Promise<RunPageText> {
  const text = await readFile(join(fileRoot, 'runs', runId, 'run.json'), 'utf8')
  const { run, metrics, config, columns } = JSON.parse(text) as RunPageText
  return { run, metrics, config, columns }
}

async function tellWithoutPages(
  stored: readonly StoredRun[],
): Promise<{ columns: readonly object[]; told: ReadonlyMap<string, object> }> {
  using database = await Database.open()
  const connection = await database.connect()
  await registerStoredRuns(connection, stored)
  const told = (await rowsOfAllRuns(connection, runs)).map(row => {
    const { metrics, ...run } = row
    return [row.run_id, { run, metrics: recordedMetrics(metrics), config: null, hasPage: false }] as const
  })
  return { columns: await metricColumns(connection), told: new Map(told) }
}

/** A run without tables has only the figures its summary keeps. */
function recordedMetrics(text: string | null): Metrics {
  return text === null ? {} : (JSON.parse(text) as Metrics)
}
