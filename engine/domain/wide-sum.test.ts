import { expect, test } from 'vitest'
import { Seeded } from '../test/seeded.ts'
import { WideSum } from './wide-sum.ts'

const SAFE = Number.MAX_SAFE_INTEGER

test('sums safe integers exactly, far beyond 2^53', () => {
  const seeded = new Seeded(31)
  const sum = new WideSum(7n)
  let expected = 7n
  for (let index = 0; index < 20_000; index++) {
    const size = 2 ** seeded.whole(0, 53)
    const amount = Math.max(-SAFE, Math.min(SAFE, Math.round((seeded.unit() * 2 - 0.7) * size)))
    sum.add(amount)
    expected += BigInt(amount)
    if (index % 7 === 0) {
      sum.addBig(10n ** 20n)
      expected += 10n ** 20n
    }
    if (index % 100 === 0) expect(sum.value()).toBe(expected)
  }
  expect(sum.value()).toBe(expected)
  expect(sum.approximate() / Number(expected)).toBeCloseTo(1, 12)
})

test('stays exact at the edges of its fast path', () => {
  for (const amount of [2 ** 52 - 1, 2 ** 52, 2 ** 52 + 1, SAFE]) {
    const sum = new WideSum()
    for (let count = 1; count <= 5; count++) {
      sum.add(amount)
      expect(sum.value()).toBe(BigInt(count) * BigInt(amount))
    }
    for (let count = 0; count < 5; count++) sum.add(-amount)
    expect(sum.value()).toBe(0n)
  }
})

test('starts anew', () => {
  const sum = new WideSum(10n ** 18n)
  sum.add(3)
  sum.reset()
  sum.add(4)
  expect(sum.value()).toBe(4n)
})
