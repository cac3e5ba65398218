import { REASON, type Reason, SIDE, type Side } from '../domain/codes.ts'
import { multiplyDivideBig } from '../domain/exact.ts'
import { approximateAmount, scaledAmountBig } from '../domain/money.ts'
import { WideSum } from '../domain/wide-sum.ts'
import type { BuyingPower } from './buying-power.ts'
import type { Holding } from './holding.ts'
import type { Wallet } from './wallet.ts'

/** The mark of an instrument: twice its price in ticks, 0 before the first price. */
export type TwiceMarkOf = (instrumentIndex: number) => number

/** Relative distance below which the floating-point comparison is not trusted. */
const DOUBT = 1e-9

/** Margin: equity less the initial margin of all positions and of what working orders would open must cover the
 *  initial margin of what an order opens and its commission. Orders that only reduce are never denied.
 *
 *  What working orders of a side would open is what of them together exceeds the position against them; its margin is
 *  that share of the margin of them all. Both sides count, though only one of them may come to open: unrealistic for
 *  venues that charge the larger side alone.
 *
 *  Decided in floating point when the answer is clear by a factor of a billionth, exactly otherwise. */
export class MarginBuyingPower implements BuyingPower {
  /** All of the account. */
  readonly #held: readonly Holding[]
  /** By instrument index, as the wallets. */
  readonly #positions: readonly Holding[]
  /** Settlement wallet of each instrument; positions of one wallet share its margin. */
  readonly #wallets: readonly Wallet[]
  readonly #twiceMarkOf: TwiceMarkOf
  /** By instrument index. */
  readonly #working: readonly WorkingOrders[]
  #workingOrders = 0

  readonly #isHedging: boolean

  constructor(
    held: readonly Holding[],
    positions: readonly Holding[],
    wallets: readonly Wallet[],
    twiceMarkOf: TwiceMarkOf,
    isHedging: boolean,
  ) {
    this.#held = held
    this.#positions = positions
    this.#working = positions.map(() => ({ buys: new WorkingSide(), sells: new WorkingSide() }))
    this.#wallets = wallets
    this.#twiceMarkOf = twiceMarkOf
    this.#isHedging = isHedging
  }

  denial(index: number, side: Side, priceTicks: number, quantityLots: number): Reason {
    const position = this.#positions[index]!
    // In hedging an order that may open opens, whatever is held against it.
    const closingLots = this.#isHedging ? 0 : position.closingLots(side, quantityLots)
    if (closingLots === quantityLots) return REASON.NONE
    const openingLots = this.#isHedging
      ? quantityLots
      : quantityLots - this.#unclaimedLots(index, side, quantityLots)
    const ownIndex = this.#isHedging ? -1 : index
    // An order that flips leaves only its opening part; one that adds keeps what is held beside it.
    const addedToLots = this.#isHedging || closingLots > 0 ? 0 : Math.abs(position.lots)
    const exposedLots = openingLots + addedToLots
    const { instrument } = position
    const needed =
      approximateAmount(instrument, instrument.initialMargin, priceTicks, exposedLots) +
      approximateAmount(instrument, instrument.takerCommission, priceTicks, quantityLots)
    const free = this.#approximateFree(index, ownIndex)
    const doubt = DOUBT * (Math.abs(free) + Math.abs(needed))
    if (free - needed > doubt) return REASON.NONE
    if (free - needed < -doubt) return REASON.INSUFFICIENT_MARGIN
    const exactNeeded =
      scaledAmountBig(instrument, instrument.initialMargin, priceTicks, exposedLots) +
      scaledAmountBig(instrument, instrument.takerCommission, priceTicks, quantityLots)
    return this.#exactFree(index, ownIndex) >= exactNeeded ? REASON.NONE : REASON.INSUFFICIENT_MARGIN
  }

  affordableLots(_index: number, _side: Side, _priceTicks: number, quantityLots: number): number {
    return quantityLots
  }

  coversFills(): boolean {
    return true
  }

