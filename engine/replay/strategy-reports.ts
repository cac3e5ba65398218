import type { Liquidity, OrderStatus, Reason, Side } from '../domain/codes.ts'
import type { FillReport, OrderReport, Strategy } from '../strategies/strategy.ts'

type Report = { readonly dueNs: number } & (
  | { readonly kind: 'fill'; readonly fill: FillReport }
  | { readonly kind: 'order'; readonly order: OrderReport }
)

/** What a strategy is told of its orders, `delayNs` after it happened, in the order it happened. */
export class StrategyReports {
  readonly #delayNs: number
  readonly #clock: () => number
  readonly #waiting: Report[] = []
  #first = 0
  #strategy: Strategy | undefined

  /** @param clock the replay's, ns since the window's start */
  constructor(delayNs: number, clock: () => number) {
    this.#delayNs = delayNs
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
  ): void {
    const fill = { orderId, instrumentIndex, side, priceTicks, quantityLots, liquidity }
    this.#waiting.push({ dueNs: this.#clock() + this.#delayNs, kind: 'fill', fill })
  }

  order(orderId: number, status: OrderStatus, reason: Reason): void {
    const dueNs = this.#clock() + this.#delayNs
    this.#waiting.push({ dueNs, kind: 'order', order: { orderId, status, reason } })
  }

  /** When the next report is due, Infinity when there is none. */
  nextNs(): number {
    return this.#waiting[this.#first]?.dueNs ?? Number.POSITIVE_INFINITY
  }

  /** Hands over what is due. @returns whether there was anything */
  deliver(nowNs: number): boolean {
    const strategy = this.#strategy
    const from = this.#first
    for (let report = this.#waiting[this.#first]; report !== undefined && report.dueNs <= nowNs; ) {
      this.#first++
      if (report.kind === 'fill') strategy?.onFill?.(report.fill)
      else strategy?.onOrder?.(report.order)
      report = this.#waiting[this.#first]
    }
    const delivered = this.#first > from
    this.#forgetDelivered()
    return delivered
  }

  /** Keeps the list as short as what waits, at a cost that each report pays once. */
  #forgetDelivered(): void {
    if (this.#first === this.#waiting.length) this.#waiting.length = 0
    else if (2 * this.#first > this.#waiting.length) this.#waiting.splice(0, this.#first)
    else return
    this.#first = 0
  }
}
