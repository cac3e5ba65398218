import { expect, test } from 'vitest'
import { Seeded } from '../test/seeded.ts'
import { readInt64, writeInt64 } from './int64-halves.ts'

const SAFE = Number.MAX_SAFE_INTEGER

test('a safe integer is read as written, and as the bytes of an int64', () => {
  const seeded = new Seeded(41)
  const edges = [0, 1, -1, 2 ** 31, -(2 ** 31), 2 ** 32 - 1, 2 ** 32, -(2 ** 32), SAFE, -SAFE]
  const values = [...edges, ...Array.from({ length: 2_000 }, () => seeded.whole(-SAFE, SAFE))]
  const halves = new Int32Array(2 * values.length)
  const words = new BigInt64Array(halves.buffer)
  values.forEach((value, index) => {
    writeInt64(halves, index, value)
  })
  expect(values.map((_value, index) => readInt64(halves, index))).toEqual(values)
  expect([...words]).toEqual(values.map(BigInt))
})
