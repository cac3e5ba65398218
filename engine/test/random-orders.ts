import { ORDER_TYPE, SIDE, TIME_IN_FORCE, TRIGGER } from '../domain/codes.ts'
import type { OrderRequest, Strategy, StrategyContext, StrategyFactory } from '../strategies/strategy.ts'
import { Seeded } from './seeded.ts'

/** Sends, changes and cancels orders of all kinds at random, and answers some fills with orders.
 *  Acts at times that are no multiples of 1,000. */
export class RandomOrders {
  /** Every limit an order has had, by order id. */
  readonly limits = new Map<number, number[]>()
  readonly #seeded: Seeded
  readonly #endNs: number

  constructor(seed: number, endNs: number) {
    this.#seeded = new Seeded(seed * 7_919)
    this.#endNs = endNs
  }

  readonly factory: StrategyFactory = context => {
    const seeded = this.#seeded
    const strategy: Strategy = {
      onStart: () => {
        for (let tsNs = 300; tsNs < this.#endNs; tsNs += 1_000)
          context.setTimer(tsNs + seeded.pick([0, 400]), 0)
      },
      onTimer: () => this.#act(context),
      onFill: () => {
        if (seeded.whole(0, 9) === 0) this.#submit(context)
      },
      onOrder: report => {
        if (seeded.whole(0, 19) === 0) context.cancel(report.orderId)
      },
    }
    return strategy
  }

  #act(context: StrategyContext): void {
    const seeded = this.#seeded
    const choice = seeded.whole(0, 9)
    const id = seeded.whole(1, Math.max(this.limits.size, 1))
    if (choice < 6) this.#submit(context)
    else if (choice < 8) context.cancel(id)
    else {
      const limitTicks = this.#price(context)
      this.limits.get(id)?.push(limitTicks)
      context.modify(id, {
        ...(seeded.whole(0, 1) === 0 && { limitTicks }),
        ...(seeded.whole(0, 1) === 0 && { quantityLots: seeded.whole(1, 15) }),
        ...(seeded.whole(0, 3) === 0 && { triggerTicks: this.#price(context) }),
        ...(seeded.whole(0, 3) === 0 && { trailingOffsetTicks: seeded.whole(1, 6) }),
      })
    }
  }

  #submit(context: StrategyContext): void {
    const seeded = this.#seeded
    const { LIMIT } = ORDER_TYPE
    const quantityLots = seeded.whole(1, 12)
    const request: OrderRequest = {
      instrumentIndex: 0,
      side: seeded.pick([SIDE.BUY, SIDE.SELL]),
      quantityLots,
      type: seeded.pick([...Object.values(ORDER_TYPE), LIMIT, LIMIT, LIMIT]),
      trailingOffsetTicks: seeded.whole(1, 6),
      activationTicks: seeded.whole(0, 2) === 0 ? this.#price(context) : 0,
      displayLots: seeded.whole(0, 2) === 0 ? seeded.whole(1, quantityLots) : 0,
      limitTicks: this.#price(context),
      triggerTicks: this.#price(context),
      trigger: seeded.pick(Object.values(TRIGGER)),
      timeInForce: seeded.pick([...Object.values(TIME_IN_FORCE), TIME_IN_FORCE.GTC, TIME_IN_FORCE.GTC]),
      expireNs: context.nowNs + 1_000 * seeded.whole(1, 50) + 1,
      isPostOnly: seeded.whole(0, 3) === 0,
      isReduceOnly: seeded.whole(0, 5) === 0,
    }
    this.limits.set(context.submit(request), [request.limitTicks ?? 0])
  }

  #price(context: StrategyContext): number {
    const near = context.bestBidTicks(0) || context.bestAskTicks(0) || 1_000
    return near + this.#seeded.whole(-6, 7)
  }
}
