import type { DuckDBConnection } from '@duckdb/node-api'
import { quoteIdentifier, quoteLiteral } from '../database/quote.ts'
import { createRelations, statementName } from '../database/statement.ts'
import { createCodeNames } from './code-macros.ts'
import { keptMarts } from './kept-marts.ts'
import { relationStatements } from './result-views.ts'

/** Creates the kept marts as relations over the files of some runs, and the macros of the result views.
 *  A query that reads anything else fails on such a connection.
 *  @param files at least one, of `writeKeptMarts` of the same sources */
export async function registerKeptMarts(
  connection: DuckDBConnection,
  files: readonly string[],
): Promise<void> {
  await createCodeNames(connection)
  await createRelations(
    connection,
    relationStatements().filter(({ kind }) => kind === 'macro'),
  )
  const tables: string[] = []
  for (const group of await filesOfOneType(connection, files)) {
    const table = `kept_marts_${tables.length}`
    const list = group.map(quoteLiteral).join(', ')
    await connection.run(`create temp table ${table} as from read_parquet([${list}])`)
    tables.push(table)
  }
  for (const mart of keptMarts) await createUnion(connection, statementName(mart), tables)
}

/** Files whose columns have the same types: they differ in the scales of decimals alone. DuckDB's own union of a
 *  DECIMAL(38,2) and a DECIMAL(38,8) is a DECIMAL(38,2), which rounds what it holds. */
async function filesOfOneType(connection: DuckDBConnection, files: readonly string[]): Promise<string[][]> {
  const list = files.map(quoteLiteral).join(', ')
  const reader = await connection.runAndReadAll(
    `select file_name, string_agg(concat_ws(' ', name, type, precision, scale), ',' order by place)
    from (select *, row_number() over () as place from parquet_schema([${list}]))
    group by file_name
    order by file_name`,
  )
  const groups = new Map<string, string[]>()
  for (const [file, types] of reader.getRows()) {
    const group = groups.get(String(types))
    if (group === undefined) groups.set(String(types), [String(file)])
    else group.push(String(file))
  }
  return [...groups.values()]
}

/** One view over a mart of all tables, its decimals of the greatest scale among them. */
async function createUnion(
  connection: DuckDBConnection,
  mart: string,
  tables: readonly string[],
): Promise<void> {
  const name = quoteIdentifier(mart)
  const selects = tables.map(table => `select unnest(x) from (select unnest(${name}) as x from ${table})`)
  const types = await Promise.all(selects.map(select => columnTypes(connection, select)))
  const branches = selects.map((select, index) => {
    const casts = [...types[index]!].map(([column, type]) => {
      const widest = widestDecimal(types.map(ofTable => ofTable.get(column) ?? type))
      return `${quoteIdentifier(column)}${widest === undefined ? '' : `::${widest}`} as ${quoteIdentifier(column)}`
    })
    return `select ${casts.join(', ')} from (${select})`
  })
  await connection.run(`create or replace temp view ${name} as\n${branches.join('\nunion all by name\n')}`)
}

async function columnTypes(connection: DuckDBConnection, select: string): Promise<Map<string, string>> {
  const prepared = await connection.prepare(select)
  const types = new Map<string, string>()
  for (let index = 0; index < prepared.columnCount; index++) {
    types.set(prepared.columnName(index), prepared.columnType(index).toString())
  }
  prepared.destroySync()
  return types
}

const DECIMAL = /^DECIMAL\((\d+),(\d+)\)$/
const DIGITS_MAX = 38

/** The decimal type that holds all of some; what is too large for its 38 digits is an error of the cast, never
 *  rounded. @returns undefined where they are alike, or no decimals */
function widestDecimal(types: readonly string[]): string | undefined {
  if (new Set(types).size === 1) return undefined
  const decimals = types.map(type => DECIMAL.exec(type)).filter(found => found !== null)
  if (decimals.length !== types.length) return undefined
  const scale = Math.max(...decimals.map(found => Number(found[2])))
  const whole = Math.max(...decimals.map(found => Number(found[1]) - Number(found[2])))
  return `DECIMAL(${Math.min(whole + scale, DIGITS_MAX)},${scale})`
}
