import type { DuckDBConnection } from '@duckdb/node-api'
import type { z } from 'zod'
import { quoteIdentifier } from '../database/quote.ts'
import { type Statement, statementName } from '../database/statement.ts'
import { columnUnit } from './column-unit.ts'

export interface DictionarySection {
  readonly title: string
  readonly introduction: string
  readonly statements: readonly Statement[]
}

/** The data dictionary as Markdown: for each relation its header, then its columns with type, unit and whether they can
 *  be null; macros with their headers alone. The relations must exist on the connection. */
export async function renderDictionary(
  connection: DuckDBConnection,
  sections: readonly DictionarySection[],
): Promise<string> {
  const parts = [INTRODUCTION]
  for (const { title, introduction, statements } of sections) {
    parts.push(`## ${title}`, introduction)
    for (const statement of statements) {
      parts.push(`### ${statementName(statement)}`, headerText(statement))
      if (statement.kind === 'relation') parts.push(await columnTable(connection, statement))
    }
  }
  return `${parts.join('\n\n')}\n`
}

const INTRODUCTION = `# Data dictionary
<!-- Written by \`npm run docs\` from the headers of the files in \`sql/\` and the row schemas beside them. -->

What \`odum sql\` can query: every view with its grain, order and source, and every column with its type and unit. Times
are int64 nanoseconds since 1970, UTC. Prices, quantities and money are DECIMAL at the precision of their instrument or
currency; averages and ratios are DOUBLE. Money is in the settlement currency unless a column says otherwise. "can be
null" is said where a value may be undefined; it is never NaN.`

/** The comment at the head of a file, without dashes and the name. */
function headerText(statement: Statement): string {
  const lines: string[] = []
  for (const line of statement.text.split('\n')) {
    if (!line.startsWith('--')) break
    lines.push(line.replace(/^-- ?/, ''))
  }
  const text = lines.join(' ').replace(new RegExp(`^${statementName(statement)}(: )?`), '')
  const sentence = text.charAt(0).toUpperCase() + text.slice(1)
  const opening =
    statement.kind === 'macro' && text.startsWith('(') ? `\`${statementName(statement)}\`${text}` : sentence
  return escaped(opening)
}

async function columnTable(connection: DuckDBConnection, statement: Statement): Promise<string> {
  const prepared = await connection.prepare(`select * from ${quoteIdentifier(statementName(statement))}`)
  const lines = ['| column | type | unit | |', '|---|---|---|---|']
  for (let index = 0; index < prepared.columnCount; index++) {
    const name = prepared.columnName(index)
    const type = String(prepared.columnType(index)).replace(/^DECIMAL\(.*\)$/, 'DECIMAL')
    const schema = statement.row.shape[name] as z.ZodType | undefined
    const isNullable = schema?.safeParse(null).success === true
    lines.push(`| \`${name}\` | ${type} | ${columnUnit(name, type)} | ${isNullable ? 'can be null' : ''} |`)
  }
  prepared.destroySync()
  return lines.join('\n')
}

/** Angle brackets and bars would be read as markup. */
function escaped(text: string): string {
  return text.replaceAll('<', '&lt;').replaceAll('|', '\\|')
}
