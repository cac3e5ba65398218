import { WakeQueue } from '../domain/wake-queue.ts'
import type { OrderLifecycle } from './order-lifecycle.ts'

/** Entries kept for orders that have ended meanwhile before they are thrown out. */
const ENDED_MIN = 1_024

/** When orders expire: a heap, so that the next one is known without looking at all of them. */
export class OrderExpiries {
  readonly #lifecycle: OrderLifecycle
  #queue = new WakeQueue()

  constructor(lifecycle: OrderLifecycle) {
    this.#lifecycle = lifecycle
  }

  /** Notes an order that has an end. */
  add(slot: number): void {
    const { orders, keptCount } = this.#lifecycle
    this.#queue.push(orders.expireNs[slot]!, orders.orderId[slot]!)
    if (this.#queue.length > 2 * keptCount + ENDED_MIN) this.#forgetEnded()
  }

  /** When the next order may expire, Infinity when none does; it may have ended before. */
  nextNs(): number {
    return this.#queue.nextNs()
  }

  /** Takes out the next order whose time has come, at equal times the oldest. @returns its slot, -1 when none is left */
  takeDue(): number {
    while (this.#queue.nextNs() <= this.#lifecycle.nowNs) {
      const slot = this.#lifecycle.slotOf(this.#queue.pop())
      if (slot !== undefined) return slot
    }
    return -1
  }

  #forgetEnded(): void {
    const kept = new WakeQueue()
    while (this.#queue.length > 0) {
      const expireNs = this.#queue.nextNs()
      const orderId = this.#queue.pop()
      if (this.#lifecycle.slotOf(orderId) !== undefined) kept.push(expireNs, orderId)
    }
    this.#queue = kept
  }
}
