import { REASON, type Reason, type Side } from '../domain/codes.ts'
import { approximateAmount, scaledAmountBig } from '../domain/money.ts'
import type { BuyingPower } from './buying-power.ts'
import type { NettingPosition } from './position.ts'
import type { Wallet } from './wallet.ts'

/** The mark of an instrument: twice its price in ticks, 0 before the first price. */
export type TwiceMarkOf = (instrumentIndex: number) => number

/** Relative distance below which the floating-point comparison is not trusted. */
const DOUBT = 1e-9

/** Margin: equity less the initial margin of all positions must cover the initial margin of what an order opens
 *  and its commission. Orders that only reduce are never denied.
 *
 *  Decided in floating point when the answer is clear by a factor of a billionth, exactly otherwise. */
export class MarginBuyingPower implements BuyingPower {
  /** All of the account. */
  readonly #held: readonly NettingPosition[]
  /** By instrument index, as the wallets. */
  readonly #positions: readonly NettingPosition[]
  /** Settlement wallet of each instrument; positions of one wallet share its margin. */
  readonly #wallets: readonly Wallet[]
  readonly #twiceMarkOf: TwiceMarkOf

  constructor(held: readonly NettingPosition[], wallets: readonly Wallet[], twiceMarkOf: TwiceMarkOf) {
    this.#held = held
    const positions: NettingPosition[] = []
    for (const position of held) positions[position.instrumentIndex] = position
    this.#positions = positions
    this.#wallets = wallets
    this.#twiceMarkOf = twiceMarkOf
  }

  denial(index: number, side: Side, priceTicks: number, quantityLots: number): Reason {
    const position = this.#positions[index]!
    const openingLots = quantityLots - position.closingLots(side, quantityLots)
    if (openingLots === 0) return REASON.NONE
    // An order that flips leaves only its opening part; one that adds keeps what is held beside it.
    const exposedLots = openingLots < quantityLots ? openingLots : quantityLots + Math.abs(position.lots)
    const { instrument } = position
    const needed =
      approximateAmount(instrument, instrument.initialMargin, priceTicks, exposedLots) +
      approximateAmount(instrument, instrument.takerCommission, priceTicks, quantityLots)
    const free = this.#approximateFree(index)
    const doubt = DOUBT * (Math.abs(free) + Math.abs(needed))
    if (free - needed > doubt) return REASON.NONE
    if (free - needed < -doubt) return REASON.INSUFFICIENT_MARGIN
    const exactNeeded =
      scaledAmountBig(instrument, instrument.initialMargin, priceTicks, exposedLots) +
      scaledAmountBig(instrument, instrument.takerCommission, priceTicks, quantityLots)
    return this.#exactFree(index) >= exactNeeded ? REASON.NONE : REASON.INSUFFICIENT_MARGIN
  }

  affordableLots(_index: number, _side: Side, _priceTicks: number, quantityLots: number): number {
    return quantityLots
  }

  /** Equity of the wallet less the margin of its other positions, within floating-point error. */
  #approximateFree(index: number): number {
    const wallet = this.#wallets[index]!
    let free = wallet.balance.approximate()
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
      if (other !== index)
        free -= approximateAmount(instrument, instrument.initialMargin, markTicks, heldLots)
    }
    return free
  }

  #exactFree(index: number): bigint {
    const wallet = this.#wallets[index]!
    let free = wallet.balance.value()
    for (let at = 0; at < this.#held.length; at++) {
      const position = this.#held[at]!
      const other = position.instrumentIndex
      if (position.lots === 0 || this.#wallets[other] !== wallet) continue
      const twiceMark = this.#twiceMarkOf(other)
      free += position.unrealizedUnits(twiceMark)
      if (other === index) continue
      const { instrument } = position
      free -= scaledAmountBig(instrument, instrument.initialMarginAtTwice, twiceMark, Math.abs(position.lots))
    }
    return free
  }
}
