import type { Liquidity, OrderStatus, Reason, Side } from '../domain/codes.ts'
import type { FillReport, OrderReport, Strategy } from '../strategies/strategy.ts'

type Report = { readonly dueNs: number; readonly sequence: number } & (
  | { readonly kind: 'fill'; readonly fill: FillReport }
  | { readonly kind: 'order'; readonly order: OrderReport }
)

/** What a strategy is told of its orders, its venue's delay after it happened; at one instant in the order it
 *  happened. */
export class StrategyReports {
  readonly #queues: readonly ReportQueue[]
  readonly #queueOf: readonly ReportQueue[]
  readonly #clock: () => number
  #created = 0
  #nextNs = Number.POSITIVE_INFINITY
  #strategy: Strategy | undefined

  /** @param delaysNs of each venue. @param venueIndexOf each instrument's. @param clock the replay's, ns since the
   *  window's start */
  constructor(delaysNs: readonly number[], venueIndexOf: readonly number[], clock: () => number) {
    this.#queues = delaysNs.map(delayNs => new ReportQueue(delayNs))
    this.#queueOf = venueIndexOf.map(venueIndex => this.#queues[venueIndex]!)
    this.#clock = clock
  }

  listen(strategy: Strategy): void {
    this.#strategy = strategy
  }

  fill(
    orderId: number,
    instrumentIndex: number,
    side: Side,
    priceTicks: number,
    quantityLots: number,
    liquidity: Liquidity,
    positionId: number,
    isPrinted: boolean,
  ): void {
    const fill = {
      orderId,
      instrumentIndex,
      side,
      priceTicks,
      quantityLots,
      liquidity,
      positionId,
      isPrinted,
    }
    const queue = this.#queueOf[instrumentIndex]!
    this.#wait(queue, { dueNs: this.#dueNs(queue), sequence: this.#created++, kind: 'fill', fill })
  }

  order(orderId: number, instrumentIndex: number, status: OrderStatus, reason: Reason): void {
    const order = { orderId, status, reason }
    const queue = this.#queueOf[instrumentIndex]!
    this.#wait(queue, { dueNs: this.#dueNs(queue), sequence: this.#created++, kind: 'order', order })
  }

  /** When the next report is due, Infinity when there is none. */
  nextNs(): number {
    return this.#nextNs
  }

  /** Hands over what is due. @returns whether there was anything */
  deliver(nowNs: number): boolean {
    const strategy = this.#strategy
    let delivered = false
    for (let report = this.#takeDue(nowNs); report !== undefined; report = this.#takeDue(nowNs)) {
      delivered = true
      if (report.kind === 'fill') strategy?.onFill?.(report.fill)
      else strategy?.onOrder?.(report.order)
    }
    return delivered
  }

  #takeDue(nowNs: number): Report | undefined {
    let first: ReportQueue | undefined
    for (const queue of this.#queues) {
      if (queue.nextNs() <= nowNs && (first === undefined || queue.comesBefore(first))) first = queue
    }
    const report = first?.take()
    this.#nextNs = Math.min(...this.#queues.map(queue => queue.nextNs()))
    return report
  }

  #dueNs(queue: ReportQueue): number {
    return this.#clock() + queue.delayNs
  }

  #wait(queue: ReportQueue, report: Report): void {
    queue.push(report)
    this.#nextNs = Math.min(this.#nextNs, report.dueNs)
  }
}

/** The reports of one venue, in the order of their times since their delay is one. */
class ReportQueue {
  readonly delayNs: number
  readonly #waiting: Report[] = []
  #first = 0

  constructor(delayNs: number) {
    this.delayNs = delayNs
  }

  push(report: Report): void {
    this.#waiting.push(report)
  }

  nextNs(): number {
    return this.#waiting[this.#first]?.dueNs ?? Number.POSITIVE_INFINITY
  }

  /** Of two queues that have reports. */
  comesBefore(other: ReportQueue): boolean {
    const [own, others] = [this.#waiting[this.#first]!, other.#waiting[other.#first]!]
    return own.dueNs < others.dueNs || (own.dueNs === others.dueNs && own.sequence < others.sequence)
  }

  /** Takes the earliest report; keeps the list as short as what waits, at a cost that each report pays once. */
  take(): Report {
    const report = this.#waiting[this.#first++]!
    if (this.#first === this.#waiting.length) this.#waiting.length = 0
    else if (2 * this.#first > this.#waiting.length) this.#waiting.splice(0, this.#first)
    else return report
    this.#first = 0
    return report
  }
}
