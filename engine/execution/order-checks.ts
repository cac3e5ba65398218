import type { Account } from '../account/account.ts'
import { ORDER_FLAG, REASON, type Reason, type Side } from '../domain/codes.ts'
import type { Instrument } from '../domain/instrument.ts'
import { notionalUnits } from '../domain/money.ts'
import type { OrderStore } from '../domain/order-store.ts'

/** Checks an order before it is sent: what fails is *denied*, with its reason.
 *  @param referenceTicks the price it would meet or wait at, 0 where the market is unknown
 *  @returns NONE when it may be sent */
export function denialOf(
  orders: OrderStore,
  slot: number,
  instrument: Instrument,
  account: Account,
  referenceTicks: number,
  nowNs: number,
): Reason {
  const quantityLots = orders.quantityLots[slot]!
  if (quantityLots < instrument.minQuantityLots) return REASON.QUANTITY_BELOW_MINIMUM
  if (quantityLots > instrument.maxQuantityLots) return REASON.QUANTITY_ABOVE_MAXIMUM
  if (instrument.lotSizeLots !== 1 && quantityLots % instrument.lotSizeLots !== 0) {
    return REASON.QUANTITY_OFF_GRID
  }
  if (instrument.tickSizeTicks !== 1 && isOffTick(orders, slot, instrument.tickSizeTicks)) {
    return REASON.PRICE_OFF_TICK
  }
  if (orders.expireNs[slot]! <= nowNs) return REASON.ALREADY_EXPIRED
  const side = orders.side[slot] as Side
  const index = orders.instrumentIndex[slot]!
  const isReduceOnly = (orders.flags[slot]! & ORDER_FLAG.REDUCE_ONLY) !== 0
  if (isReduceOnly && account.position(index).closingLots(side, quantityLots) === 0) return REASON.REDUCE_ONLY
  if (referenceTicks === 0) return REASON.NONE
  if (instrument.minNotionalUnits > 0) {
    const notional = notionalUnits(instrument, referenceTicks, quantityLots)
    if (notional < BigInt(instrument.minNotionalUnits)) return REASON.NOTIONAL_BELOW_MINIMUM
  }
  return isReduceOnly ? REASON.NONE : account.buyingPower.denial(index, side, referenceTicks, quantityLots)
}

function isOffTick(orders: OrderStore, slot: number, tickSizeTicks: number): boolean {
  return orders.limitTicks[slot]! % tickSizeTicks !== 0 || orders.triggerTicks[slot]! % tickSizeTicks !== 0
}
