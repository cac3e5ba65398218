import { readInt64 } from '../domain/int64-halves.ts'
import type { BookBatch } from './batches.ts'

const EMPTY: readonly Int32Array[] = []

/** The depth-limited book of one instrument: an index to the current row of the feed's columns, so that a book
 *  event costs one assignment. Levels count from the best, 0 first. */
export class DepthBook {
  /** Levels a side the feed shows at most. */
  depth = 0
  row = -1
  sequence = 0
  tsEventNs = 0
  #batch: BookBatch | undefined
  #bidPrices = EMPTY
  #bidSizes = EMPTY
  #askPrices = EMPTY
  #askSizes = EMPTY

  /** Points at one row of a batch. */
  apply(batch: BookBatch, row: number): void {
    if (batch !== this.#batch) {
      this.#batch = batch
      this.depth = batch.depth
      this.#bidPrices = batch.bidPriceTicksHalves
      this.#bidSizes = batch.bidSizeLotsHalves
      this.#askPrices = batch.askPriceTicksHalves
      this.#askSizes = batch.askSizeLotsHalves
    }
    this.row = row
    this.sequence = batch.sequence[row]!
    this.tsEventNs = batch.tsEventNs[row]!
  }

  hasBook(): boolean {
    return this.row >= 0
  }

  bidPriceTicks(level: number): number {
    return readInt64(this.#bidPrices[level]!, this.row)
  }

  /** 0 where the side has no such level. */
  bidSizeLots(level: number): number {
    return readInt64(this.#bidSizes[level]!, this.row)
  }

  askPriceTicks(level: number): number {
    return readInt64(this.#askPrices[level]!, this.row)
  }

  /** 0 where the side has no such level. */
  askSizeLots(level: number): number {
    return readInt64(this.#askSizes[level]!, this.row)
  }

  /** The best bid in ticks, 0 where there is none. */
  bestBidTicks(): number {
    return this.row >= 0 && this.bidSizeLots(0) > 0 ? this.bidPriceTicks(0) : 0
  }

  /** The best ask in ticks, 0 where there is none. */
  bestAskTicks(): number {
    return this.row >= 0 && this.askSizeLots(0) > 0 ? this.askPriceTicks(0) : 0
  }
}
