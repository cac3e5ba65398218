import { z } from 'zod'
import {
  ORDER_STATUS,
  ORDER_TYPE,
  type OrderReport,
  parseScaled,
  SIDE,
  type Strategy,
  type StrategyContext,
  type StrategyFactory,
} from '../../engine/index.ts'

/** Joins the best bid and the best ask with one order each, and moves them after the best prices now and then. */

const parametersSchema = z.strictObject({
  /** Quantity of each order. */
  quantity: z.string(),
  /** The position is never let grow beyond this, either way. */
  position_max: z.string(),
  /** An order stays at its price at least this long, so that it advances in the queue. */
  refresh_ms: z.number().int().min(0).default(1_000),
})

type Parameters = z.output<typeof parametersSchema>
type OrderSide = (typeof SIDE)[keyof typeof SIDE]

/** The order that works on one side; `orderId` 0 stands for none. */
interface Quote {
  readonly side: OrderSide
  orderId: number
  limitTicks: number
  movedNs: number
}

const FINAL: readonly number[] = [
  ORDER_STATUS.DENIED,
  ORDER_STATUS.REJECTED,
  ORDER_STATUS.FILLED,
  ORDER_STATUS.CANCELED,
  ORDER_STATUS.EXPIRED,
]

class JoinBest implements Strategy {
  readonly #context: StrategyContext
  readonly #quantityLots: number
  readonly #positionMaxLots: number
  readonly #refreshNs: number
  readonly #quotes: readonly Quote[] = [SIDE.BUY, SIDE.SELL].map(side => ({
    side,
    orderId: 0,
    limitTicks: 0,
    movedNs: 0,
  }))

  constructor(parameters: Parameters, context: StrategyContext) {
    const { sizePrecision } = context.instrument(0).definition
    this.#context = context
    this.#quantityLots = Number(parseScaled(parameters.quantity, sizePrecision, 'quantity'))
    this.#positionMaxLots = Number(parseScaled(parameters.position_max, sizePrecision, 'position_max'))
    this.#refreshNs = parameters.refresh_ms * 1_000_000
  }

  onBook(): void {
    for (const quote of this.#quotes) this.#follow(quote)
  }

  onOrder({ orderId, status }: OrderReport): void {
    const quote = this.#quotes.find(candidate => candidate.orderId === orderId)
    if (quote !== undefined && FINAL.includes(status)) quote.orderId = 0
  }

  #follow(quote: Quote): void {
    const context = this.#context
    const { side } = quote
    const bestTicks = side === SIDE.BUY ? context.bestBidTicks(0) : context.bestAskTicks(0)
    if (bestTicks === 0) return
    if (quote.orderId === 0) this.#join(quote, bestTicks)
    else if (quote.limitTicks !== bestTicks && context.nowNs - quote.movedNs >= this.#refreshNs) {
      context.modify(quote.orderId, { limitTicks: bestTicks })
      this.#note(quote, bestTicks)
    }
  }

  #join(quote: Quote, limitTicks: number): void {
    const sign = quote.side === SIDE.BUY ? 1 : -1
    const afterLots = sign * this.#context.positionLots(0) + this.#quantityLots
    if (afterLots > this.#positionMaxLots) return
    quote.orderId = this.#context.submit({
      instrumentIndex: 0,
      side: quote.side,
      quantityLots: this.#quantityLots,
      type: ORDER_TYPE.LIMIT,
      limitTicks,
      isPostOnly: true,
    })
    this.#note(quote, limitTicks)
  }

  #note(quote: Quote, limitTicks: number): void {
    quote.limitTicks = limitTicks
    quote.movedNs = this.#context.nowNs
  }
}

/** Called once with `strategy.parameters` of the configuration. */
export function strategy(parameters: unknown): StrategyFactory {
  const parsed = parametersSchema.parse(parameters)
  return context => new JoinBest(parsed, context)
}
