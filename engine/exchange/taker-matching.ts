import { EVIDENCE, type Evidence, LIQUIDITY, REASON, type Reason, SIDE, type Side } from '../domain/codes.ts'
import type { SeededRandom } from '../domain/random.ts'
import type { DepthBook } from '../market/depth-book.ts'
import type { Tape } from '../market/tape.ts'
import type { FillModel } from './fill-model.ts'
import type { FillEvidence, FillReceiver } from './fill-receiver.ts'
import { type MarketSide, offeredLots } from './market-side.ts'

/** No bound on the price. */
export const ANY_PRICE = Number.POSITIVE_INFINITY

/** Fills by price, in the order they would come. */
export interface ForeseenFills {
  readonly pricesTicks: readonly number[]
  readonly quantitiesLots: readonly number[]
}

/** Matches aggressing orders at once.
 *
 *  With book data a taker walks the opposite levels from the best, each less what our earlier orders and the prints
 *  consumed. On trades alone the last price is both bid and ask, and the size behind it is assumed; the evidence
 *  says so. Unrealistic in that our orders move nobody: the market replays as it was. */
export class TakerMatching {
  /** Why the last matched order has lots left. */
  restReason: Reason = REASON.NONE
  readonly #book: DepthBook
  readonly #tape: Tape
  readonly #evidence: FillEvidence
  readonly #model: FillModel
  readonly #tickSizeTicks: number
  readonly #random: SeededRandom
  readonly #receiver: FillReceiver

  constructor(parts: {
    readonly book: DepthBook
    readonly tape: Tape
    readonly evidence: FillEvidence
    readonly model: FillModel
    readonly tickSizeTicks: number
    readonly random: SeededRandom
    readonly receiver: FillReceiver
  }) {
    this.#book = parts.book
    this.#tape = parts.tape
    this.#evidence = parts.evidence
    this.#model = parts.model
    this.#tickSizeTicks = parts.tickSizeTicks
    this.#random = parts.random
    this.#receiver = parts.receiver
  }

