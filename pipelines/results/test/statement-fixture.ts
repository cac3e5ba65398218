import type { DuckDBConnection } from '@duckdb/node-api'
import { createRelations } from '../../database/statement.ts'
import { runQuotes, runVolume } from '../market-statements.ts'
import { registerResultViews } from '../result-views.ts'
import { createRunMarket } from '../run-market.ts'

/** A results folder without runs, and a run without a market. */
export async function prepareStatementFixture(connection: DuckDBConnection): Promise<void> {
  await registerResultViews(connection, '/nonexistent/results')
  await createRunMarket(connection, [])
  await createRelations(connection, [runQuotes, runVolume])
}
