import type { IntegerColumn } from './batches.ts'

/** Levels up to which walking from the best finds a price sooner than halving does. */
const WALKED_MAX = 8

/** One side of the book behind a sort key that ascends from the best: ask prices as they are, bid prices negated.
 *  Matching and consumption are written once against it; levels count from 0, the best.
 *
 *  It holds either a row of wide columns or levels that deltas change. A row is pointed at and decoded when it is first
 *  asked, so that a book event nobody looks at costs nothing. Levels lie in flat arrays with the best last and room at
 *  both ends: a change near the best, or a new worst level, moves little, however many thousand there are. */
export class BookSide {
  /** +1 on the ask side, -1 on the bid side: price = key × sign. */
  readonly sign: 1 | -1
  /** Levels that show; set by `decode`. */
  levels = 0
  /** Prices that the last event of deltas may have changed. */
  changes = 0
  /** The levels as they lie, for loops that run at every event: the best before `end`, worse ones before it. */
  keys = new Float64Array(16)
  sizesLots = new Float64Array(16)
  end = 0
  #changedKeys = new Float64Array(16)
  /** Where the worst level lies. */
  #from = 0
  #prices: readonly IntegerColumn[] = []
  #rowSizes: readonly IntegerColumn[] = []
  /** -1 where deltas make the levels. */
  #row = -1
  #isDecoded = true
  /** The levels before a group of deltas that began with a clear. */
  #before: BookSide | undefined
  #isReplaced = false

  constructor(sign: 1 | -1) {
    this.sign = sign
  }

  /** Points at one row; empty levels have size 0 and come last. */
  point(prices: readonly IntegerColumn[], sizes: readonly IntegerColumn[], row: number): void {
    this.#prices = prices
    this.#rowSizes = sizes
    this.#row = row
    this.#isDecoded = false
  }

