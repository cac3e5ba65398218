import { rename, rm } from 'node:fs/promises'
import { type DuckDBDataChunk, DuckDBDecimalValue, type DuckDBValue } from '@duckdb/node-api'
import type { SchemaElement } from 'hyparquet'
import { fileWriter, ParquetWriter } from 'hyparquet-writer'
import { asideName } from '../catalog/leftovers.ts'
import type { Lineage } from '../catalog/lineage.ts'
import type { Database } from '../database/open-database.ts'
import { quoteLiteral } from '../database/quote.ts'
import { NautilusRangeError } from '../errors.ts'
import { type FixedWidth, rawBytes, rawOf } from './fixed-point.ts'
import { type NautilusType, NO_TRADE_ID } from './nautilus-file.ts'

export interface NautilusFileRequest {
  readonly type: NautilusType
  readonly instrumentId: string
  readonly width: FixedWidth
  readonly lineage: Pick<Lineage, 'price_precision' | 'size_precision'>
  /** Local cell files, ascending by time. */
  readonly sources: readonly string[]
  /** Absolute path of the file to write. */
  readonly file: string
}

type Kind = 'fixed' | 'uint8' | 'uint64' | 'text'

/** Columns in the order of the file. */
const COLUMNS: Readonly<Record<NautilusType, Readonly<Record<string, Kind>>>> = {
  trade_tick: {
    price: 'fixed',
    size: 'fixed',
    aggressor_side: 'uint8',
    trade_id: 'text',
    ts_event: 'uint64',
    ts_init: 'uint64',
  },
  order_book_deltas: {
    action: 'uint8',
    side: 'uint8',
    price: 'fixed',
    size: 'fixed',
    order_id: 'uint64',
    flags: 'uint8',
    sequence: 'uint64',
    ts_event: 'uint64',
    ts_init: 'uint64',
  },
}

const ROW_GROUP_ROWS = 100_000

type Value = bigint | number | string | Uint8Array
type Encoder = (value: DuckDBValue) => Value

/** Writes one file of a NautilusTrader catalog: aside, then renamed. @returns its rows. @throws NautilusRangeError */
export async function writeNautilusFile(database: Database, request: NautilusFileRequest): Promise<number> {
  const aside = asideName(request.file)
  try {
    const rows = await writeRows(database, request, aside)
    await rename(aside, request.file)
    return rows
  } catch (error) {
    await rm(aside, { force: true })
    throw error
  }
}

async function writeRows(database: Database, request: NautilusFileRequest, aside: string): Promise<number> {
  const { type, instrumentId, width, lineage, sources } = request
  const kinds = Object.entries(COLUMNS[type])
  const writer = new ParquetWriter({
    writer: fileWriter(aside),
    schema: [
      { name: 'arrow_schema', num_children: kinds.length },
      ...kinds.map(column => element(column, width)),
    ],
    kvMetadata: [
      { key: 'instrument_id', value: instrumentId },
      { key: 'price_precision', value: String(lineage.price_precision) },
      { key: 'size_precision', value: String(lineage.size_precision) },
    ],
  })
  const encoders = kinds.map(([name, kind]) => encoderOf(name, kind, request))
  const connection = await database.connect()
  try {
    // Cells ascend by time and rows within them, so the order of the files is that of the rows.
    const files = sources.map(quoteLiteral).join(', ')
    const result = await connection.stream(
      `select ${kinds.map(selected).join(', ')} from read_parquet([${files}], hive_partitioning => false)`,
    )
    let columns = emptyColumns(kinds.length)
    let rows = 0
    const flush = async (): Promise<void> => {
      const columnData = kinds.map(([name], index) => ({ name, data: columns[index] ?? [] }))
      await writer.write({ columnData, rowGroupSize: ROW_GROUP_ROWS })
      columns = emptyColumns(kinds.length)
    }
    for (;;) {
      const chunk = await result.fetchChunk()
      if (chunk === null || chunk.rowCount === 0) break
      for (const [index, values] of columns.entries()) appendColumn(values, chunk, index, encoders[index])
      rows += chunk.rowCount
      if ((columns[0]?.length ?? 0) >= ROW_GROUP_ROWS) await flush()
    }
    await flush()
    await writer.finish()
    return rows
  } finally {
    connection.closeSync()
  }
}

function emptyColumns(count: number): Value[][] {
  return Array.from({ length: count }, () => [])
}

function appendColumn(
  values: Value[],
  chunk: DuckDBDataChunk,
  index: number,
  encode: Encoder | undefined,
): void {
  for (const value of chunk.getColumnValues(index)) values.push(encode?.(value) ?? '')
}

/** A missing id becomes `-`, since NautilusTrader refuses empty ones. */
function selected([name, kind]: readonly [string, Kind]): string {
  if (kind === 'text') return `coalesce(${name}, '${NO_TRADE_ID}')`
  return kind === 'uint64' ? `${name}::ubigint` : name
}

function element([name, kind]: readonly [string, Kind], width: FixedWidth): SchemaElement {
  const column = { name, repetition_type: 'REQUIRED' } as const
  if (kind === 'fixed') return { ...column, type: 'FIXED_LEN_BYTE_ARRAY', type_length: width }
  if (kind === 'text') return { ...column, type: 'BYTE_ARRAY', converted_type: 'UTF8' }
  if (kind === 'uint8') return { ...column, type: 'INT32', converted_type: 'UINT_8' }
  return { ...column, type: 'INT64', converted_type: 'UINT_64' }
}

/** @throws NautilusRangeError from the encoder, for a value beyond the width */
function encoderOf(name: string, kind: Kind, { file, width, lineage }: NautilusFileRequest): Encoder {
  if (kind !== 'fixed') return value => value as Value
  const precision = name === 'price' ? lineage.price_precision : lineage.size_precision
  return value => {
    const units = value instanceof DuckDBDecimalValue ? value.value : 0n
    const raw = rawOf(units, width, precision)
    if (raw === undefined) throw new NautilusRangeError({ file, value: String(value), bits: width * 8 })
    return rawBytes(raw, width)
  }
}
