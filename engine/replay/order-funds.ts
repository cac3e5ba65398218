import type { Account } from '../account/account.ts'
import type { Accounts } from '../account/accounts.ts'
import { ORDER_FLAG, REASON, type Reason, type Side } from '../domain/codes.ts'
import { approximateAmount } from '../domain/money.ts'
import type { OrderStore } from '../domain/order-store.ts'
import type { ForeseenFills } from '../exchange/taker-matching.ts'

/** What orders may spend, and what they keep of their account until they fill or end. */
export class OrderFunds {
  readonly #orders: OrderStore
  readonly #accounts: Accounts

  constructor(orders: OrderStore, accounts: Accounts) {
    this.#orders = orders
    this.#accounts = accounts
  }

  /** Most lots of a fill that can be booked: what can be paid for, and for reduce-only orders what is held. What the
   *  order itself keeps is its own to spend. On margin an order that was sent is not asked again. */
  affordableLots(slot: number, priceTicks: number, quantityLots: number): number {
    const side = this.#orders.side[slot] as Side
    const index = this.#orders.instrumentIndex[slot]!
    const account = this.#accounts.of(index)
    const wanted = this.#isReduceOnly(slot)
      ? account.closingLots(index, side, quantityLots, this.#orders.closesPositionId[slot]!)
      : quantityLots
    if (account.type === 'MARGIN') return wanted
    const { reservations, buyingPower } = account
    const keptLots = reservations.lotsOf(slot)
    if (keptLots === 0) return buyingPower.affordableLots(index, side, priceTicks, wanted)
    const keptTicks = reservations.ticksOf(slot)
    reservations.release(slot)
    const affordable = buyingPower.affordableLots(index, side, priceTicks, wanted)
    reservations.reserve(slot, index, side, keptTicks, keptLots)
    return affordable
  }

  /** Whether fills that are foreseen can all be booked, none of them in part. */
  coversWhole(slot: number, wantedLots: number, fills: ForeseenFills): boolean {
    const side = this.#orders.side[slot] as Side
    const index = this.#orders.instrumentIndex[slot]!
    const account = this.#accounts.of(index)
    if (this.#isReduceOnly(slot)) {
      const positionId = this.#orders.closesPositionId[slot]!
      if (account.closingLots(index, side, wantedLots, positionId) < wantedLots) return false
    }
    return account.buyingPower.coversFills(index, side, fills.pricesTicks, fills.quantitiesLots)
  }

  /** Keeps what the rest of an order needs; orders that only reduce need nothing.
   *  @param priceTicks its limit, trigger or the price it would meet, 0 where none is known: it keeps nothing then */
  reserve(slot: number, priceTicks: number): void {
    if (this.#isReduceOnly(slot)) return
    const orders = this.#orders
    const index = orders.instrumentIndex[slot]!
    const restLots = orders.quantityLots[slot]! - orders.filledLots[slot]!
    this.#accountOf(slot).reservations.reserve(slot, index, orders.side[slot] as Side, priceTicks, restLots)
  }

  /** Price at which an order keeps money, 0 where it keeps none. */
  keptTicks(slot: number): number {
    return this.#accountOf(slot).reservations.ticksOf(slot)
  }

  release(slot: number): void {
    this.#accountOf(slot).reservations.release(slot)
  }

  /** Gives back the share of a fill. */
  filled(slot: number, filledLots: number): void {
    this.#accountOf(slot).reservations.filled(slot, filledLots)
  }

  /** Why the account cannot keep what a changed order needs in place of what it keeps, or NONE. */
  changeRefusal(slot: number, restLots: number, priceTicks: number): Reason {
    const index = this.#orders.instrumentIndex[slot]!
    const side = this.#orders.side[slot] as Side
    const account = this.#accounts.of(index)
    const { reservations, buyingPower } = account
    const [keptTicks, keptLots] = [reservations.ticksOf(slot), reservations.lotsOf(slot)]
    if (keptLots === 0) return REASON.NONE
    const { instrument } = account.position(index)
    const keptValue = approximateAmount(instrument, instrument.value, keptTicks, keptLots)
    if (approximateAmount(instrument, instrument.value, priceTicks, restLots) <= keptValue) return REASON.NONE
    reservations.release(slot)
    const reason = buyingPower.denial(index, side, priceTicks, restLots)
    reservations.reserve(slot, index, side, keptTicks, keptLots)
    return reason
  }

  #isReduceOnly(slot: number): boolean {
    return (this.#orders.flags[slot]! & ORDER_FLAG.REDUCE_ONLY) !== 0
  }

  #accountOf(slot: number): Account {
    return this.#accounts.of(this.#orders.instrumentIndex[slot]!)
  }
}
