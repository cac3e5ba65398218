/** Market data as the replay consumes it: columns over a batch of rows, ascending by `tsInitNs`.
 *  Times are ns since the run's origin as safe integers. */

/** Ticks or lots: 32-bit integers where they fit, which halves what a feed has to move, else safe integers. */
export type IntegerColumn = Int32Array | Float64Array

export interface TradeBatch {
  readonly rows: number
  readonly tsInitNs: Float64Array
  /** Venue time; empty where no book needs it. */
  readonly tsEventNs: Float64Array
  readonly priceTicks: IntegerColumn
  readonly sizeLots: IntegerColumn
  /** 0 none, 1 buyer, 2 seller. */
  readonly aggressor: Uint8Array
  /** Numeric trade ids, -1 where an id is no plain number; empty when the feed was asked for none. */
  readonly tradeNumbers: Float64Array
  /** Position of the first row among all rows of the run's cells: what evidence refers to. */
  readonly firstOrdinal: number
  /** Where the rows come from, for messages. */
  readonly file: string
  readonly firstRow: number
}

/** What both kinds of book batches tell of their rows. */
interface BookRows {
  readonly rows: number
  /** Levels a side the source shows at most, 0 where it shows all. */
  readonly depth: number
  readonly tsInitNs: Float64Array
  readonly tsEventNs: Float64Array
  /** Ordinal of the snapshot in its cell. */
  readonly sequence: Float64Array
  /** 1 where the row makes a book event: a wide row that differs from the one before it, the last delta of an event. */
  readonly isEvent: Uint8Array
  readonly file: string
  readonly firstRow: number
}

/** Wide book rows: `depth` levels a side, best first; an empty level has size 0. */
export interface DepthBatch extends BookRows {
  readonly kind: 'depth'
  readonly bidPriceTicks: readonly IntegerColumn[]
  readonly bidSizeLots: readonly IntegerColumn[]
  readonly askPriceTicks: readonly IntegerColumn[]
  readonly askSizeLots: readonly IntegerColumn[]
}

/** Action of a delta as stored in the catalog. */
export const DELTA_ACTION = { ADD: 1, UPDATE: 2, DELETE: 3, CLEAR: 4 } as const

/** Changes of price levels, several to an event. */
export interface DeltaBatch extends BookRows {
  readonly kind: 'deltas'
  readonly action: Uint8Array
  /** 1 buy, 2 sell; 0 in a clear, which empties both. */
  readonly side: Uint8Array
  readonly priceTicks: IntegerColumn
  readonly sizeLots: IntegerColumn
}

export type BookBatch = DepthBatch | DeltaBatch

/** An ordered source of batches. A batch's columns stay valid until the call after the next one, so the book may
 *  go on pointing at the last row of the batch before. */
export interface Cursor<Batch> {
  /** The next batch with at least one row, or undefined at the end. */
  next(): Promise<Batch | undefined>
}

export type TradeCursor = Cursor<TradeBatch>
export type BookCursor = Cursor<BookBatch>
