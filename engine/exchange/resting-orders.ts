/** Our resting orders of one side in price-time order. Levels are sorted by aggressiveness, the most aggressive last:
 *  the key of a buy is its limit, of a sell its negated limit. Finding a price costs O(log levels); what a market
 *  event can touch lies at the end. Orders of one level form a linked list over their slots. */
export class RestingOrders {
  #keys = new Float64Array(16)
  #heads = new Int32Array(16)
  #tails = new Int32Array(16)
  /** Displayed size that all orders of a level have taken up, NaN where not all have. */
  #displayedLots = new Float64Array(16)
  #levels = 0
  #next = new Int32Array(256)
  #previous = new Int32Array(256)
  /** Orders resting. */
  count = 0

  get levels(): number {
    return this.#levels
  }

  /** Key of a level; `levels - 1` is the most aggressive. */
  keyAt(level: number): number {
    return this.#keys[level]!
  }

  /** Whether all orders of a level have taken up this displayed size. */
  haveSeen(level: number, displayedLots: number): boolean {
    return this.#displayedLots[level] === displayedLots
  }

  /** Notes the displayed size that all orders of a level have taken up. */
  noteSeen(level: number, displayedLots: number): void {
    this.#displayedLots[level] = displayedLots
  }

  /** First slot in time at a level. */
  firstAt(level: number): number {
    return this.#heads[level]!
  }

  /** The slot after this one in time at its level, -1 at the end. */
  nextOf(slot: number): number {
    return this.#next[slot]!
  }

  /** The level of a key, -1 where nothing rests. */
  levelOf(key: number): number {
    const at = this.#lowerBound(key)
    return at < this.#levels && this.#keys[at] === key ? at : -1
  }

  /** Puts an order last in time at its price. */
  insert(key: number, slot: number): void {
    this.#reach(slot)
    this.count++
    const at = this.#lowerBound(key)
    if (at === this.#levels || this.#keys[at] !== key) {
      this.#openLevel(at, key)
      this.#heads[at] = slot
      this.#previous[slot] = -1
    } else {
      const tail = this.#tails[at]!
      this.#next[tail] = slot
      this.#previous[slot] = tail
    }
    this.#tails[at] = slot
    this.#next[slot] = -1
    this.#displayedLots[at] = Number.NaN
  }

  /** Takes an order out; it must rest at this key. */
  remove(key: number, slot: number): void {
    const at = this.levelOf(key)
    const before = this.#previous[slot]!
    const after = this.#next[slot]!
    if (before === -1) this.#heads[at] = after
    else this.#next[before] = after
    if (after === -1) this.#tails[at] = before
    else this.#previous[after] = before
    this.count--
    if (before === -1 && after === -1) this.#closeLevel(at)
  }

  /** First level whose key is not less than the given one. */
  #lowerBound(key: number): number {
    let low = 0
    let high = this.#levels
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#keys[middle]! < key) low = middle + 1
      else high = middle
    }
    return low
  }

  #openLevel(at: number, key: number): void {
    if (this.#levels === this.#keys.length) this.#growLevels()
    this.#keys.copyWithin(at + 1, at, this.#levels)
    this.#heads.copyWithin(at + 1, at, this.#levels)
    this.#tails.copyWithin(at + 1, at, this.#levels)
    this.#displayedLots.copyWithin(at + 1, at, this.#levels)
    this.#keys[at] = key
    this.#levels++
  }

  #closeLevel(at: number): void {
    this.#keys.copyWithin(at, at + 1, this.#levels)
    this.#heads.copyWithin(at, at + 1, this.#levels)
    this.#tails.copyWithin(at, at + 1, this.#levels)
    this.#displayedLots.copyWithin(at, at + 1, this.#levels)
    this.#levels--
  }

  #growLevels(): void {
    this.#keys = doubled(this.#keys)
    this.#displayedLots = doubled(this.#displayedLots)
    this.#heads = doubled(this.#heads)
    this.#tails = doubled(this.#tails)
  }

  #reach(slot: number): void {
    while (slot >= this.#next.length) {
      this.#next = doubled(this.#next)
      this.#previous = doubled(this.#previous)
    }
  }
}

function doubled<Column extends Int32Array | Float64Array>(values: Column): Column {
  const next = new (values.constructor as new (length: number) => Column)(values.length * 2)
  next.set(values)
  return next
}
