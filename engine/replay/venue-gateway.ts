import type { Accounts } from '../account/accounts.ts'
import {
  type Liquidity,
  ORDER_FLAG,
  ORDER_STATUS,
  ORDER_TYPE,
  REASON,
  type Reason,
  type Side,
  TIME_IN_FORCE,
  type Trigger,
} from '../domain/codes.ts'
import { type OrderStore, PLACE } from '../domain/order-store.ts'
import type { FillReceiver } from '../exchange/fill-receiver.ts'
import type { SimulatedVenue } from '../exchange/simulated-venue.ts'
import type { Approved } from '../execution/approval.ts'
import { OrderFunds } from './order-funds.ts'
import type { OrderLifecycle } from './order-lifecycle.ts'

/** What happens to orders at the venue: arrival, rest, trigger, cancel, change; hears of their fills. */
export class VenueGateway implements FillReceiver {
  readonly #lifecycle: OrderLifecycle
  readonly #orders: OrderStore
  #venues: readonly SimulatedVenue[] = []
  #funds!: OrderFunds

  constructor(lifecycle: OrderLifecycle) {
    this.#lifecycle = lifecycle
    this.#orders = lifecycle.orders
  }

  connect(venues: readonly SimulatedVenue[], accounts: Accounts): void {
    this.#venues = venues
    this.#funds = new OrderFunds(this.#orders, accounts)
  }

  venue(instrumentIndex: number): SimulatedVenue {
    return this.#venues[instrumentIndex]!
  }

  /** Keeps the money an order needs while it is under way. @param priceTicks the price it would meet or wait at */
  reserve(slot: Approved, priceTicks: number): void {
    this.#funds.reserve(slot, priceTicks)
  }

  affordableLots(slot: number, priceTicks: number, quantityLots: number): number {
    return this.#funds.affordableLots(slot, priceTicks, quantityLots)
  }

  remainingLots(slot: number): number {
    return this.#lifecycle.remainingLots(slot)
  }

