import { describe, expect, test } from 'vitest'
import { canonicalDecimal, decimalUnits, unitAtPrecision } from './decimal.ts'
import { durationNs } from './duration.ts'
import { nearest } from './nearest.ts'
import { feeRate } from './scalars.ts'
import { formatInstant, instantNs, parseWindow } from './time-window.ts'

describe('decimals', () => {
  test.each([
    ['0', '0'],
    ['-0.00', '0'],
    ['+1.50', '1.5'],
    ['.5', '0.5'],
    ['007.', '7'],
    ['1e3', '1000'],
    ['12.5e-3', '0.0125'],
    ['-1E-7', '-0.0000001'],
    ['123456789012345678.123456789012345678', '123456789012345678.123456789012345678'],
  ])('%s is %s', (written, canonical) => {
    expect(canonicalDecimal(written)).toBe(canonical)
  })

  test.each(['', '.', '-', 'NaN', 'Infinity', '1e400', '1e-19', '0x10', '1,5', '1 000', '9'.repeat(21)])(
    '%s is none',
    written => {
      expect(canonicalDecimal(written)).toBeUndefined()
    },
  )

  test('count in units of a precision, or do not fit', () => {
    expect(decimalUnits('-12.5', 3)).toBe(-12_500n)
    expect(decimalUnits('0.0125', 3)).toBeUndefined()
    expect([unitAtPrecision(0), unitAtPrecision(1), unitAtPrecision(8)]).toEqual(['1', '0.1', '0.00000001'])
  })
})

describe('instants', () => {
  test.each([
    ['2023-05-23T19:23:00Z', 1_684_869_780_000_000_000n],
    ['2024-08-08T23:54:15.088176367Z', 1_723_161_255_088_176_367n],
    ['2024-02-29T00:00:00.5+00:00', 1_709_164_800_500_000_000n],
  ])('%s', (text, ns) => {
    expect(instantNs(text)).toBe(ns)
    expect(instantNs(formatInstant(ns))).toBe(ns)
  })

  test.each([
    '2023-05-23',
    '2023-05-23T19:23:00',
    '2023-05-23T19:23:00+02:00',
    '2023-02-29T00:00:00Z',
    '2023-05-23T24:00:01Z',
    '2023-05-23T00:00:00.0123456789Z',
  ])('%s is none', text => {
    expect(instantNs(text)).toBeUndefined()
  })

  test('make a window in their order only', () => {
    const [start, end] = ['2023-05-23T19:23:00Z', '2023-05-23T19:28:00Z']
    expect(parseWindow(start, end)).toEqual({ startNs: instantNs(start), endNs: instantNs(end) })
    expect(() => parseWindow(end, start)).toThrow('is not after the start')
    expect(() => parseWindow('soon', end)).toThrow('the start "soon" is no instant in UTC')
  })
})

test('durations', () => {
  expect(['500ms', '1s', '15m', '1h', '1d'].map(durationNs)).toEqual([
    500_000_000n,
    1_000_000_000n,
    900_000_000_000n,
    3_600_000_000_000n,
    86_400_000_000_000n,
  ])
  expect(['0s', '1', 's', '1.5h', '-1s', '1w'].map(durationNs)).toEqual(Array(6).fill(undefined))
})

test('the nearest word is suggested, a far one is not', () => {
  const words = ['maker_fee', 'taker_fee', 'name']
  expect(
    ['maker_fe', 'takerfee', 'TAKER_FEE', 'amker_fee', 'nmae'].map(word => nearest(word, words)),
  ).toEqual(['maker_fee', 'taker_fee', 'taker_fee', 'maker_fee', 'name'])
  expect(nearest('leverage', words)).toBeUndefined()
})

describe('fee rates', () => {
  test.each(['0.0004', '-0.00025', 0, '0.999'])('%s is one', written => {
    expect(feeRate().safeParse(written).success).toBe(true)
  })

  test.each(['1', '-5', 4, 'x'])('%s is none', written => {
    expect(feeRate().safeParse(written).success).toBe(false)
  })
})
