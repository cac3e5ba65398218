import { expect, test } from 'vitest'
import { Seeded } from '../test/seeded.ts'
import { formatScaled, parseFraction, parseScaled } from './decimal.ts'

test.each([
  ['12.5', 2, 1250n],
  ['-12.50', 2, -1250n],
  ['+0.07', 2, 7n],
  ['3', 0, 3n],
  ['3.000', 0, 3n],
  ['0.00000001', 8, 1n],
  ['92233720368547758.07', 2, 9_223_372_036_854_775_807n],
])('%s at %d digits is %d units', (text, precision, units) => {
  expect(parseScaled(text, precision, 'price')).toBe(units)
})

test.each(['', '.5', '5.', '1e3', '1,000', 'NaN', '0x10', '--1', '1 2'])('%j is no decimal', text => {
  expect(() => parseScaled(text, 8, 'price of X')).toThrow(/price of X is written/)
})

test('more digits than declared are refused, not rounded', () => {
  expect(() => parseScaled('0.125', 2, 'lot_size')).toThrow(/at most 2 digits/)
})

test('a fraction keeps all its digits', () => {
  expect(parseFraction('0.00075', 'fee')).toEqual({ numerator: 75n, denominator: 100_000n })
  expect(parseFraction('-2', 'fee')).toEqual({ numerator: -2n, denominator: 1n })
})

test('text and units are each other’s inverse', () => {
  const seeded = new Seeded(21)
  for (let index = 0; index < 2_000; index++) {
    const precision = seeded.whole(0, 12)
    const units = BigInt(seeded.whole(-(2 ** 52), 2 ** 52)) * BigInt(seeded.whole(1, 1_000))
    expect(parseScaled(formatScaled(units, precision), precision, 'value')).toBe(units)
  }
  expect(formatScaled(-5n, 3)).toBe('-0.005')
  expect(formatScaled(0n, 2)).toBe('0.00')
  expect(formatScaled(1200, 0)).toBe('1200')
})
