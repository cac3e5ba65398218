import type { Cursor, DeltaBatch } from '../../engine/index.ts'
import type { TimeRange } from '../catalog/cell-grid.ts'
import { type ColumnTarget, readColumns } from '../database/read-columns.ts'
import type { CellSlice } from './cell-slices.ts'
import type { FeedConnections } from './feed-connections.ts'
import { LevelColumn } from './level-column.ts'
import { SlicePipeline } from './slice-pipeline.ts'
import { deltaBatch } from './statements.ts'
import type { WireTypes } from './wire-types.ts'

/** Columns of one batch, reused for every other one. */
class DeltaColumns {
  readonly tsInitNs: Float64Array
  readonly tsEventNs: Float64Array
  readonly sequence: Float64Array
  readonly isEvent: Uint8Array
  readonly action: Uint8Array
  readonly side: Uint8Array
  readonly price: LevelColumn
  readonly size: LevelColumn
  readonly targets: readonly ColumnTarget[]

  constructor(rows: number, wire: WireTypes) {
    this.tsInitNs = new Float64Array(rows)
    this.tsEventNs = new Float64Array(rows)
    this.sequence = new Float64Array(rows)
    this.isEvent = new Uint8Array(rows)
    this.action = new Uint8Array(rows)
    this.side = new Uint8Array(rows)
    this.price = new LevelColumn(rows, wire.isPriceNarrow)
    this.size = new LevelColumn(rows, wire.isSizeNarrow)
    const times = [this.tsInitNs, this.tsEventNs, this.sequence]
    const codes = [this.isEvent, this.action, this.side]
    this.targets = [...times, ...codes, this.price.target, this.size.target]
  }
}

/** The book of one instrument as the public stream of deltas, of any depth, from the start of the window's first cell,
 *  so that the book is known when the window begins. */
export class DeltaFeed implements Cursor<DeltaBatch> {
  readonly #pipeline: SlicePipeline
  readonly #columns: readonly [DeltaColumns, DeltaColumns]
  readonly #depths: Readonly<Record<string, number>>
  #turn = 0

  private constructor(
    pipeline: SlicePipeline,
    rowsMax: number,
    wire: WireTypes,
    depths: Readonly<Record<string, number>>,
  ) {
    this.#pipeline = pipeline
    this.#columns = [new DeltaColumns(rowsMax, wire), new DeltaColumns(rowsMax, wire)]
    this.#depths = depths
  }

  /** @param slices of the window's cells; times count from the window's start.
   *  @param depths levels a side each cell's source shows, by file; 0, also for files that do not say, is all. */
  static async open(
    connections: FeedConnections,
    slices: readonly CellSlice[],
    window: TimeRange,
    depths: Readonly<Record<string, number>>,
  ): Promise<DeltaFeed> {
    const pipeline = await SlicePipeline.open(connections, slices, slice => ({
      text: deltaBatch.text,
      params: {
        origin_ns: window.startNs,
        end_ns: window.endNs,
        first_row: BigInt(slice.firstRow),
        end_row: BigInt(slice.endRow),
      },
    }))
    const rowsMax = Math.max(0, ...slices.map(slice => slice.endRow - slice.firstRow))
    return new DeltaFeed(pipeline, rowsMax, connections.wire, depths)
  }

  async next(): Promise<DeltaBatch | undefined> {
    for (;;) {
      const read = await this.#pipeline.next()
      if (read === undefined) return undefined
      const { slice, result } = read
      const columns = this.#columns[this.#turn++ % 2]!
      const rows = readColumns(result, columns.targets)
      if (rows === 0) continue
      const { tsInitNs, tsEventNs, sequence, isEvent, action, side, price, size } = columns
      price.settle(rows)
      size.settle(rows)
      return {
        kind: 'deltas',
        rows,
        depth: this.#depths[slice.file] ?? 0,
        tsInitNs,
        tsEventNs,
        sequence,
        isEvent,
        action,
        side,
        priceTicks: price.values,
        sizeLots: size.values,
        file: slice.file,
        firstRow: slice.firstRow,
      }
    }
  }
}
