import {
  hasLimit,
  hasTrigger,
  ORDER_FLAG,
  type OrderType,
  REASON,
  type Reason,
  type Side,
} from '../../domain/codes.ts'
import type { Instrument } from '../../domain/instrument.ts'
import type { OrderStore } from '../../domain/order-store.ts'
import { ExposureLimit, type ExposureSources } from './exposure-limit.ts'
import { OpenQuantities } from './open-quantities.ts'
import { OrderRate } from './order-rate.ts'
import { exceedsOrderNotional, exceedsOrderQuantity } from './order-size.ts'
import { exceedsPosition, reducedLots } from './position-limit.ts'
import { exceedsTolerance } from './price-tolerance.ts'
import { compileLimits, type InstrumentLimits, type RiskLimitsDefinition } from './risk-limits.ts'

const SECOND_NS = 1e9
const MINUTE_NS = 60e9

/** What the gate asks of the account and the market. */
export interface RiskSources extends ExposureSources {
  /** The price a market order of this side would meet first, 0 where there is none. */
  referenceTicks(instrumentIndex: number, side: Side): number
}

/** Limits on what a strategy may send, checked before each order and each change of one. Cancels always pass.
 *
 *  A limit that needs a market price refuses while there is none. Reduce-only orders open nothing: the limit on exposure
 *  neither checks nor counts them, that on position refuses only those that would leave too little room for orders of
 *  their side that are open already. */
export class RiskGate {
  readonly #orders: OrderStore
  readonly #instruments: readonly Instrument[]
  readonly #limits: readonly InstrumentLimits[]
  readonly #sources: RiskSources
  /** Of orders that may open something. */
  readonly #open: OpenQuantities
  /** Of reduce-only orders. */
  readonly #closing: OpenQuantities
  readonly #exposure: ExposureLimit | undefined
  readonly #perSecond: OrderRate | undefined
  readonly #perMinute: OrderRate | undefined

  constructor(
    definition: RiskLimitsDefinition,
    orders: OrderStore,
    instruments: readonly Instrument[],
    sources: RiskSources,
  ) {
    const { maxExposure, maxOrdersPerSecond, maxOrdersPerMinute } = definition
    this.#orders = orders
    this.#instruments = instruments
    this.#limits = instruments.map(instrument => compileLimits(definition, instrument))
    this.#sources = sources
    this.#open = new OpenQuantities(instruments.length)
    this.#closing = new OpenQuantities(instruments.length)
    this.#exposure =
      maxExposure === undefined ? undefined : new ExposureLimit(maxExposure, instruments, this.#open, sources)
    this.#perSecond =
      maxOrdersPerSecond === undefined ? undefined : new OrderRate(maxOrdersPerSecond, SECOND_NS)
    this.#perMinute =
      maxOrdersPerMinute === undefined ? undefined : new OrderRate(maxOrdersPerMinute, MINUTE_NS)
  }

  /** Checks an order that is about to be sent, and counts it when it passes. @returns NONE when it may be sent */
  orderDenial(slot: number, nowNs: number): Reason {
    const orders = this.#orders
    const quantityLots = orders.quantityLots[slot]!
    const [limitTicks, triggerTicks] = [orders.limitTicks[slot]!, orders.triggerTicks[slot]!]
    const reason =
      this.#sizeDenial(slot, quantityLots, limitTicks || triggerTicks) ||
      this.#toleranceDenial(slot, limitTicks, triggerTicks) ||
      this.#holdingDenial(slot, quantityLots) ||
      this.#rateDenial(nowNs)
    if (reason !== REASON.NONE) return reason
    this.#noteSent(nowNs)
    this.#quantities(slot).open(slot, orders.instrumentIndex[slot]!, orders.side[slot] as Side, quantityLots)
    return REASON.NONE
  }

  /** Checks a change that is about to be sent, and counts it when it passes. @param quantityLots, limitTicks,
   *  triggerTicks NaN where a value stays as it is. @returns NONE when it may be sent */
  changeDenial(
    slot: number,
    quantityLots: number,
    limitTicks: number,
    triggerTicks: number,
    nowNs: number,
  ): Reason {
    const orders = this.#orders
    const quantity = Number.isNaN(quantityLots) ? orders.quantityLots[slot]! : quantityLots
    const limit = Number.isNaN(limitTicks) ? orders.limitTicks[slot]! : limitTicks
    const trigger = Number.isNaN(triggerTicks) ? orders.triggerTicks[slot]! : triggerTicks
    const openLots = quantity - orders.filledLots[slot]!
    const quantities = this.#quantities(slot)
    const addedLots = openLots - quantities.counted(slot)
    const reason =
      this.#sizeDenial(slot, quantity, limit || trigger) ||
      this.#toleranceDenial(slot, limit, trigger) ||
      this.#holdingDenial(slot, addedLots) ||
      this.#rateDenial(nowNs)
    if (reason !== REASON.NONE) return reason
    this.#noteSent(nowNs)
    quantities.changeSent(slot, orders.instrumentIndex[slot]!, orders.side[slot] as Side, openLots)
    return REASON.NONE
  }

  /** A change that passed reaches its order. @param quantityLots NaN where it stays as it is */
  changeArrives(slot: number, quantityLots: number): void {
    const orders = this.#orders
    const quantity = Number.isNaN(quantityLots) ? orders.quantityLots[slot]! : quantityLots
    const openLots = quantity - orders.filledLots[slot]!
    const [index, side] = [orders.instrumentIndex[slot]!, orders.side[slot] as Side]
    this.#quantities(slot).changeArrives(slot, index, side, openLots)
  }

  /** The venue refused a change that reached it: the order is as it was. */
  changeRefused(slot: number): void {
    const orders = this.#orders
    const openLots = orders.quantityLots[slot]! - orders.filledLots[slot]!
    const [index, side] = [orders.instrumentIndex[slot]!, orders.side[slot] as Side]
    this.#quantities(slot).changeRefused(slot, index, side, openLots)
  }

  /** Part of an order filled. */
  filled(slot: number, quantityLots: number): void {
    const orders = this.#orders
    this.#quantities(slot).fill(slot, orders.instrumentIndex[slot]!, orders.side[slot] as Side, quantityLots)
  }

  /** An order has ended. */
  closed(slot: number): void {
    const orders = this.#orders
    this.#quantities(slot).close(slot, orders.instrumentIndex[slot]!, orders.side[slot] as Side)
  }

  #isReduceOnly(slot: number): boolean {
    return (this.#orders.flags[slot]! & ORDER_FLAG.REDUCE_ONLY) !== 0
  }

  #quantities(slot: number): OpenQuantities {
    return this.#isReduceOnly(slot) ? this.#closing : this.#open
  }