  reserve(index: number, side: Side, priceTicks: number, quantityLots: number): void {
    this.#workingOrders++
    const { instrument } = this.#positions[index]!
    const units = scaledAmountBig(instrument, instrument.initialMargin, priceTicks, quantityLots)
    this.#sideOf(index, side).change(quantityLots, units)
  }

  release(index: number, side: Side, priceTicks: number, quantityLots: number): void {
    this.#workingOrders--
    const { instrument } = this.#positions[index]!
    const units = scaledAmountBig(instrument, instrument.initialMargin, priceTicks, quantityLots)
    this.#sideOf(index, side).change(-quantityLots, -units)
  }

  freeUnits(index: number): bigint {
    return this.#exactFree(index, -1)
  }

  reservedUnits(index: number): bigint {
    if (this.#workingOrders === 0) return 0n
    const wallet = this.#wallets[index]!
    let units = 0n
    this.#working.forEach(({ buys, sells }, instrumentIndex) => {
      if (this.#wallets[instrumentIndex] !== wallet) return
      const lots = this.#isHedging ? 0 : this.#positions[instrumentIndex]!.lots
      units += buys.openingUnits(-lots) + sells.openingUnits(lots)
    })
    return units
  }

  #sideOf(index: number, side: Side): WorkingSide {
    const { buys, sells } = this.#working[index]!
    return side === SIDE.BUY ? buys : sells
  }

  /** Lots of an order that close what no working order closes already. */
  #unclaimedLots(index: number, side: Side, quantityLots: number): number {
    const closable = this.#positions[index]!.closingLots(side, Number.POSITIVE_INFINITY)
    return Math.min(quantityLots, Math.max(0, closable - this.#sideOf(index, side).lots))
  }

  /** Equity of the wallet less the margin of its other positions, within floating-point error. */
  #approximateFree(index: number, apartFrom: number): number {
    const wallet = this.#wallets[index]!
    let free = wallet.balance.approximate()
    if (this.#workingOrders > 0) free -= Number(this.reservedUnits(index))
    for (let at = 0; at < this.#held.length; at++) {
      const position = this.#held[at]!
      const other = position.instrumentIndex
      if (position.lots === 0 || this.#wallets[other] !== wallet) continue
      const { instrument } = position
      const heldLots = Math.abs(position.lots)
      const markTicks = this.#twiceMarkOf(other) / 2
      const gain =
        approximateAmount(instrument, instrument.value, markTicks, heldLots) - position.approximateCost()
      free += position.gainsWhenHigher() ? gain : -gain
      if (other !== apartFrom)
        free -= approximateAmount(instrument, instrument.initialMargin, markTicks, heldLots)
    }
    return free
  }

  /** @param apartFrom the instrument whose position's margin is not taken off, -1 for none */
  #exactFree(index: number, apartFrom: number): bigint {
    const wallet = this.#wallets[index]!
    let free = wallet.balance.value() - this.reservedUnits(index)
    for (let at = 0; at < this.#held.length; at++) {
      const position = this.#held[at]!
      const other = position.instrumentIndex
      if (position.lots === 0 || this.#wallets[other] !== wallet) continue
      const twiceMark = this.#twiceMarkOf(other)
      free += position.unrealizedUnits(twiceMark)
      if (other === apartFrom) continue
      const { instrument } = position
      free -= scaledAmountBig(instrument, instrument.initialMarginAtTwice, twiceMark, Math.abs(position.lots))
    }
    return free
  }
}

interface WorkingOrders {
  readonly buys: WorkingSide
  readonly sells: WorkingSide
}

/** The working orders of one side of an instrument, taken together. */
class WorkingSide {
  lots = 0
  readonly #marginUnits = new WideSum()

  change(lots: number, marginUnits: bigint): void {
    this.lots += lots
    this.#marginUnits.addBig(marginUnits)
  }

  /** Margin of what exceeds the lots they would close. @param closableLots of the position, ≤ 0 where none is against them */
  openingUnits(closableLots: number): bigint {
    if (closableLots >= this.lots) return 0n
    const units = this.#marginUnits.value()
    if (closableLots <= 0) return units
    return multiplyDivideBig(units, BigInt(this.lots - closableLots), BigInt(this.lots))
  }
}
