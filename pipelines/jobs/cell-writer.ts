import type { DuckDBConnection } from '@duckdb/node-api'
import type { CatalogFiles } from '../catalog/catalog-files.ts'
import { type CatalogType, cellPath } from '../catalog/cell-grid.ts'
import {
  CATALOG_FORMAT_VERSION,
  CONVERTER_VERSION,
  lineageMetadata,
  settingsHash,
} from '../catalog/lineage.ts'
import { type ExpectedRows, writeCell } from '../catalog/write-cell.ts'
import { quoteIdentifier } from '../database/quote.ts'
import { allRows } from '../database/statement.ts'
import type { SourceObject } from '../sources/source-reader.ts'
import type { BatchCell } from '../staging/stage-batch.ts'
import { deltasCell, depthCell, tradeCell } from '../staging/statements.ts'
import type { ConversionSettings } from './conversion-settings.ts'
import { earliest, latest } from './instants.ts'
import type { StreamCell } from './plan-cells.ts'
import type { RawStream } from './raw-streams.ts'

/** The rows one staged batch gives to a cell. */
export interface CellPart {
  readonly table: string
  readonly batchIndex: number
  readonly source: SourceObject
  readonly profile: BatchCell
}

export interface CellOrigin {
  /** The day's own object and every other one that gave rows. */
  readonly sources: readonly SourceObject[]
  readonly neighboursMissing: readonly string[]
}

export interface WrittenCell {
  readonly rows: Readonly<Partial<Record<CatalogType, number>>>
  readonly duplicates: number
}

/** Writes the files of one cell from its staged parts, which stand in source order.
 *  @param emptyTable a table without rows, for cells without parts. */
export async function writeCellFiles(
  connection: DuckDBConnection,
  files: CatalogFiles,
  stream: RawStream,
  settings: ConversionSettings,
  cell: StreamCell,
  parts: readonly CellPart[],
  origin: CellOrigin,
  emptyTable: string,
): Promise<WrittenCell> {
  const duplicates = await createCellRows(connection, stream, settings, cell, parts, emptyTable)
  const staged = parts.reduce((sum, part) => sum + part.profile.rows, 0)
  const rows = settings.dedupe ? staged - duplicates : staged
  const expected: ExpectedRows = {
    rows,
    firstTsInitNs: earliest(parts.map(part => part.profile.firstTsInitNs)),
    lastTsInitNs: latest(parts.map(part => part.profile.lastTsInitNs)),
  }
  const write = async (type: CatalogType, select: string, expect: ExpectedRows): Promise<number> => {
    const name = cellPath(type, settings.instrumentId, cell)
    const metadata = cellMetadata(type, stream, settings, cell, parts, origin, rows)
    return await writeCell(connection, select, { files, name }, metadata, expect)
  }
  if (stream.dataType === 'trades') {
    return { rows: { trade_tick: await write('trade_tick', tradeCell.text, expected) }, duplicates }
  }
  // Read twice rather than kept: a temporary table costs more than the second scan.
  await connection.run(`create or replace temp view depth_cell as ${depthCell.text}`)
  const depth = await write('order_book_depth', 'from depth_cell', expected)
  const first = { firstTsInitNs: expected.firstTsInitNs }
  const deltas = await write('order_book_deltas', deltasCell.text, first)
  return { rows: { order_book_depth: depth, order_book_deltas: deltas }, duplicates }
}

/** Makes the view `cell_rows`: the cell's good rows by ts_init, then source order. Parts that ascend need no sort.
 *  @returns exact duplicates found; dropped when the settings say so. */
async function createCellRows(
  connection: DuckDBConnection,
  stream: RawStream,
  settings: ConversionSettings,
  cell: StreamCell,
  parts: readonly CellPart[],
  emptyTable: string,
): Promise<number> {
  const selects = parts.map(
    part =>
      `select *, ${part.batchIndex} as batch_index from ${quoteIdentifier(part.table)} ` +
      `where reason is null and ts_init >= ${cell.startNs} and ts_init < ${cell.endNs}`,
  )
  if (selects.length === 0) selects.push(`select *, 0 as batch_index from ${quoteIdentifier(emptyTable)}`)
  const isOrdered = ascends(parts)
  const order = isOrdered ? '' : ' order by ts_init, batch_index, source_row'
  const all = selects.join(' union all ')
  await connection.run(`create or replace temp view cell_rows as select * from (${all})${order}`)
  if (isOrdered && !hasTies(parts)) return 0
  const [found] = await allRows(connection, stream.duplicates, {})
  const duplicates = Number(found?.row_count ?? 0n)
  if (duplicates > 0 && settings.dedupe) {
    await connection.run(`create or replace temp view all_cell_rows as ${all}`)
    await connection.run(`create or replace temp view cell_rows as ${stream.distinct.text}`)
  }
  return duplicates
}

function ascends(parts: readonly CellPart[]): boolean {
  return parts.every((part, index) => {
    const previous = parts[index - 1]
    const follows = previous === undefined || previous.profile.lastTsInitNs <= part.profile.firstTsInitNs
    return part.profile.backwards === 0 && follows
  })
}

function hasTies(parts: readonly CellPart[]): boolean {
  return parts.some((part, index) => {
    const previous = parts[index - 1]
    return part.profile.ties > 0 || previous?.profile.lastTsInitNs === part.profile.firstTsInitNs
  })
}

function cellMetadata(
  type: CatalogType,
  stream: RawStream,
  settings: ConversionSettings,
  cell: StreamCell,
  parts: readonly CellPart[],
  origin: CellOrigin,
  rows: number,
): Record<string, string> {
  return lineageMetadata({
    format_version: CATALOG_FORMAT_VERSION,
    converter_version: CONVERTER_VERSION,
    data_type: type,
    instrument_id: settings.instrumentId,
    price_precision: settings.pricePrecision,
    size_precision: settings.sizePrecision,
    ts_init_offset_ns: settings.tsInitOffsetNs,
    dedupe: settings.dedupe,
    settings_hash: settingsHash(settings),
    start_ns: cell.startNs,
    end_ns: cell.endNs,
    rows,
    book_depth: stream.bookDepth,
    sources: origin.sources.map(({ uri, identity }) => ({
      uri,
      identity,
      rows: parts.reduce((sum, part) => sum + (part.source.uri === uri ? part.profile.rows : 0), 0),
    })),
    neighbours_missing: [...origin.neighboursMissing],
  })
}
