import { ORDER_STATUS, ORDER_TYPE, TIME_IN_FORCE } from './codes.ts'

const INITIAL_SLOTS = 256

/** Where a venue keeps an order: in the book, waiting for its trigger, or early, waiting for a market to meet. */
export const PLACE = { NOWHERE: 0, RESTING: 1, WAITING: 2, EARLY: 3 } as const

/** Live orders as columns over reused slots: no object and no string per order. An order leaves its slot when it
 *  is closed. */
export class OrderStore {
  orderId = new Int32Array(INITIAL_SLOTS)
  instrumentIndex = new Uint8Array(INITIAL_SLOTS)
  type = new Uint8Array(INITIAL_SLOTS)
  side = new Uint8Array(INITIAL_SLOTS)
  timeInForce = new Uint8Array(INITIAL_SLOTS)
  flags = new Uint8Array(INITIAL_SLOTS)
  status = new Uint8Array(INITIAL_SLOTS)
  quantityLots = new Float64Array(INITIAL_SLOTS)
  filledLots = new Float64Array(INITIAL_SLOTS)
  /** 1 when one fill at the instant of creation was the order's whole life. */
  isFilledAtOnce = new Uint8Array(INITIAL_SLOTS)
  createdNs = new Float64Array(INITIAL_SLOTS)
  /** When the venue took it, NaN before. */
  acceptedNs = new Float64Array(INITIAL_SLOTS).fill(Number.NaN)
  /** When it expires, Infinity for never. */
  expireNs = new Float64Array(INITIAL_SLOTS).fill(Number.POSITIVE_INFINITY)
  /** 0 where there is none. */
  limitTicks = new Float64Array(INITIAL_SLOTS)
  /** Of a trailing stop the trigger when it fired or left, 0 while it waits. */
  triggerTicks = new Float64Array(INITIAL_SLOTS)
  /** Of trailing stops: distance of the trigger, and the price from which it follows (0 for none). */
  trailingOffsetTicks = new Float64Array(INITIAL_SLOTS)
  activationTicks = new Float64Array(INITIAL_SLOTS)
  /** The part of a resting order that shows, 0 for all of it. */
  displayLots = new Float64Array(INITIAL_SLOTS)
  /** Which price the trigger watches, and whether it fires when that rises to it. */
  trigger = new Uint8Array(INITIAL_SLOTS)
  firesRising = new Uint8Array(INITIAL_SLOTS)
  /** One of `PLACE`. */
  place = new Uint8Array(INITIAL_SLOTS)
  /** Of a child (see ORDER_FLAG): its parent's id and its number among the parent's children, from 1. */
  parentOrderId = new Int32Array(INITIAL_SLOTS)
  childNumber = new Int32Array(INITIAL_SLOTS)
  /** Lots ahead when it came to rest, -1 where unknown. */
  queueAheadLots = new Float64Array(INITIAL_SLOTS)
  /** The hedging position it closes, 0 for any. */
  closesPositionId = new Int32Array(INITIAL_SLOTS)
  /** Best prices at creation, 0 where there was none. */
  arrivalBidTicks = new Float64Array(INITIAL_SLOTS)
  arrivalAskTicks = new Float64Array(INITIAL_SLOTS)
  /** Orders created so far; ids count from 1. */
  created = 0
  #free = new Int32Array(INITIAL_SLOTS)
  #freeCount = 0

  constructor() {
    this.#release(0, INITIAL_SLOTS)
  }

  /** The next id, for an order that needs no slot. */
  reserveId(): number {
    return ++this.created
  }

  /** Takes a slot for a new order with the next id. */
  acquire(): number {
    if (this.#freeCount === 0) this.#grow()
    const slot = this.#free[--this.#freeCount]!
    this.orderId[slot] = ++this.created
    this.status[slot] = ORDER_STATUS.INITIALIZED
    this.filledLots[slot] = 0
    this.isFilledAtOnce[slot] = 0
    return slot
  }

  /** Frees a slot. Columns that plain market orders never set are put back only where they may have been set. */
  release(slot: number): void {
    const isPlain = this.type[slot] === ORDER_TYPE.MARKET && this.timeInForce[slot] === TIME_IN_FORCE.GTC
    if (!isPlain) this.#clearConditions(slot)
    this.#free[this.#freeCount++] = slot
  }

  #clearConditions(slot: number): void {
    this.place[slot] = PLACE.NOWHERE
    this.acceptedNs[slot] = Number.NaN
    this.limitTicks[slot] = 0
    this.triggerTicks[slot] = 0
    this.trailingOffsetTicks[slot] = 0
    this.activationTicks[slot] = 0
    this.displayLots[slot] = 0
    this.queueAheadLots[slot] = 0
    this.expireNs[slot] = Number.POSITIVE_INFINITY
  }

  #release(from: number, to: number): void {
    for (let slot = to - 1; slot >= from; slot--) this.release(slot)
  }

  #grow(): void {
    const from = this.orderId.length
    const to = from * 2
    const larger = <Column extends Int32Array | Uint8Array | Float64Array>(column: Column): Column => {
      const next = new (column.constructor as new (length: number) => Column)(to)
      next.set(column)
      return next
    }
    this.orderId = larger(this.orderId)
    this.instrumentIndex = larger(this.instrumentIndex)
    this.type = larger(this.type)
    this.side = larger(this.side)
    this.timeInForce = larger(this.timeInForce)
    this.flags = larger(this.flags)
    this.status = larger(this.status)
    this.quantityLots = larger(this.quantityLots)
    this.filledLots = larger(this.filledLots)
    this.isFilledAtOnce = larger(this.isFilledAtOnce)
    this.createdNs = larger(this.createdNs)
    this.acceptedNs = larger(this.acceptedNs)
    this.expireNs = larger(this.expireNs)
    this.limitTicks = larger(this.limitTicks)
    this.triggerTicks = larger(this.triggerTicks)
    this.trailingOffsetTicks = larger(this.trailingOffsetTicks)
    this.activationTicks = larger(this.activationTicks)
    this.displayLots = larger(this.displayLots)
    this.trigger = larger(this.trigger)
    this.firesRising = larger(this.firesRising)
    this.place = larger(this.place)
    this.queueAheadLots = larger(this.queueAheadLots)
    this.parentOrderId = larger(this.parentOrderId)
    this.childNumber = larger(this.childNumber)
    this.closesPositionId = larger(this.closesPositionId)
    this.arrivalBidTicks = larger(this.arrivalBidTicks)
    this.arrivalAskTicks = larger(this.arrivalAskTicks)
    this.#free = larger(this.#free)
    this.acceptedNs.fill(Number.NaN, from)
    this.expireNs.fill(Number.POSITIVE_INFINITY, from)
    this.#release(from, to)
  }
}
