import type { DuckDBConnection } from '@duckdb/node-api'
import { registerResultViews } from '../../results/result-views.ts'

/** A results folder without runs. */
export async function prepareStatementFixture(connection: DuckDBConnection): Promise<void> {
  await registerResultViews(connection, '/nonexistent/results')
}
