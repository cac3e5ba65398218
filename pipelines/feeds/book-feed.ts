import type { Cursor, DepthBatch, IntegerColumn } from '../../engine/index.ts'
import type { TimeRange } from '../catalog/cell-grid.ts'
import { type ColumnTarget, readColumns } from '../database/read-columns.ts'
import type { CellSlice } from './cell-slices.ts'
import type { FeedConnections } from './feed-connections.ts'
import { LevelColumn } from './level-column.ts'
import { SlicePipeline } from './slice-pipeline.ts'
import { bookBatch } from './statements.ts'
import type { WireTypes } from './wire-types.ts'

const DEPTH = 5

/** Columns of one batch, reused for every other one. */
class BookColumns {
  readonly tsInitNs: Float64Array
  readonly tsEventNs: Float64Array
  readonly sequence: Float64Array
  readonly isEvent: Uint8Array
  /** Bid prices, bid sizes, ask prices, ask sizes: five columns each. */
  readonly columns: readonly LevelColumn[]
  readonly levels: readonly IntegerColumn[]
  readonly targets: readonly ColumnTarget[]

  constructor(rows: number, wire: WireTypes) {
    this.tsInitNs = new Float64Array(rows)
    this.tsEventNs = new Float64Array(rows)
    this.sequence = new Float64Array(rows)
    this.isEvent = new Uint8Array(rows)
    const five = (isNarrow: boolean): LevelColumn[] =>
      Array.from({ length: DEPTH }, () => new LevelColumn(rows, isNarrow))
    const { isPriceNarrow, isSizeNarrow } = wire
    this.columns = [isPriceNarrow, isSizeNarrow, isPriceNarrow, isSizeNarrow].flatMap(five)
    this.levels = this.columns.map(column => column.values)
    const targets = this.columns.map(column => column.target)
    this.targets = [this.tsInitNs, this.tsEventNs, this.sequence, ...targets]
  }
}

/** The five-level book of one instrument from its catalog cells, from the start of the window's first cell, so
 *  that the book is known when the window begins. Reads the wide rows, which say the same as the delta stream:
 *  a row that repeats the one before it is no event, the first of a cell always is one. */
export class BookFeed implements Cursor<DepthBatch> {
  readonly #pipeline: SlicePipeline
  readonly #columns: readonly [BookColumns, BookColumns]
  #turn = 0
  /** The batch before, whose last row the next one continues. */
  #previous: BookColumns | undefined
  #previousRows = 0

  private constructor(pipeline: SlicePipeline, rowsMax: number, wire: WireTypes) {
    this.#pipeline = pipeline
    this.#columns = [new BookColumns(rowsMax, wire), new BookColumns(rowsMax, wire)]
  }

  /** @param slices of the window's cells; times count from the window's start. */
  static async open(
    connections: FeedConnections,
    slices: readonly CellSlice[],
    window: TimeRange,
  ): Promise<BookFeed> {
    const pipeline = await SlicePipeline.open(connections, slices, slice => ({
      text: bookBatch.text,
      params: {
        origin_ns: window.startNs,
        end_ns: window.endNs,
        first_row: BigInt(slice.firstRow),
        end_row: BigInt(slice.endRow),
      },
    }))
    const rowsMax = Math.max(0, ...slices.map(slice => slice.endRow - slice.firstRow))
    return new BookFeed(pipeline, rowsMax, connections.wire)
  }

  async next(): Promise<DepthBatch | undefined> {
    for (;;) {
      const read = await this.#pipeline.next()
      if (read === undefined) return undefined
      const { slice, result } = read
      const columns = this.#columns[this.#turn++ % 2]!
      const rows = readColumns(result, columns.targets)
      if (rows === 0) continue
      for (const column of columns.columns) column.settle(rows)
      this.#markEvents(columns, rows, slice.isCellStart)
      this.#previous = columns
      this.#previousRows = rows
      const { tsInitNs, tsEventNs, sequence, isEvent, levels } = columns
      return {
        kind: 'depth',
        rows,
        depth: DEPTH,
        tsInitNs,
        tsEventNs,
        sequence,
        isEvent,
        bidPriceTicks: levels.slice(0, DEPTH),
        bidSizeLots: levels.slice(DEPTH, 2 * DEPTH),
        askPriceTicks: levels.slice(2 * DEPTH, 3 * DEPTH),
        askSizeLots: levels.slice(3 * DEPTH),
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
function differs(
  a: readonly IntegerColumn[],
  rowA: number,
  b: readonly IntegerColumn[],
  rowB: number,
): boolean {
  for (let column = 0; column < a.length; column++) {
    if (a[column]![rowA] !== b[column]![rowB]) return true
  }
  return false
}
