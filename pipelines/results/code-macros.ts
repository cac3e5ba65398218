import type { DuckDBConnection } from '@duckdb/node-api'
import { CODE_TABLES } from '../../engine/domain/codes.ts'
import { quoteIdentifier, quoteLiteral } from '../database/quote.ts'

/** Creates the view `codes(kind, code, name)` and one macro per kind, e.g. `side_name(code)`, from the engine's
 *  tables. The macros are plain `case` expressions: translating three million fills costs no join. */
export async function createCodeNames(connection: DuckDBConnection): Promise<void> {
  const rows: string[] = []
  for (const [kind, table] of Object.entries(CODE_TABLES)) {
    const branches: string[] = []
    for (const [name, code] of Object.entries(table)) {
      rows.push(`(${quoteLiteral(kind)}, ${code}::utinyint, ${quoteLiteral(name)})`)
      branches.push(`when ${code} then ${quoteLiteral(name)}`)
    }
    await connection.run(
      `create or replace macro ${quoteIdentifier(`${kind}_name`)}(code) as case code ${branches.join(' ')} end`,
    )
  }
  await connection.run(
    `create or replace view codes as select * from (values ${rows.join(', ')}) as t (kind, code, name)`,
  )
}
