import { AGGRESSOR, EVIDENCE, type Evidence, REASON, type Reason, SIDE, type Side } from '../domain/codes.ts'
import type { Instrument } from '../domain/instrument.ts'
import { readInt64 } from '../domain/int64-halves.ts'
import type { SeededRandom } from '../domain/random.ts'
import type { BookBatch, TradeBatch } from '../market/batches.ts'
import type { BookSide } from '../market/book-side.ts'
import { LevelConsumption } from '../market/consumption.ts'
import { DepthBook } from '../market/depth-book.ts'
import { Tape } from '../market/tape.ts'
import type { FillModel, SnapshotMode } from './fill-model.ts'

/** Receives the fills of one order while it matches. */
export interface FillReceiver {
  /** Most lots of this fill that can be paid for; 0 stops the matching with `INSUFFICIENT_BALANCE`. */
  affordableLots(orderSlot: number, priceTicks: number, quantityLots: number): number
  /** Takes a fill; its evidence stands in the venue's `evidence` until the call returns. */
  onFill(orderSlot: number, priceTicks: number, quantityLots: number): void
}

/** What justified the fill being reported. Reused for every fill. */
export interface FillEvidence {
  kind: Evidence
  /** Snapshot sequence (book) or the trade's ordinal. */
  id: number
  /** The venue's numeric id of the trade, -1 where there is none or it is not known. */
  tradeNumber: number
  /** Displayed size of the level, or the print's size. */
  sizeLots: number
  /** 0 is the best level; -1 where there is none. */
  levelIndex: number
  /** The book's best prices at that instant, 0 where there is none. */
  bestBidTicks: number
  bestAskTicks: number
}

/** The simulated exchange of one instrument: takes up market data and matches market orders against it.
 *
 *  With book data a taker walks the opposite levels from the best, each less what our earlier orders and the
 *  prints consumed. On trades alone the last price is both bid and ask, and the size behind it is assumed; the
 *  evidence says so. Unrealistic in that our orders move nobody: the market replays as it was. */
export class SimulatedVenue {
  readonly instrument: Instrument
  readonly book = new DepthBook()
  readonly tape = new Tape()
  readonly evidence: FillEvidence = {
    kind: EVIDENCE.BOOK,
    id: 0,
    tradeNumber: -1,
    sizeLots: 0,
    levelIndex: -1,
    bestBidTicks: 0,
    bestAskTicks: 0,
  }
  readonly #model: FillModel
  readonly #hasBookData: boolean
  readonly #random: SeededRandom
  readonly #receiver: FillReceiver
  readonly #asks: BookSide
  readonly #bids: BookSide
  readonly #askConsumption: LevelConsumption
  readonly #bidConsumption: LevelConsumption
  readonly #printsConsume: boolean
  /** Why the last matched order has lots left. */
  restReason: Reason = REASON.NONE

  constructor(
    instrument: Instrument,
    setting: { model: FillModel; mode: SnapshotMode; hasBookData: boolean; random: SeededRandom },
    receiver: FillReceiver,
  ) {
    this.instrument = instrument
    this.#model = setting.model
    this.#hasBookData = setting.hasBookData
    this.#random = setting.random
    this.#receiver = receiver
    this.#asks = this.book.asks
    this.#bids = this.book.bids
    this.#askConsumption = new LevelConsumption(this.#asks, setting.model.consumptionReset)
    this.#bidConsumption = new LevelConsumption(this.#bids, setting.model.consumptionReset)
    this.#printsConsume =
      setting.mode === 'both' && (setting.model.printExhaustsBetter || setting.model.liquidityConsumption)
  }

  /** Takes up a book row. @param row an event row; unchanged snapshots are none. */
  onBook(batch: BookBatch, row: number): void {
    this.book.apply(batch, row)
    this.#askConsumption.onBookEvent(batch.depth)
    this.#bidConsumption.onBookEvent(batch.depth)
  }

