import { EVIDENCE, LIQUIDITY, REASON } from '../domain/codes.ts'
import type { SeededRandom } from '../domain/random.ts'
import type { BookSide } from '../market/book-side.ts'
import type { DepthBook } from '../market/depth-book.ts'
import type { Tape } from '../market/tape.ts'
import { DisplayedTranches } from './displayed-tranches.ts'
import type { FillModel } from './fill-model.ts'
import type { FillEvidence, FillReceiver } from './fill-receiver.ts'
import { type MarketSide, offeredLots } from './market-side.ts'
import { queueModelOf } from './queue-model.ts'
import { QueuePositions } from './queue-positions.ts'
import { RestingOrders } from './resting-orders.ts'

/** Our resting limit orders of one side and when they fill, always at their own price:
 *  the opposite best is at or through the limit (its unconsumed size); a print strictly through the limit, whatever
 *  the queue and the aggressor (the print's size); a print at the limit by the opposing aggressor (what exceeds the
 *  queue ahead). Several orders share one print in price-time order.
 *
 *  An order's key is its limit for buys, its negated limit for sells: the larger, the more aggressive. The same
 *  price on its own side of the book has the negated key. Unrealistic in that nobody joins the queue because of us,
 *  and that hidden orders ahead are unknown. */
export class MakerMatching {
  readonly orders = new RestingOrders()
  readonly queue: QueuePositions
  readonly #tranches = new DisplayedTranches()
  /** Slots and keys of orders whose tranche this event used up. */
  readonly #spent: number[] = []
  readonly #own: BookSide
  readonly #opposite: MarketSide
  readonly #book: DepthBook
  readonly #tape: Tape
  readonly #evidence: FillEvidence
  readonly #model: FillModel
  readonly #random: SeededRandom
  readonly #receiver: FillReceiver

  constructor(parts: {
    readonly own: BookSide
    readonly opposite: MarketSide
    readonly book: DepthBook
    readonly tape: Tape
    readonly evidence: FillEvidence
    readonly model: FillModel
    readonly random: SeededRandom
    readonly receiver: FillReceiver
  }) {
    this.#own = parts.own
    this.#opposite = parts.opposite
    this.#book = parts.book
    this.#tape = parts.tape
    this.#evidence = parts.evidence
    this.#model = parts.model
    this.#random = parts.random
    this.#receiver = parts.receiver
    this.queue = new QueuePositions(queueModelOf(parts.model.queueModel))
  }

  /** The key of a limit price. */
  keyOf(limitTicks: number): number {
    return -limitTicks * this.#own.sign
  }

  /** Lets an order rest. @param displayLots the part that shows, 0 for all
   *  @returns the lots ahead of it, -1 where its price is unseen */
  rest(slot: number, limitTicks: number, displayLots: number): number {
    this.#tranches.show(slot, displayLots)
    return this.#join(slot, this.keyOf(limitTicks))
  }

  remove(slot: number, limitTicks: number): void {
    this.#leave(slot, this.keyOf(limitTicks))
  }

