import type { CellRef } from '../catalog/catalog.ts'
import { sharedDatabase } from '../database/shared-database.ts'
import { allRows } from '../database/statement.ts'
import { CellsMissingError } from '../errors.ts'
import { cellRowGroups } from './statements.ts'

/** A run of rows of one cell file, whole row groups where they fit: what one query of a feed reads. */
export interface CellSlice {
  readonly file: string
  readonly firstRow: number
  readonly endRow: number
  /** Rows of the run's cells before this file: file row + offset = ordinal. */
  readonly ordinalOffset: number
  readonly isCellStart: boolean
  /** Where the file's cell begins; none of its rows is earlier. */
  readonly cellStartNs: bigint
}

/** Cells cut into slices in time order, and the largest price and size their files tell; undefined where any file
 *  does not tell. */
export interface SlicedCells {
  readonly slices: readonly CellSlice[]
  readonly priceMax: number | undefined
  readonly sizeMax: number | undefined
}

/** Row groups a slice holds at most: two at 122,880 rows were fastest; larger windows outgrow the caches. */
const SLICE_ROWS_MAX = 2 * 122_880

/** Rows of a slice that one of many feeds does not fall below: smaller ones cost more to ask for than to read. */
const SLICE_ROWS_MIN = 8_192

/** Rows of a slice when so many instruments are read side by side: together they hold what one would. */
export function sliceRowsFor(instruments: number): number {
  return Math.max(SLICE_ROWS_MIN, Math.floor(SLICE_ROWS_MAX / instruments))
}

/** Cuts cells into slices in time order; empty cells give none.
 *  @param rowsMax of a slice, by default two full row groups.
 *  @throws CellsMissingError when a cell is not converted yet. */
export async function sliceCells(cells: readonly CellRef[], rowsMax = SLICE_ROWS_MAX): Promise<SlicedCells> {
  const missing = cells.filter(cell => !cell.exists)
  if (missing.length > 0) throw new CellsMissingError({ paths: missing.map(cell => cell.path) })
  if (cells.length === 0) return { slices: [], priceMax: 0, sizeMax: 0 }
  const connection = await (await sharedDatabase()).connect()
  const groups = new Map<string, number[]>()
  const files = cells.map(cell => cell.path)
  const rowGroups = await allRows(connection, cellRowGroups, { files }).finally(() => connection.closeSync())
  for (const group of rowGroups) {
    const rows = groups.get(group.file_name) ?? []
    rows.push(Number(group.row_count))
    groups.set(group.file_name, rows)
  }
  const slices: CellSlice[] = []
  let ordinalOffset = 0
  for (const { path, startNs } of cells) {
    const groupRows = groups.get(path) ?? []
    slices.push(...sliceFile({ file: path, ordinalOffset, cellStartNs: startNs }, groupRows, rowsMax))
    for (const rows of groupRows) ordinalOffset += rows
  }
  return {
    slices,
    priceMax: largest(rowGroups.map(group => group.price_max)),
    sizeMax: largest(rowGroups.map(group => group.size_max)),
  }
}

function largest(values: readonly (number | null)[]): number | undefined {
  let max = 0
  for (const value of values) {
    if (value === null) return undefined
    max = Math.max(max, value)
  }
  return max
}

function sliceFile(
  of: Pick<CellSlice, 'file' | 'ordinalOffset' | 'cellStartNs'>,
  rowGroups: readonly number[],
  rowsMax: number,
): CellSlice[] {
  const slices: CellSlice[] = []
  let firstRow = 0
  let endRow = 0
  const close = (): void => {
    if (endRow > firstRow) slices.push({ ...of, firstRow, endRow, isCellStart: firstRow === 0 })
    firstRow = endRow
  }
  for (const rows of rowGroups) {
    if (endRow > firstRow && endRow - firstRow + rows > rowsMax) close()
    for (let left = rows; left > 0; left -= rowsMax) {
      if (left < rows) close()
      endRow += Math.min(left, rowsMax)
    }
  }
  close()
  return slices
}
