import type { DuckDBConnection } from '@duckdb/node-api'
import { z } from 'zod'
import type { Catalog } from '../catalog/catalog.ts'
import { encodeId } from '../catalog/cell-grid.ts'
import { instrumentDefinition } from '../catalog/statements.ts'
import { writeCell } from '../catalog/write-cell.ts'
import { quoteIdentifier, quoteLiteral } from '../database/quote.ts'

/** Columns of every class of pairs and crypto contracts. */
const REQUIRED = [
  'id',
  'quote_currency',
  'price_precision',
  'size_precision',
  'price_increment',
  'size_increment',
  'multiplier',
]
/** Columns of classes that have no definition here. */
const FOREIGN = ['strike_price', 'option_kind']

const FOLDERS = { spot: 'currency_pair', perpetual: 'crypto_perpetual', future: 'crypto_future' } as const

const rowSchema = z.object({
  id: z.string().regex(/^.+\..+$/),
  base: z.string(),
  quote: z.string(),
  settlement: z.string().nullable(),
  is_inverse: z.boolean(),
  price_precision: z.number(),
  size_precision: z.number(),
  price_increment: z.string(),
  size_increment: z.string(),
  multiplier: z.string(),
})

/** Defines the instruments of a NautilusTrader file that are not defined yet: currency pairs, crypto perpetuals and
 *  futures. @param columns names of the file's columns. @returns ids; undefined for a file of another kind */
export async function importDefinitions(
  connection: DuckDBConnection,
  catalog: Catalog,
  file: string,
  columns: readonly string[],
): Promise<readonly string[] | undefined> {
  const base = ['base_currency', 'underlying'].find(name => columns.includes(name))
  const isKnown = REQUIRED.every(name => columns.includes(name))
  if (base === undefined || !isKnown || FOREIGN.some(name => columns.includes(name))) return undefined
  const type = columns.includes('expiration_ns')
    ? 'future'
    : columns.includes('settlement_currency')
      ? 'perpetual'
      : 'spot'
  const ids: string[] = []
  for (const row of await rowsOf(connection, file, base, columns)) {
    const name = `instruments/${FOLDERS[type]}/${encodeId(row.id)}.parquet`
    if (ids.includes(row.id) || (await catalog.files.has(name))) continue
    const point = row.id.lastIndexOf('.')
    const values = instrumentDefinition.params.parse({
      instrument_id: row.id,
      type,
      venue: row.id.slice(point + 1),
      symbol: row.id.slice(0, point),
      base_currency: row.base,
      quote_currency: row.quote,
      settlement_currency: row.settlement ?? row.quote,
      price_precision: row.price_precision,
      size_precision: row.size_precision,
      tick_size: row.price_increment,
      lot_size: row.size_increment,
      multiplier: row.multiplier,
      is_inverse: row.is_inverse,
    })
    const target = { files: catalog.files, name }
    await writeCell(connection, instrumentDefinition.text, target, {}, undefined, values)
    ids.push(row.id)
  }
  return ids
}

/** Later rows of one instrument come first: they are the newer definition. */
async function rowsOf(
  connection: DuckDBConnection,
  file: string,
  base: string,
  columns: readonly string[],
): Promise<readonly z.output<typeof rowSchema>[]> {
  const optional = (name: string, otherwise: string): string =>
    columns.includes(name) ? quoteIdentifier(name) : otherwise
  const text = ['price_increment', 'size_increment', 'multiplier'].map(name => `${name}::varchar as ${name}`)
  const reader = await connection.runAndReadAll(
    `select id::varchar as id, ${base}::varchar as base, quote_currency::varchar as quote, ` +
      `${optional('settlement_currency', 'null')}::varchar as settlement, ` +
      `${optional('is_inverse', 'false')}::boolean as is_inverse, price_precision::integer as price_precision, ` +
      `size_precision::integer as size_precision, ${text.join(', ')} ` +
      `from read_parquet(${quoteLiteral(file)}, file_row_number => true, hive_partitioning => false) ` +
      'order by file_row_number desc',
  )
  return reader.getRowObjectsJS().map(row => rowSchema.parse(row))
}
