/** Numbers in ascending order with what they are for, at equal ones in order of creation: a binary heap over flat
 *  arrays. Times of timers and commands, or thresholds of volume. */
export class WakeQueue {
  #times = new Float64Array(64)
  #sequences = new Float64Array(64)
  #slots = new Int32Array(64)
  #length = 0
  #created = 0

  get length(): number {
    return this.#length
  }

  /** Time of the earliest entry, Infinity when empty. */
  nextNs(): number {
    return this.#length === 0 ? Number.POSITIVE_INFINITY : this.#times[0]!
  }

  push(tsNs: number, slot: number): void {
    if (this.#length === this.#times.length) this.#grow()
    let at = this.#length++
    const sequence = this.#created++
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (this.#times[parent]! <= tsNs) break
      this.#set(at, this.#times[parent]!, this.#sequences[parent]!, this.#slots[parent]!)
      at = parent
    }
    this.#set(at, tsNs, sequence, slot)
  }

  /** Removes the earliest entry and returns its slot. The queue must not be empty. */
  pop(): number {
    const slot = this.#slots[0]!
    const last = --this.#length
    const tsNs = this.#times[last]!
    const sequence = this.#sequences[last]!
    const moved = this.#slots[last]!
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= last) break
      if (child + 1 < last && this.#isBefore(child + 1, child)) child++
      if (this.#times[child]! > tsNs || (this.#times[child] === tsNs && this.#sequences[child]! > sequence))
        break
      this.#set(at, this.#times[child]!, this.#sequences[child]!, this.#slots[child]!)
      at = child
    }
    this.#set(at, tsNs, sequence, moved)
    return slot
  }

  #isBefore(a: number, b: number): boolean {
    const [timeA, timeB] = [this.#times[a]!, this.#times[b]!]
    return timeA < timeB || (timeA === timeB && this.#sequences[a]! < this.#sequences[b]!)
  }

  #set(at: number, tsNs: number, sequence: number, slot: number): void {
    this.#times[at] = tsNs
    this.#sequences[at] = sequence
    this.#slots[at] = slot
  }

  #grow(): void {
    const capacity = this.#times.length * 2
    const [times, sequences, slots] = [this.#times, this.#sequences, this.#slots]
    this.#times = new Float64Array(capacity)
    this.#times.set(times)
    this.#sequences = new Float64Array(capacity)
    this.#sequences.set(sequences)
    this.#slots = new Int32Array(capacity)
    this.#slots.set(slots)
  }
}
