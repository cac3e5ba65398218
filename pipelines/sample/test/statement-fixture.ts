import type { DuckDBConnection } from '@duckdb/node-api'
import { sampleStatements } from '../statements.ts'

/** Generated rows, none of them. */
export async function prepareStatementFixture(connection: DuckDBConnection): Promise<void> {
  const relations = sampleStatements.filter(statement => statement.path.includes('/generated_'))
  for (const { path, text } of relations) {
    await connection.run(`create view ${path.replace(/^.*\//, '').replace('.sql', '')} as ${text}`)
  }
}
