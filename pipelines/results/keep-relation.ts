import type { DuckDBConnection } from '@duckdb/node-api'
import { quoteIdentifier } from '../database/quote.ts'
import { type Statement, statementName } from '../database/statement.ts'

/** Computes a registered relation once: its view gives way to a table of the same name and rows, which every connection
 *  and every relation built on it reads from then on. For relations of few rows that cost much. */
export async function keepRelation(connection: DuckDBConnection, relation: Statement): Promise<void> {
  const name = quoteIdentifier(statementName(relation))
  const computed = quoteIdentifier(`computed_${statementName(relation)}`)
  await connection.run(`create table ${computed} as\n${relation.text}`)
  await connection.run('begin')
  try {
    await connection.run(`drop view ${name}`)
    await connection.run(`alter table ${computed} rename to ${name}`)
    await connection.run('commit')
  } catch (error) {
    await connection.run('rollback')
    throw error
  }
}
