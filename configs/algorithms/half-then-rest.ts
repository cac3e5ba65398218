import { z } from 'zod'
import { type Algorithm, type AlgorithmContext, defineAlgorithm } from '../../engine/index.ts'

/** Takes half of the order at once and the rest after a while: the smallest algorithm that is still one. */
export const algorithm = defineAlgorithm({
  id: 'half_then_rest',
  title: 'Half, then the rest',
  summary: 'Takes half of the order at once and the rest after a while.',
  formula: 'Half of the quantity, rounded down to the lot, at the start; what is open at start + wait_secs.',
  source: 'An example.',
  parameters: z.strictObject({
    wait_secs: z.number().positive().describe('From the first child to the second.'),
  }),
  example: { parameters: { wait_secs: 30 } },
  create: (context, parameters) => new HalfThenRest(context, parameters.wait_secs * 1e9),
})

class HalfThenRest implements Algorithm {
  readonly #context: AlgorithmContext
  readonly #waitNs: number

  constructor(context: AlgorithmContext, waitNs: number) {
    this.#context = context
    this.#waitNs = waitNs
  }

  onStart(): void {
    const { parent, instrument, nowNs } = this.#context
    const half = Math.floor(parent.quantityLots / 2 / instrument.lotSizeLots) * instrument.lotSizeLots
    this.#take(half)
    this.#context.wakeAt(nowNs + this.#waitNs)
  }

  onWake(): void {
    this.#take(this.#context.openLots)
    this.#context.finish()
  }

  #take(quantityLots: number): void {
    const { limitTicks } = this.#context.parent
    if (quantityLots > 0) this.#context.submit({ quantityLots, limitTicks, isImmediate: true })
  }
}
