/** A running 64-bit sum of safe integers that stays in number arithmetic while it can:
 *  2^53 units are only 90 million at eight digits, so sums need more room than a number has. */
export class WideSum {
  #low = 0
  #high: bigint
  #highNumber: number
  #initial: bigint
  /** The high part less the initial value. */
  #highGain = 0
  #folds = 0

  constructor(initial: bigint = 0n) {
    this.#initial = initial
    this.#high = initial
    this.#highNumber = Number(initial)
  }

  /** @param amount a safe integer. */
  add(amount: number): void {
    if (amount > FOLD_AT || amount < -FOLD_AT) {
      this.addBig(BigInt(amount))
      return
    }
    this.#low += amount
    if (this.#low > FOLD_AT || this.#low < -FOLD_AT) {
      this.addBig(BigInt(this.#low))
      this.#low = 0
    }
  }

  reset(): void {
    this.#low = 0
    this.#high = 0n
    this.#highNumber = 0
    this.#initial = 0n
    this.#highGain = 0
    this.#folds++
  }

  addBig(amount: bigint): void {
    this.#high += amount
    this.#highNumber = Number(this.#high)
    this.#highGain = Number(this.#high - this.#initial)
    this.#folds++
  }

  /** The exact sum. */
  value(): bigint {
    return this.#high + BigInt(this.#low)
  }

  /** The sum within floating-point error, for comparisons that fall back to `value()` when they are close. */
  approximate(): number {
    return this.#highNumber + this.#low
  }

  /** What was added since the initial value: exact while it is a safe integer, however large the initial value. */
  gained(): number {
    return this.#highGain + this.#low
  }

  /** The part that numbers add to; the rest changes only when `folds` does. */
  get low(): number {
    return this.#low
  }

  /** How often the other part has changed. */
  get folds(): number {
    return this.#folds
  }

  /** Copies the sum as two parts that add up to it; costs no arithmetic. */
  copyTo(lows: Float64Array, highs: bigint[], at: number): void {
    lows[at] = this.#low
    highs[at] = this.#high
  }
}

/** Folding here keeps the low part plus one more amount a safe integer. */
const FOLD_AT = 2 ** 52
