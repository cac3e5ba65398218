/** Min-heaps of order slots by (offset, age) that can be merged: pairing heaps over flat arrays, any number in one pool.
 *  A heap is named by the slot at its root, -1 when it is empty; a slot is in one heap at most.
 *  Source: Fredman, Sedgewick, Sleator, Tarjan, "The pairing heap" (1986): O(1) merging, amortised O(log n) removal. */
export class OffsetHeaps {
  #offsets = new Float64Array(64)
  #ages = new Float64Array(64)
  #child = new Int32Array(64)
  #next = new Int32Array(64)
  /** The sibling before, or the parent of a first child; -1 at a root. */
  #previous = new Int32Array(64)

  /** A heap of one slot. */
  single(slot: number, offset: number, age: number): number {
    while (slot >= this.#offsets.length) this.#grow()
    this.#offsets[slot] = offset
    this.#ages[slot] = age
    this.#child[slot] = this.#next[slot] = this.#previous[slot] = -1
    return slot
  }

  offsetOf(slot: number): number {
    return this.#offsets[slot]!
  }

  ageOf(slot: number): number {
    return this.#ages[slot]!
  }

  /** Merges two heaps. @returns the root */
  meld(a: number, b: number): number {
    if (a < 0) return b
    if (b < 0) return a
    const [parent, child] = this.#isBefore(a, b) ? [a, b] : [b, a]
    const first = this.#child[parent]!
    this.#next[child] = first
    if (first >= 0) this.#previous[first] = child
    this.#previous[child] = parent
    this.#child[parent] = child
    return parent
  }

  /** Takes a slot out of the heap of this root. @returns the root that is left */
  remove(root: number, slot: number): number {
    const rest = this.#meldChildren(this.#child[slot]!)
    if (slot === root) return rest
    const [before, after] = [this.#previous[slot]!, this.#next[slot]!]
    if (this.#child[before] === slot) this.#child[before] = after
    else this.#next[before] = after
    if (after >= 0) this.#previous[after] = before
    return this.meld(root, rest)
  }

  /** Merges siblings in pairs from the first, then the pairs from the last. */
  #meldChildren(first: number): number {
    let pairs = -1
    for (let child = first; child >= 0; ) {
      const sibling = this.#next[child]!
      const following = sibling < 0 ? -1 : this.#next[sibling]!
      this.#cut(child)
      if (sibling >= 0) this.#cut(sibling)
      const pair = this.meld(child, sibling)
      this.#next[pair] = pairs
      pairs = pair
      child = following
    }
    let root = -1
    while (pairs >= 0) {
      const following = this.#next[pairs]!
      this.#cut(pairs)
      root = this.meld(root, pairs)
      pairs = following
    }
    return root
  }

  #cut(slot: number): void {
    this.#next[slot] = -1
    this.#previous[slot] = -1
  }

  #isBefore(a: number, b: number): boolean {
    const [offsetA, offsetB] = [this.#offsets[a]!, this.#offsets[b]!]
    return offsetA < offsetB || (offsetA === offsetB && this.#ages[a]! < this.#ages[b]!)
  }

  #grow(): void {
    this.#offsets = doubled(this.#offsets)
    this.#ages = doubled(this.#ages)
    this.#child = doubled(this.#child)
    this.#next = doubled(this.#next)
    this.#previous = doubled(this.#previous)
  }
}

function doubled<Column extends Float64Array | Int32Array>(values: Column): Column {
  const next = new (values.constructor as new (length: number) => Column)(values.length * 2)
  next.set(values)
  return next
}
