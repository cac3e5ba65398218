/** A running 64-bit sum of safe integers that stays in number arithmetic while it can:
 *  2^53 units are only 90 million at eight digits, so sums need more room than a number has. */
export class WideSum {
  #low = 0
  #high = 0n
  #highNumber = 0

  constructor(initial: bigint = 0n) {
    this.addBig(initial)
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
  }

  addBig(amount: bigint): void {
    this.#high += amount
    this.#highNumber = Number(this.#high)
  }

  /** The exact sum. */
  value(): bigint {
    return this.#high + BigInt(this.#low)
  }

  /** The sum within floating-point error, for comparisons that fall back to `value()` when they are close. */
  approximate(): number {
    return this.#highNumber + this.#low
  }
}

/** Folding here keeps the low part plus one more amount a safe integer. */
const FOLD_AT = 2 ** 52
