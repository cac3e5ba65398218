import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { copyToParquet } from '../../database/copy-to-parquet.ts'
import { Database } from '../../database/open-database.ts'
import { allRows } from '../../database/statement.ts'
import { equityCurve, fillMarkers, markCurve, runEvents } from '../../results/page-statements.ts'
import { registerResultViews } from '../../results/result-views.ts'
import { readRunPage } from '../../results/run-page.ts'
import { writeTablePages } from '../../results/table-pages.ts'

/** Buckets of time that curves of a run's page are thinned to. */
const CURVE_BUCKETS = 1000n
const MARKER_BUCKETS = 150n
/** Buckets of the curve that the comparison page overlays. */
const OVERLAY_BUCKETS = 150n
/** Events of each kind in the timeline; the rest by SQL. */
const EVENTS_MAX = 1000n
/** What DuckDB may hold; numbering three million orders takes most of it. */
const MEMORY = '1500MB'

/** Writes what pages of a run fetch into `folder`: `run.json`, curves, markers, events and the pages of its tables. */
export async function writeRunFiles(resultsRoot: string, runId: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  // One thread writes one file per page of a table; two connections keep two cores busy all the same.
  using pagesDatabase = await Database.open({ threads: 1, memoryLimit: MEMORY, temporaryDirectory: folder })
  using database = await Database.open({ memoryLimit: MEMORY, temporaryDirectory: folder })
  const [pages, rest] = [await pagesDatabase.connect(), await database.connect()]
  const options = { runIds: [runId] }
  await Promise.all([
    registerResultViews(pages, resultsRoot, options),
    registerResultViews(rest, resultsRoot, options),
  ])
  const tables = writeTables(pages, runId, folder)
  await writeCurves(rest, runId, folder)
  const page = await readRunPage(rest, resultsRoot, runId, await tables)
  await writeFile(join(folder, 'run.json'), jsonText(page))
}

async function writeTables(connection: DuckDBConnection, runId: string, folder: string) {
  const fillPages = await writeTablePages(connection, 'fills', runId, folder)
  return { fillPages, orderPages: await writeTablePages(connection, 'orders', runId, folder) }
}

async function writeCurves(connection: DuckDBConnection, runId: string, folder: string): Promise<void> {
  const run = { run_id: runId }
  const curves = { ...run, buckets: CURVE_BUCKETS }
  await copyToParquet(connection, equityCurve.text, join(folder, 'equity.parquet'), {}, curves)
  await copyToParquet(connection, markCurve.text, join(folder, 'marks.parquet'), {}, curves)
  const markers = { ...run, buckets: MARKER_BUCKETS }
  await copyToParquet(connection, fillMarkers.text, join(folder, 'markers.parquet'), {}, markers)
  const overlay = await allRows(connection, equityCurve, { ...run, buckets: OVERLAY_BUCKETS })
  await writeFile(join(folder, 'overlay.json'), jsonText(overlay))
  const events = await allRows(connection, runEvents, { ...run, rows_max: EVENTS_MAX })
  await writeFile(join(folder, 'events.json'), jsonText(events))
}

/** JSON with bigints as text. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, (_, item) => (typeof item === 'bigint' ? item.toString() : item))
}
