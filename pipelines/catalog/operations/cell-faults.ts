import type { DuckDBConnection } from '@duckdb/node-api'
import { quoteLiteral } from '../../database/quote.ts'
import { allRows, oneRow } from '../../database/statement.ts'
import { writtenCell } from '../../staging/statements.ts'
import { cellColumns } from '../cell-columns.ts'
import {
  CATALOG_FORMAT_VERSION,
  CONVERTER_VERSION,
  type Lineage,
  settingsHash,
  settingsOfLineage,
} from '../lineage.ts'
import { deltasRebuildDepth } from '../statements.ts'
import type { ListedCell } from './list-cells.ts'
import { deltasCellFaults, depthCellFaults, tradeCellFaults } from './statements.ts'

/** Where the lineage of a cell's file contradicts its place or itself, in words; nothing when all agrees. */
export function lineageFaults(cell: ListedCell, lineage: Lineage): readonly string[] {
  const expected: readonly (readonly [string, unknown, unknown])[] = [
    ['format_version', CATALOG_FORMAT_VERSION, lineage.format_version],
    ['converter_version', CONVERTER_VERSION, lineage.converter_version],
    ['data_type', cell.type, lineage.data_type],
    ['instrument_id', cell.instrumentId, lineage.instrument_id],
    ['start_ns', cell.startNs, lineage.start_ns],
    ['end_ns', cell.endNs, lineage.end_ns],
    ['settings_hash', settingsHash(settingsOfLineage(lineage)), lineage.settings_hash],
  ]
  return expected
    .filter(([, wanted, found]) => wanted !== found)
    .map(([key, wanted, found]) => `its lineage says ${key} ${found}, expected ${wanted}`)
}

/** What is wrong with the contents of a cell's file, in words: its columns, its row count, its rows.
 *  @param file what DuckDB reads. */
export async function contentFaults(
  connection: DuckDBConnection,
  cell: ListedCell,
  lineage: Lineage,
  file: string,
): Promise<readonly string[]> {
  const columns = await columnFaults(connection, cell, lineage, file)
  if (columns.length > 0) return columns
  const { row_count: rows } = await oneRow(connection, writtenCell, { file })
  const counts = countFaults(cell, lineage, Number(rows))
  return [...counts, ...(await rowFaults(connection, cell, lineage, file))]
}

/** Levels on which the deltas of a cell do not rebuild its depth rows, in words. */
export async function rebuildFaults(
  connection: DuckDBConnection,
  deltasFile: string,
  depthFile: string,
): Promise<readonly string[]> {
  await createCellView(connection, 'cell_deltas', deltasFile)
  await createCellView(connection, 'cell_depth', depthFile)
  const levels = await allRows(connection, deltasRebuildDepth, {})
  const [first] = levels
  if (first === undefined) return []
  const { sequence, side, price, size, problem } = first
  return [
    `the deltas rebuild other levels than the depth rows show: ${levels.length} differ, first at sequence ` +
      `${sequence} ${side === 1 ? 'bid' : 'ask'} ${price} × ${size}, ${problem}`,
  ]
}

async function columnFaults(
  connection: DuckDBConnection,
  cell: ListedCell,
  lineage: Lineage,
  file: string,
): Promise<readonly string[]> {
  const expected = cellColumns(cell.type, settingsOfLineage(lineage))
  const reader = await connection.runAndReadAll(
    `describe select * from read_parquet(${quoteLiteral(file)}, hive_partitioning => false)`,
  )
  const wanted = Object.entries(expected).map(([name, type]) => `${name} ${typeName(type)}`)
  const there = reader.getRows().map(([name, type]) => `${name} ${typeName(String(type))}`)
  const position = wanted.findIndex((column, index) => there[index] !== column)
  if (position >= 0) {
    return [`its column ${position + 1} is ${there[position] ?? 'missing'}, expected ${wanted[position]}`]
  }
  const surplus = there.slice(wanted.length)
  return surplus.length === 0 ? [] : [`it has columns beyond its type's: ${surplus.join(', ')}`]
}

function typeName(type: string): string {
  return type.toLowerCase().replaceAll(' ', '')
}

/** Depth and deltas of a cell count the same snapshots; the lineage of deltas tells those of the depth rows. */
function countFaults(cell: ListedCell, lineage: Lineage, rows: number): readonly string[] {
  const isCounted = cell.type !== 'order_book_deltas' || !isDerived(lineage)
  return isCounted && rows !== lineage.rows ? [`${rows} rows, expected ${lineage.rows} by its lineage`] : []
}

/** Whether conversion derived a cell's deltas from snapshots of so many levels. */
export function isDerived(lineage: Lineage): boolean {
  return (lineage.book_depth ?? 0) > 0
}

async function rowFaults(
  connection: DuckDBConnection,
  { type, startNs: start_ns, endNs: end_ns }: ListedCell,
  lineage: Lineage,
  file: string,
): Promise<readonly string[]> {
  const bounds = { start_ns, end_ns }
  await createCellView(connection, VIEWS[type], file)
  const faults =
    type === 'trade_tick'
      ? await allRows(connection, tradeCellFaults, bounds)
      : type === 'order_book_depth'
        ? await allRows(connection, depthCellFaults, bounds)
        : await allRows(connection, deltasCellFaults, { ...bounds, is_derived: isDerived(lineage) })
  return faults.map(
    ({ problem, row_count, first_row }) =>
      `${problem} in ${row_count} ${row_count === 1n ? 'row' : 'rows'}, first in row ${first_row}`,
  )
}

const VIEWS = {
  trade_tick: 'cell_trades',
  order_book_deltas: 'cell_deltas',
  order_book_depth: 'cell_depth',
} as const

async function createCellView(connection: DuckDBConnection, view: string, file: string): Promise<void> {
  await connection.run(
    `create or replace temp view ${view} as ` +
      `select * from read_parquet(${quoteLiteral(file)}, file_row_number => true, hive_partitioning => false)`,
  )
}
