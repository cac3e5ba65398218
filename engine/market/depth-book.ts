import { SIDE } from '../domain/codes.ts'
import { type BookBatch, DELTA_ACTION, type DeltaBatch } from './batches.ts'
import { BookSide } from './book-side.ts'

/** The book of one instrument by price levels. Of wide rows it keeps an index to the current one, so that an event costs
 *  a few assignments; deltas it applies, all those of an event at once. */
export class DepthBook {
  readonly asks = new BookSide(1)
  readonly bids = new BookSide(-1)
  /** Levels a side the feed shows at most, 0 for all there are. */
  depth = 0
  sequence = 0
  tsEventNs = 0
  #isKnown = false
  /** The batch that deltas are taken from, and its first delta that is not applied. */
  #batch: DeltaBatch | undefined
  #firstRow = 0
  /** Deltas of an event that the batch before did not end: action, side, price, size. */
  #pending: number[] = []

  /** Takes up the event that a row of a batch ends. */
  apply(batch: BookBatch, row: number): void {
    this.#isKnown = true
    this.depth = batch.depth
    this.sequence = batch.sequence[row]!
    this.tsEventNs = batch.tsEventNs[row]!
    if (batch.kind === 'deltas') {
      this.#applyDeltas(batch, row)
      return
    }
    this.asks.point(batch.askPriceTicks, batch.askSizeLots, row)
    this.bids.point(batch.bidPriceTicks, batch.bidSizeLots, row)
  }

  /** Keeps what the book needs of a batch that ends with a row that is no event: the feed is about to reuse it. */
  leave(batch: BookBatch): void {
    const row = batch.rows - 1
    if (batch.kind === 'deltas') this.#keepPending(batch)
    else if (this.#isKnown) {
      this.asks.point(batch.askPriceTicks, batch.askSizeLots, row)
      this.bids.point(batch.bidPriceTicks, batch.bidSizeLots, row)
    }
  }

  hasBook(): boolean {
    return this.#isKnown
  }

  /** The best bid in ticks, 0 where there is none. */
  bestBidTicks(): number {
    return this.bids.bestTicks()
  }

  /** The best ask in ticks, 0 where there is none. */
  bestAskTicks(): number {
    return this.asks.bestTicks()
  }

  #applyDeltas(batch: DeltaBatch, lastRow: number): void {
    this.#take(batch)
    this.asks.beginChanges()
    this.bids.beginChanges()
    if (this.#pending.length > 0) this.#applyPending()
    const { action, side, priceTicks, sizeLots } = batch
    for (let row = this.#firstRow; row <= lastRow; row++) {
      this.#applyDelta(action[row]!, side[row]!, priceTicks[row]!, sizeLots[row]!)
    }
    this.#firstRow = lastRow + 1
    this.asks.endChanges()
    this.bids.endChanges()
  }

  #applyDelta(action: number, side: number, priceTicks: number, sizeLots: number): void {
    if (action === DELTA_ACTION.CLEAR) {
      if (side !== SIDE.BUY) this.asks.clear()
      if (side !== SIDE.SELL) this.bids.clear()
      return
    }
    const size = action === DELTA_ACTION.DELETE ? 0 : sizeLots
    if (side === SIDE.BUY) this.bids.set(-priceTicks, size)
    else this.asks.set(priceTicks, size)
  }

  #applyPending(): void {
    const pending = this.#pending
    for (let at = 0; at < pending.length; at += 4) {
      this.#applyDelta(pending[at]!, pending[at + 1]!, pending[at + 2]!, pending[at + 3]!)
    }
    this.#pending = []
  }

  #keepPending(batch: DeltaBatch): void {
    this.#take(batch)
    const { action, side, priceTicks, sizeLots, rows } = batch
    for (let row = this.#firstRow; row < rows; row++) {
      this.#pending.push(action[row]!, side[row]!, priceTicks[row]!, sizeLots[row]!)
    }
    this.#firstRow = rows
  }

  #take(batch: DeltaBatch): void {
    if (this.#batch === batch) return
    this.#batch = batch
    this.#firstRow = 0
  }
}
