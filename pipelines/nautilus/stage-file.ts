import { BIGINT, DECIMAL, type DuckDBConnection } from '@duckdb/node-api'
import bindings from '@duckdb/node-bindings'
import type { Precisions } from '../catalog/cell-columns.ts'
import { cellColumns } from '../catalog/cell-columns.ts'
import type { Database } from '../database/open-database.ts'
import { quoteIdentifier, quoteLiteral } from '../database/quote.ts'
import { TableAppender } from '../database/table-appender.ts'
import { NautilusFileError } from '../errors.ts'
import { type FixedWidth, unitsDecoder } from './fixed-point.ts'
import { type NautilusFile, type NautilusType, NO_TRADE_ID } from './nautilus-file.ts'

/** Where the columns of a type stand, by our names. */
const POSITIONS: Readonly<Record<NautilusType, Readonly<Record<string, number>>>> = {
  trade_tick: { price: 0, size: 1, aggressor_side: 2, trade_id: 3, ts_event: 4, ts_init: 5 },
  order_book_deltas: {
    action: 0,
    side: 1,
    price: 2,
    size: 3,
    order_id: 4,
    flags: 5,
    sequence: 6,
    ts_event: 7,
    ts_init: 8,
  },
}

/** DuckDB's vectors of texts and blobs: 16 bytes a value, its length first, then up to 12 bytes in place. */
const BLOB_BYTES = 16
const INLINE_OFFSET = 4

/** Makes the empty table `nautilus_rows`: the columns of a type's cells, then `file_index, source_row`. */
export async function createStagedRows(
  connection: DuckDBConnection,
  type: NautilusType,
  precisions: Precisions,
): Promise<void> {
  const columns = Object.entries(cellColumns(type, precisions)).map(([name, sql]) => `${name} ${sql}`)
  await connection.run(
    `create or replace table nautilus_rows (${columns.join(', ')}, file_index integer, source_row bigint)`,
  )
}

/** Appends the rows of one file to `nautilus_rows`: prices and sizes are decoded here, the other columns stay in DuckDB.
 *  @param precisions of the table; at least the file's. @returns the number of rows. @throws NautilusFileError */
export async function stageFile(
  database: Database,
  source: NautilusFile,
  fileIndex: number,
  precisions: Precisions,
): Promise<number> {
  const reading = await database.connect()
  const writing = await database.connect()
  try {
    await writing.run(
      'create or replace table decoded_values (source_row bigint, ' +
        `price decimal(18, ${precisions.pricePrecision}), size decimal(18, ${precisions.sizePrecision}))`,
    )
    const rows = await decodeValues(reading, writing, source, precisions)
    await writing.run(joinedRows(source, fileIndex))
    return rows
  } finally {
    reading.closeSync()
    writing.closeSync()
  }
}

/** The other columns beside the decoded ones. An empty trade id is none, as is the mark that exports write. */
function joinedRows({ file, type, columns }: NautilusFile, fileIndex: number): string {
  const values = Object.keys(cellColumns(type)).map(name => {
    if (name === 'price' || name === 'size') return `decoded_values.${name}`
    const column = `source.${quoteIdentifier(columns[POSITIONS[type][name] ?? -1] ?? '')}`
    if (name === 'trade_id') return `case when ${column} not in ('', '${NO_TRADE_ID}') then ${column} end`
    return name.startsWith('ts_') ? `${column}::bigint` : column
  })
  return (
    `insert into nautilus_rows select ${values.join(', ')}, ${fileIndex}, decoded_values.source_row ` +
    `from read_parquet(${quoteLiteral(file)}, file_row_number => true, hive_partitioning => false) as source ` +
    'inner join decoded_values on source.file_row_number = decoded_values.source_row'
  )
}