  /** After a book event: fills what the opposite side reaches, then takes up the queues of displayed prices. */
  onBookEvent(tsEventNs: number): void {
    if (this.orders.count === 0) return
    this.#fillCrossed()
    if (this.#model.queuePosition) this.#updateQueues(tsEventNs)
    if (this.#spent.length > 0) this.#requeueSpent()
  }

  /** After a print. @param opposes whether its aggressor trades against this side. */
  onPrint(priceTicks: number, sizeLots: number, opposes: boolean, tsEventNs: number): void {
    const { orders } = this
    const printKey = this.keyOf(priceTicks)
    if (orders.count === 0 || orders.keyAt(orders.levels - 1) < printKey) return
    this.#evidence.bestBidTicks = this.#book.bestBidTicks()
    this.#evidence.bestAskTicks = this.#book.bestAskTicks()
    // What our orders of the other side took of this print is gone.
    let budget = this.#tape.unconsumedLots()
    for (let level = orders.levels - 1; level >= 0 && orders.keyAt(level) > printKey; level--) {
      budget = this.#fillThrough(level, budget)
    }
    const level = opposes ? orders.levelOf(printKey) : -1
    if (level >= 0) this.#fillTouched(level, budget, sizeLots, tsEventNs)
    if (this.#spent.length > 0) this.#requeueSpent()
  }

  /** A level strictly through which a print went: no queue is left ahead of it. */
  #fillThrough(level: number, budgetLots: number): number {
    const { orders } = this
    const key = orders.keyAt(level)
    let budget = budgetLots
    for (let slot = orders.firstAt(level); slot >= 0; ) {
      const next = orders.nextOf(slot)
      this.queue.clear(slot)
      if (budget > 0) budget -= this.#fillByPrint(slot, key, budget)
      slot = next
    }
    return budget
  }

  /** The level at which a print happened: each order's queue shrinks by what our orders before it left of the
   *  print, the excess fills. */
  #fillTouched(level: number, budgetLots: number, sizeLots: number, tsEventNs: number): void {
    const { orders } = this
    const key = orders.keyAt(level)
    let budget = budgetLots
    for (let slot = orders.firstAt(level); slot >= 0; ) {
      const next = orders.nextOf(slot)
      if (!this.queue.isUnseen(slot)) {
        const excess = this.#model.queuePosition
          ? this.queue.onPrint(slot, sizeLots, budget, tsEventNs)
          : this.#touchedLots(slot)
        if (excess > 0 && budget > 0) budget -= this.#fillByPrint(slot, key, Math.min(excess, budget))
      }
      slot = next
    }
  }

  /** Without queues a touched order fills whole or not at all, by chance. */
  #touchedLots(slot: number): number {
    const probability = this.#model.limitTouchProbability
    const fills = probability >= 1 || (probability > 0 && this.#random.next() < probability)
    return fills ? this.#shownLots(slot) : 0
  }

  #fillByPrint(slot: number, key: number, lots: number): number {
    const evidence = this.#evidence
    evidence.kind = EVIDENCE.TRADE
    evidence.id = this.#tape.ordinal
    evidence.tradeNumber = this.#tape.tradeNumber()
    evidence.sizeLots = this.#tape.sizeLots
    evidence.levelIndex = -1
    const filled = this.#fill(slot, key, lots)
    this.#tape.consume(filled)
    return filled
  }