  /** Takes up a print. @param ordinal its position among the run's trades. */
  onTrade(batch: TradeBatch, row: number, priceTicks: number, ordinal: number): void {
    const sizeLots = readInt64(batch.sizeLotsHalves, row)
    this.tape.record(priceTicks, sizeLots, ordinal, batch.tradeNumberHalves, row)
    if (this.#printsConsume && this.book.row >= 0) {
      this.#consumeByPrint(batch.aggressor[row]!, priceTicks, sizeLots)
    }
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

  /** Whether a market order has anything to meet. */
  hasMarket(): boolean {
    return this.#hasBookData ? this.book.hasBook() : this.tape.hasTraded()
  }

  /** Matches a market order at once. @returns the lots left; `restReason` says why they are left. */
  matchMarket(orderSlot: number, side: Side, quantityLots: number): number {
    return this.#hasBookData
      ? this.#walkBook(orderSlot, side, quantityLots)
      : this.#takeLastPrice(orderSlot, side, quantityLots)
  }

  #walkBook(orderSlot: number, side: Side, quantityLots: number): number {
    const levels = side === SIDE.BUY ? this.#asks : this.#bids
    const consumption = side === SIDE.BUY ? this.#askConsumption : this.#bidConsumption
    this.#observeBest()
    levels.decode()
    let rest = quantityLots
    let lastKey = 0
    let shown = 0
    for (; shown < levels.levels && rest > 0; shown++) {
      const displayed = levels.sizesLots[shown]!
      const key = levels.keys[shown]!
      lastKey = key
      const available = this.#model.liquidityConsumption
        ? consumption.availableLots(key, displayed)
        : consumption.isExhausted(key)
          ? 0
          : displayed
      if (available === 0) continue
      const priceTicks = key * levels.sign
      const wanted = Math.min(available, rest)
      const lots = this.#receiver.affordableLots(orderSlot, priceTicks, wanted)
      if (lots > 0) {
        if (this.#model.liquidityConsumption) consumption.consume(key, lots, displayed)
        this.#report(orderSlot, priceTicks, lots, EVIDENCE.BOOK, this.book.sequence, displayed, shown)
        rest -= lots
      }
      if (lots < wanted) return this.#leave(rest, REASON.INSUFFICIENT_BALANCE)
    }
    if (rest > 0 && shown === 1 && this.book.depth === 1 && this.#model.onBookExhausted === 'slip') {
      const priceTicks = (lastKey + this.instrument.tickSizeTicks) * levels.sign
      const lots = this.#receiver.affordableLots(orderSlot, priceTicks, rest)
      if (lots > 0) this.#report(orderSlot, priceTicks, lots, EVIDENCE.BOOK, this.book.sequence, 0, 0)
      return this.#leave(rest - lots, REASON.INSUFFICIENT_BALANCE)
    }
    return this.#leave(rest, REASON.NO_LIQUIDITY)
  }

  #takeLastPrice(orderSlot: number, side: Side, quantityLots: number): number {
    const { tape } = this
    const bounded = this.#model.tradesOnlyLiquidity === 'trade_size'
    const wanted = bounded ? Math.min(quantityLots, tape.unconsumedLots()) : quantityLots
    if (wanted === 0) return this.#leave(quantityLots, REASON.NO_LIQUIDITY)
    let priceTicks = tape.priceTicks
    const slips = this.#model.slippageProbability
    if (slips > 0 && this.#random.next() < slips) {
      priceTicks += side === SIDE.BUY ? this.instrument.tickSizeTicks : -this.instrument.tickSizeTicks
    }
    const lots = this.#receiver.affordableLots(orderSlot, priceTicks, wanted)
    if (lots > 0) {
      tape.consume(lots)
      this.evidence.bestBidTicks = 0
      this.evidence.bestAskTicks = 0
      this.#report(orderSlot, priceTicks, lots, EVIDENCE.LAST_PRICE, tape.ordinal, tape.sizeLots, -1)
    }
    return this.#leave(quantityLots - lots, lots < wanted ? REASON.INSUFFICIENT_BALANCE : REASON.NO_LIQUIDITY)
  }

  #leave(restLots: number, reason: Reason): number {
    this.restReason = restLots > 0 ? reason : REASON.NONE
    return restLots
  }

  #observeBest(): void {
    this.evidence.bestBidTicks = this.book.bestBidTicks()
    this.evidence.bestAskTicks = this.book.bestAskTicks()
  }

  #report(
    orderSlot: number,
    priceTicks: number,
    lots: number,
    kind: Evidence,
    id: number,
    sizeLots: number,
    levelIndex: number,
  ): void {
    const { evidence } = this
    evidence.kind = kind
    evidence.id = id
    evidence.tradeNumber = kind === EVIDENCE.BOOK ? -1 : this.tape.tradeNumber()
    evidence.sizeLots = sizeLots
    evidence.levelIndex = levelIndex
    this.#receiver.onFill(orderSlot, priceTicks, lots)
  }

  /** The market took this print's liquidity from the side it hit; ours is what remains. */
  #consumeByPrint(aggressor: number, priceTicks: number, sizeLots: number): void {
    const hitsAsks =
      aggressor === AGGRESSOR.BUYER || (aggressor === AGGRESSOR.NO_AGGRESSOR && this.#isAtAsk(priceTicks))
    const side = hitsAsks ? this.#asks : this.#bids
    const consumption = hitsAsks ? this.#askConsumption : this.#bidConsumption
    const key = priceTicks * side.sign
    if (!this.#model.printExhaustsBetter) {
      this.#preConsume(side, consumption, key, sizeLots)
      return
    }
    consumption.exhaustBetterThan(key)
    side.decode()
    for (let level = 0; level < side.levels; level++) {
      const levelKey = side.keys[level]!
      if (levelKey < key) continue
      if (levelKey === key) consumption.consume(key, sizeLots, side.sizesLots[level]!)
      return
    }
  }

  #isAtAsk(priceTicks: number): boolean {
    const ask = this.book.bestAskTicks()
    return ask > 0 && priceTicks >= ask
  }

  /** The print takes its size from the best level on, up to its price. */
  #preConsume(side: BookSide, consumption: LevelConsumption, key: number, sizeLots: number): void {
    let rest = sizeLots
    side.decode()
    for (let level = 0; level < side.levels && rest > 0; level++) {
      const displayed = side.sizesLots[level]!
      const levelKey = side.keys[level]!
      if (levelKey > key) return
      const taken = Math.min(rest, consumption.availableLots(levelKey, displayed))
      if (taken > 0) consumption.consume(levelKey, taken, displayed)
      rest -= taken
    }
  }
}
