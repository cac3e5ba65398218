import type { DuckDBConnection } from '@duckdb/node-api'
import { registerCatalogViews } from '../catalog-views.ts'

/** An empty catalog and one cell without rows. */
export async function prepareStatementFixture(connection: DuckDBConnection): Promise<void> {
  await registerCatalogViews(connection, undefined)
  await connection.run('create view cell_deltas as from order_book_deltas_rows')
  await connection.run('create view cell_depth as from order_book_depth_rows')
}
