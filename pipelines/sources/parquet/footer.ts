import { NotParquetError } from '../../errors.ts'
import type { ColumnStatistics, SourceLayout, SourceRowGroup } from '../source-reader.ts'
import { boundReader, duckdbType, type SchemaNode, schemaTree, storedBounds } from './column-type.ts'
import { decodeStruct, integerOf, itemsOf, structOf, structsOf, type ThriftStruct } from './thrift-compact.ts'

/** Field numbers of parquet.thrift: https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift */
export const FILE = { schema: 2, rows: 3, rowGroups: 4, keyValues: 5, createdBy: 6, columnOrders: 7 } as const
export const ROW_GROUP = { columns: 1, uncompressedBytes: 2, rows: 3, compressedBytes: 6 } as const
export const CHUNK = { filePath: 1, fileOffset: 2, metadata: 3 } as const
export const COLUMN = {
  path: 3,
  uncompressedBytes: 6,
  compressedBytes: 7,
  dataPageOffset: 9,
  indexPageOffset: 10,
  dictionaryPageOffset: 11,
  statistics: 12,
  bloomFilterOffset: 14,
  bloomFilterLength: 15,
} as const

/** The stored bytes of one column in one row group: `[start, end)` in the file. */
export interface ColumnChunk {
  /** Name of the top-level column the chunk belongs to. */
  readonly column: string
  readonly start: number
  readonly end: number
  readonly struct: ThriftStruct
  readonly metadata: ThriftStruct
}

export interface FooterRowGroup {
  readonly rows: number
  readonly chunks: readonly ColumnChunk[]
  readonly struct: ThriftStruct
}

/** A Parquet footer, understood as far as readers need and kept whole for rewriting. */
export interface ParquetFooter {
  readonly struct: ThriftStruct
  readonly schema: readonly SchemaNode[]
  readonly rowGroups: readonly FooterRowGroup[]
}

const MAGIC = 'PAR1'
const ENCRYPTED_MAGIC = 'PARE'
/** Length word and closing magic. */
export const TAIL_BYTES = 8
/** Opening magic, an empty footer's length and closing magic: no Parquet file is shorter. */
export const FILE_BYTES_MIN = 12

/** Reads from a file's last eight bytes how long its footer is. @throws NotParquetError */
export function footerBytes(tail: Uint8Array, sizeBytes: number, uri: string): number {
  const magic = tail.length < TAIL_BYTES ? '' : new TextDecoder('latin1').decode(tail.subarray(-4))
  if (magic === ENCRYPTED_MAGIC) throw new NotParquetError({ uri, found: 'an encrypted Parquet footer' })
  if (magic !== MAGIC) {
    throw new NotParquetError({ uri, found: `the closing bytes ${JSON.stringify(magic)}` })
  }
  const view = new DataView(tail.buffer, tail.byteOffset, tail.byteLength)
  const length = view.getUint32(tail.length - TAIL_BYTES, true)
  if (length > sizeBytes - FILE_BYTES_MIN) {
    throw new NotParquetError({ uri, found: `a footer of ${length} bytes in a file of ${sizeBytes} bytes` })
  }
  return length
}

/** Decodes footer bytes (without length word and magic). @throws NotParquetError when they are no footer. */
export function decodeFooter(bytes: Uint8Array, dataEnd: number, uri: string): ParquetFooter {
  try {
    const struct = decodeStruct(bytes)
    const rowGroups = structsOf(struct, FILE.rowGroups).map(group => rowGroupOf(group, dataEnd))
    return { struct, schema: schemaTree(structsOf(struct, FILE.schema)), rowGroups }
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause
    throw new NotParquetError({ uri, found: `a footer that cannot be read (${cause.message})` }, cause)
  }
}

function rowGroupOf(struct: ThriftStruct, dataEnd: number): FooterRowGroup {
  const chunks = structsOf(struct, ROW_GROUP.columns).map(chunk => chunkOf(chunk, dataEnd))
  return { rows: integerOf(struct, ROW_GROUP.rows) ?? 0, chunks, struct }
}

function chunkOf(struct: ThriftStruct, dataEnd: number): ColumnChunk {
  const metadata = structOf(struct, CHUNK.metadata)
  if (metadata === undefined) throw new RangeError('a column chunk without metadata')
  const [name] = itemsOf(metadata, COLUMN.path)
  if (!(name instanceof Uint8Array)) throw new RangeError('a column chunk without a name')
  // Some writers leave the dictionary offset 0 or past the data although there is no dictionary.
  const dictionary = integerOf(metadata, COLUMN.dictionaryPageOffset) ?? 0
  const data = integerOf(metadata, COLUMN.dataPageOffset) ?? 0
  const start = dictionary > 0 && dictionary < data ? dictionary : data
  const end = start + (integerOf(metadata, COLUMN.compressedBytes) ?? 0)
  if (start < MAGIC.length || end > dataEnd)
    throw new RangeError(`a column chunk at bytes ${start} to ${end}`)
  return { column: new TextDecoder().decode(name), start, end, struct, metadata }
}

/** What the reader port tells of a footer. */
export function layoutOf(footer: ParquetFooter): SourceLayout {
  return {
    columns: footer.schema.map(node => ({ name: node.name, type: duckdbType(node) })),
    rowGroups: footer.rowGroups.map(group => layoutRowGroup(group, footer.schema)),
  }
}

function layoutRowGroup(group: FooterRowGroup, schema: readonly SchemaNode[]): SourceRowGroup {
  const statistics: Record<string, ColumnStatistics> = {}
  let compressedBytes = 0
  const nodes = new Map(schema.map(node => [node.name, node]))
  for (const chunk of group.chunks) {
    compressedBytes += chunk.end - chunk.start
    const node = nodes.get(chunk.column)
    const read = node === undefined ? undefined : boundReader(node)
    if (node !== undefined && read !== undefined) {
      statistics[chunk.column] = chunkStatistics(chunk, read, !duckdbType(node).startsWith('U'))
    }
  }
  return { rows: group.rows, compressedBytes, statistics }
}

function chunkStatistics(
  chunk: ColumnChunk,
  read: (bytes: Uint8Array) => bigint | null,
  signed: boolean,
): ColumnStatistics {
  const stored = structOf(chunk.metadata, COLUMN.statistics)
  if (stored === undefined) return { min: null, max: null, nullCount: null }
  const { min, max } = storedBounds(stored, signed)
  return {
    min: min === undefined ? null : read(min),
    max: max === undefined ? null : read(max),
    nullCount: integerOf(stored, 3) ?? null,
  }
}
