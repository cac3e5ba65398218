import { SIDE, type Side, TRIGGER, type Trigger } from '../domain/codes.ts'
import { RestingOrders } from './resting-orders.ts'

/** Stop and touched orders that wait for a price. Those that fire when the price rises to their trigger are kept
 *  apart from those that fire when it falls to it, for each price they watch. */
export class TriggerOrders {
  readonly #last = new TriggerPair()
  readonly #bid = new TriggerPair()
  readonly #ask = new TriggerPair()
  readonly #mark = new TriggerPair()
  count = 0

  /** @param rises whether it fires at or above the trigger. */
  insert(slot: number, trigger: Trigger, side: Side, triggerTicks: number, rises: boolean): void {
    this.#pair(trigger, side)
      .of(rises)
      .insert(rises ? -triggerTicks : triggerTicks, slot)
    this.count++
  }

  remove(slot: number, trigger: Trigger, side: Side, triggerTicks: number, rises: boolean): void {
    this.#pair(trigger, side)
      .of(rises)
      .remove(rises ? -triggerTicks : triggerTicks, slot)
    this.count--
  }

  /** Takes the next order out that the last price has reached. @returns its slot, -1 when none is left. */
  takeByLast(priceTicks: number): number {
    return this.#taken(this.#last.take(priceTicks, 1))
  }

  /** As `takeByLast`, for the best prices and their mid; 0 where there is none. */
  takeByBook(bidTicks: number, askTicks: number): number {
    let slot = bidTicks > 0 ? this.#bid.take(bidTicks, 1) : -1
    if (slot < 0 && askTicks > 0) slot = this.#ask.take(askTicks, 1)
    if (slot < 0 && bidTicks > 0 && askTicks > 0) slot = this.#mark.take(bidTicks + askTicks, 2)
    return this.#taken(slot)
  }

  #taken(slot: number): number {
    if (slot >= 0) this.count--
    return slot
  }

  /** A buy watches the ask, a sell the bid. */
  #pair(trigger: Trigger, side: Side): TriggerPair {
    if (trigger === TRIGGER.LAST) return this.#last
    if (trigger === TRIGGER.MARK) return this.#mark
    return side === SIDE.BUY ? this.#ask : this.#bid
  }
}

class TriggerPair {
  readonly #rising = new RestingOrders()
  readonly #falling = new RestingOrders()

  of(rises: boolean): RestingOrders {
    return rises ? this.#rising : this.#falling
  }

  /** @param price in units of 1 / scale ticks. */
  take(price: number, scale: number): number {
    const rising = this.#first(this.#rising, key => -key * scale <= price)
    return rising >= 0 ? rising : this.#first(this.#falling, key => key * scale >= price)
  }

  #first(orders: RestingOrders, isReached: (key: number) => boolean): number {
    if (orders.count === 0) return -1
    const level = orders.levels - 1
    const key = orders.keyAt(level)
    if (!isReached(key)) return -1
    const slot = orders.firstAt(level)
    orders.remove(key, slot)
    return slot
  }
}
