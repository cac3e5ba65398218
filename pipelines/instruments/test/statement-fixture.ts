import type { DuckDBConnection } from '@duckdb/node-api'
import { DEFINITION_TYPES, fillTable, REJECTION_TYPES } from '../definition-table.ts'
import { loadDefinitions } from '../definition-views.ts'
import { storeExpressions } from '../store-columns.ts'

/** A store without rows, and no definitions. */
export async function prepareStatementFixture(connection: DuckDBConnection): Promise<void> {
  const columns = [{ name: 'instrument_key', type: 'VARCHAR' }]
  await connection.run(
    'create view store_instruments as ' +
      `select 0::bigint as store_row_number, ${storeExpressions(columns, 'none')}, '{}' as store_row ` +
      'from (select null::varchar as instrument_key) as source where false',
  )
  await fillTable(connection, 'new_definitions', DEFINITION_TYPES, [])
  await fillTable(connection, 'rejected_instruments', REJECTION_TYPES, [])
  await loadDefinitions(connection, [])
}
