import type { DuckDBConnection } from '@duckdb/node-api'
import { createRelations } from '../../database/statement.ts'
import { registerResultViews } from '../../results/result-views.ts'
import { checkRelations } from '../statements.ts'

/** A results folder without runs, and what the checks read besides. */
export async function prepareStatementFixture(connection: DuckDBConnection): Promise<void> {
  await registerResultViews(connection, '/nonexistent/results')
  await createRelations(connection, checkRelations)
}
