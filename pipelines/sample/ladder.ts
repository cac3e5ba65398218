import type { Random } from './random.ts'

/** Price steps remembered from the best on; also the least price in steps, so that none goes under zero. */
export const LADDER_STEPS = 64

const EMPTY_SHARE = 0.45

/** One side of a synthetic book: a ring of the price steps nearest to its best, so that sizes live on while
 *  the price moves. Prices are in steps of the grid, sizes in lots. */
export class Ladder {
  /** Levels of the last `show`, best first. */
  readonly steps: Float64Array
  readonly lots: Float64Array
  #best: number
  readonly #ring = new Float64Array(LADDER_STEPS)
  readonly #direction: 1 | -1
  readonly #medianLots: number
  readonly #random: Random

  /** @param direction from the best outwards: -1 for bids, 1 for asks. */
  constructor(best: number, direction: 1 | -1, depth: number, medianLots: number, random: Random) {
    this.#best = best
    this.#direction = direction
    this.#medianLots = medianLots
    this.#random = random
    this.steps = new Float64Array(depth)
    this.lots = new Float64Array(depth)
    for (let away = 0; away < LADDER_STEPS; away++) this.#redraw(away)
  }

  get best(): number {
    return this.#best
  }

  /** Moves the best; steps that come into reach get new sizes. */
  moveTo(best: number): void {
    const outwards = this.#direction * (best - this.#best)
    const fresh = Math.min(Math.abs(outwards), LADDER_STEPS)
    const from = outwards > 0 ? LADDER_STEPS - fresh : 0
    this.#best = best
    for (let away = from; away < from + fresh; away++) this.#redraw(away)
  }

  /** Changes a few sizes near the best, always the best's own. */
  changeSizes(): void {
    const best = this.#slot(0)
    const before = this.#ring[best] ?? 0
    this.#redraw(0)
    if (this.#ring[best] === before) this.#ring[best] = before + 1
    for (let change = 0; change < 2; change++) this.#redraw(1 + (this.#random.word() % 12))
  }

  /** Reads the best levels into `steps` and `lots`. */
  show(): void {
    const depth = this.steps.length
    let level = 0
    for (let away = 0; level < depth; away++) {
      const slot = this.#slot(away)
      // The last steps of the ring fill up a side that would otherwise show too few levels.
      if (this.#ring[slot] === 0 && (away === 0 || away >= LADDER_STEPS - depth)) this.#ring[slot] = 1
      const lots = this.#ring[slot] ?? 0
      if (lots === 0) continue
      this.steps[level] = this.#best + this.#direction * away
      this.lots[level] = lots
      level++
    }
  }

  #slot(away: number): number {
    return (this.#best + this.#direction * away) % LADDER_STEPS
  }

  #redraw(away: number): void {
    const empty = away > 0 && this.#random.chance(EMPTY_SHARE)
    this.#ring[this.#slot(away)] = empty ? 0 : this.#random.lots(this.#medianLots, 1.4)
  }
}
