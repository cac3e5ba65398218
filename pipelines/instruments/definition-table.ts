import type { DuckDBAppender, DuckDBConnection } from '@duckdb/node-api'
import { quoteIdentifier } from '../database/quote.ts'

type CellValue = string | number | bigint | boolean | null

/** Columns of `new_definitions`, in order, with their types. */
export const DEFINITION_TYPES = {
  file_ordinal: 'integer',
  instrument_id: 'varchar',
  type: 'varchar',
  venue: 'varchar',
  symbol: 'varchar',
  base_currency: 'varchar',
  quote_currency: 'varchar',
  settlement_currency: 'varchar',
  price_precision: 'integer',
  size_precision: 'integer',
  tick_size: 'varchar',
  lot_size: 'varchar',
  multiplier: 'varchar',
  is_inverse: 'boolean',
  instrument_key: 'varchar',
  venue_symbol: 'varchar',
  expiry: 'varchar',
  strike: 'varchar',
  option_right: 'varchar',
  available_from: 'bigint',
  available_to: 'bigint',
  store_row: 'varchar',
} as const

export const REJECTION_TYPES = { store_row_number: 'bigint', reason: 'varchar' } as const

/** Fills a new table with rows whose keys are its columns. */
export async function fillTable<Types extends Readonly<Record<string, string>>>(
  connection: DuckDBConnection,
  table: string,
  types: Types,
  rows: Iterable<Readonly<Record<keyof Types, CellValue>>>,
): Promise<void> {
  const columns = Object.entries(types).map(([name, type]) => `${quoteIdentifier(name)} ${type}`)
  await connection.run(`create or replace table ${quoteIdentifier(table)} (${columns.join(', ')})`)
  const appender = await connection.createAppender(table)
  for (const row of rows) {
    for (const name of Object.keys(types)) appendValue(appender, row[name] ?? null, types[name] ?? '')
    appender.endRow()
  }
  appender.closeSync()
}

function appendValue(appender: DuckDBAppender, value: CellValue, type: string): void {
  if (value === null) appender.appendNull()
  else if (type === 'integer') appender.appendInteger(Number(value))
  else if (type === 'bigint') appender.appendBigInt(BigInt(value))
  else if (type === 'boolean') appender.appendBoolean(value === true)
  else appender.appendVarchar(String(value))
}
