import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import type { ConnectionPool } from '../database/connection-pool.ts'
import { copyStatement } from '../database/copy-to-parquet.ts'
import { quoteLiteral } from '../database/quote.ts'
import { allRows } from '../database/statement.ts'
import { fillBatches, orderBatches, pagedFills, pagedOrders } from './page-statements.ts'

/** Rows of one file of a long table on a page: what a browser loads at once. */
export const TABLE_PAGE_ROWS = 50_000n
/** Pages that one statement writes: what of a table is in memory at a time, for each connection. */
const BATCH_PAGES = 5n

const PAGED = {
  fills: { batches: fillBatches, rows: pagedFills },
  orders: { batches: orderBatches, rows: pagedOrders },
} as const
export type PagedTable = keyof typeof PAGED

/** One file of a long table. */
export interface TablePage {
  /** From 1. */
  readonly page: number
  /** Path of the file below the folder of the run's data. */
  readonly file: string
  readonly rows: number
  readonly first_ns: string
  readonly last_ns: string
}

/** Writes a run's fills or orders as Parquet files of at most `pageRows` rows below `folder`, some pages at a time: in each
 *  pass every page is a partition, its rows unordered. The pool's database must have one thread.
 *  @returns the pages, ascending */
export async function writeTablePages(
  pool: ConnectionPool,
  table: PagedTable,
  runId: string,
  folder: string,
  pageRows: bigint = TABLE_PAGE_ROWS,
): Promise<TablePage[]> {
  await mkdir(folder, { recursive: true })
  const { batches, rows } = PAGED[table]
  const batchRows = BATCH_PAGES * pageRows
  const listed = await pool.run(connection =>
    allRows(connection, batches, { run_id: runId, batch_rows: batchRows }),
  )
  const pages = await Promise.all(
    listed.map(async ({ rows_before, ...bounds }) => {
      const batch = {
        run_id: runId,
        page_rows: pageRows,
        ...bounds,
        last_number: bounds.first_number + batchRows,
      }
      const params = table === 'orders' ? { ...batch, rows_before } : batch
      return await pool.run(connection => writeBatch(connection, table, rows.text, params, folder))
    }),
  )
  return pages.flat()
}

/** Writes the pages of one batch. */
async function writeBatch(
  connection: DuckDBConnection,
  table: PagedTable,
  select: string,
  params: Readonly<Record<string, string | bigint>>,
  folder: string,
): Promise<TablePage[]> {
  const aside = await mkdtemp(join(folder, `.${table}-`))
  try {
    await connection.run(copyStatement(select, aside, { partitionBy: 'page' }), params)
    const pages = await pagesOf(connection, table, aside)
    for (const { page, file } of pages) await rename(await partitionFile(aside, page), join(folder, file))
    return pages
  } finally {
    await rm(aside, { recursive: true, force: true })
  }
}

async function pagesOf(
  connection: DuckDBConnection,
  table: PagedTable,
  folder: string,
): Promise<TablePage[]> {
  const reader = await connection.runAndReadAll(
    'select page::bigint, count(*), min(ts_init), max(ts_init) ' +
      `from read_parquet(${quoteLiteral(`${folder}/*/*.parquet`)}, hive_partitioning => true) group by all order by all`,
  )
  return reader.getRows().map(([page, rows, first, last]) => ({
    page: Number(page),
    file: `${table}-${String(page).padStart(4, '0')}.parquet`,
    rows: Number(rows),
    first_ns: String(first),
    last_ns: String(last),
  }))
}

/** The file of a partition: one thread writes them, so each has one. */
async function partitionFile(folder: string, page: number): Promise<string> {
  const partition = join(folder, `page=${page}`)
  const [file, ...more] = await readdir(partition)
  if (file === undefined || more.length > 0) {
    throw new RangeError(`${partition} has ${more.length + 1} files, expected 1; write pages with one thread`)
  }
  return join(partition, file)
}
