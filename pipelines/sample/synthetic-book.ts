import { LADDER_STEPS, Ladder } from './ladder.ts'
import type { Random } from './random.ts'

export const DEPTH = 5

/** Least start price in steps: the price must have room to fall. */
export const START_STEPS_MIN = LADDER_STEPS * 4

/** A book of five displayed levels a side that is never crossed. Unrealistic: both sides move together, and
 *  sizes are drawn without regard to the flow that hits them. */
export class SyntheticBook {
  readonly bids: Ladder
  readonly asks: Ladder
  readonly #random: Random

  constructor(startSteps: number, medianLots: number, random: Random) {
    this.#random = random
    this.bids = new Ladder(startSteps, -1, DEPTH, medianLots, random)
    this.asks = new Ladder(startSteps + 1, 1, DEPTH, medianLots, random)
    this.#show()
  }

  /** Moves the price by steps (up when positive), re-draws the spread and changes sizes near the best. */
  advance(steps: number): void {
    const bid = Math.max(LADDER_STEPS * 2, this.bids.best + steps)
    this.bids.moveTo(bid)
    this.asks.moveTo(bid + this.#spreadSteps())
    // At times only one side changes, as in real feeds; never neither, since snapshots tell of changes.
    const which = this.#random.uniform()
    if (which < 0.75) this.bids.changeSizes()
    if (which > 0.25) this.asks.changeSizes()
    this.#show()
  }

  /** Mostly one step; wider ones get rarer. */
  #spreadSteps(): number {
    if (this.#random.chance(0.85)) return 1
    return 1 + Math.min(20, Math.ceil(3 * this.#random.exponential()))
  }

  #show(): void {
    this.bids.show()
    this.asks.show()
  }
}
