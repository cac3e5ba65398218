import type { OffsetHeaps } from './offset-heaps.ts'

/** Trailing stops of one direction that follow one price, behind a key that rises in their favour: the price for sells,
 *  its negative for buys. An order's trigger is its peak, the highest key since it began to follow, less its offset.
 *
 *  Orders of the same peak form a group. Whoever begins to follow joins at the current key, which no peak lies below, so
 *  groups lie in order of age with peaks that fall; a new high merges the groups it passes into one. A price that
 *  makes no new high and reaches no trigger costs two comparisons, however many orders follow. */
export class TrailingGroups {
  readonly #heaps: OffsetHeaps
  #peaks = new Float64Array(16)
  /** Age of the oldest order that a group may hold. */
  #ages = new Float64Array(16)
  #roots = new Int32Array(16)
  /** Highest trigger of a group and all before it. */
  #best = new Float64Array(16)
  #groups = 0

  constructor(heaps: OffsetHeaps) {
    this.#heaps = heaps
  }

  /** Begins to follow at a key. @param age larger than that of every order before. */
  insert(slot: number, offset: number, age: number, key: number): void {
    this.follow(key)
    const single = this.#heaps.single(slot, offset, age)
    let group = this.#groups - 1
    if (group >= 0 && this.#peaks[group] === key) {
      this.#roots[group] = this.#heaps.meld(this.#roots[group]!, single)
    } else {
      if (this.#groups === this.#roots.length) this.#grow()
      group = this.#groups++
      this.#peaks[group] = key
      this.#ages[group] = age
      this.#roots[group] = single
    }
    this.#rank(group)
  }

  /** Follows the price to a new high. */
  follow(key: number): void {
    let group = this.#groups - 1
    if (group < 0 || this.#peaks[group]! >= key) return
    while (group > 0 && this.#peaks[group - 1]! <= key) {
      this.#roots[group - 1] = this.#heaps.meld(this.#roots[group - 1]!, this.#roots[group]!)
      group--
    }
    this.#groups = group + 1
    this.#peaks[group] = key
    this.#rank(group)
  }

  /** The order whose trigger a fall to this key has reached first, -1 for none.
   *  @param scale the key counts in units of 1 / scale */
  reachedBy(key: number, scale: number): number {
    let group = this.#groups - 1
    if (group < 0 || this.#best[group]! * scale < key) return -1
    while (group > 0 && this.#best[group - 1] === this.#best[group]) group--
    return this.#roots[group]!
  }

  /** The key at which an order fires. */
  triggerKeyOf(slot: number): number {
    return this.#peaks[this.#groupOf(slot)]! - this.#heaps.offsetOf(slot)
  }

  /** Changes an order's offset; its peak stays. */
  change(slot: number, offset: number): void {
    const group = this.#groupOf(slot)
    const rest = this.#heaps.remove(this.#roots[group]!, slot)
    const single = this.#heaps.single(slot, offset, this.#heaps.ageOf(slot))
    this.#roots[group] = this.#heaps.meld(rest, single)
    this.#rank(group)
  }

  remove(slot: number): void {
    const group = this.#groupOf(slot)
    this.#roots[group] = this.#heaps.remove(this.#roots[group]!, slot)
    if (this.#roots[group] === -1) {
      this.#peaks.copyWithin(group, group + 1, this.#groups)
      this.#ages.copyWithin(group, group + 1, this.#groups)
      this.#roots.copyWithin(group, group + 1, this.#groups)
      this.#groups--
    }
    this.#rank(group)
  }

  /** The last group that is as old as the order. */
  #groupOf(slot: number): number {
    const age = this.#heaps.ageOf(slot)
    let low = 0
    let high = this.#groups - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (this.#ages[middle]! <= age) low = middle
      else high = middle - 1
    }
    return low
  }

  /** Takes up the highest triggers from a group on. */
  #rank(from: number): void {
    for (let group = from; group < this.#groups; group++) {
      const own = this.#peaks[group]! - this.#heaps.offsetOf(this.#roots[group]!)
      this.#best[group] = group === 0 ? own : Math.max(own, this.#best[group - 1]!)
    }
  }

  #grow(): void {
    const wider = (values: Float64Array): Float64Array<ArrayBuffer> => {
      const next = new Float64Array(values.length * 2)
      next.set(values)
      return next
    }
    this.#peaks = wider(this.#peaks)
    this.#ages = wider(this.#ages)
    this.#best = wider(this.#best)
    const roots = new Int32Array(this.#roots.length * 2)
    roots.set(this.#roots)
    this.#roots = roots
  }
}
