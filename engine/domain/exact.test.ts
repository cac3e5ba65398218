import { describe, expect, test } from 'vitest'
import { Seeded } from '../test/seeded.ts'
import {
  divideHalfEven,
  divideHalfEvenBig,
  multiplyDivide,
  multiplyDivideBig,
  ratio,
  toSafeInteger,
} from './exact.ts'

const SAFE = Number.MAX_SAFE_INTEGER

/** Half to even, written another way: floor of twice the fraction plus one, halved, less one at a tie to odd. */
function reference(numerator: bigint, denominator: bigint): bigint {
  const floor = (a: bigint, b: bigint): bigint => (a >= 0n ? a / b : -((-a + b - 1n) / b))
  const up = floor(2n * numerator + denominator, 2n * denominator)
  const isTie = (2n * numerator + denominator) % (2n * denominator) === 0n
  return isTie && up % 2n !== 0n ? up - 1n : up
}

describe('division half to even', () => {
  test.each([
    [5, 2, 2],
    [7, 2, 4],
    [-5, 2, -2],
    [-7, 2, -4],
    [1, 2, 0],
    [-1, 2, 0],
    [3, 2, 2],
    [29, 10, 3],
    [25, 10, 2],
    [35, 10, 4],
    [0, 7, 0],
    [SAFE, 1, SAFE],
    [-SAFE, 1, -SAFE],
    [SAFE, 2, 2 ** 52],
    [SAFE, SAFE, 1],
    [1, SAFE, 0],
    [SAFE - 1, SAFE, 1],
    [1 - SAFE, 11, -818_836_295_885_545],
  ])('%d / %d = %d', (numerator, denominator, quotient) => {
    expect(divideHalfEven(numerator, denominator)).toBe(quotient + 0)
    expect(divideHalfEvenBig(BigInt(numerator), BigInt(denominator))).toBe(BigInt(quotient))
  })

  test('agrees with exact integers, ties and edges included', () => {
    for (const [numerator, denominator] of seededFractions(20_000)) {
      const expected = reference(BigInt(numerator), BigInt(denominator))
      const found = BigInt(divideHalfEven(numerator, denominator))
      if (found !== expected || divideHalfEvenBig(BigInt(numerator), BigInt(denominator)) !== expected) {
        expect.fail(`${numerator} / ${denominator}: found ${found}, expected ${expected}`)
      }
    }
  })
})

describe('a × b / c', () => {
  test('agrees with exact integers or says that it cannot', () => {
    let answered = 0
    for (const [a, b, c] of seededTriples(40_000)) {
      const expected = multiplyDivideBig(BigInt(a), BigInt(b), BigInt(c))
      expect(expected).toBe(reference(BigInt(a) * BigInt(b), BigInt(c)))
      const found = multiplyDivide(a, b, c)
      if (Number.isNaN(found)) continue
      answered++
      if (BigInt(found) !== expected) expect.fail(`${a} × ${b} / ${c}: found ${found}, expected ${expected}`)
    }
    expect(answered).toBeGreaterThan(20_000)
  })

  test('beyond 2^53 rounds ties to even once', () => {
    // …247.5 and …250.5: the products are no safe integers, the ties are exact.
    expect(multiplyDivide(6_004_799_503_160_660, 3, 8)).toBe(2_251_799_813_685_248)
    expect(multiplyDivide(6_004_799_503_160_668, 3, 8)).toBe(2_251_799_813_685_250)
    expect(multiplyDivide(6_004_799_503_160_668, -3, 8)).toBe(-2_251_799_813_685_250)
  })

  test('leaves to bigint what no number holds', () => {
    expect(multiplyDivide(SAFE, 2, 1)).toBeNaN()
    expect(multiplyDivide(SAFE, SAFE, 3)).toBeNaN()
  })
})

describe('ratio', () => {
  test('is in lowest terms and keeps its sign', () => {
    expect(ratio(40n, 100_000n, 'fee')).toEqual({ numerator: 1, denominator: 2500 })
    expect(ratio(-25n, 1000n, 'fee')).toEqual({ numerator: -1, denominator: 40 })
    expect(ratio(0n, 1000n, 'fee')).toEqual({ numerator: 0, denominator: 1 })
  })

  test('refuses what is no safe integer, and says what it was', () => {
    expect(() => ratio(2n ** 60n + 1n, 3n, 'multiplier of X')).toThrow(
      /multiplier of X is 1152921504606846977/,
    )
    expect(() => toSafeInteger(2n ** 53n, 'cost')).toThrow(/cost is 9007199254740992/)
    expect(toSafeInteger(-(2n ** 53n) + 1n, 'cost')).toBe(-SAFE)
  })
})

function* seededFractions(count: number): Generator<[number, number]> {
  const seeded = new Seeded(11)
  for (let index = 0; index < count; index++) {
    const denominator = magnitude(seeded)
    const sign = seeded.pick([1, -1])
    if (index % 3 === 0) {
      // An exact tie: an odd multiple of half an even denominator.
      const half = Math.max(1, Math.floor(denominator / 2 ** 27))
      const odd = 2 * seeded.whole(0, Math.floor(SAFE / half / 4)) + 1
      yield [sign * half * odd, 2 * half]
    } else if (index % 3 === 1) {
      yield [sign * (SAFE - seeded.whole(0, 50)), denominator]
    } else {
      yield [sign * magnitude(seeded), denominator]
    }
  }
}

function* seededTriples(count: number): Generator<[number, number, number]> {
  const seeded = new Seeded(12)
  for (let index = 0; index < count; index++) {
    const c = Math.max(1, Math.min(magnitude(seeded), 10 ** seeded.whole(0, 12)))
    const b = seeded.pick([1, -1]) * Math.max(1, Math.floor(magnitude(seeded) / 10 ** seeded.whole(0, 15)))
    const a = index % 4 === 0 ? SAFE - seeded.whole(0, 9) : magnitude(seeded)
    yield [a, b, c]
  }
}

/** A positive safe integer, evenly spread over orders of magnitude. */
function magnitude(seeded: Seeded): number {
  return Math.max(1, Math.floor(seeded.unit() * 2 ** seeded.whole(1, 53)))
}
