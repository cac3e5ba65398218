import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { ResultHash } from './result-hash.ts'

const BLOCK_BYTES = 256 * 1_024

/** Hashes blocks of one byte each, the last one short, as a replay does. */
async function hashed(blocks: number, lastBytes: number): Promise<{ found: string; expected: string }> {
  using hash = new ResultHash('header\n')
  const plain = createHash('sha256').update('header\n')
  let buffer = new SharedArrayBuffer(BLOCK_BYTES)
  for (let block = 0; block < blocks; block++) {
    const bytes = block === blocks - 1 ? lastBytes : BLOCK_BYTES
    new Uint8Array(buffer).fill(block)
    plain.update(new Uint8Array(bytes).fill(block))
    buffer = hash.update(buffer, bytes)
    expect(buffer.byteLength).toBe(BLOCK_BYTES)
    if (block % 40 === 39) await hash.settle()
  }
  return { found: await hash.finish(), expected: plain.digest('hex') }
}

test('a few records are hashed at once', async () => {
  const { found, expected } = await hashed(3, 640)
  expect(found).toBe(expected)
})

test('no record at all leaves the header', async () => {
  using hash = new ResultHash('header\n')
  expect(await hash.finish()).toBe(createHash('sha256').update('header\n').digest('hex'))
})

test('many records are hashed by a thread, in order', async () => {
  const { found, expected } = await hashed(400, 64)
  expect(found).toBe(expected)
})
