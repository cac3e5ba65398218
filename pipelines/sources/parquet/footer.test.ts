import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { plainValue } from '../../database/plain-value.ts'
import { quoteLiteral } from '../../database/quote.ts'
import { ALL_TYPES, NESTED, type SourceFixture, sourceFixture, TRADES } from '../test/source-fixture.ts'
import { planExtract } from './extract.ts'
import { COLUMN, decodeFooter, footerBytes, layoutOf, type ParquetFooter } from './footer.ts'
import { decodeStruct, encodeStruct, structOf, type ThriftStruct } from './thrift-compact.ts'

const REAL_DATA = join(import.meta.dirname, '../../../../shared/data')

async function footerOf(file: string): Promise<{ bytes: Uint8Array; footer: ParquetFooter }> {
  const all = await readFile(file)
  const length = footerBytes(all.subarray(-8), all.length, file)
  const bytes = all.subarray(all.length - 8 - length, all.length - 8)
  return { bytes, footer: decodeFooter(bytes, all.length - 8 - length, file) }
}

describe('Parquet footers', () => {
  let fixture: SourceFixture
  let folder: string
  beforeAll(async () => {
    fixture = await sourceFixture()
    folder = await mkdtemp(join(tmpdir(), 'odum-footer-'))
  })
  afterAll(async () => {
    await fixture?.[Symbol.asyncDispose]()
    await rm(folder, { recursive: true, force: true })
  })

  test.each([TRADES, ALL_TYPES, NESTED])('are written back byte for byte: %s', async path => {
    const { bytes } = await footerOf(join(fixture.folder, path))
    expect(Buffer.from(encodeStruct(decodeStruct(bytes))).equals(bytes)).toBe(true)
  })

  test.skipIf(!existsSync(REAL_DATA))('of real market data are written back byte for byte', async () => {
    const names = (await readdir(REAL_DATA, { recursive: true })).filter(name => name.endsWith('.parquet'))
    expect(names.length).toBeGreaterThan(5)
    for (const name of names) {
      const { bytes } = await footerOf(join(REAL_DATA, name))
      expect(Buffer.from(encodeStruct(decodeStruct(bytes))).equals(bytes)).toBe(true)
    }
  })

  test('describe UTC timestamps of nanoseconds as DuckDB reads them', async () => {
    const file = join(fixture.folder, ALL_TYPES)
    const { bytes, footer } = await footerOf(file)
    const column = footer.schema.find(node => node.name === 'ts_ns')
    const timestamp = structOf(structOf(column?.element ?? new Map(), 10) ?? new Map(), 8)
    timestamp?.set(1, { type: 1, value: true })
    const all = await readFile(file)
    const changed = encodeStruct(footer.struct)
    const tail = Buffer.alloc(8)
    tail.writeUInt32LE(changed.length)
    tail.write('PAR1', 4)
    const adjusted = join(folder, 'adjusted.parquet')
    await writeFile(adjusted, Buffer.concat([all.subarray(0, all.length - 8 - bytes.length), changed, tail]))
    const layout = layoutOf((await footerOf(adjusted)).footer)
    const connection = await fixture.database.connect()
    const described = await connection.runAndReadAll(
      `select typeof(ts_ns), epoch_us(min(ts_ns)) from read_parquet(${quoteLiteral(adjusted)}) group by 1`,
    )
    const [row] = described.getRows().map(values => values.map(plainValue))
    connection.closeSync()
    const told = layout.columns.find(({ name }) => name === 'ts_ns')?.type
    expect([told, layout.rowGroups[0]?.statistics.ts_ns?.min]).toEqual(row)
  })

  test('trust the older bounds of signed columns only', async () => {
    const { footer } = await footerOf(join(fixture.folder, ALL_TYPES))
    for (const group of footer.rowGroups) {
      for (const chunk of group.chunks) {
        const stored = structOf(chunk.metadata, COLUMN.statistics)
        if (stored !== undefined) moveToOlderPair(stored)
      }
    }
    const statistics = layoutOf(footer).rowGroups[0]?.statistics
    expect(statistics?.big).toEqual({ min: -3000n, max: -953n, nullCount: 0 })
    expect(statistics?.ubig).toEqual({ min: null, max: null, nullCount: 0 })
  })

  test.each([
    ['nothing at all', new Uint8Array()],
    ['an end in the middle', Uint8Array.from([0x15, 0x02, 0x19])],
    ['a text longer than the footer', Uint8Array.from([0x18, 0x7f, 0x41])],
    ['an unknown type', Uint8Array.from([0x1d, 0x00])],
    ['a list of endless length', Uint8Array.from([0x19, 0xf5, 0xff, 0xff, 0xff, 0xff, 0x0f])],
  ])('refuse damaged bytes: %s', (_, bytes) => {
    expect(() => decodeFooter(bytes, 1000, 'gs://b/x')).toThrow(
      expect.objectContaining({ code: 'NOT_PARQUET', message: expect.stringContaining('gs://b/x') }),
    )
  })

  test('refuse chunks that lie outside the file', async () => {
    const { bytes } = await footerOf(join(fixture.folder, TRADES))
    expect(() => decodeFooter(bytes, 5000, 'gs://b/x')).toThrow(
      expect.objectContaining({ code: 'NOT_PARQUET' }),
    )
  })

  test.each([
    ['PARE', /encrypted/],
    ['PK\u0003\u0004', /closing bytes/],
  ])('refuse a file that closes with %j', (magic, found) => {
    const tail = Buffer.concat([Buffer.from([1, 0, 0, 0]), Buffer.from(magic, 'latin1')])
    expect(() => footerBytes(tail, 1000, 'gs://b/x')).toThrow(found)
  })

  test('an extract is a fraction of its source and needs no other bytes', async () => {
    const { footer } = await footerOf(join(fixture.folder, TRADES))
    const plan = planExtract(footer, [3], ['ts_event', 'side'])
    expect(plan.placements).toHaveLength(2)
    expect(plan.placements[0]?.at).toBe(4)
    expect(plan.sizeBytes).toBeLessThan(60_000)
    const relocated = decodeFooter(plan.footer.subarray(0, -8), plan.footerAt, 'extract')
    expect(relocated.rowGroups[0]?.chunks.map(({ start, end }) => [start, end])).toEqual(
      plan.placements.map(({ at, start, end }) => [at, at + end - start]),
    )
    expect(relocated.schema.map(node => node.name)).toEqual(['ts_event', 'side'])
  })
})

/** Rewrites statistics as writers of format version 1 left them. */
function moveToOlderPair(statistics: ThriftStruct): void {
  for (const [newer, older] of [
    [5, 1],
    [6, 2],
  ] as const) {
    const bound = statistics.get(newer)
    statistics.delete(newer)
    if (bound !== undefined) statistics.set(older, bound)
  }
}