async function decodeValues(
  reading: DuckDBConnection,
  writing: DuckDBConnection,
  source: NautilusFile,
  { pricePrecision, sizePrecision }: Precisions,
): Promise<number> {
  const { file, width } = source
  const price = decoderOf(source, 'price', pricePrecision)
  const size = decoderOf(source, 'size', sizePrecision)
  const appender = await TableAppender.open(writing, 'decoded_values', [
    { type: BIGINT, bytes: 8 },
    { type: DECIMAL(18, pricePrecision), bytes: 8 },
    { type: DECIMAL(18, sizePrecision), bytes: 8 },
  ])
  const result = await reading.stream(halvesOf(source))
  let row = 0
  for (
    let chunk = await result.fetchChunk();
    chunk !== null && chunk.rowCount > 0;
    chunk = await result.fetchChunk()
  ) {
    const rows = chunk.rowCount
    const vector = (column: number, bytes: number): DataView => {
      const data = bindings.vector_get_data(bindings.data_chunk_get_vector(chunk.chunk, column), rows * bytes)
      return new DataView(data.buffer, data.byteOffset, data.byteLength)
    }
    const halves = [0, 1, 2, 3].map(column => vector(column, BLOB_BYTES))
    const isClear = vector(4, 1)
    const rowNumbers = new BigInt64Array(rows)
    const [prices, sizes] = [new BigInt64Array(rows), new BigInt64Array(rows)]
    for (let index = 0; index < rows; index++) {
      rowNumbers[index] = BigInt(row + index)
      // A clear has neither; writers put zero or the mark of none.
      if (isClear.getUint8(index) === 1) continue
      prices[index] = price(rawAt(halves[0], halves[1], index, width), row + index)
      sizes[index] = size(rawAt(halves[2], halves[3], index, width), row + index)
    }
    appender.append([rowNumbers, prices, sizes], rows)
    row += rows
  }
  appender.close()
  if (row === 0) return 0
  const counted = await reading.runAndReadAll(`select count(*) from read_parquet(${quoteLiteral(file)})`)
  const total = Number(counted.getRows()[0]?.[0])
  if (total !== row) throw new RangeError(`${row} of ${total} rows of ${file} were decoded`)
  return row
}

/** Blobs cut into halves of eight bytes, which lie in place in DuckDB's vectors. */
function halvesOf({ file, type, columns }: NautilusFile): string {
  const column = (name: string): string => quoteIdentifier(columns[POSITIONS[type][name] ?? -1] ?? '')
  const halves = ['price', 'size'].map(name => `${column(name)}[1:8], ${column(name)}[9:16]`)
  const isClear = type === 'order_book_deltas' ? `${column('action')} = 4` : 'false'
  return (
    `select ${halves.join(', ')}, ${isClear} ` +
    `from read_parquet(${quoteLiteral(file)}, hive_partitioning => false)`
  )
}

/** @returns undefined for a null or a value of another width */
function rawAt(
  low: DataView | undefined,
  high: DataView | undefined,
  index: number,
  width: FixedWidth,
): bigint | undefined {
  const at = index * BLOB_BYTES
  if (low?.getUint32(at, true) !== 8) return undefined
  if (width === 8) return low.getBigInt64(at + INLINE_OFFSET, true)
  if (high?.getUint32(at, true) !== 8) return undefined
  const above = high.getBigInt64(at + INLINE_OFFSET, true)
  return (above << 64n) | low.getBigUint64(at + INLINE_OFFSET, true)
}

function decoderOf(
  { file, width }: NautilusFile,
  name: 'price' | 'size',
  precision: number,
): (raw: bigint | undefined, row: number) => bigint {
  const decode = unitsDecoder(width, precision)
  return (raw, row) => {
    const units = raw === undefined ? undefined : decode(raw)
    if (units !== undefined) return units
    const found = raw === undefined ? 'no value' : `the raw value ${raw}`
    const problem = `its ${name} in row ${row} is ${found}, expected one of at most 18 digits on the grid of precision ${precision}`
    throw new NautilusFileError({ file, problem })
  }
}
