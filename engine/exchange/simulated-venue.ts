import { AGGRESSOR, type Reason, SIDE, type Side, type Trigger } from '../domain/codes.ts'
import type { Instrument } from '../domain/instrument.ts'
import type { SeededRandom } from '../domain/random.ts'
import type { BookBatch, TradeBatch } from '../market/batches.ts'
import { LevelConsumption } from '../market/consumption.ts'
import { DepthBook } from '../market/depth-book.ts'
import { Tape } from '../market/tape.ts'
import type { FillModel, SnapshotMode } from './fill-model.ts'
import { FillEvidence, type FillReceiver } from './fill-receiver.ts'
import { MakerMatching } from './maker-matching.ts'
import type { MarketSide } from './market-side.ts'
import { ANY_PRICE, type ForeseenFills, TakerMatching } from './taker-matching.ts'
import { TrailingStops } from './trailing-stops.ts'
import { TriggerOrders } from './trigger-orders.ts'

/** The simulated exchange of one instrument: takes up market data, matches aggressing orders, keeps resting and
 *  triggered ones. */
export class SimulatedVenue {
  readonly instrument: Instrument
  readonly book = new DepthBook()
  readonly tape = new Tape()
  readonly evidence = new FillEvidence()
  readonly triggers = new TriggerOrders()
  readonly trailing = new TrailingStops()
  readonly #model: FillModel
  readonly #hasBookData: boolean
  readonly #receiver: FillReceiver
  /** Limit orders that came before any market was known, in the order they came. */
  readonly #early: number[] = []
  readonly #asks: MarketSide
  readonly #bids: MarketSide
  readonly #takers: TakerMatching
  readonly #buyers: MakerMatching
  readonly #sellers: MakerMatching
  readonly #printsConsume: boolean
  readonly #printsFill: boolean

  constructor(
    instrument: Instrument,
    setting: { model: FillModel; mode: SnapshotMode; hasBookData: boolean; random: SeededRandom },
    receiver: FillReceiver,
  ) {
    const { model, mode, random } = setting
    const { book, tape, evidence } = this
    this.instrument = instrument
    this.#model = model
    this.#hasBookData = setting.hasBookData
    this.#receiver = receiver
    this.#asks = { levels: book.asks, consumption: new LevelConsumption(book.asks, model.consumptionReset) }
    this.#bids = { levels: book.bids, consumption: new LevelConsumption(book.bids, model.consumptionReset) }
    const parts = { book, tape, evidence, model, random, receiver }
    this.#takers = new TakerMatching({ ...parts, tickSizeTicks: instrument.tickSizeTicks })
    this.#buyers = new MakerMatching({ ...parts, own: book.bids, opposite: this.#asks })
    this.#sellers = new MakerMatching({ ...parts, own: book.asks, opposite: this.#bids })
    this.#printsConsume = mode === 'both' && (model.printExhaustsBetter || model.liquidityConsumption)
    this.#printsFill = mode !== 'book'
  }

