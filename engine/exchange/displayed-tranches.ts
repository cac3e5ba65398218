/** How much of each resting order the market sees. An order with a displayed quantity shows one tranche; what lies behind
 *  it has no place in the queue and fills nothing until the tranche is used up and the next one joins the queue anew.
 *
 *  Unrealistic on the careful side: venues let what is hidden fill at its price too, after all that is displayed. */
export class DisplayedTranches {
  /** Orders that show only a part. */
  count = 0
  #displayLots = new Float64Array(256)
  #shownLots = new Float64Array(256)

  /** Shows an order's first tranche. @param displayLots 0 where it shows everything */
  show(slot: number, displayLots: number): void {
    while (slot >= this.#displayLots.length) {
      this.#displayLots = doubled(this.#displayLots)
      this.#shownLots = doubled(this.#shownLots)
    }
    this.#displayLots[slot] = displayLots
    this.#shownLots[slot] = displayLots
    if (displayLots > 0) this.count++
  }

  /** Forgets an order that no longer rests. */
  hide(slot: number): void {
    if (this.#displayLots[slot]! > 0) this.count--
    this.#displayLots[slot] = 0
  }

  /** Lots of an order that can fill now. @param remainingLots all that is left of it */
  shownLots(slot: number, remainingLots: number): number {
    return this.#displayLots[slot]! > 0 ? Math.min(this.#shownLots[slot]!, remainingLots) : remainingLots
  }

  /** Takes a fill. @returns whether the tranche is used up */
  fill(slot: number, lots: number): boolean {
    if (this.#displayLots[slot] === 0) return false
    this.#shownLots[slot] = this.#shownLots[slot]! - lots
    return this.#shownLots[slot] === 0
  }

  /** Shows the next tranche. */
  refill(slot: number): void {
    this.#shownLots[slot] = this.#displayLots[slot]!
  }
}

function doubled(values: Float64Array): Float64Array<ArrayBuffer> {
  const next = new Float64Array(values.length * 2)
  next.set(values)
  return next
}
