/** A seeded generator of 32-bit words (sfc32: small fast counter, by Chris Doty-Humphrey), good enough for
 *  synthetic data and fast enough for tens of millions of draws. */
export class Random {
  #a: number
  #b: number
  #c: number
  #counter = 1

  /** @param seed any whole number; @param purpose keeps the streams of different consumers apart. */
  constructor(seed: number, purpose: number) {
    this.#a = seed | 0
    this.#b = Math.floor(seed / 0x1_0000_0000) | 0
    this.#c = purpose | 0
    for (let round = 0; round < 12; round++) this.word()
  }

  /** A whole number in [0, 2^32). */
  word(): number {
    const word = (((this.#a + this.#b) | 0) + this.#counter) | 0
    this.#counter = (this.#counter + 1) | 0
    this.#a = this.#b ^ (this.#b >>> 9)
    this.#b = (this.#c + (this.#c << 3)) | 0
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + word) | 0
    return word >>> 0
  }

  /** Uniform in (0, 1). */
  uniform(): number {
    return (this.word() + 0.5) / 0x1_0000_0000
  }

  chance(probability: number): boolean {
    return this.uniform() < probability
  }

  /** Standard normal (Box and Muller). */
  normal(): number {
    return Math.sqrt(-2 * Math.log(this.uniform())) * Math.cos(2 * Math.PI * this.uniform())
  }

  /** Exponential with mean 1. */
  exponential(): number {
    return -Math.log(this.uniform())
  }

  /** Heavy-tailed whole number of at least 1: log-normal around a median. */
  lots(medianLots: number, spread: number): number {
    return Math.max(1, Math.round(medianLots * Math.exp(spread * this.normal())))
  }
}