  /** Takes up a book row; resting orders match, triggers fire. @param row an event row. */
  onBook(batch: BookBatch, row: number): void {
    const { book } = this
    book.apply(batch, row)
    this.#asks.consumption.onBookEvent(batch.depth)
    this.#bids.consumption.onBookEvent(batch.depth)
    if (this.#early.length > 0) this.#meetMarket()
    if (this.#buyers.orders.count > 0) this.#buyers.onBookEvent(book.tsEventNs)
    if (this.#sellers.orders.count > 0) this.#sellers.onBookEvent(book.tsEventNs)
    if (this.triggers.count > 0) this.#fireByBook(book.bestBidTicks(), book.bestAskTicks())
    if (this.trailing.count > 0) this.#trailByBook(book.bestBidTicks(), book.bestAskTicks())
  }

  /** Takes up a print; resting orders match, triggers fire. @param ordinal its position among the run's trades. */
  onTrade(batch: TradeBatch, row: number, priceTicks: number, ordinal: number): void {
    const sizeLots = batch.sizeLots[row]!
    this.tape.record(priceTicks, sizeLots, ordinal, batch.tradeNumbers, row)
    if (this.#printsConsume && this.book.hasBook()) {
      this.#consumeByPrint(batch.aggressor[row]!, priceTicks, sizeLots)
    }
    if (this.#early.length > 0) this.#meetMarket()
    if (this.#printsFill) this.#fillByPrint(batch, row, priceTicks, sizeLots)
    if (this.triggers.count > 0) this.#fireByLast(priceTicks)
    if (this.trailing.count > 0) this.#trailByLast(priceTicks)
  }

  /** Twice the mark in ticks (so that a mid stays whole): the mid where both sides show, else the last trade.
   *  0 before the first price. */
  twiceMarkTicks(): number {
    const bid = this.book.bestBidTicks()
    const ask = this.book.bestAskTicks()
    return bid > 0 && ask > 0 ? bid + ask : 2 * this.tape.priceTicks
  }

  /** The price a market order of this side would meet first, 0 where there is none. */
  referenceTicks(side: Side): number {
    if (!this.#hasBookData) return this.tape.priceTicks
    return side === SIDE.BUY ? this.book.bestAskTicks() : this.book.bestBidTicks()
  }

  /** Whether an order has anything to meet: a book, or without book data a last price. */
  hasMarket(): boolean {
    return this.#hasBookData ? this.book.hasBook() : this.tape.hasTraded()
  }

  /** Why the last matched order has lots left. */
  get restReason(): Reason {
    return this.#takers.restReason
  }

  /** Matches a market order at once. @returns the lots left; `restReason` says why they are left. */
  matchMarket(slot: number, side: Side, quantityLots: number): number {
    if (!this.#hasBookData) return this.#takers.takeLastPrice(slot, side, quantityLots)
    return this.#takers.walk(slot, this.#opposite(side), quantityLots, this.#protectionKey(side))
  }

  /** Matches a limit order as far as it takes. @returns the lots left. */
  matchLimit(slot: number, side: Side, quantityLots: number, limitTicks: number): number {
    if (!this.wouldTake(side, limitTicks)) return quantityLots
    if (!this.#hasBookData) return this.#takers.takeLastPrice(slot, side, quantityLots, limitTicks)
    return this.#takers.walk(slot, this.#opposite(side), quantityLots, this.#oppositeKey(side, limitTicks))
  }

  /** Whether a limit order would take on arrival. */
  wouldTake(side: Side, limitTicks: number): boolean {
    const reference = this.referenceTicks(side)
    if (reference === 0) return false
    return side === SIDE.BUY ? limitTicks >= reference : limitTicks <= reference
  }

  /** Lots an order could take at once. @param limitTicks 0 for a market order */
  offeredLots(side: Side, limitTicks: number, quantityLots: number): number {
    const isMarket = limitTicks === 0
    if (!isMarket && !this.wouldTake(side, limitTicks)) return 0
    if (!this.#hasBookData) return this.#takers.tapeLots(quantityLots)
    const limitKey = isMarket ? this.#protectionKey(side) : this.#oppositeKey(side, limitTicks)
    return this.#takers.offeredLots(this.#opposite(side), limitKey)
  }

  /** The fills of an order that takes at once, as far as they can be foreseen. @param limitTicks 0 for a market order */
  foreseenFills(side: Side, limitTicks: number, quantityLots: number): ForeseenFills {
    if (!this.#hasBookData) return this.#takers.foreseenAtLastPrice(side, quantityLots, limitTicks)
    const limitKey = limitTicks === 0 ? this.#protectionKey(side) : this.#oppositeKey(side, limitTicks)
    return this.#takers.foreseenWalk(this.#opposite(side), quantityLots, limitKey)
  }

  /** What the book offers a taker, best level first, net of what is consumed. @param limitTicks 0 for any price
   *  @returns undefined where no book is known */
  offers(side: Side, limitTicks: number, quantityLots: number): ForeseenFills | undefined {
    if (!this.#hasBookData || !this.book.hasBook()) return undefined
    const limitKey = limitTicks === 0 ? ANY_PRICE : this.#oppositeKey(side, limitTicks)
    return this.#takers.foreseenWalk(this.#opposite(side), quantityLots, limitKey)
  }

  /** Lets a limit order rest. @param displayLots the part that shows, 0 for all
   *  @returns the lots ahead of it, -1 where its price is unseen */
  rest(slot: number, side: Side, limitTicks: number, displayLots: number): number {
    return this.#makers(side).rest(slot, limitTicks, displayLots)
  }

  /** Lets a limit order wait for the market: whether it takes or rests, and behind what, cannot be told before. */
  waitForMarket(slot: number): void {
    this.#early.push(slot)
  }

  /** Takes an order off that waits for the market. */
  forget(slot: number): void {
    this.#early.splice(this.#early.indexOf(slot), 1)
  }

  /** Takes a resting order off. */
  unrest(slot: number, side: Side, limitTicks: number): void {
    this.#makers(side).remove(slot, limitTicks)
  }

  /** Lets a stop or touched order wait; fires at once when its trigger is reached already. */
  hold(slot: number, trigger: Trigger, side: Side, triggerTicks: number, rises: boolean): void {
    this.triggers.insert(slot, trigger, side, triggerTicks, rises)
    if (this.tape.hasTraded()) this.#fireByLast(this.tape.priceTicks)
    if (this.#hasBookData) this.#fireByBook(this.book.bestBidTicks(), this.book.bestAskTicks())
  }

  /** Lets a trailing stop follow the market from now on, or from its activation price (0 for none). */
  holdTrailing(
    slot: number,
    trigger: Trigger,
    side: Side,
    offsetTicks: number,
    activationTicks: number,
  ): void {
    this.trailing.insert(slot, trigger, side, offsetTicks, activationTicks)
    this.trail()
  }

  /** Fires trailing stops that the prices as they stand have reached. */
  trail(): void {
    if (this.tape.hasTraded()) this.#trailByLast(this.tape.priceTicks)
    if (this.#hasBookData) this.#trailByBook(this.book.bestBidTicks(), this.book.bestAskTicks())
  }

  /** Early orders arrive when there is something to meet, one after the other. */
  #meetMarket(): void {
    if (!this.hasMarket()) return
    for (const slot of this.#early.splice(0)) this.#receiver.onMarket(slot)
  }

  #trailByLast(priceTicks: number): void {
    const { trailing } = this
    trailing.onLast(priceTicks)
    for (let slot = trailing.reachedByLast(priceTicks); slot >= 0; ) {
      this.#fireTrailing(slot)
      slot = trailing.reachedByLast(priceTicks)
    }
    if (!this.#hasBookData) this.#trailByBook(priceTicks, priceTicks)
  }

  #trailByBook(bid: number, ask: number): void {
    const { trailing } = this
    trailing.onBook(bid, ask)
    for (let slot = trailing.reachedByBook(bid, ask); slot >= 0; ) {
      this.#fireTrailing(slot)
      slot = trailing.reachedByBook(bid, ask)
    }
  }

  #fireTrailing(slot: number): void {
    const triggerTicks = this.trailing.triggerTicks(slot)
    this.trailing.removeFollowing(slot)
    this.#receiver.onTrailed(slot, triggerTicks)
  }

  #fireByLast(priceTicks: number): void {
    for (let slot = this.triggers.takeByLast(priceTicks); slot >= 0; ) {
      this.#receiver.onTriggered(slot)
      slot = this.triggers.takeByLast(priceTicks)
    }
    // Without a book the last price is bid, ask and mark.
    if (!this.#hasBookData) this.#fireByBook(priceTicks, priceTicks)
  }

  #fireByBook(bid: number, ask: number): void {
    for (let slot = this.triggers.takeByBook(bid, ask); slot >= 0; ) {
      this.#receiver.onTriggered(slot)
      slot = this.triggers.takeByBook(bid, ask)
    }
  }

  #fillByPrint(batch: TradeBatch, row: number, priceTicks: number, sizeLots: number): void {
    if (this.#buyers.orders.count === 0 && this.#sellers.orders.count === 0) return
    const aggressor = batch.aggressor[row]!
    const tsEventNs = batch.tsEventNs[row]!
    this.#buyers.onPrint(priceTicks, sizeLots, aggressor !== AGGRESSOR.BUYER, tsEventNs)
    this.#sellers.onPrint(priceTicks, sizeLots, aggressor !== AGGRESSOR.SELLER, tsEventNs)
  }

  #opposite(side: Side): MarketSide {
    return side === SIDE.BUY ? this.#asks : this.#bids
  }

  #makers(side: Side): MakerMatching {
    return side === SIDE.BUY ? this.#buyers : this.#sellers
  }

  #oppositeKey(side: Side, limitTicks: number): number {
    return side === SIDE.BUY ? limitTicks : -limitTicks
  }

  /** How far a market order may walk. */
  #protectionKey(side: Side): number {
    const ticks = this.#model.priceProtectionTicks
    const best = this.referenceTicks(side)
    if (ticks === undefined || best === 0) return ANY_PRICE
    return this.#oppositeKey(side, best) + ticks * this.instrument.tickSizeTicks
  }

  /** The market took this print's liquidity from the side it hit; ours is what remains. */
  #consumeByPrint(aggressor: number, priceTicks: number, sizeLots: number): void {
    const isUnsigned = aggressor === AGGRESSOR.NO_AGGRESSOR
    const hitsAsks = aggressor === AGGRESSOR.BUYER || (isUnsigned && this.#isAtAsk(priceTicks))
    const side = hitsAsks ? this.#asks : this.#bids
    const key = priceTicks * side.levels.sign
    if (!this.#model.printExhaustsBetter) {
      preConsume(side, key, sizeLots)
      return
    }
    const { levels, consumption } = side
    consumption.exhaustBetterThan(key)
    levels.decode()
    const displayed = levels.sizeOf(key)
    if (displayed > 0) consumption.consume(key, sizeLots, displayed)
  }

  #isAtAsk(priceTicks: number): boolean {
    const ask = this.book.bestAskTicks()
    return ask > 0 && priceTicks >= ask
  }
}

/** The print takes its size from the best level on, up to its price. */
function preConsume({ levels, consumption }: MarketSide, key: number, sizeLots: number): void {
  let rest = sizeLots
  levels.decode()
  for (let level = 0; level < levels.levels && rest > 0; level++) {
    const displayed = levels.sizeAt(level)
    const levelKey = levels.keyAt(level)
    if (levelKey > key) return
    const taken = Math.min(rest, consumption.availableLots(levelKey, displayed))
    if (taken > 0) consumption.consume(levelKey, taken, displayed)
    rest -= taken
  }
}
