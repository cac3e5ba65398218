import type { TradeBatch, TradeCursor } from '../../engine/index.ts'
import type { TimeRange } from '../catalog/cell-grid.ts'
import type { Database } from '../database/open-database.ts'
import { quoteLiteral } from '../database/quote.ts'
import { readColumns } from '../database/read-columns.ts'
import { oneRow } from '../database/statement.ts'
import type { CellSlice } from './cell-slices.ts'
import { SlicePipeline } from './slice-pipeline.ts'
import { numberedTradeBatch, rowsBefore, tradeBatch } from './statements.ts'

/** Columns of one batch, reused for every other one. */
class TradeColumns {
  readonly tsInitNs: Float64Array
  readonly tsEventNs: Float64Array
  readonly priceTicksHalves: Int32Array
  readonly sizeLotsHalves: Int32Array
  readonly aggressor: Uint8Array
  readonly tradeNumberHalves: Int32Array

  constructor(rows: number, isNumbered: boolean) {
    this.tsInitNs = new Float64Array(rows)
    this.tsEventNs = new Float64Array(rows)
    this.priceTicksHalves = new Int32Array(2 * rows)
    this.sizeLotsHalves = new Int32Array(2 * rows)
    this.aggressor = new Uint8Array(rows)
    this.tradeNumberHalves = new Int32Array(isNumbered ? 2 * rows : 0)
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
   *  @param isNumbered whether batches carry numeric trade ids. */
  static async open(
    database: Database,
    slices: readonly CellSlice[],
    window: TimeRange,
    isNumbered = false,
  ): Promise<TradeFeed> {
    const first = slices[0]
    const skipped = first === undefined ? 0 : await countRowsBefore(database, first.file, window.startNs)
    const wanted = slices.filter(slice => slice.file !== first?.file || slice.endRow > skipped)
    const pipeline = await SlicePipeline.open(database, wanted, slice => ({
      text: isNumbered ? numberedTradeBatch.text : tradeBatch.text,
      params: {
        origin_ns: window.startNs,
        start_ns: window.startNs,
        end_ns: window.endNs,
        first_row: BigInt(slice.firstRow),
        end_row: BigInt(slice.endRow),
      },
    }))
    const rowsMax = Math.max(0, ...wanted.map(slice => slice.endRow - slice.firstRow))
    const columns = (): TradeColumns => new TradeColumns(rowsMax, isNumbered)
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
      const { tsInitNs, tsEventNs, priceTicksHalves, sizeLotsHalves, aggressor, tradeNumberHalves } = columns
      const targets = [tsInitNs, tsEventNs, priceTicksHalves, sizeLotsHalves, aggressor]
      if (tradeNumberHalves.length > 0) targets.push(tradeNumberHalves)
      const rows = readColumns(result, targets)
      if (rows === 0) continue
      return {
        rows,
        tsInitNs,
        tsEventNs,
        priceTicksHalves,
        sizeLotsHalves,
        aggressor,
        tradeNumberHalves,
        firstOrdinal: slice.ordinalOffset + firstRow,
        file: slice.file,
        firstRow,
      }
    }
  }
}

async function countRowsBefore(database: Database, file: string, startNs: bigint): Promise<number> {
  const connection = await database.connect()
  await connection.run(
    `create or replace temporary view replay_cell as select * from read_parquet(${quoteLiteral(file)})`,
  )
  const counted = await oneRow(connection, rowsBefore, { start_ns: startNs })
  connection.closeSync()
  return Number(counted.rows_before)
}
