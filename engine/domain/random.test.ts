import { expect, test } from 'vitest'
import { SeededRandom } from './random.ts'

const draws = (seed: number, purpose: 'slippage' | 'latency', count = 8): number[] => {
  const random = new SeededRandom(seed, purpose)
  return Array.from({ length: count }, () => random.next())
}

test('the same seed and purpose give the same numbers', () => {
  expect(draws(1, 'slippage')).toEqual(draws(1, 'slippage'))
})

test('purposes and seeds give streams of their own', () => {
  const firsts = [draws(1, 'slippage'), draws(1, 'latency'), draws(2, 'slippage'), draws(2, 'latency')]
  const all = firsts.flat()
  expect(new Set(all).size).toBe(all.length)
})

test('drawing from one stream shifts no other', () => {
  const latency = new SeededRandom(1, 'latency')
  const slippage = new SeededRandom(1, 'slippage')
  const found = Array.from({ length: 8 }, () => {
    latency.next()
    latency.next()
    return slippage.next()
  })
  expect(found).toEqual(draws(1, 'slippage'))
})

test('numbers lie in [0, 1) and spread evenly', () => {
  const numbers = draws(7, 'latency', 20_000)
  expect(numbers.every(number => number >= 0 && number < 1)).toBe(true)
  const tenths = Array.from({ length: 10 }, () => 0)
  for (const number of numbers) tenths[Math.floor(number * 10)]!++
  expect(Math.min(...tenths)).toBeGreaterThan(1_800)
  expect(Math.max(...tenths)).toBeLessThan(2_200)
})
