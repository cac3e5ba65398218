import type { TradeBatch, TradeCursor } from '../../engine/index.ts'
import type { TimeRange } from '../catalog/cell-grid.ts'
import { quoteLiteral } from '../database/quote.ts'
import { type ColumnTarget, readColumns } from '../database/read-columns.ts'
import { oneRow } from '../database/statement.ts'
import type { CellSlice } from './cell-slices.ts'
import type { FeedConnections } from './feed-connections.ts'
import { LevelColumn } from './level-column.ts'
import { SlicePipeline } from './slice-pipeline.ts'
import { numberedTradeBatch, rowsBefore, timedTradeBatch, tradeBatch } from './statements.ts'
import type { WireTypes } from './wire-types.ts'

/** What a replay needs of prints: `bare` for one without a book, `timed` adds the venue's time, `numbered` the numeric
 *  trade ids that result tables name as evidence. */
export type TradeColumnsWanted = 'bare' | 'timed' | 'numbered'

const STATEMENTS = { bare: tradeBatch, timed: timedTradeBatch, numbered: numberedTradeBatch }

/** Columns of one batch, reused for every other one. */
class TradeColumns {
  readonly tsInitNs: Float64Array
  readonly price: LevelColumn
  readonly size: LevelColumn
  readonly aggressor: Uint8Array
  readonly tsEventNs: Float64Array
  readonly tradeNumbers: Float64Array
  readonly targets: readonly ColumnTarget[]

  constructor(rows: number, wanted: TradeColumnsWanted, wire: WireTypes) {
    this.tsInitNs = new Float64Array(rows)
    this.price = new LevelColumn(rows, wire.isPriceNarrow)
    this.size = new LevelColumn(rows, wire.isSizeNarrow)
    this.aggressor = new Uint8Array(rows)
    this.tsEventNs = new Float64Array(wanted === 'bare' ? 0 : rows)
    this.tradeNumbers = new Float64Array(wanted === 'numbered' ? rows : 0)
    this.targets = [
      this.tsInitNs,
      this.price.target,
      this.size.target,
      this.aggressor,
      ...(wanted === 'bare' ? [] : [this.tsEventNs]),
      ...(wanted === 'numbered' ? [this.tradeNumbers] : []),
    ]
  }
}

/** The prints of one instrument in a window, from its catalog cells. */
export class TradeFeed implements TradeCursor {
  readonly #pipeline: SlicePipeline
  /** The file in which the window begins, and how many of its rows lie before it. */
  readonly #first: { readonly file: string | undefined; readonly skippedRows: number }
  readonly #columns: readonly [TradeColumns, TradeColumns]
  #turn = 0

  private constructor(
    pipeline: SlicePipeline,
    first: { readonly file: string | undefined; readonly skippedRows: number },
    columns: readonly [TradeColumns, TradeColumns],
  ) {
    this.#pipeline = pipeline
    this.#first = first
    this.#columns = columns
  }

  /** @param slices of the window's cells; times count from the window's start.
   *  @param wanted columns. */
  static async open(
    connections: FeedConnections,
    slices: readonly CellSlice[],
    window: TimeRange,
    wanted: TradeColumnsWanted,
  ): Promise<TradeFeed> {
    const first = slices[0]
    const skipped = first === undefined ? 0 : await countRowsBefore(connections, first, window.startNs)
    const needed = slices.filter(slice => slice.file !== first?.file || slice.endRow > skipped)
    const pipeline = await SlicePipeline.open(connections, needed, slice => ({
      text: STATEMENTS[wanted].text,
      params: {
        origin_ns: window.startNs,
        start_ns: window.startNs,
        end_ns: window.endNs,
        first_row: BigInt(slice.firstRow),
        end_row: BigInt(slice.endRow),
      },
    }))
    const rowsMax = Math.max(0, ...needed.map(slice => slice.endRow - slice.firstRow))
    const columns = (): TradeColumns => new TradeColumns(rowsMax, wanted, connections.wire)
    return new TradeFeed(pipeline, { file: first?.file, skippedRows: skipped }, [columns(), columns()])
  }

  async next(): Promise<TradeBatch | undefined> {
    for (;;) {
      const read = await this.#pipeline.next()
      if (read === undefined) return undefined
      const { slice, result } = read
      const skipped = slice.file === this.#first.file ? this.#first.skippedRows : 0
      const firstRow = Math.max(slice.firstRow, skipped)
      const columns = this.#columns[this.#turn++ % 2]!
      const rows = readColumns(result, columns.targets)
      if (rows === 0) continue
      columns.price.settle(rows)
      columns.size.settle(rows)
      const { tsInitNs, tsEventNs, price, size, aggressor, tradeNumbers } = columns
      return {
        rows,
        tsInitNs,
        tsEventNs,
        priceTicks: price.values,
        sizeLots: size.values,
        aggressor,
        tradeNumbers,
        firstOrdinal: slice.ordinalOffset + firstRow,
        file: slice.file,
        firstRow,
      }
    }
  }
}

/** Rows of the window's first file that lie before the window. */
async function countRowsBefore(
  connections: FeedConnections,
  { file, cellStartNs }: CellSlice,
  startNs: bigint,
): Promise<number> {
  if (startNs <= cellStartNs) return 0
  const connection = await connections.connect()
  await connection.run(
    `create or replace temporary view replay_cell as select * from read_parquet(${quoteLiteral(file)})`,
  )
  const counted = await oneRow(connection, rowsBefore, { start_ns: startNs })
  return Number(counted.rows_before)
}
