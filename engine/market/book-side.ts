import type { IntegerColumn } from './batches.ts'

const LEVELS_MAX = 16

/** One side of the depth-limited book, best level first, behind a sort key that ascends from the best: ask prices as
 *  they are, bid prices negated. Matching and consumption are written once against it.
 *
 *  It points at a row of the feed's columns and decodes it when it is first asked, so that a book event nobody
 *  looks at costs nothing. */
export class BookSide {
  /** +1 on the ask side, -1 on the bid side: price = key × sign. */
  readonly sign: 1 | -1
  /** Levels that show; set by `decode`. */
  levels = 0
  readonly keys = new Float64Array(LEVELS_MAX)
  readonly sizesLots = new Float64Array(LEVELS_MAX)
  #prices: readonly IntegerColumn[] = []
  #sizes: readonly IntegerColumn[] = []
  #row = -1
  #isDecoded = true

  constructor(sign: 1 | -1) {
    this.sign = sign
  }

  /** Points at one row; empty levels have size 0 and come last. */
  point(prices: readonly IntegerColumn[], sizes: readonly IntegerColumn[], row: number): void {
    this.#prices = prices
    this.#sizes = sizes
    this.#row = row
    this.#isDecoded = false
  }

  /** Makes `levels`, `keys` and `sizesLots` show the current row. */
  decode(): void {
    if (this.#isDecoded) return
    this.#isDecoded = true
    const row = this.#row
    const depth = this.#sizes.length
    let level = 0
    for (; level < depth; level++) {
      const size = this.#sizes[level]![row]!
      if (size === 0) break
      this.sizesLots[level] = size
      this.keys[level] = this.#prices[level]![row]! * this.sign
    }
    this.levels = level
  }

  /** The best price in ticks, 0 where the side is empty. */
  bestTicks(): number {
    if (this.#row < 0 || this.#sizes[0]![this.#row] === 0) return 0
    return this.#prices[0]![this.#row]!
  }
}
