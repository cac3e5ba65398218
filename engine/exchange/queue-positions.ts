import type { QueueModel } from './queue-model.ts'

/** Book events whose clamp a late print may have to look behind. */
const HISTORY = 4

/** The lots ahead of each resting order at its venue, by order slot.
 *
 *  A price beyond the worst displayed level is unseen: nothing is known of its queue until it appears. A print whose
 *  venue time is not after an applied book event's is measured against the queue before that event, so that one
 *  trade does not shorten the queue twice. */
export class QueuePositions {
  readonly #model: QueueModel
  #aheadLots = new Float64Array(256)
  /** 1 while the order's price is unseen. */
  #isUnseen = new Uint8Array(256)
  #displayedLots = new Float64Array(256)
  /** Prints at the price since the displayed size was last seen. */
  #tradedLots = new Float64Array(256)
  #clampNs = new Float64Array(256 * HISTORY)
  #beforeClampLots = new Float64Array(256 * HISTORY)

  constructor(model: QueueModel) {
    this.#model = model
  }

  /** Puts an order behind what is displayed. @param displayedLots NaN where the price is unseen. */
  join(slot: number, displayedLots: number): void {
    this.#reach(slot)
    const isUnseen = Number.isNaN(displayedLots)
    this.#isUnseen[slot] = isUnseen ? 1 : 0
    this.#aheadLots[slot] = isUnseen ? 0 : displayedLots
    this.#displayedLots[slot] = isUnseen ? 0 : displayedLots
    this.#tradedLots[slot] = 0
    this.#clampNs.fill(Number.NEGATIVE_INFINITY, slot * HISTORY, (slot + 1) * HISTORY)
  }

  aheadLots(slot: number): number {
    return this.#aheadLots[slot]!
  }

  isUnseen(slot: number): boolean {
    return this.#isUnseen[slot] === 1
  }

  /** Nothing stands ahead any more, and that is known. */
  clear(slot: number): void {
    this.#aheadLots[slot] = 0
    this.#isUnseen[slot] = 0
    this.#clampNs.fill(Number.NEGATIVE_INFINITY, slot * HISTORY, (slot + 1) * HISTORY)
  }

  /** Takes up the displayed size after a book event of venue time `tsEventNs`. An event that left the price as it was
   *  says nothing of its queue. */
  onDisplayed(slot: number, displayedLots: number, tsEventNs: number): void {
    if (this.#isUnseen[slot] === 0 && this.#displayedLots[slot] === displayedLots) return
    if (this.#isUnseen[slot] === 1) {
      this.#isUnseen[slot] = 0
      this.#aheadLots[slot] = displayedLots
    } else {
      const before = this.#aheadLots[slot]!
      const traded = this.#tradedLots[slot]!
      const after = this.#model.afterChange(before, this.#displayedLots[slot]!, displayedLots, traded)
      if (after !== before) this.#remember(slot, tsEventNs, before)
      this.#aheadLots[slot] = after
    }
    this.#displayedLots[slot] = displayedLots
    this.#tradedLots[slot] = 0
  }

  /** Takes a print at the order's price. @param leftLots of the print, after what our orders before this one took.
   *  @returns how much of that goes beyond the queue. */
  onPrint(slot: number, sizeLots: number, leftLots: number, tsEventNs: number): number {
    this.#tradedLots[slot] = this.#tradedLots[slot]! + sizeLots
    const late = this.#lateClamp(slot, tsEventNs)
    const ahead = late < 0 ? this.#aheadLots[slot]! : this.#beforeClampLots[late]!
    const rest = Math.max(ahead - leftLots, 0)
    if (late >= 0) this.#lowerHistory(slot, tsEventNs, rest)
    this.#aheadLots[slot] = Math.min(this.#aheadLots[slot]!, rest)
    return Math.max(Math.floor(leftLots - ahead), 0)
  }

  /** Index of the earliest clamp that the print does not lie after, -1 for none. */
  #lateClamp(slot: number, tsEventNs: number): number {
    let earliest = -1
    for (let index = slot * HISTORY; index < (slot + 1) * HISTORY; index++) {
      if (this.#clampNs[index]! < tsEventNs) continue
      if (earliest < 0 || this.#clampNs[index]! < this.#clampNs[earliest]!) earliest = index
    }
    return earliest
  }

  #lowerHistory(slot: number, tsEventNs: number, restLots: number): void {
    for (let index = slot * HISTORY; index < (slot + 1) * HISTORY; index++) {
      if (this.#clampNs[index]! < tsEventNs) continue
      this.#beforeClampLots[index] = Math.min(this.#beforeClampLots[index]!, restLots)
    }
  }

  /** Keeps the queue before a clamp, in place of the oldest one kept. */
  #remember(slot: number, tsEventNs: number, beforeLots: number): void {
    let oldest = slot * HISTORY
    for (let index = oldest + 1; index < (slot + 1) * HISTORY; index++) {
      if (this.#clampNs[index]! < this.#clampNs[oldest]!) oldest = index
    }
    this.#clampNs[oldest] = tsEventNs
    this.#beforeClampLots[oldest] = beforeLots
  }

  #reach(slot: number): void {
    while (slot >= this.#aheadLots.length) {
      this.#aheadLots = doubled(this.#aheadLots)
      this.#displayedLots = doubled(this.#displayedLots)
      this.#tradedLots = doubled(this.#tradedLots)
      this.#clampNs = doubled(this.#clampNs)
      this.#beforeClampLots = doubled(this.#beforeClampLots)
      const isUnseen = new Uint8Array(this.#isUnseen.length * 2)
      isUnseen.set(this.#isUnseen)
      this.#isUnseen = isUnseen
    }
  }
}

function doubled(values: Float64Array): Float64Array<ArrayBuffer> {
  const next = new Float64Array(values.length * 2)
  next.set(values)
  return next
}
