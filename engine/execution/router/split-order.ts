import { ORDER_STATUS, REASON, type Reason } from '../../domain/codes.ts'
import { isFinal } from '../../domain/order-transitions.ts'
import type { FillReport, OrderChange, OrderReport } from '../../strategies/strategy.ts'

interface Part {
  readonly orderId: number
  lots: number
  filledLots: number
  isOpen: boolean
  /** Ended with all that it was to fill. */
  isFilled: boolean
}

/** An order that lies at several venues at once. Whoever sent it knows it by the id of its first part and hears of it
 *  as of one order, which ends when the last part has ended. */
export class SplitOrder {
  readonly orderId: number
  readonly #parts: readonly Part[]
  /** Why the last part that did not fill whole ended. */
  #reason: Reason = REASON.NONE
  #wasSent = false

  constructor(parts: readonly { readonly orderId: number; readonly lots: number }[]) {
    this.orderId = parts[0]!.orderId
    this.#parts = parts.map(part => ({ ...part, filledLots: 0, isOpen: true, isFilled: false }))
  }

  get orderIds(): readonly number[] {
    return this.#parts.map(({ orderId }) => orderId)
  }

  get isOpen(): boolean {
    return this.#parts.some(({ isOpen }) => isOpen)
  }

  onFill(fill: FillReport): FillReport {
    this.#partOf(fill.orderId).filledLots += fill.quantityLots
    return { ...fill, orderId: this.orderId }
  }

  /** @returns what the whole order reports, undefined where it has nothing to say: of states that last, its first open
   *  part speaks; the end is told once */
  onOrder(report: OrderReport): OrderReport | undefined {
    const part = this.#partOf(report.orderId)
    const isSpeaker = part === this.#parts.find(({ isOpen }) => isOpen)
    if (report.status !== ORDER_STATUS.DENIED) this.#wasSent = true
    if (!isFinal(report.status)) return isSpeaker ? { ...report, orderId: this.orderId } : undefined
    part.isOpen = false
    part.isFilled = report.status === ORDER_STATUS.FILLED || part.filledLots >= part.lots
    if (!part.isFilled) this.#reason = report.reason
    if (this.isOpen) return undefined
    return { ...this.#end(report), orderId: this.orderId }
  }

  /** The changes of parts that a change of the whole comes to: a new limit for all, more quantity for the first that is
   *  open, less from the last backwards. */
  changes(change: OrderChange): { readonly orderId: number; readonly change: OrderChange }[] {
    const { quantityLots, ...others } = change
    const open = this.#parts.filter(({ isOpen }) => isOpen)
    let missing =
      quantityLots === undefined ? 0 : quantityLots - this.#parts.reduce((sum, { lots }) => sum + lots, 0)
    const before = open.map(({ lots }) => lots)
    if (missing > 0 && open[0] !== undefined) open[0].lots += missing
    for (const part of open.toReversed()) {
      const less = Math.min(Math.max(-missing, 0), part.lots - part.filledLots)
      part.lots -= less
      missing += less
    }
    return open.flatMap(({ orderId, lots }, at) => {
      const own = { ...others, ...(lots !== before[at] && { quantityLots: lots }) }
      return Object.keys(own).length === 0 ? [] : [{ orderId, change: own }]
    })
  }

  #partOf(orderId: number): Part {
    return this.#parts.find(part => part.orderId === orderId)!
  }

  /** How the whole order ended. */
  #end(last: OrderReport): Pick<OrderReport, 'status' | 'reason'> {
    if (this.#parts.every(({ isFilled }) => isFilled)) {
      return { status: ORDER_STATUS.FILLED, reason: REASON.NONE }
    }
    if (!this.#wasSent) return { status: ORDER_STATUS.DENIED, reason: this.#reason }
    const isFailure = last.status === ORDER_STATUS.FILLED || last.status === ORDER_STATUS.DENIED
    return { status: isFailure ? ORDER_STATUS.CANCELED : last.status, reason: this.#reason }
  }
}
