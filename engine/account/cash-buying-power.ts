import { REASON, type Reason, SIDE, type Side } from '../domain/codes.ts'
import type { Instrument } from '../domain/instrument.ts'
import { commissionUnits, scaledAmount, scaledAmountBig } from '../domain/money.ts'
import type { BuyingPower } from './buying-power.ts'
import type { Holding } from './holding.ts'
import type { Wallet } from './wallet.ts'

/** Cash: a purchase needs its value and taker commission in the quote currency, a sale what is held. Working orders
 *  keep as much, each rounded as its fill would be. */
export class CashBuyingPower implements BuyingPower {
  readonly #positions: readonly Holding[]
  /** Quote wallet of each instrument. */
  readonly #quotes: readonly Wallet[]
  readonly #bases: readonly Wallet[]
  /** Base money units per lot. */
  readonly #baseUnitsPerLot: readonly bigint[]

  constructor(
    positions: readonly Holding[],
    quotes: readonly Wallet[],
    bases: readonly Wallet[],
    baseUnitsPerLot: readonly bigint[],
  ) {
    this.#positions = positions
    this.#quotes = quotes
    this.#bases = bases
    this.#baseUnitsPerLot = baseUnitsPerLot
  }

  denial(index: number, side: Side, priceTicks: number, quantityLots: number): Reason {
    const covered =
      side === SIDE.BUY
        ? this.#coversPurchase(index, priceTicks, quantityLots)
        : this.#freeLots(index) >= quantityLots
    return covered ? REASON.NONE : REASON.INSUFFICIENT_BALANCE
  }

  affordableLots(index: number, side: Side, priceTicks: number, quantityLots: number): number {
    const { lotSizeLots } = this.#instrument(index)
    if (side === SIDE.SELL) {
      // What was held when the order was sent may have been sold by another one in flight.
      const heldLots = this.#freeLots(index)
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

  coversFills(
    index: number,
    side: Side,
    pricesTicks: readonly number[],
    quantitiesLots: readonly number[],
  ): boolean {
    if (side === SIDE.SELL) {
      return this.#freeLots(index) >= quantitiesLots.reduce((sum, lots) => sum + lots, 0)
    }
    const costs = pricesTicks.map((ticks, at) => this.#purchaseUnits(index, ticks, quantitiesLots[at]!))
    return freeUnits(this.#quotes[index]!) >= costs.reduce((sum, units) => sum + units, 0n)
  }

  reserve(index: number, side: Side, priceTicks: number, quantityLots: number): void {
    if (side === SIDE.SELL) this.#bases[index]!.reserved.addBig(this.#baseUnits(index, quantityLots))
    else this.#quotes[index]!.reserved.addBig(this.#purchaseUnits(index, priceTicks, quantityLots))
  }

  release(index: number, side: Side, priceTicks: number, quantityLots: number): void {
    if (side === SIDE.SELL) this.#bases[index]!.reserved.addBig(-this.#baseUnits(index, quantityLots))
    else this.#quotes[index]!.reserved.addBig(-this.#purchaseUnits(index, priceTicks, quantityLots))
  }

  freeUnits(index: number): bigint {
    return freeUnits(this.#quotes[index]!)
  }

  reservedUnits(index: number): bigint {
    return this.#quotes[index]!.reserved.value()
  }

  /** Lots that can be sold. */
  #freeLots(index: number): number {
    return Number(freeUnits(this.#bases[index]!) / this.#baseUnitsPerLot[index]!)
  }

  #baseUnits(index: number, quantityLots: number): bigint {
    return BigInt(quantityLots) * this.#baseUnitsPerLot[index]!
  }

  /** What a purchase costs, taker commission included. */
  #purchaseUnits(index: number, priceTicks: number, quantityLots: number): bigint {
    const instrument = this.#instrument(index)
    const value = scaledAmountBig(instrument, instrument.value, priceTicks, quantityLots)
    return value + scaledAmountBig(instrument, instrument.takerCommission, priceTicks, quantityLots)
  }

  #instrument(index: number): Instrument {
    return this.#positions[index]!.instrument
  }

  #coversPurchase(index: number, priceTicks: number, quantityLots: number): boolean {
    const instrument = this.#instrument(index)
    const wallet = this.#quotes[index]!
    const commission = commissionUnits(instrument, instrument.takerCommission, priceTicks, quantityLots)
    const value = scaledAmount(instrument, instrument.value, priceTicks, quantityLots)
    const spare = wallet.balance.approximate() - wallet.reserved.approximate() - value - commission
    if (spare > 1e-9 * value) return true
    return freeUnits(wallet) >= this.#purchaseUnits(index, priceTicks, quantityLots)
  }
}

function freeUnits(wallet: Wallet): bigint {
  return wallet.balance.value() - wallet.reserved.value()
}