  /** An order that rested ends with its last fill; one that is matching on arrival ends where it was matched. */
  onFill(slot: number, priceTicks: number, quantityLots: number, liquidity: Liquidity): void {
    const { evidence } = this.#venueOf(slot)
    const isComplete = this.#lifecycle.fill(slot, priceTicks, quantityLots, liquidity, evidence)
    if (this.#orders.place[slot] !== PLACE.RESTING) return
    this.#funds.filled(slot, quantityLots)
    if (isComplete) this.#lifecycle.retire(slot, REASON.NONE)
  }

  onRemoved(slot: number, reason: Reason): void {
    this.#funds.release(slot)
    this.#lifecycle.close(slot, ORDER_STATUS.CANCELED, this.#reasonOf(slot, reason))
  }

  onTriggered(slot: number): void {
    this.#funds.release(slot)
    this.#orders.place[slot] = PLACE.NOWHERE
    this.#lifecycle.setStatus(slot, ORDER_STATUS.TRIGGERED, REASON.NONE, this.remainingLots(slot))
    if (this.#orders.limitTicks[slot]! > 0) this.#matchLimit(slot)
    else this.#matchMarket(slot)
  }

  onMarket(slot: number): void {
    this.#funds.release(slot)
    this.#orders.place[slot] = PLACE.NOWHERE
    this.#matchLimit(slot)
  }

  onRequeued(slot: number, aheadLots: number): void {
    this.#orders.queueAheadLots[slot] = aheadLots
  }

  onTrailed(slot: number, triggerTicks: number): void {
    this.#orders.triggerTicks[slot] = triggerTicks
    this.onTriggered(slot)
  }

  /** An order that was under way has reached the venue. */
  land(slot: Approved): void {
    this.#funds.release(slot)
    this.arrive(slot)
  }

  /** An order is at the venue. */
  arrive(slot: Approved): void {
    const type = this.#orders.type[slot]!
    if (type === ORDER_TYPE.MARKET) this.#matchMarket(slot)
    else if (type === ORDER_TYPE.LIMIT) this.#arriveLimit(slot)
    else this.#arriveTrigger(slot)
  }

  /** Cancels an order, wherever the venue has it. */
  cancel(slot: number, reason: Reason): void {
    this.takeOff(slot)
    this.#lifecycle.close(slot, ORDER_STATUS.CANCELED, reason)
  }

  /** Changes an order; NaN leaves a value as it is. More quantity or another price queues anew, less quantity keeps
   *  the place; no more than what is filled cancels the rest. An order still on its way arrives changed. */
  change(
    slot: Approved,
    quantityLots: number,
    limitTicks: number,
    triggerTicks: number,
    trailingOffsetTicks: number,
  ): void {
    const orders = this.#orders
    if (quantityLots <= orders.filledLots[slot]!) {
      this.cancel(slot, REASON.BY_STRATEGY)
      return
    }
    const isTrailing = orders.type[slot] === ORDER_TYPE.TRAILING_STOP_MARKET
    const isLonger = !isTrailing && quantityLots > orders.quantityLots[slot]!
    const isMoved =
      isOther(limitTicks, orders.limitTicks[slot]!) || isOther(triggerTicks, orders.triggerTicks[slot]!)
    const place = orders.place[slot]!
    const lots = Number.isNaN(quantityLots) ? orders.quantityLots[slot]! : quantityLots
    const limit = Number.isNaN(limitTicks) ? orders.limitTicks[slot]! : limitTicks
    const trigger = Number.isNaN(triggerTicks) ? orders.triggerTicks[slot]! : triggerTicks
    const keptTicks = limit || trigger || this.#funds.keptTicks(slot)
    const refusal = this.#funds.changeRefusal(slot, lots - orders.filledLots[slot]!, keptTicks)
    if (refusal !== REASON.NONE) {
      this.#lifecycle.changeRefused(slot, refusal)
      return
    }
    if (isLonger || isMoved) this.takeOff(slot)
    orders.quantityLots[slot] = lots
    orders.limitTicks[slot] = limit
    orders.triggerTicks[slot] = trigger
    if (orders.status[slot] === ORDER_STATUS.PENDING_UPDATE) this.#lifecycle.acknowledged(slot)
    if (place === PLACE.NOWHERE || (!isLonger && !isMoved)) this.#funds.reserve(slot, keptTicks)
    if (isTrailing) this.#retrail(slot, trailingOffsetTicks)
    if (!isLonger && !isMoved) return
    if (place === PLACE.WAITING) this.#hold(slot)
    else if (place !== PLACE.NOWHERE) this.#matchLimit(slot)
  }

  /** Takes an order off the venue's books. */
  takeOff(slot: number): void {
    const orders = this.#orders
    const venue = this.#venueOf(slot)
    const side = orders.side[slot] as Side
    if (orders.place[slot] === PLACE.RESTING) venue.unrest(slot, side, orders.limitTicks[slot]!)
    else if (orders.place[slot] === PLACE.EARLY) venue.forget(slot)
    else if (orders.place[slot] === PLACE.WAITING) {
      const trigger = orders.trigger[slot] as Trigger
      if (orders.type[slot] === ORDER_TYPE.TRAILING_STOP_MARKET) {
        orders.triggerTicks[slot] = venue.trailing.triggerTicks(slot)
        venue.trailing.remove(slot, trigger, side, orders.activationTicks[slot]!)
      } else {
        const [triggerTicks, rises] = [orders.triggerTicks[slot]!, orders.firesRising[slot] === 1]
        venue.triggers.remove(slot, trigger, side, triggerTicks, rises)
      }
    }
    orders.place[slot] = PLACE.NOWHERE
    this.#funds.release(slot)
  }

  /** A trailing stop keeps the extreme it has seen; a shorter offset can bring its trigger to the market. */
  #retrail(slot: number, offsetTicks: number): void {
    if (Number.isNaN(offsetTicks)) return
    this.#orders.trailingOffsetTicks[slot] = offsetTicks
    if (this.#orders.place[slot] !== PLACE.WAITING) return
    const venue = this.#venueOf(slot)
    venue.trailing.change(slot, offsetTicks)
    venue.trail()
  }

  #venueOf(slot: number): SimulatedVenue {
    return this.#venues[this.#orders.instrumentIndex[slot]!]!
  }

  #arriveLimit(slot: number): void {
    if (!this.#isImmediate(slot) && !this.#breaksPostOnly(slot)) this.#lifecycle.acknowledged(slot)
    this.#matchLimit(slot)
  }

  #arriveTrigger(slot: number): void {
    this.#lifecycle.acknowledged(slot)
    this.#hold(slot)
  }