  /** Makes the levels show the current row. */
  decode(): void {
    if (this.#isDecoded) return
    this.#isDecoded = true
    const row = this.#row
    const sizes = this.#rowSizes
    const prices = this.#prices
    const sign = this.sign
    const depth = sizes.length
    while (depth > this.keys.length) this.#grow()
    const { keys, sizesLots } = this
    let level = 0
    for (let at = depth - 1; level < depth; level++, at--) {
      const size = sizes[level]![row]!
      if (size === 0) break
      sizesLots[at] = size
      keys[at] = prices[level]![row]! * sign
    }
    this.levels = level
    this.#from = depth - level
    this.end = depth
  }

  keyAt(level: number): number {
    return this.keys[this.end - 1 - level]!
  }

  /** Displayed lots of a level. */
  sizeAt(level: number): number {
    return this.sizesLots[this.end - 1 - level]!
  }

  /** Displayed lots at a key, 0 where the side shows none. */
  sizeOf(key: number): number {
    const at = this.#find(key)
    return at < this.end && this.keys[at] === key ? this.sizesLots[at]! : 0
  }

  /** The best price in ticks, 0 where the side is empty. Needs no `decode`. */
  bestTicks(): number {
    const row = this.#row
    if (row < 0) return this.levels === 0 ? 0 : this.keys[this.end - 1]! * this.sign
    return this.#rowSizes[0]![row] === 0 ? 0 : this.#prices[0]![row]!
  }

  /** The key beyond which prices are unseen: the worst level's where the side shows `depth` levels, else Infinity.
   *  Needs no `decode`. @param depth 0 for a full book */
  viewEndKey(depth: number): number {
    const row = this.#row
    if (depth === 0) return Number.POSITIVE_INFINITY
    if (row < 0) return this.levels === depth ? this.keys[this.#from]! : Number.POSITIVE_INFINITY
    if (this.#rowSizes[depth - 1]![row] === 0) return Number.POSITIVE_INFINITY
    return this.#prices[depth - 1]![row]! * this.sign
  }

  changedKeyAt(index: number): number {
    return this.#changedKeys[index]!
  }

  /** Begins an event of deltas. */
  beginChanges(): void {
    this.changes = 0
  }

  /** Sets the size of a price; 0 takes the level away. */
  set(key: number, sizeLots: number): void {
    const at = this.#find(key)
    if (at < this.end && this.keys[at] === key) {
      if (this.sizesLots[at] === sizeLots) return
      if (sizeLots === 0) this.#removeAt(at)
      else this.sizesLots[at] = sizeLots
    } else if (sizeLots === 0) return
    else this.#insertAt(at, key, sizeLots)
    this.#note(key)
  }

  /** Takes all levels away; what the event then sets is compared with them. */
  clear(): void {
    if (!this.#isReplaced) {
      this.#before ??= new BookSide(this.sign)
      this.#before.#copy(this)
      this.#isReplaced = true
    }
    // Snapshots add their levels from the best outwards.
    this.#from = this.end = this.keys.length
    this.levels = 0
  }

  /** Ends an event of deltas: of a group that began with a clear only the difference counts as changed. */
  endChanges(): void {
    if (!this.#isReplaced) return
    this.#isReplaced = false
    this.changes = 0
    const before = this.#before!
    let [old, at] = [before.#from, this.#from]
    while (old < before.end || at < this.end) {
      const oldKey = old < before.end ? before.keys[old]! : Number.NEGATIVE_INFINITY
      const key = at < this.end ? this.keys[at]! : Number.NEGATIVE_INFINITY
      if (oldKey > key) this.#note(oldKey)
      else if (oldKey < key || before.sizesLots[old] !== this.sizesLots[at]) this.#note(key)
      if (oldKey >= key) old++
      if (key >= oldKey) at++
    }
  }

  #note(key: number): void {
    if (this.changes === this.#changedKeys.length) {
      const larger = new Float64Array(this.#changedKeys.length * 2)
      larger.set(this.#changedKeys)
      this.#changedKeys = larger
    }
    this.#changedKeys[this.changes++] = key
  }

  #copy(other: BookSide): void {
    this.keys = other.keys.slice()
    this.sizesLots = other.sizesLots.slice()
    this.#from = other.#from
    this.end = other.end
  }

  /** Index of the first level from the worst whose key is not beyond the given one. */
  #find(key: number): number {
    const keys = this.keys
    if (this.end - this.#from <= WALKED_MAX) {
      let at = this.end
      while (at > this.#from && keys[at - 1]! <= key) at--
      return at
    }
    let [low, high] = [this.#from, this.end]
    while (low < high) {
      const middle = (low + high) >> 1
      if (keys[middle]! > key) low = middle + 1
      else high = middle
    }
    return low
  }

  #removeAt(at: number): void {
    this.levels--
    if (at - this.#from < this.end - at) {
      this.keys.copyWithin(this.#from + 1, this.#from, at)
      this.sizesLots.copyWithin(this.#from + 1, this.#from, at)
      this.#from++
    } else {
      this.keys.copyWithin(at, at + 1, this.end)
      this.sizesLots.copyWithin(at, at + 1, this.end)
      this.end--
    }
  }

  #insertAt(found: number, key: number, sizeLots: number): void {
    let at = found
    if (this.#from === 0 && this.end === this.keys.length) at += this.#grow()
    const isNearWorst = at - this.#from < this.end - at
    if (this.#from > 0 && (isNearWorst || this.end === this.keys.length)) {
      this.keys.copyWithin(this.#from - 1, this.#from, at)
      this.sizesLots.copyWithin(this.#from - 1, this.#from, at)
      this.#from--
      at--
    } else {
      this.keys.copyWithin(at + 1, at, this.end)
      this.sizesLots.copyWithin(at + 1, at, this.end)
      this.end++
    }
    this.keys[at] = key
    this.sizesLots[at] = sizeLots
    this.levels++
  }

  /** Makes room at both ends. @returns how far the levels moved */
  #grow(): number {
    const capacity = this.keys.length
    const shift = capacity >> 1
    const [keys, sizes] = [new Float64Array(2 * capacity), new Float64Array(2 * capacity)]
    keys.set(this.keys, shift)
    sizes.set(this.sizesLots, shift)
    this.keys = keys
    this.sizesLots = sizes
    this.#from += shift
    this.end += shift
    return shift
  }
}
