import { z } from 'zod'
import { ORDER_STATUS, type OrderStatus } from '../../domain/codes.ts'
import { isFinal } from '../../domain/order-transitions.ts'
import { InvalidAlgorithmParametersError } from '../../errors.ts'
import { type Algorithm, type AlgorithmContext, defineAlgorithm } from './algorithm.ts'
import { lotsOf, quantity } from './parameters.ts'
import { flooredTo } from './split.ts'

/** Unrealistic in that nobody reacts to a level that keeps refilling, as others in the market would. */
export const iceberg = defineAlgorithm({
  id: 'iceberg',
  title: 'Iceberg',
  summary: 'Shows one small child at the limit price and the next one when it is filled; each queues anew.',
  formula:
    'Children of display_quantity at the limit, the last of what is left, one at a time. With variance v each shows a ' +
    'seeded quantity, uniform in display_quantity · [1 − v, 1 + v], on the lot grid. A remainder under the minimum ' +
    'quantity goes with the child before it.',
  source: 'Esser and Mönch, The navigation of an iceberg, Finance Research Letters 4 (2007).',
  parameters: z.strictObject({
    display_quantity: quantity().describe('What a child shows.'),
    variance: z.number().min(0).lt(1).default(0).describe('How far a child may differ, as a share of it.'),
  }),
  example: { parameters: { display_quantity: 1, variance: 0.2 }, needsLimit: true },
  create(context, { display_quantity, variance }) {
    if (context.parent.limitTicks === 0) {
      throw new InvalidAlgorithmParametersError({ problem: 'an iceberg needs a LIMIT order' })
    }
    const displayLots = lotsOf(context, 'display_quantity', display_quantity)
    if (displayLots < context.instrument.minQuantityLots) {
      throw new InvalidAlgorithmParametersError({ problem: 'display_quantity is below the minimum quantity' })
    }
    return new Iceberg(context, displayLots, variance)
  },
})

class Iceberg implements Algorithm {
  readonly #context: AlgorithmContext
  readonly #displayLots: number
  readonly #variance: number
  #shown = 0

  constructor(context: AlgorithmContext, displayLots: number, variance: number) {
    this.#context = context
    this.#displayLots = displayLots
    this.#variance = variance
  }

  onStart(): void {
    this.#show()
  }

  /** A child that the venue or a check refused would be refused again: the iceberg ends. One that the parent took back
   *  for its new quantity is replaced. */
  onChildOrder(k: number, status: OrderStatus): void {
    if (k !== this.#shown || !isFinal(status)) return
    this.#shown = 0
    if (status === ORDER_STATUS.FILLED || status === ORDER_STATUS.CANCELED) this.#show()
    else this.#context.finish()
  }

  onParentChanged(): void {
    const { limitTicks } = this.#context.parent
    if (this.#shown > 0) this.#context.modify(this.#shown, { limitTicks })
    else this.#show()
  }

  #show(): void {
    const { openLots, instrument, parent } = this.#context
    if (openLots === 0) return
    const wantedLots = Math.min(this.#nextLots(), openLots)
    const isRestTooSmall = openLots - wantedLots < instrument.minQuantityLots
    const quantityLots = isRestTooSmall ? openLots : wantedLots
    this.#shown = this.#context.submit({ quantityLots, limitTicks: parent.limitTicks })
  }

  #nextLots(): number {
    if (this.#variance === 0) return this.#displayLots
    const { instrument, random } = { instrument: this.#context.instrument, random: this.#context.random() }
    const lots = this.#displayLots * (1 + this.#variance * (2 * random - 1))
    const { lotSizeLots, minQuantityLots } = instrument
    const leastLots = Math.max(1, Math.ceil(minQuantityLots / lotSizeLots)) * lotSizeLots
    return Math.max(flooredTo(lotSizeLots, lots), leastLots)
  }
}
