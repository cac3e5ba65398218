import type { DuckDBConnection } from '@duckdb/node-api'
import { registerCatalogViews } from '../catalog-views.ts'

/** An empty catalog and one cell without rows. */
export async function prepareStatementFixture(connection: DuckDBConnection): Promise<void> {
  await registerCatalogViews(connection, undefined)
  for (const [view, rows] of [
    ['cell_trades', 'trade_tick_rows'],
    ['cell_deltas', 'order_book_deltas_rows'],
    ['cell_depth', 'order_book_depth_rows'],
  ]) {
    await connection.run(`create view ${view} as select *, cell_row as file_row_number from ${rows}`)
  }
}
