import {
  CHUNK,
  COLUMN,
  type ColumnChunk,
  FILE,
  type FooterRowGroup,
  type ParquetFooter,
  ROW_GROUP,
} from './footer.ts'
import {
  encodeStruct,
  I32,
  I64,
  itemsOf,
  LIST,
  STRUCT,
  structsOf,
  type ThriftField,
  type ThriftStruct,
  type ThriftValue,
} from './thrift-compact.ts'

/** Bytes `[start, end)` of the source, written at `at` of the extract. */
export interface Placement {
  readonly start: number
  readonly end: number
  readonly at: number
}

/** A small standalone Parquet file made of chosen column chunks of a larger one: their bytes verbatim, a footer
 *  that names nothing else. A sparse copy with holes would not do: bloom filters and page indexes would point
 *  into the holes. */
export interface ExtractPlan {
  readonly placements: readonly Placement[]
  /** Footer, its length word and the closing magic; written at `footerAt`. */
  readonly footer: Uint8Array
  readonly footerAt: number
  readonly sizeBytes: number
}

export const PARQUET_MAGIC: Uint8Array = new TextEncoder().encode('PAR1')

/** Plans the extract of whole row groups, in the order given, with the named top-level columns.
 *  @throws RangeError when the file has no such row group or column */
export function planExtract(
  footer: ParquetFooter,
  rowGroups: readonly number[],
  columns: readonly string[],
): ExtractPlan {
  const kept = new Set(columns)
  const unknown = columns.filter(name => !footer.schema.some(node => node.name === name))
  if (columns.length === 0 || unknown.length > 0) throw new RangeError(`no columns ${unknown.join(', ')}`)
  const placements: Placement[] = []
  let at = PARQUET_MAGIC.length
  const groups = rowGroups.map(index => {
    const group = footer.rowGroups[index]
    if (group === undefined) throw new RangeError(`row group ${index} of ${footer.rowGroups.length}`)
    const chunks = group.chunks.filter(chunk => kept.has(chunk.column))
    const moved = chunks.map(chunk => {
      placements.push({ start: chunk.start, end: chunk.end, at })
      const struct = movedChunk(chunk, BigInt(at - chunk.start))
      at += chunk.end - chunk.start
      return struct
    })
    return movedGroup(group, chunks, moved)
  })
  const rows = rowGroups.reduce((sum, index) => sum + (footer.rowGroups[index]?.rows ?? 0), 0)
  const encoded = closedFooter(encodeStruct(rewrittenFile(footer, kept, groups, rows)))
  return { placements, footer: encoded, footerAt: at, sizeBytes: at + encoded.length }
}

export function movedChunk(chunk: ColumnChunk, shift: bigint): ThriftStruct {
  const metadata = new Map(chunk.metadata)
  for (const field of [COLUMN.indexPageOffset, COLUMN.bloomFilterOffset, COLUMN.bloomFilterLength]) {
    metadata.delete(field)
  }
  shiftOffset(metadata, COLUMN.dataPageOffset, shift)
  const dictionary = metadata.get(COLUMN.dictionaryPageOffset)?.value
  if (dictionary === BigInt(chunk.start)) shiftOffset(metadata, COLUMN.dictionaryPageOffset, shift)
  else metadata.delete(COLUMN.dictionaryPageOffset)
  return new Map<number, ThriftField>([
    [CHUNK.fileOffset, { type: I64, value: 0n }],
    [CHUNK.metadata, { type: STRUCT, value: metadata }],
  ])
}

function shiftOffset(metadata: ThriftStruct, field: number, shift: bigint): void {
  const value = metadata.get(field)?.value
  if (typeof value === 'bigint') metadata.set(field, { type: I64, value: value + shift })
}

export function movedGroup(
  group: FooterRowGroup,
  chunks: readonly ColumnChunk[],
  moved: readonly ThriftStruct[],
): ThriftStruct {
  let uncompressed = 0n
  for (const chunk of chunks) {
    const bytes = chunk.metadata.get(COLUMN.uncompressedBytes)?.value
    if (typeof bytes === 'bigint') uncompressed += bytes
  }
  const compressed = chunks.reduce((sum, chunk) => sum + chunk.end - chunk.start, 0)
  return new Map<number, ThriftField>([
    [ROW_GROUP.columns, structList(moved)],
    [ROW_GROUP.uncompressedBytes, { type: I64, value: uncompressed }],
    [ROW_GROUP.rows, { type: I64, value: BigInt(group.rows) }],
    [ROW_GROUP.compressedBytes, { type: I64, value: BigInt(compressed) }],
  ])
}

/** The file's own struct with fewer columns and row groups. Key-value metadata goes: it may describe
 *  (as the Arrow schema does) columns that are no longer there. */
function rewrittenFile(
  footer: ParquetFooter,
  kept: ReadonlySet<string>,
  groups: readonly ThriftStruct[],
  rows: number,
): ThriftStruct {
  const file: ThriftStruct = new Map()
  for (const field of [1, FILE.createdBy]) {
    const value = footer.struct.get(field)
    if (value !== undefined) file.set(field, value)
  }
  file.set(FILE.schema, structList(keptSchema(footer, kept)))
  file.set(FILE.rows, { type: I64, value: BigInt(rows) })
  file.set(FILE.rowGroups, structList(groups))
  const orders = itemsOf(footer.struct, FILE.columnOrders)
  if (orders.length > 0) {
    const chosen = leafColumns(footer).flatMap((column, index) => (kept.has(column) ? [orders[index]] : []))
    file.set(
      FILE.columnOrders,
      structList(chosen.filter((order): order is ThriftStruct => order instanceof Map)),
    )
  }
  return file
}

function keptSchema(footer: ParquetFooter, kept: ReadonlySet<string>): ThriftStruct[] {
  const [root] = structsOf(footer.struct, FILE.schema)
  if (root === undefined) throw new RangeError('a footer without a schema')
  const columns = footer.schema.filter(node => kept.has(node.name))
  const flat: ThriftStruct[] = []
  const push = (node: (typeof columns)[number]): void => {
    flat.push(node.element)
    node.children.forEach(push)
  }
  columns.forEach(push)
  return [new Map([...root, [5, { type: I32, value: BigInt(columns.length) }]]), ...flat]
}

/** The top-level column of every leaf, in schema order: column orders are listed by leaf. */
function leafColumns(footer: ParquetFooter): string[] {
  type Node = ParquetFooter['schema'][number]
  const leaves = (node: Node): number =>
    node.children.length === 0 ? 1 : node.children.reduce((sum, child) => sum + leaves(child), 0)
  return footer.schema.flatMap(node => new Array<string>(leaves(node)).fill(node.name))
}

export function structList(items: readonly ThriftValue[]): ThriftField {
  return { type: LIST, value: { elementType: STRUCT, items } }
}

export function closedFooter(encoded: Uint8Array): Uint8Array {
  const closed = new Uint8Array(encoded.length + 8)
  closed.set(encoded)
  new DataView(closed.buffer).setUint32(encoded.length, encoded.length, true)
  closed.set(PARQUET_MAGIC, encoded.length + 4)
  return closed
}

/** Compressed bytes of the named columns in the row groups. */
export function chunkBytes(
  footer: ParquetFooter,
  rowGroups: readonly number[],
  columns: readonly string[],
): number {
  const kept = new Set(columns)
  let bytes = 0
  for (const index of rowGroups) {
    for (const chunk of footer.rowGroups[index]?.chunks ?? []) {
      if (kept.has(chunk.column)) bytes += chunk.end - chunk.start
    }
  }
  return bytes
}
