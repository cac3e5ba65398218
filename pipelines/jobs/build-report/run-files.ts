import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ConnectionPool } from '../../database/connection-pool.ts'
import { copyToParquet } from '../../database/copy-to-parquet.ts'
import { Database } from '../../database/open-database.ts'
import { allRows, type Statement } from '../../database/statement.ts'
import { writeKeptMarts } from '../../results/kept-marts.ts'
import { equityCurve, fillMarkers, markCurve, runEvents } from '../../results/page-statements.ts'
import { registerResultViews } from '../../results/result-views.ts'
import { keepPageRelations, readRunPage } from '../../results/run-page.ts'
import { writeTablePages } from '../../results/table-pages.ts'

/** Buckets of time that curves of a run's page are thinned to. */
const CURVE_BUCKETS = 1000n
const MARKER_BUCKETS = 150n
/** Buckets of the curve that the comparison page overlays. */
const OVERLAY_BUCKETS = 150n
/** Events of each kind in the timeline; the rest by SQL. */
const EVENTS_MAX = 1000n
/** What later builds read of the run, in the place of its tables. */
export const MARTS_FILE = 'marts.parquet'
/** What DuckDB may hold; beyond it, it spills. */
const MEMORY = '800MB'
/** Statements at a time, one core each. */
const CONNECTIONS = 2

/** Writes what pages of a run fetch into `folder`: `run.json`, curves, markers, events and the pages of its
 *  tables; and the marts that the notebooks' queries read. */
export async function writeRunFiles(resultsRoot: string, runId: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  using database = await Database.open({ threads: 1, memoryLimit: MEMORY, temporaryDirectory: folder })
  await using pool = await ConnectionPool.open(database, CONNECTIONS)
  await pool.run(connection => registerResultViews(connection, resultsRoot, { runIds: [runId] }))
  await keepPageRelations(pool)
  // The shortest statements, pages of tables, come last: until the end no core is idle.
  const page = readRunPage(pool, resultsRoot, runId)
  const marts = writeKeptMarts(pool, join(folder, MARTS_FILE))
  const curves = writeCurves(pool, runId, folder)
  const tables = Promise.all([
    writeTablePages(pool, 'fills', runId, folder),
    writeTablePages(pool, 'orders', runId, folder),
  ])
  const [shown, [fillPages, orderPages]] = await Promise.all([page, tables, marts, curves])
  await writeFile(join(folder, 'run.json'), jsonText({ ...shown, fillPages, orderPages }))
}

async function writeCurves(pool: ConnectionPool, runId: string, folder: string): Promise<void> {
  const run = { run_id: runId }
  const parquet = (statement: Statement, name: string, buckets: bigint) =>
    pool.run(connection =>
      copyToParquet(connection, statement.text, join(folder, name), {}, { ...run, buckets }),
    )
  const json = async (rows: Promise<readonly object[]>, name: string) =>
    await writeFile(join(folder, name), jsonText(await rows))
  await Promise.all([
    json(
      pool.run(connection => allRows(connection, runEvents, { ...run, rows_max: EVENTS_MAX })),
      'events.json',
    ),
    parquet(fillMarkers, 'markers.parquet', MARKER_BUCKETS),
    parquet(equityCurve, 'equity.parquet', CURVE_BUCKETS),
    parquet(markCurve, 'marks.parquet', CURVE_BUCKETS),
    json(
      pool.run(connection => allRows(connection, equityCurve, { ...run, buckets: OVERLAY_BUCKETS })),
      'overlay.json',
    ),
  ])
}

/** JSON with bigints as text. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, (_, item) => (typeof item === 'bigint' ? item.toString() : item))
}