  /** Fills orders that the opposite best reaches, best priced and earliest first. */
  #fillCrossed(): void {
    const { orders } = this
    const { levels, consumption } = this.#opposite
    const opposite = levels.bestTicks()
    if (opposite === 0 || orders.keyAt(orders.levels - 1) < opposite * levels.sign) return
    levels.decode()
    this.#evidence.bestBidTicks = this.#book.bestBidTicks()
    this.#evidence.bestAskTicks = this.#book.bestAskTicks()
    for (let own = orders.levels - 1; own >= 0; own--) {
      const key = orders.keyAt(own)
      if (key < levels.keyAt(0)) return
      for (let slot = orders.firstAt(own); slot >= 0; ) {
        const next = orders.nextOf(slot)
        this.queue.clear(slot)
        for (let level = 0; level < levels.levels && levels.keyAt(level) <= key; level++) {
          const shown = this.#shownLots(slot)
          const displayed = levels.sizeAt(level)
          const opposite = levels.keyAt(level)
          const available = offeredLots(this.#opposite, opposite, displayed, this.#model.liquidityConsumption)
          const wanted = Math.min(available, shown)
          if (wanted === 0) continue
          const evidence = this.#evidence
          evidence.kind = EVIDENCE.BOOK
          evidence.id = this.#book.sequence
          evidence.tradeNumber = -1
          evidence.sizeLots = displayed
          evidence.levelIndex = level
          const lots = this.#fill(slot, key, wanted)
          if (this.#model.liquidityConsumption) consumption.consume(opposite, lots, displayed)
          if (lots === shown || lots < wanted) break
        }
        slot = next
      }
    }
  }

  /** Books a fill at the order's own price. An order that is done, or cannot be paid for, leaves first. */
  #fill(slot: number, key: number, wantedLots: number): number {
    const remaining = this.#receiver.remainingLots(slot)
    const priceTicks = -key * this.#own.sign
    const wanted = Math.min(wantedLots, this.#shownLots(slot))
    if (wanted === 0) return 0
    const lots = this.#receiver.affordableLots(slot, priceTicks, wanted)
    if (lots === remaining || lots < wanted) this.#leave(slot, key)
    else if (this.#tranches.count > 0 && this.#tranches.fill(slot, lots)) this.#spent.push(slot, key)
    if (lots > 0) this.#receiver.onFill(slot, priceTicks, lots, LIQUIDITY.MAKER)
    if (lots < wanted) this.#receiver.onRemoved(slot, REASON.INSUFFICIENT_BALANCE)
    return lots
  }

  /** Lots of an order that can fill now. */
  #shownLots(slot: number): number {
    const remaining = this.#receiver.remainingLots(slot)
    return this.#tranches.count === 0 ? remaining : this.#tranches.shownLots(slot, remaining)
  }

  #join(slot: number, key: number): number {
    const displayed = this.#model.queuePosition ? this.#displayedLots(-key) : 0
    this.queue.join(slot, displayed)
    this.orders.insert(key, slot)
    return Number.isNaN(displayed) ? -1 : displayed
  }

  #leave(slot: number, key: number): void {
    this.orders.remove(key, slot)
    this.#tranches.hide(slot)
  }

  /** Shows the next tranches of orders whose last one this event used up, behind all that is displayed. */
  #requeueSpent(): void {
    for (let index = 0; index < this.#spent.length; index += 2) {
      const [slot, key] = [this.#spent[index]!, this.#spent[index + 1]!]
      this.orders.remove(key, slot)
      this.#tranches.refill(slot)
      this.#receiver.onRequeued(slot, this.#join(slot, key))
    }
    this.#spent.length = 0
  }

  /** Takes up the displayed size at every price of ours that the book now shows, or shows to be empty. A full book
   *  tells what changed; of a limited one all our prices within its view are looked at. */
  #updateQueues(tsEventNs: number): void {
    const { orders } = this
    const own = this.#own
    if (this.#book.depth === 0) {
      for (let index = 0; index < own.changes; index++) {
        const ownKey = own.changedKeyAt(index)
        const level = orders.levelOf(-ownKey)
        if (level >= 0) this.#updateQueue(level, own.sizeOf(ownKey), tsEventNs)
      }
      return
    }
    const viewEndKey = own.viewEndKey(this.#book.depth)
    for (let level = orders.levels - 1; level >= 0; level--) {
      const ownKey = -orders.keyAt(level)
      if (ownKey > viewEndKey) return
      own.decode()
      this.#updateQueue(level, own.sizeOf(ownKey), tsEventNs)
    }
  }

  #updateQueue(level: number, displayedLots: number, tsEventNs: number): void {
    const { orders, queue } = this
    if (orders.haveSeen(level, displayedLots)) return
    for (let slot = orders.firstAt(level); slot >= 0; slot = orders.nextOf(slot)) {
      queue.onDisplayed(slot, displayedLots, tsEventNs)
    }
    orders.noteSeen(level, displayedLots)
  }

  /** Displayed lots at a price of our own side, 0 where the book shows none, NaN where it cannot be seen. */
  #displayedLots(ownKey: number): number {
    const own = this.#own
    if (!this.#book.hasBook()) return 0
    if (ownKey > own.viewEndKey(this.#book.depth)) return Number.NaN
    own.decode()
    return own.sizeOf(ownKey)
  }
}