  /** Walks the opposite side up to a key. @param limitKey the side's worst acceptable key, or `ANY_PRICE`.
   *  @returns the lots left; `restReason` says why */
  walk(slot: number, side: MarketSide, quantityLots: number, limitKey: number): number {
    const { levels, consumption } = side
    this.#evidence.bestBidTicks = this.#book.bestBidTicks()
    this.#evidence.bestAskTicks = this.#book.bestAskTicks()
    levels.decode()
    let rest = quantityLots
    let level = 0
    for (; level < levels.levels && rest > 0; level++) {
      const displayed = levels.sizeAt(level)
      const key = levels.keyAt(level)
      if (key > limitKey) return this.#leave(rest, REASON.PRICE_LIMIT)
      const available = offeredLots(side, key, displayed, this.#model.liquidityConsumption)
      if (available === 0) continue
      const wanted = Math.min(available, rest)
      const priceTicks = key * levels.sign
      const lots = this.#receiver.affordableLots(slot, priceTicks, wanted)
      if (lots > 0) {
        if (this.#model.liquidityConsumption) consumption.consume(key, lots, displayed)
        this.#report(slot, priceTicks, lots, EVIDENCE.BOOK, this.#book.sequence, displayed, level)
        rest -= lots
      }
      if (lots < wanted) return this.#leave(rest, REASON.INSUFFICIENT_BALANCE)
    }
    const slips = this.#model.onBookExhausted === 'slip' && this.#book.depth === 1 && level === 1
    return rest > 0 && slips && limitKey === ANY_PRICE
      ? this.#slip(slot, side, rest)
      : this.#leave(rest, REASON.NO_LIQUIDITY)
  }

  /** Lots that a walk up to a key would find; what a fill-or-kill order asks first. */
  offeredLots(side: MarketSide, limitKey: number): number {
    const { levels } = side
    levels.decode()
    let offered = 0
    for (let level = 0; level < levels.levels && levels.keyAt(level) <= limitKey; level++) {
      const displayed = levels.sizeAt(level)
      offered += offeredLots(side, levels.keyAt(level), displayed, this.#model.liquidityConsumption)
    }
    return offered
  }

  /** The fills that a walk up to a key would come to. */
  foreseenWalk(side: MarketSide, quantityLots: number, limitKey: number): ForeseenFills {
    const { levels } = side
    const pricesTicks: number[] = []
    const quantitiesLots: number[] = []
    levels.decode()
    let rest = quantityLots
    for (let level = 0; level < levels.levels && rest > 0 && levels.keyAt(level) <= limitKey; level++) {
      const key = levels.keyAt(level)
      const offered = offeredLots(side, key, levels.sizeAt(level), this.#model.liquidityConsumption)
      const lots = Math.min(rest, offered)
      if (lots === 0) continue
      pricesTicks.push(key * levels.sign)
      quantitiesLots.push(lots)
      rest -= lots
    }
    return { pricesTicks, quantitiesLots }
  }

  /** The fill at the last price, one tick worse where it may slip. @param limitTicks 0 where there is none */
  foreseenAtLastPrice(side: Side, quantityLots: number, limitTicks: number): ForeseenFills {
    const { priceTicks } = this.#tape
    const slips = this.#model.slippageProbability > 0 && priceTicks !== limitTicks
    const slipTicks = side === SIDE.BUY ? this.#tickSizeTicks : -this.#tickSizeTicks
    return { pricesTicks: [slips ? priceTicks + slipTicks : priceTicks], quantitiesLots: [quantityLots] }
  }

  /** Lots the tape offers a taker. */
  tapeLots(quantityLots: number): number {
    return this.#model.tradesOnlyLiquidity === 'trade_size'
      ? Math.min(quantityLots, this.#tape.unconsumedLots())
      : quantityLots
  }

  /** Fills at the last price, which may slip but not beyond a limit. @returns the lots left; `restReason` says why */
  takeLastPrice(slot: number, side: Side, quantityLots: number, limitTicks?: number): number {
    const tape = this.#tape
    const wanted = this.tapeLots(quantityLots)
    if (wanted === 0) return this.#leave(quantityLots, REASON.NO_LIQUIDITY)
    let priceTicks = tape.priceTicks
    const probability = this.#model.slippageProbability
    if (priceTicks !== limitTicks && probability > 0 && this.#random.next() < probability) {
      priceTicks += side === SIDE.BUY ? this.#tickSizeTicks : -this.#tickSizeTicks
    }
    const lots = this.#receiver.affordableLots(slot, priceTicks, wanted)
    if (lots > 0) {
      tape.consume(lots)
      this.#evidence.bestBidTicks = 0
      this.#evidence.bestAskTicks = 0
      this.#report(slot, priceTicks, lots, EVIDENCE.LAST_PRICE, tape.ordinal, tape.sizeLots, -1)
    }
    return this.#leave(quantityLots - lots, lots < wanted ? REASON.INSUFFICIENT_BALANCE : REASON.NO_LIQUIDITY)
  }

  /** The rest fills one tick worse than the only level, with assumed size. */
  #slip(slot: number, { levels }: MarketSide, restLots: number): number {
    const priceTicks = (levels.keyAt(0) + this.#tickSizeTicks) * levels.sign
    const lots = this.#receiver.affordableLots(slot, priceTicks, restLots)
    if (lots > 0) this.#report(slot, priceTicks, lots, EVIDENCE.BOOK, this.#book.sequence, 0, 0)
    return this.#leave(restLots - lots, REASON.INSUFFICIENT_BALANCE)
  }

  #leave(restLots: number, reason: Reason): number {
    this.restReason = restLots > 0 ? reason : REASON.NONE
    return restLots
  }

  #report(
    slot: number,
    priceTicks: number,
    lots: number,
    kind: Evidence,
    id: number,
    sizeLots: number,
    levelIndex: number,
  ): void {
    const evidence = this.#evidence
    evidence.kind = kind
    evidence.id = id
    evidence.tradeNumber = kind === EVIDENCE.BOOK ? -1 : this.#tape.tradeNumber()
    evidence.sizeLots = sizeLots
    evidence.levelIndex = levelIndex
    this.#receiver.onFill(slot, priceTicks, lots, LIQUIDITY.TAKER)
  }
}
