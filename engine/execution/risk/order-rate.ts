/** Counts what was sent in a window that slides with the clock, in bounded memory: the last `limit` times suffice,
 *  since the window is full exactly when the oldest of them lies in it. */
export class OrderRate {
  readonly #windowNs: number
  readonly #sentNs: Float64Array
  #oldest = 0

  /** @param limit most that may be sent within any `windowNs`, ≥ 1 */
  constructor(limit: number, windowNs: number) {
    this.#windowNs = windowNs
    this.#sentNs = new Float64Array(limit).fill(Number.NEGATIVE_INFINITY)
  }

  /** Whether one more now would be one too many: as many as allowed were sent in (now - window, now]. */
  isFull(nowNs: number): boolean {
    return this.#sentNs[this.#oldest]! > nowNs - this.#windowNs
  }

  /** Notes that something is sent. */
  note(nowNs: number): void {
    this.#sentNs[this.#oldest] = nowNs
    this.#oldest = this.#oldest + 1 === this.#sentNs.length ? 0 : this.#oldest + 1
  }
}
