import { expect, test } from 'vitest'
import { arrowMetadata } from './arrow-metadata.ts'

/** An Arrow schema message with only the tables that lead to its metadata. */
function messageOf(entries: readonly (readonly [string, string])[], hasMark = true): string {
  const words: number[] = []
  const bytes: number[] = []
  const u32 = (value: number) => bytes.push(...new Uint8Array(Uint32Array.of(value >>> 0).buffer))
  const u16 = (value: number) => bytes.push(...new Uint8Array(Uint16Array.of(value).buffer))
  const patch = (at: number, value: number) => {
    for (const [index, byte] of new Uint8Array(Uint32Array.of(value >>> 0).buffer).entries())
      bytes[at + index] = byte
  }
  const point = (at: number) => patch(at, bytes.length - at)
  /** A table with one field at a position of its vtable; returns where the field stands. */
  const table = (pointer: number, fields: number, at: readonly number[]): number[] => {
    while (bytes.length % 4 !== 0) bytes.push(0)
    const vtable = bytes.length
    u16(4 + 2 * fields)
    u16(4 + 4 * at.length)
    for (let field = 0; field < fields; field++) u16(at.includes(field) ? 4 + 4 * at.indexOf(field) : 0)
    while (bytes.length % 4 !== 0) bytes.push(0)
    point(pointer)
    const position = bytes.length
    u32(position - vtable)
    return at.map(() => u32(0) - 4)
  }
  const text = (pointer: number, value: string) => {
    while (bytes.length % 4 !== 0) bytes.push(0)
    point(pointer)
    u32(Buffer.byteLength(value))
    bytes.push(...Buffer.from(value), 0)
  }
  u32(0)
  const [header = 0] = table(0, 3, [2])
  const [metadata = 0] = table(header, 3, [2])
  point(metadata)
  u32(entries.length)
  for (const _ of entries) words.push(u32(0) - 4)
  for (const [index, [key, value]] of entries.entries()) {
    const [keyAt = 0, valueAt = 0] = table(words[index] ?? 0, 2, [0, 1])
    text(keyAt, key)
    text(valueAt, value)
  }
  while (bytes.length % 4 !== 0) bytes.push(0)
  const head = [
    ...(hasMark ? [0xff, 0xff, 0xff, 0xff] : []),
    ...new Uint8Array(Uint32Array.of(bytes.length).buffer),
  ]
  return Buffer.from([...head, ...bytes]).toString('base64')
}

test.each([true, false])('metadata are read from the message, with its mark: %s', hasMark => {
  const entries = [
    ['instrument_id', 'EUR/USD.SIM'],
    ['price_precision', '4'],
    ['leer', ''],
  ] as const
  expect(arrowMetadata(messageOf(entries, hasMark))).toEqual(Object.fromEntries(entries))
})

test('bytes that are none give nothing', () => {
  const whole = messageOf([['price_precision', '4']])
  expect(arrowMetadata(whole.slice(0, 40))).toEqual({})
  expect(arrowMetadata('')).toEqual({})
  expect(arrowMetadata(Buffer.alloc(64, 0xf0).toString('base64'))).toEqual({})
})
