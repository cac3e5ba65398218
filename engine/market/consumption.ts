import type { BookSide } from './book-side.ts'
import type { DepthBook } from './depth-book.ts'

/** `increase`: only a growing size offers more; `change`: any change of the displayed size restores all of it. */
export type ConsumptionReset = 'increase' | 'change'

/** What our orders and the market's prints took from the displayed levels of one book side.
 *
 *  Under `increase` the consumption of a level lasts while the level lives, capped at its displayed size, and the
 *  cap lasts: 80 consumed, 50 shown, then 70 shown leaves 20. Prices beyond the worst displayed level of a full
 *  side are unseen, not empty: their consumption stays as it was. A side that shows fewer levels than the depth
 *  has no unseen prices.
 *
 *  Unrealistic where hidden or refilled size would have traded; the displayed size is all this model knows.
 *  Entries are sorted by the side's key (best first), so that a book event costs the displayed levels only. */
export class LevelConsumption {
  readonly #book: DepthBook
  readonly #side: BookSide
  readonly #reset: ConsumptionReset
  #keys = new Float64Array(16)
  #consumed = new Float64Array(16)
  #displayed = new Float64Array(16)
  #entries = 0
  /** Levels better than this key are exhausted until the next book event. */
  #exhaustedBelowKey = Number.NEGATIVE_INFINITY

  constructor(book: DepthBook, side: BookSide, reset: ConsumptionReset) {
    this.#book = book
    this.#side = side
    this.#reset = reset
  }

  /** Lots a level still offers. @param displayedLots its displayed size. */
  availableLots(key: number, displayedLots: number): number {
    if (key < this.#exhaustedBelowKey) return 0
    const at = this.#find(key)
    if (at === this.#entries || this.#keys[at] !== key) return displayedLots
    const rest = displayedLots - this.#consumed[at]!
    return Math.max(rest, 0)
  }

  /** Takes lots from a displayed level; never more than it displays. */
  consume(key: number, lots: number, displayedLots: number): void {
    const at = this.#find(key)
    if (at === this.#entries || this.#keys[at] !== key) {
      this.#insert(at, key, Math.min(lots, displayedLots), displayedLots)
    } else {
      this.#consumed[at] = Math.min(this.#consumed[at]! + lots, displayedLots)
    }
  }

  /** A print beyond the best proves every better level gone. */
  exhaustBetterThan(key: number): void {
    if (key > this.#exhaustedBelowKey) this.#exhaustedBelowKey = key
  }

  /** Takes up the book's new state: caps, resets and forgets. */
  onBookEvent(): void {
    this.#exhaustedBelowKey = Number.NEGATIVE_INFINITY
    if (this.#entries > 0) this.#reconcile()
  }

  #reconcile(): void {
    const side = this.#side
    const depth = this.#book.depth
    let kept = 0
    let level = 0
    let entry = 0
    for (; entry < this.#entries; entry++) {
      const key = this.#keys[entry]!
      while (level < depth && side.sizeLots(level) > 0 && side.key(level) < key) level++
      if (level === depth) break
      const size = side.sizeLots(level)
      if (size === 0 || side.key(level) !== key) continue
      const consumed = this.#restored(entry, size)
      if (consumed > 0) this.#move(kept++, key, consumed, size)
    }
    // Beyond the worst displayed level of a full side: unseen, kept as they were.
    for (; entry < this.#entries; entry++) {
      this.#move(kept++, this.#keys[entry]!, this.#consumed[entry]!, this.#displayed[entry]!)
    }
    this.#entries = kept
  }

  #restored(entry: number, sizeLots: number): number {
    if (this.#reset === 'change') return sizeLots === this.#displayed[entry] ? this.#consumed[entry]! : 0
    return Math.min(this.#consumed[entry]!, sizeLots)
  }

  #move(to: number, key: number, consumed: number, displayed: number): void {
    this.#keys[to] = key
    this.#consumed[to] = consumed
    this.#displayed[to] = displayed
  }

  /** Index of the first entry whose key is not better than the given one. */
  #find(key: number): number {
    let low = 0
    let high = this.#entries
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#keys[middle]! < key) low = middle + 1
      else high = middle
    }
    return low
  }

  #insert(at: number, key: number, consumed: number, displayed: number): void {
    if (this.#entries === this.#keys.length) this.#grow()
    this.#keys.copyWithin(at + 1, at, this.#entries)
    this.#consumed.copyWithin(at + 1, at, this.#entries)
    this.#displayed.copyWithin(at + 1, at, this.#entries)
    this.#entries++
    this.#move(at, key, consumed, displayed)
  }

  #grow(): void {
    const larger = (values: Float64Array): Float64Array<ArrayBuffer> => {
      const next = new Float64Array(values.length * 2)
      next.set(values)
      return next
    }
    this.#keys = larger(this.#keys)
    this.#consumed = larger(this.#consumed)
    this.#displayed = larger(this.#displayed)
  }
}
