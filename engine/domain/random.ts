/** One purpose of randomness; each draws from a stream of its own, so adding a consumer shifts no other. */
export type RandomPurpose = 'slippage' | 'latency' | 'parent'

/** A seeded generator: xoshiro128** seeded by splitmix32 over the seed and the purpose's name.
 *  Source: Blackman and Vigna, "Scrambled linear pseudorandom number generators" (2021). */
export class SeededRandom {
  #a: number
  #b: number
  #c: number
  #d: number

  /** @param scope tells apart several consumers of one purpose; the first of them has none. */
  constructor(seed: number, purpose: RandomPurpose, scope = '') {
    const name = scope === '' ? purpose : `${purpose} ${scope}`
    let state = seed | 0
    for (let index = 0; index < name.length; index++) {
      state = Math.imul(state ^ name.charCodeAt(index), 0x01000193)
    }
    const next = (): number => {
      state = (state + 0x9e3779b9) | 0
      let mixed = state ^ (state >>> 16)
      mixed = Math.imul(mixed, 0x21f0aaad)
      mixed ^= mixed >>> 15
      mixed = Math.imul(mixed, 0x735a2d97)
      return (mixed ^ (mixed >>> 15)) | 0
    }
    this.#a = next()
    this.#b = next()
    this.#c = next()
    this.#d = next()
  }

  /** A number in [0, 1) with 32 random bits. */
  next(): number {
    const product = Math.imul(this.#b, 5)
    const result = Math.imul((product << 7) | (product >>> 25), 9)
    const shifted = this.#b << 9
    this.#c ^= this.#a
    this.#d ^= this.#b
    this.#b ^= this.#c
    this.#a ^= this.#d
    this.#c ^= shifted
    this.#d = (this.#d << 11) | (this.#d >>> 21)
    return (result >>> 0) / 4_294_967_296
  }
}
