import { ORDER_STATUS, REASON } from '../../domain/codes.ts'
import type { OrderReport } from '../../strategies/strategy.ts'

/** A child that has not ended, as its parent counts it. A change that is under way counts at the larger of the old and
 *  the new quantity, since it may fail. */
export class Child {
  readonly k: number
  readonly orderId: number
  /** The most it may fill, as far as is known. */
  countedLots: number
  filledLots = 0
  isCancelAsked = false
  /** What the venue is known to have it at. */
  #confirmedLots: number
  /** Changes asked for and not known to be settled. */
  #changes = 0
  #askedLots = 0
  #isUpdatePending = false

  constructor(k: number, orderId: number, quantityLots: number) {
    this.k = k
    this.orderId = orderId
    this.countedLots = quantityLots
    this.#confirmedLots = quantityLots
  }

  /** Notes a change that is about to be asked for.
   *  @returns by how much more the child may fill, undefined where there is no room for that */
  ask(quantityLots: number, openLots: number): number | undefined {
    const growthLots = Math.max(0, quantityLots - this.countedLots)
    if (growthLots > openLots) return undefined
    this.countedLots += growthLots
    this.#askedLots = quantityLots
    this.#changes++
    return growthLots
  }

  /** Reads off a report whether the change under way was taken over. Where several were under way at once, which one
   *  holds is not told: the child stays counted at the largest.
   *  @returns the lots that are free again */
  settle({ status, reason }: OrderReport): number {
    const wasPending = this.#isUpdatePending
    this.#isUpdatePending = status === ORDER_STATUS.PENDING_UPDATE
    if (status !== ORDER_STATUS.ACCEPTED || !wasPending || this.#changes !== 1) return 0
    this.#changes = 0
    if (reason === REASON.NONE) this.#confirmedLots = this.#askedLots
    const freedLots = this.countedLots - Math.max(this.#confirmedLots, this.filledLots)
    this.countedLots -= freedLots
    return freedLots
  }
}