  /** @param priceTicks the order's own price, 0 for a market order */
  #sizeDenial(slot: number, quantityLots: number, priceTicks: number): Reason {
    const index = this.#orders.instrumentIndex[slot]!
    const limits = this.#limits[index]!
    if (exceedsOrderQuantity(limits, quantityLots)) return REASON.RISK_ORDER_QUANTITY
    if (limits.maxOrderUnits === undefined) return REASON.NONE
    const ticks = priceTicks || this.#sources.referenceTicks(index, this.#orders.side[slot] as Side)
    if (ticks === 0) return REASON.RISK_NO_PRICE
    return exceedsOrderNotional(limits, this.#instruments[index]!, ticks, quantityLots)
      ? REASON.RISK_ORDER_NOTIONAL
      : REASON.NONE
  }

  /** Limits are measured against the market, and those behind a trigger against the trigger, where the market will
   *  be by then; a market order by the price it would meet; a trigger alone is meant to lie far off. */
  #toleranceDenial(slot: number, limitTicks: number, triggerTicks: number): Reason {
    const orders = this.#orders
    const index = orders.instrumentIndex[slot]!
    const tolerance = this.#limits[index]!.toleranceMillionths
    if (tolerance === Number.POSITIVE_INFINITY) return REASON.NONE
    const type = orders.type[slot] as OrderType
    const waits = hasTrigger(type)
    if (waits && !hasLimit(type)) return REASON.NONE
    const twiceMarket = waits ? 2 * triggerTicks : this.#sources.twiceMarkTicks(index)
    const ticks = limitTicks || this.#sources.referenceTicks(index, orders.side[slot] as Side)
    if (twiceMarket === 0 || ticks === 0) return REASON.RISK_NO_PRICE
    return exceedsTolerance(tolerance, ticks, twiceMarket) ? REASON.RISK_PRICE_TOLERANCE : REASON.NONE
  }

  #holdingDenial(slot: number, addedLots: number): Reason {
    if (addedLots <= 0) return REASON.NONE
    const index = this.#orders.instrumentIndex[slot]!
    const side = this.#orders.side[slot] as Side
    const { maxPositionLots } = this.#limits[index]!
    const openLots = this.#open.of(index, side)
    const isReduceOnly = this.#isReduceOnly(slot)
    if (isReduceOnly && openLots === 0) return REASON.NONE
    const closingLots = this.#closing.of(index, side) + (isReduceOnly ? addedLots : 0)
    const heldLots = reducedLots(side, this.#sources.heldLots(index), closingLots)
    if (exceedsPosition(maxPositionLots, heldLots, openLots, isReduceOnly ? 0 : addedLots)) {
      return REASON.RISK_POSITION
    }
    return isReduceOnly ? REASON.NONE : (this.#exposure?.denial(index, side, addedLots) ?? REASON.NONE)
  }

  #rateDenial(nowNs: number): Reason {
    if (this.#perSecond?.isFull(nowNs) === true) return REASON.RISK_ORDERS_PER_SECOND
    return this.#perMinute?.isFull(nowNs) === true ? REASON.RISK_ORDERS_PER_MINUTE : REASON.NONE
  }

  #noteSent(nowNs: number): void {
    this.#perSecond?.note(nowNs)
    this.#perMinute?.note(nowNs)
  }
}
