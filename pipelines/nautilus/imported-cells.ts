import type { DuckDBConnection } from '@duckdb/node-api'
import type { Catalog } from '../catalog/catalog.ts'
import type { Precisions } from '../catalog/cell-columns.ts'
import { cellPath, cellsOfWindow, DAY_NS, type TimeRange } from '../catalog/cell-grid.ts'
import {
  CATALOG_FORMAT_VERSION,
  type CellSource,
  CONVERTER_VERSION,
  type Lineage,
  settingsHash,
} from '../catalog/lineage.ts'
import { allRows } from '../database/statement.ts'
import type { NautilusFile, NautilusType } from './nautilus-file.ts'
import { stagedCells } from './statements.ts'

/** The files of one instrument and type. */
export interface NautilusGroup {
  readonly type: NautilusType
  readonly instrumentId: string
  /** The widest of its files. */
  readonly precisions: Precisions
  /** Ascending by name, which is by time. */
  readonly files: readonly NautilusFile[]
}

/** One cell of an import: what its file is to hold. */
export interface ImportedCell extends TimeRange {
  readonly name: string
  readonly rows: number
  readonly firstTsInitNs: bigint | null
  readonly lastTsInitNs: bigint | null
  readonly lineage: Lineage
}

/** The span of one file within which hours without rows become empty cells. */
const COVERED_NS_MAX = 400n * DAY_NS

/** The cells that staged rows make: those with rows, and those without that a file says it covers whole. */
export async function importedCells(
  connection: DuckDBConnection,
  { cellLengthNs }: Catalog,
  group: NautilusGroup,
): Promise<readonly ImportedCell[]> {
  const cells = new Map<bigint, CellParts>()
  const partsOf = (startNs: bigint): CellParts => {
    const parts = cells.get(startNs) ?? { rows: new Map(), firstTsInitNs: null, lastTsInitNs: null }
    cells.set(startNs, parts)
    return parts
  }
  for (const [index, file] of group.files.entries()) {
    for (const { startNs } of coveredCells(file, cellLengthNs)) partsOf(startNs).rows.set(index, 0)
  }
  for (const part of await allRows(connection, stagedCells, { cell_length_ns: cellLengthNs })) {
    const parts = partsOf(part.start_ns)
    parts.rows.set(part.file_index, Number(part.row_count))
    parts.firstTsInitNs = lesser(parts.firstTsInitNs, part.first_ts_init)
    parts.lastTsInitNs = greater(parts.lastTsInitNs, part.last_ts_init)
  }
  const ascending = [...cells].sort(([left], [right]) => (left < right ? -1 : 1))
  return ascending.map(([startNs, parts]) =>
    importedCell(group, { startNs, endNs: startNs + cellLengthNs }, parts),
  )
}

interface CellParts {
  /** Rows by the index of the file. */
  readonly rows: Map<number, number>
  firstTsInitNs: bigint | null
  lastTsInitNs: bigint | null
}

/** Cells that lie wholly within what a file's name says it covers. */
function coveredCells({ covers }: NautilusFile, cellLengthNs: bigint): readonly TimeRange[] {
  if (covers === undefined || covers.endNs - covers.startNs > COVERED_NS_MAX) return []
  return cellsOfWindow(covers, cellLengthNs).filter(
    cell => cell.startNs >= covers.startNs && cell.endNs <= covers.endNs,
  )
}

function importedCell(group: NautilusGroup, cell: TimeRange, parts: CellParts): ImportedCell {
  const { type, instrumentId, precisions, files } = group
  const indexes = [...parts.rows.keys()].sort((left, right) => left - right)
  const sources = indexes.map(index => sourceOf(files[index], parts.rows.get(index) ?? 0))
  const rows = sources.reduce((sum, source) => sum + source.rows, 0)
  const settings = { ...precisions, tsInitOffsetNs: 0n, dedupe: false }
  const lineage: Lineage = {
    format_version: CATALOG_FORMAT_VERSION,
    converter_version: CONVERTER_VERSION,
    data_type: type,
    instrument_id: instrumentId,
    price_precision: precisions.pricePrecision,
    size_precision: precisions.sizePrecision,
    ts_init_offset_ns: settings.tsInitOffsetNs,
    dedupe: settings.dedupe,
    settings_hash: settingsHash(settings),
    start_ns: cell.startNs,
    end_ns: cell.endNs,
    rows,
    // 0 is the full book: these deltas are the venue's own.
    ...(type === 'order_book_deltas' ? { book_depth: 0 } : {}),
    sources,
    neighbours_missing: [],
  }
  const { firstTsInitNs, lastTsInitNs } = parts
  return { ...cell, name: cellPath(type, instrumentId, cell), rows, firstTsInitNs, lastTsInitNs, lineage }
}

function sourceOf(file: NautilusFile | undefined, rows: number): CellSource {
  return { uri: file?.uri ?? '', identity: file?.identity ?? '', rows }
}

function lesser(left: bigint | null, right: bigint): bigint {
  return left === null || right < left ? right : left
}

function greater(left: bigint | null, right: bigint): bigint {
  return left === null || right > left ? right : left
}
