import { REASON, type Reason, SIDE, type Side } from '../domain/codes.ts'
import type { Instrument } from '../domain/instrument.ts'
import { commissionUnits, scaledAmount, scaledAmountBig } from '../domain/money.ts'
import type { BuyingPower } from './buying-power.ts'
import type { NettingPosition } from './position.ts'
import type { Wallet } from './wallet.ts'

/** Cash: a purchase needs its value and commission in the quote currency, a sale what is held. */
export class CashBuyingPower implements BuyingPower {
  readonly #positions: readonly NettingPosition[]
  /** Quote wallet of each instrument. */
  readonly #quotes: readonly Wallet[]
  /** Held base quantity of each instrument in lots. */
  readonly #heldLots: (instrumentIndex: number) => number

  constructor(
    positions: readonly NettingPosition[],
    quotes: readonly Wallet[],
    heldLots: (instrumentIndex: number) => number,
  ) {
    this.#positions = positions
    this.#quotes = quotes
    this.#heldLots = heldLots
  }

  denial(index: number, side: Side, priceTicks: number, quantityLots: number): Reason {
    const covered =
      side === SIDE.BUY
        ? this.#coversPurchase(index, priceTicks, quantityLots)
        : this.#heldLots(index) >= quantityLots
    return covered ? REASON.NONE : REASON.INSUFFICIENT_BALANCE
  }

  affordableLots(index: number, side: Side, priceTicks: number, quantityLots: number): number {
    const { lotSizeLots } = this.#instrument(index)
    if (side === SIDE.SELL) {
      // What was held when the order was sent may have been sold by another one in flight.
      const heldLots = this.#heldLots(index)
      return heldLots >= quantityLots ? quantityLots : heldLots - (heldLots % lotSizeLots)
    }
    if (this.#coversPurchase(index, priceTicks, quantityLots)) return quantityLots
    let low = 0
    let high = Math.floor(quantityLots / lotSizeLots)
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      if (this.#coversPurchase(index, priceTicks, middle * lotSizeLots)) low = middle
      else high = middle - 1
    }
    return low * lotSizeLots
  }

  #instrument(index: number): Instrument {
    return this.#positions[index]!.instrument
  }

  #coversPurchase(index: number, priceTicks: number, quantityLots: number): boolean {
    const instrument = this.#instrument(index)
    const balance = this.#quotes[index]!.balance
    const commission = commissionUnits(instrument, instrument.takerCommission, priceTicks, quantityLots)
    const value = scaledAmount(instrument, instrument.value, priceTicks, quantityLots)
    const spare = balance.approximate() - value - commission
    if (spare > 1e-9 * value) return true
    const needed =
      scaledAmountBig(instrument, instrument.value, priceTicks, quantityLots) + BigInt(commission)
    return balance.value() >= needed
  }
}
