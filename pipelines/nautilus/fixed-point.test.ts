import { describe, expect, test } from 'vitest'
import { rawBytes, rawOf, unitsDecoder } from './fixed-point.ts'

describe('raw values become units', () => {
  test('at both widths', () => {
    expect(unitsDecoder(8, 4)(123_400_000_000n)).toBe(1_234_000n)
    expect(unitsDecoder(16, 4)(1_234_000_000_000_000_000n)).toBe(1_234_000n)
    expect(unitsDecoder(8, 9)(-5n)).toBe(-5n)
    expect(unitsDecoder(16, 2)(-(10n ** 14n) * 7n)).toBe(-7n)
  })

  test('through the noise of floats, but not beyond', () => {
    const decode = unitsDecoder(16, 2)
    const step = 10n ** 14n
    expect(decode(7n * step + step / 1000n)).toBe(7n)
    expect(decode(7n * step - step / 1000n)).toBe(7n)
    expect(decode(-7n * step + step / 1000n)).toBe(-7n)
    expect(decode(7n * step + step / 1000n + 1n)).toBeUndefined()
    expect(decode(7n * step + step / 2n)).toBeUndefined()
  })

  test('unless they stand for none or leave 18 digits', () => {
    expect(unitsDecoder(8, 9)((1n << 63n) - 1n)).toBeUndefined()
    expect(unitsDecoder(16, 16)((1n << 127n) - 1n)).toBeUndefined()
    expect(unitsDecoder(16, 16)(-1n)).toBeUndefined()
    expect(unitsDecoder(16, 9)(10n ** 25n - 10n ** 7n)).toBe(10n ** 18n - 1n)
    expect(unitsDecoder(16, 9)(10n ** 25n)).toBeUndefined()
  })
})

test('units become raw values and bytes, little end first, and come back', () => {
  for (const width of [8, 16] as const) {
    for (const units of [0n, 1n, -1n, 61_680_98n, -(10n ** 12n), 10n ** 15n]) {
      const raw = rawOf(units, width, 6)
      expect(raw).toBeDefined()
      const bytes = rawBytes(raw ?? 0n, width)
      let read = 0n
      for (const [index, byte] of bytes.entries()) read |= BigInt(byte) << BigInt(8 * index)
      expect(BigInt.asIntN(8 * width, read)).toBe(raw)
      expect(unitsDecoder(width, 6)(raw ?? 0n)).toBe(units)
    }
  }
  expect(rawOf(10n ** 17n, 8, 6)).toBeUndefined()
  expect(rawOf(1n, 8, 10)).toBeUndefined()
})
