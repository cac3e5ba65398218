import type { DuckDBConnection } from '@duckdb/node-api'
import { registerCatalogViews } from '../../catalog/catalog-views.ts'

/** An empty catalog and raw rows of none. */
export async function prepareStatementFixture(connection: DuckDBConnection): Promise<void> {
  await registerCatalogViews(connection, undefined)
  await connection.run(
    'create view source_clock as select null::bigint as ts_event, null::bigint as ts_init where false',
  )
}
