import { WakeQueue } from '../domain/wake-queue.ts'
import type { Approved } from '../execution/approval.ts'

export const COMMAND = { SUBMIT: 0, CANCEL: 1, MODIFY: 2 } as const
export type CommandKind = (typeof COMMAND)[keyof typeof COMMAND]

const INITIAL = 64

/** Commands between strategy and venue, as columns over reused entries: first those issued in this instant, in order,
 *  then those under way, by their time of arrival. A command names its order by slot and id, since the slot may
 *  belong to another order when it arrives. */
export class CommandQueue {
  kind = new Uint8Array(INITIAL)
  slot = new Int32Array(INITIAL)
  orderId = new Int32Array(INITIAL)
  /** Of MODIFY; NaN leaves the value as it is. */
  quantityLots = new Float64Array(INITIAL)
  limitTicks = new Float64Array(INITIAL)
  triggerTicks = new Float64Array(INITIAL)
  trailingOffsetTicks = new Float64Array(INITIAL)
  readonly #underWay = new WakeQueue()
  #issued = new Int32Array(INITIAL)
  #issuedCount = 0
  #free = Int32Array.from({ length: INITIAL }, (_, index) => index)
  #freeCount = INITIAL

  /** Notes a command of this instant. @returns its entry */
  issue(kind: CommandKind, slot: number, orderId: number): number {
    if (this.#freeCount === 0) this.#grow()
    const entry = this.#free[--this.#freeCount]!
    this.kind[entry] = kind
    this.slot[entry] = slot
    this.orderId[entry] = orderId
    if (this.#issuedCount === this.#issued.length) this.#issued = doubled(this.#issued)
    this.#issued[this.#issuedCount++] = entry
    return entry
  }

  get issuedCount(): number {
    return this.#issuedCount
  }

  issuedAt(index: number): number {
    return this.#issued[index]!
  }

  /** The slot of an order that is issued and not sent yet, undefined where there is none. */
  issuedSlotOf(orderId: number): number | undefined {
    for (let index = this.#issuedCount - 1; index >= 0; index--) {
      const entry = this.#issued[index]!
      if (this.orderId[entry] === orderId && this.kind[entry] === COMMAND.SUBMIT) return this.slot[entry]
    }
    return undefined
  }

  /** Forgets the list of this instant; its entries live on until they are released. */
  clearIssued(): void {
    this.#issuedCount = 0
  }

  /** Notes that the order or the change of an entry was approved. */
  approve(entry: number, approved: Approved): void {
    this.slot[entry] = approved
  }

  /** The slot of an order or a change that is under way, which `approve` has passed. */
  approved(entry: number): Approved {
    return this.slot[entry] as Approved
  }

  send(entry: number, arrivalNs: number): void {
    this.#underWay.push(arrivalNs, entry)
  }

  get underWayCount(): number {
    return this.#underWay.length
  }

  nextArrivalNs(): number {
    return this.#underWay.nextNs()
  }

  /** Takes the earliest command under way. @returns its entry, to be released by the caller */
  arrive(): number {
    return this.#underWay.pop()
  }

  release(entry: number): void {
    this.#free[this.#freeCount++] = entry
  }

  #grow(): void {
    const from = this.kind.length
    this.kind = doubled(this.kind)
    this.slot = doubled(this.slot)
    this.orderId = doubled(this.orderId)
    this.quantityLots = doubled(this.quantityLots)
    this.limitTicks = doubled(this.limitTicks)
    this.triggerTicks = doubled(this.triggerTicks)
    this.trailingOffsetTicks = doubled(this.trailingOffsetTicks)
    this.#free = doubled(this.#free)
    for (let entry = from; entry < 2 * from; entry++) this.#free[this.#freeCount++] = entry
  }
}

function doubled<Column extends Uint8Array | Int32Array | Float64Array>(column: Column): Column {
  const next = new (column.constructor as new (length: number) => Column)(column.length * 2)
  next.set(column)
  return next
}
