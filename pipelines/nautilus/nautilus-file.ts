import { stat } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { DuckDBConnection } from '@duckdb/node-api'
import type { CatalogType, TimeRange } from '../catalog/cell-grid.ts'
import { instantNs } from '../config/time-window.ts'
import { quoteLiteral } from '../database/quote.ts'
import { allRows } from '../database/statement.ts'
import { NautilusFileError } from '../errors.ts'
import { fileMetadata } from '../staging/statements.ts'
import { arrowMetadata } from './arrow-metadata.ts'
import { type FixedWidth, SCALE_OF_WIDTH } from './fixed-point.ts'

/** The types of data that both catalogs know. */
export type NautilusType = Extract<CatalogType, 'trade_tick' | 'order_book_deltas'>

/** Stands for a missing trade id. */
export const NO_TRADE_ID = '-'

/** Types of the columns by position; their names changed over time. */
const COLUMN_TYPES: Readonly<Record<NautilusType, string>> = {
  trade_tick: 'BLOB BLOB UTINYINT VARCHAR UBIGINT UBIGINT',
  order_book_deltas: 'UTINYINT UTINYINT BLOB BLOB UBIGINT UTINYINT UBIGINT UBIGINT UBIGINT',
}

/** One file of a NautilusTrader catalog that can be imported. */
export interface NautilusFile {
  /** Absolute path. */
  readonly file: string
  readonly uri: string
  /** `mtimeNs:size`. */
  readonly identity: string
  readonly type: NautilusType
  readonly instrumentId: string
  readonly pricePrecision: number
  readonly sizePrecision: number
  readonly width: FixedWidth
  /** Names of the columns, by position. */
  readonly columns: readonly string[]
  /** What the name of the file says it covers; older names say nothing. */
  readonly covers: TimeRange | undefined
}

/** Reads what a Parquet file is. @returns undefined for one of another kind (quotes, bars, instruments, …).
 *  @throws NautilusFileError when it is one of ours without what decoding needs */
export async function inspectFile(
  connection: DuckDBConnection,
  file: string,
): Promise<NautilusFile | undefined> {
  const columns = await columnsOf(connection, file)
  const shape = columns.map(({ type }) => type).join(' ')
  const types = Object.keys(COLUMN_TYPES) as NautilusType[]
  const type = types.find(candidate => COLUMN_TYPES[candidate] === shape)
  if (type === undefined) return undefined
  const width = await widthOf(connection, file)
  const metadata = await metadataOf(connection, file)
  const precision = (key: string): number => {
    const found = metadata[key]
    const value = /^\d+$/.test(found ?? '') ? Number(found) : -1
    if (value >= 0 && value <= SCALE_OF_WIDTH[width]) return value
    const problem = `its metadata say ${key} ${found ?? 'nothing'}, expected 0 to ${SCALE_OF_WIDTH[width]}`
    throw new NautilusFileError({ file, problem })
  }
  const status = await stat(file, { bigint: true })
  return {
    file,
    uri: pathToFileURL(file).href,
    identity: `${status.mtimeNs}:${status.size}`,
    type,
    instrumentId: instrumentIdOf(file, metadata),
    pricePrecision: precision('price_precision'),
    sizePrecision: precision('size_precision'),
    width,
    columns: columns.map(({ name }) => name),
    covers: intervalOfName(basename(file)),
  }
}

/** The columns of a Parquet file, in order. @throws NautilusFileError */
export async function columnsOf(
  connection: DuckDBConnection,
  file: string,
): Promise<readonly { readonly name: string; readonly type: string }[]> {
  try {
    const reader = await connection.runAndReadAll(
      `describe select * from read_parquet(${quoteLiteral(file)}, hive_partitioning => false)`,
    )
    return reader.getRows().map(([name, type]) => ({ name: String(name), type: String(type) }))
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    throw new NautilusFileError({ file, problem: `it cannot be read: ${message.split('\n')[0]}` }, error)
  }
}

async function widthOf(connection: DuckDBConnection, file: string): Promise<FixedWidth> {
  const reader = await connection.runAndReadAll(
    'select distinct try_cast(type_length as integer) from parquet_schema($file::varchar) ' +
      "where type = 'FIXED_LEN_BYTE_ARRAY'",
    { file },
  )
  const widths = reader.getRows().map(([width]) => Number(width))
  const [width] = widths
  if (widths.length === 1 && (width === 8 || width === 16)) return width
  const problem = `its prices and sizes have ${widths.join(' and ') || 'no fixed number of'} bytes, expected 8 or 16`
  throw new NautilusFileError({ file, problem })
}

/** Metadata stand beside the schema or, in most files, within the Arrow schema. */
async function metadataOf(
  connection: DuckDBConnection,
  file: string,
): Promise<Readonly<Record<string, string>>> {
  const rows = await allRows(connection, fileMetadata, { files: [file] })
  const plain = Object.fromEntries(rows.map(({ key, value }) => [key, value]))
  const arrow = plain['ARROW:schema']
  return arrow === undefined ? plain : { ...arrowMetadata(arrow), ...plain }
}

/** From the metadata, which keep a `/` that the folder's name lost. */
function instrumentIdOf(file: string, metadata: Readonly<Record<string, string>>): string {
  const folder = basename(dirname(file)).replace(/^instrument_id=/, '')
  const id = metadata.instrument_id ?? (/.\../.test(folder) ? folder : undefined)
  if (id !== undefined && id !== '') return id
  throw new NautilusFileError({ file, problem: 'neither its metadata nor its folder names an instrument' })
}

const NAME = /^(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-\d{9}Z)_(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-\d{9}Z)\.parquet$/

/** `<first>_<last>.parquet`, both instants within; half-open here. */
function intervalOfName(name: string): TimeRange | undefined {
  const match = NAME.exec(name)
  const startNs = instantOfName(match?.[1] ?? '')
  const lastNs = instantOfName(match?.[2] ?? '')
  if (startNs === undefined || lastNs === undefined || lastNs < startNs) return undefined
  return { startNs, endNs: lastNs + 1n }
}

function instantOfName(text: string): bigint | undefined {
  return instantNs(text.replace(/T(\d\d)-(\d\d)-(\d\d)-(\d{9})Z$/, 'T$1:$2:$3.$4Z'))
}

/** The name of a file that covers a range. */
export function nameOfInterval({ startNs, endNs }: TimeRange): string {
  return `${nameOfInstant(startNs)}_${nameOfInstant(endNs - 1n)}.parquet`
}

function nameOfInstant(ns: bigint): string {
  const seconds = new Date(Number(ns / 1_000_000n)).toISOString().slice(0, 19)
  return `${seconds.replaceAll(':', '-')}-${String(ns % 1_000_000_000n).padStart(9, '0')}Z`
}
