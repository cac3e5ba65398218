import type { BookBatch, BookCursor } from '../../engine/index.ts'
import type { TimeRange } from '../catalog/cell-grid.ts'
import type { Database } from '../database/open-database.ts'
import { type ColumnTarget, readColumns } from '../database/read-columns.ts'
import type { CellSlice } from './cell-slices.ts'
import { SlicePipeline } from './slice-pipeline.ts'
import { bookBatch } from './statements.ts'

const DEPTH = 5

/** Columns of one batch, reused for every other one. */
class BookColumns {
  readonly tsInitNs: Float64Array
  readonly tsEventNs: Float64Array
  readonly sequence: Float64Array
  readonly isEvent: Uint8Array
  /** Bid prices, bid sizes, ask prices, ask sizes: five columns each. */
  readonly levels: readonly Int32Array[]

  constructor(rows: number) {
    this.tsInitNs = new Float64Array(rows)
    this.tsEventNs = new Float64Array(rows)
    this.sequence = new Float64Array(rows)
    this.isEvent = new Uint8Array(rows)
    this.levels = Array.from({ length: 4 * DEPTH }, () => new Int32Array(2 * rows))
  }

  targets(): ColumnTarget[] {
    return [this.tsInitNs, this.tsEventNs, this.sequence, ...this.levels]
  }
}

/** The five-level book of one instrument from its catalog cells, from the start of the window's first cell, so
 *  that the book is known when the window begins. Reads the wide rows, which say the same as the delta stream:
 *  a row that repeats the one before it is no event, the first of a cell always is one. */
export class BookFeed implements BookCursor {
  readonly #pipeline: SlicePipeline
  readonly #columns: readonly [BookColumns, BookColumns]
  #turn = 0
  /** The batch before, whose last row the next one continues. */
  #previous: BookColumns | undefined
  #previousRows = 0

  private constructor(pipeline: SlicePipeline, rowsMax: number) {
    this.#pipeline = pipeline
    this.#columns = [new BookColumns(rowsMax), new BookColumns(rowsMax)]
  }

  /** @param slices of the window's cells; times count from the window's start. */
  static async open(database: Database, slices: readonly CellSlice[], window: TimeRange): Promise<BookFeed> {
    const pipeline = await SlicePipeline.open(database, slices, slice => ({
      text: bookBatch.text,
      params: {
        origin_ns: window.startNs,
        end_ns: window.endNs,
        first_row: BigInt(slice.firstRow),
        end_row: BigInt(slice.endRow),
      },
    }))
    return new BookFeed(pipeline, Math.max(0, ...slices.map(slice => slice.endRow - slice.firstRow)))
  }

  async next(): Promise<BookBatch | undefined> {
    for (;;) {
      const read = await this.#pipeline.next()
      if (read === undefined) return undefined
      const { slice, result } = read
      const columns = this.#columns[this.#turn++ % 2]!
      const rows = readColumns(result, columns.targets())
      if (rows === 0) continue
      this.#markEvents(columns, rows, slice.isCellStart)
      this.#previous = columns
      this.#previousRows = rows
      const { tsInitNs, tsEventNs, sequence, isEvent, levels } = columns
      return {
        rows,
        depth: DEPTH,
        tsInitNs,
        tsEventNs,
        sequence,
        isEvent,
        bidPriceTicksHalves: levels.slice(0, DEPTH),
        bidSizeLotsHalves: levels.slice(DEPTH, 2 * DEPTH),
        askPriceTicksHalves: levels.slice(2 * DEPTH, 3 * DEPTH),
        askSizeLotsHalves: levels.slice(3 * DEPTH),
        file: slice.file,
        firstRow: slice.firstRow,
      }
    }
  }

  #markEvents(columns: BookColumns, rows: number, isCellStart: boolean): void {
    const { isEvent, levels } = columns
    const before = this.#previous
    isEvent[0] =
      isCellStart || before === undefined || differs(before.levels, this.#previousRows - 1, levels, 0) ? 1 : 0
    for (let row = 1; row < rows; row++) isEvent[row] = differs(levels, row - 1, levels, row) ? 1 : 0
  }
}

/** Whether two book rows differ in any level. */
function differs(a: readonly Int32Array[], rowA: number, b: readonly Int32Array[], rowB: number): boolean {
  for (let column = 0; column < a.length; column++) {
    const left = a[column]!
    const right = b[column]!
    if (left[2 * rowA] !== right[2 * rowB] || left[2 * rowA + 1] !== right[2 * rowB + 1]) return true
  }
  return false
}
