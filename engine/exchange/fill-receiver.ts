import type { Evidence, Liquidity, Reason } from '../domain/codes.ts'
import { EVIDENCE } from '../domain/codes.ts'

/** Told by a venue what happens to orders; orders are named by their slots. */
export interface FillReceiver {
  /** Most lots of this fill that can be booked: what can be paid for, and for reduce-only orders what is held. */
  affordableLots(slot: number, priceTicks: number, quantityLots: number): number
  /** Lots of the order that are not filled yet. */
  remainingLots(slot: number): number
  /** Takes a fill; its evidence stands in the venue's `evidence` until the call returns. A resting order that this
   *  fill completes has left the venue already. */
  onFill(slot: number, priceTicks: number, quantityLots: number, liquidity: Liquidity): void
  /** A resting order was taken off the venue by the venue itself. */
  onRemoved(slot: number, reason: Reason): void
  /** A resting order shows its next tranche behind this many lots, -1 where they are unknown. */
  onRequeued(slot: number, aheadLots: number): void
  /** The market that an early limit order waited for is there; the order has left the venue. */
  onMarket(slot: number): void
  /** A stop or touched order's trigger was reached; it has left the trigger book. */
  onTriggered(slot: number): void
  /** A trailing stop's trigger was reached; it has left the trigger book. */
  onTrailed(slot: number, triggerTicks: number): void
}

/** What justified the fill being reported. Reused for every fill. */
export class FillEvidence {
  kind: Evidence = EVIDENCE.BOOK
  /** Snapshot sequence (book) or the trade's ordinal. */
  id = 0
  /** The venue's numeric id of the trade, -1 where there is none or it is not known. */
  tradeNumber = -1
  /** Displayed size of the level, or the print's size. */
  sizeLots = 0
  /** 0 is the best level; -1 where there is none. */
  levelIndex = -1
  /** The book's best prices at that instant, 0 where there is none. */
  bestBidTicks = 0
  bestAskTicks = 0
}
