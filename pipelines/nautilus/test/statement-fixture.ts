import type { DuckDBConnection } from '@duckdb/node-api'
import { createStagedRows } from '../stage-file.ts'

/** Staged trades without rows. */
export async function prepareStatementFixture(connection: DuckDBConnection): Promise<void> {
  await createStagedRows(connection, 'trade_tick', { pricePrecision: 2, sizePrecision: 3 })
}
