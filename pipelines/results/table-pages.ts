import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { copyToParquet } from '../database/copy-to-parquet.ts'
import { allRows } from '../database/statement.ts'
import { fillPage, fillPages } from './page-statements.ts'

/** Rows of one file of a long table on a page: what a browser loads at once. */
export const FILL_PAGE_ROWS = 50_000n

/** Where a page of a run's fills lies below the site's file root. */
export function fillPageFile(runId: string, page: bigint): string {
  return `runs/${runId}/tables/fills-${String(page).padStart(4, '0')}.parquet`
}

/** Writes a run's fills as Parquet files of at most `FILL_PAGE_ROWS` rows below `root`; returns how many. */
export async function writeFillPages(
  connection: DuckDBConnection,
  runId: string,
  root: string,
): Promise<number> {
  const pages = await allRows(connection, fillPages, { run_id: runId, page_rows: FILL_PAGE_ROWS })
  for (const { page } of pages) {
    const file = join(root, fillPageFile(runId, page))
    await mkdir(dirname(file), { recursive: true })
    await copyToParquet(
      connection,
      fillPage.text,
      file,
      {},
      { run_id: runId, page, page_rows: FILL_PAGE_ROWS },
    )
  }
  return pages.length
}
