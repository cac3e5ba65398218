import type { BookBatch } from './batches.ts'
import { BookSide } from './book-side.ts'

/** The depth-limited book of one instrument: an index to the current row of the feed's columns, so that a book
 *  event costs a few assignments. */
export class DepthBook {
  readonly asks = new BookSide(1)
  readonly bids = new BookSide(-1)
  /** Levels a side the feed shows at most. */
  depth = 0
  row = -1
  sequence = 0
  tsEventNs = 0

  /** Points at one row of a batch. */
  apply(batch: BookBatch, row: number): void {
    this.depth = batch.depth
    this.row = row
    this.sequence = batch.sequence[row]!
    this.tsEventNs = batch.tsEventNs[row]!
    this.asks.point(batch.askPriceTicks, batch.askSizeLots, row)
    this.bids.point(batch.bidPriceTicks, batch.bidSizeLots, row)
  }

  /** Points at a later row that repeats the current one, whose batch the feed is about to reuse. */
  repeat(batch: BookBatch, row: number): void {
    this.row = row
    this.asks.point(batch.askPriceTicks, batch.askSizeLots, row)
    this.bids.point(batch.bidPriceTicks, batch.bidSizeLots, row)
  }

  hasBook(): boolean {
    return this.row >= 0
  }

  /** The best bid in ticks, 0 where there is none. */
  bestBidTicks(): number {
    return this.bids.bestTicks()
  }

  /** The best ask in ticks, 0 where there is none. */
  bestAskTicks(): number {
    return this.asks.bestTicks()
  }
}
