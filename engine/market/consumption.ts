import type { BookSide } from './book-side.ts'

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
 *  Entries are sorted by the side's key with the best last: a book event and a fill touch the end alone, however
 *  many unseen prices lie before it. */
export class LevelConsumption {
  readonly #side: BookSide
  readonly #reset: ConsumptionReset
  #keys = new Float64Array(16)
  #consumed = new Float64Array(16)
  #displayed = new Float64Array(16)
  #entries = 0
  /** Levels better than this key are exhausted until the next book event. */
  #exhaustedBelowKey = Number.NEGATIVE_INFINITY

  constructor(side: BookSide, reset: ConsumptionReset) {
    this.#side = side
    this.#reset = reset
  }

  /** Whether a print proved the level gone. */
  isExhausted(key: number): boolean {
    return key < this.#exhaustedBelowKey
  }

  /** Lots a level still offers. @param displayedLots its displayed size. */
  availableLots(key: number, displayedLots: number): number {
    if (key < this.#exhaustedBelowKey) return 0
    const after = this.#findAfter(key)
    if (after === 0 || this.#keys[after - 1] !== key) return displayedLots
    return Math.max(displayedLots - this.#consumed[after - 1]!, 0)
  }

  /** Takes lots from a displayed level; never more than it displays. */
  consume(key: number, lots: number, displayedLots: number): void {
    const after = this.#findAfter(key)
    if (after === 0 || this.#keys[after - 1] !== key) {
      this.#insert(after, key, Math.min(lots, displayedLots), displayedLots)
    } else {
      this.#consumed[after - 1] = Math.min(this.#consumed[after - 1]! + lots, displayedLots)
    }
  }

  /** A print beyond the best proves every better level gone. */
  exhaustBetterThan(key: number): void {
    if (key > this.#exhaustedBelowKey) this.#exhaustedBelowKey = key
  }

  /** Takes up the book's new state: caps, resets and forgets. @param depth levels the feed shows at most. */
  onBookEvent(depth: number): void {
    this.#exhaustedBelowKey = Number.NEGATIVE_INFINITY
    if (this.#entries === 0) return
    if (depth === 0) this.#reconcileChanges()
    else this.#reconcileView(depth)
  }

  /** A full book says which levels changed. */
  #reconcileChanges(): void {
    const side = this.#side
    for (let index = 0; index < side.changes; index++) {
      const key = side.changedKeyAt(index)
      const entry = this.#findAfter(key) - 1
      if (entry < 0 || this.#keys[entry] !== key) continue
      const size = side.sizeOf(key)
      const consumed = size === 0 ? 0 : this.#restored(entry, size)
      if (consumed > 0) this.#move(entry, key, consumed, size)
      else this.#remove(entry)
    }
  }

  #reconcileView(depth: number): void {
    const side = this.#side
    side.decode()
    const { levels, keys, sizesLots, end } = side
    // Before this entry lie the prices beyond the worst displayed level of a full side: unseen, kept as they were.
    let entry = levels === depth ? this.#findAfter(keys[end - levels]! + 1) : 0
    let kept = entry
    let at = end - levels
    for (; entry < this.#entries; entry++) {
      const key = this.#keys[entry]!
      while (at < end && keys[at]! > key) at++
      if (at === end) break
      if (keys[at] !== key) continue
      const size = sizesLots[at]!
      const consumed = this.#restored(entry, size)
      if (consumed > 0) this.#move(kept++, key, consumed, size)
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

  /** Index after the last entry whose key is not better than the given one: near the end as a rule. */
  #findAfter(key: number): number {
    const keys = this.#keys
    let after = this.#entries
    const walkedTo = Math.max(0, after - 8)
    while (after > walkedTo && keys[after - 1]! < key) after--
    if (after > walkedTo || after === 0) return after
    let low = 0
    while (low < after) {
      const middle = (low + after) >> 1
      if (keys[middle]! < key) after = middle
      else low = middle + 1
    }
    return after
  }

  #remove(entry: number): void {
    this.#keys.copyWithin(entry, entry + 1, this.#entries)
    this.#consumed.copyWithin(entry, entry + 1, this.#entries)
    this.#displayed.copyWithin(entry, entry + 1, this.#entries)
    this.#entries--
  }

  #insert(at: number, key: number, consumed: number, displayed: number): void {
    if (this.#entries === this.#keys.length) this.#grow()
    for (let entry = this.#entries++; entry > at; entry--) {
      this.#move(entry, this.#keys[entry - 1]!, this.#consumed[entry - 1]!, this.#displayed[entry - 1]!)
    }
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
