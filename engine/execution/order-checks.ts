import type { Account } from '../account/account.ts'
import {
  hasLimit,
  hasTrigger,
  ORDER_FLAG,
  ORDER_TYPE,
  type OrderType,
  REASON,
  type Reason,
  type Side,
} from '../domain/codes.ts'
import type { Instrument } from '../domain/instrument.ts'
import { approximateAmount, notionalUnits } from '../domain/money.ts'
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
  if (!(quantityLots >= instrument.minQuantityLots)) return REASON.QUANTITY_BELOW_MINIMUM
  if (quantityLots > instrument.maxQuantityLots) return REASON.QUANTITY_ABOVE_MAXIMUM
  if (isOffGrid(quantityLots, instrument)) return REASON.QUANTITY_OFF_GRID
  const type = orders.type[slot] as OrderType
  if (type !== ORDER_TYPE.MARKET && hasPriceOffTick(orders, slot, type, instrument)) {
    return REASON.PRICE_OFF_TICK
  }
  if (type === ORDER_TYPE.TRAILING_STOP_MARKET && hasTrailOffTick(orders, slot, instrument)) {
    return REASON.PRICE_OFF_TICK
  }
  const displayLots = orders.displayLots[slot]!
  if (displayLots !== 0 && isNoTranche(displayLots, quantityLots, instrument)) return REASON.DISPLAY_QUANTITY
  if (orders.expireNs[slot]! <= nowNs) return REASON.ALREADY_EXPIRED
  const side = orders.side[slot] as Side
  const index = orders.instrumentIndex[slot]!
  const isReduceOnly = (orders.flags[slot]! & ORDER_FLAG.REDUCE_ONLY) !== 0
  if (isReduceOnly && account.closingLots(index, side, quantityLots, orders.closesPositionId[slot]!) === 0)
    return REASON.REDUCE_ONLY
  if (referenceTicks === 0) return REASON.NONE
  if (instrument.minNotionalUnits > 0 && isBelowMinimum(instrument, referenceTicks, quantityLots)) {
    return REASON.NOTIONAL_BELOW_MINIMUM
  }
  return isReduceOnly ? REASON.NONE : account.buyingPower.denial(index, side, referenceTicks, quantityLots)
}

/** How many times the minimum a notional must be, about, to need no exact comparison. */
const CLEARLY = 1.000001

function isBelowMinimum(instrument: Instrument, priceTicks: number, quantityLots: number): boolean {
  const { minNotionalUnits, isInverse, value } = instrument
  if (!isInverse) {
    const isClear =
      approximateAmount(instrument, value, priceTicks, quantityLots) > CLEARLY * minNotionalUnits
    if (isClear) return false
  }
  return notionalUnits(instrument, priceTicks, quantityLots) < BigInt(minNotionalUnits)
}

/** Checks a change before it is sent. @param quantityLots, pricesTicks NaN where a value stays as it is.
 *  @returns NONE when it may be sent */
export function changeDenialOf(
  instrument: Instrument,
  quantityLots: number,
  pricesTicks: readonly number[],
): Reason {
  if (quantityLots > instrument.maxQuantityLots) return REASON.QUANTITY_ABOVE_MAXIMUM
  if (!Number.isNaN(quantityLots) && isOffGrid(quantityLots, instrument)) return REASON.QUANTITY_OFF_GRID
  const isOff = pricesTicks.some(ticks => !Number.isNaN(ticks) && isOffTick(ticks, instrument))
  return isOff ? REASON.PRICE_OFF_TICK : REASON.NONE
}

/** The lot size is asked only where it matters: a remainder costs more than everything else here. */
function isOffGrid(quantityLots: number, { lotSizeLots }: Instrument): boolean {
  return Math.floor(quantityLots) !== quantityLots || (lotSizeLots !== 1 && quantityLots % lotSizeLots !== 0)
}

function hasPriceOffTick(orders: OrderStore, slot: number, type: OrderType, instrument: Instrument): boolean {
  return (
    (hasLimit(type) && isOffTick(orders.limitTicks[slot]!, instrument)) ||
    (hasTrigger(type) && isOffTick(orders.triggerTicks[slot]!, instrument))
  )
}

function hasTrailOffTick(orders: OrderStore, slot: number, instrument: Instrument): boolean {
  const activationTicks = orders.activationTicks[slot]!
  const isActivationOff = activationTicks !== 0 && isOffTick(activationTicks, instrument)
  return isActivationOff || isOffTick(orders.trailingOffsetTicks[slot]!, instrument)
}

/** What shows must be a part of the order, on the grid. */
function isNoTranche(displayLots: number, quantityLots: number, instrument: Instrument): boolean {
  return !(displayLots > 0 && displayLots <= quantityLots) || isOffGrid(displayLots, instrument)
}

/** A price that is missing is off the grid too. */
function isOffTick(priceTicks: number, instrument: Instrument): boolean {
  return !(priceTicks > 0) || priceTicks % instrument.tickSizeTicks !== 0
}