  #hold(slot: number): void {
    const orders = this.#orders
    orders.place[slot] = PLACE.WAITING
    const [trigger, side] = [orders.trigger[slot] as Trigger, orders.side[slot] as Side]
    const venue = this.#venueOf(slot)
    this.#funds.reserve(
      slot,
      orders.limitTicks[slot]! || orders.triggerTicks[slot]! || venue.referenceTicks(side),
    )
    if (orders.type[slot] === ORDER_TYPE.TRAILING_STOP_MARKET) {
      const [offsetTicks, activationTicks] = [
        orders.trailingOffsetTicks[slot]!,
        orders.activationTicks[slot]!,
      ]
      venue.holdTrailing(slot, trigger, side, offsetTicks, activationTicks)
    } else venue.hold(slot, trigger, side, orders.triggerTicks[slot]!, orders.firesRising[slot] === 1)
  }

  #matchMarket(slot: number): void {
    const venue = this.#venueOf(slot)
    if (!venue.hasMarket()) {
      this.#lifecycle.close(slot, ORDER_STATUS.REJECTED, REASON.NO_MARKET)
      return
    }
    const side = this.#orders.side[slot] as Side
    const wanted = this.remainingLots(slot)
    if (this.#isKilled(slot, side, wanted, 0)) return
    const restLots = venue.matchMarket(slot, side, wanted)
    if (restLots > 0) {
      this.#lifecycle.close(slot, ORDER_STATUS.CANCELED, this.#reasonOf(slot, venue.restReason))
    } else this.#lifecycle.retire(slot, REASON.NONE)
  }

  /** Matches a limit order as far as it takes; the rest comes to rest, or is canceled as its time in force says. */
  #matchLimit(slot: number): void {
    const orders = this.#orders
    const venue = this.#venueOf(slot)
    const side = orders.side[slot] as Side
    const limitTicks = orders.limitTicks[slot]!
    const wanted = this.remainingLots(slot)
    if (this.#breaksPostOnly(slot)) {
      const wasAccepted = !Number.isNaN(orders.acceptedNs[slot])
      const status = wasAccepted ? ORDER_STATUS.CANCELED : ORDER_STATUS.REJECTED
      this.#lifecycle.close(slot, status, REASON.POST_ONLY_WOULD_TAKE)
      return
    }
    if (this.#isKilled(slot, side, wanted, limitTicks)) return
    const restLots = venue.matchLimit(slot, side, wanted, limitTicks)
    if (restLots === 0) this.#lifecycle.retire(slot, REASON.NONE)
    else if (this.#isImmediate(slot)) this.#lifecycle.close(slot, ORDER_STATUS.CANCELED, REASON.TIME_IN_FORCE)
    else this.#rest(slot)
  }

  /** Lets a limit order rest, or wait for the market where none is known yet. */
  #rest(slot: number): void {
    const orders = this.#orders
    const venue = this.#venueOf(slot)
    const limitTicks = orders.limitTicks[slot]!
    this.#funds.reserve(slot, limitTicks)
    if (!venue.hasMarket()) {
      orders.place[slot] = PLACE.EARLY
      venue.waitForMarket(slot)
      return
    }
    const side = orders.side[slot] as Side
    orders.place[slot] = PLACE.RESTING
    orders.queueAheadLots[slot] = venue.rest(slot, side, limitTicks, orders.displayLots[slot]!)
  }

  /** Whether a post-only order would take now. */
  #breaksPostOnly(slot: number): boolean {
    const orders = this.#orders
    if ((orders.flags[slot]! & ORDER_FLAG.POST_ONLY) === 0) return false
    return this.#venueOf(slot).wouldTake(orders.side[slot] as Side, orders.limitTicks[slot]!)
  }

  /** Cancels a fill-or-kill order that cannot fill whole. @param limitTicks 0 for a market order */
  #isKilled(slot: number, side: Side, wantedLots: number, limitTicks: number): boolean {
    const orders = this.#orders
    if (orders.timeInForce[slot] !== TIME_IN_FORCE.FOK) return false
    const venue = this.#venueOf(slot)
    const offered = venue.offeredLots(side, limitTicks, wantedLots)
    const fills = venue.foreseenFills(side, limitTicks, wantedLots)
    if (offered >= wantedLots && this.#funds.coversWhole(slot, wantedLots, fills)) return false
    this.#lifecycle.close(slot, ORDER_STATUS.CANCELED, REASON.FILL_OR_KILL)
    return true
  }

  /** A reduce-only order that ran out of position did not run out of money. */
  #reasonOf(slot: number, reason: Reason): Reason {
    const isReduceOnly = (this.#orders.flags[slot]! & ORDER_FLAG.REDUCE_ONLY) !== 0
    return isReduceOnly && reason === REASON.INSUFFICIENT_BALANCE ? REASON.REDUCE_ONLY : reason
  }

  #isImmediate(slot: number): boolean {
    const timeInForce = this.#orders.timeInForce[slot]!
    return timeInForce === TIME_IN_FORCE.IOC || timeInForce === TIME_IN_FORCE.FOK
  }
}

/** NaN stands for "as it is". */
function isOther(wanted: number, current: number): boolean {
  return !Number.isNaN(wanted) && wanted !== current
}
