import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Cursor, DepthBatch, TradeBatch } from '../../engine/index.ts'
import type { CellRef } from '../catalog/catalog.ts'
import { Database } from '../database/open-database.ts'
import { quoteLiteral } from '../database/quote.ts'
import { sharedDatabase } from '../database/shared-database.ts'
import { BookFeed } from './book-feed.ts'
import { sliceCells, sliceRowsFor } from './cell-slices.ts'
import { FeedConnections } from './feed-connections.ts'
import { TradeFeed } from './trade-feed.ts'
import { isNarrow, type WireTypes } from './wire-types.ts'

let folder: string
let database: Database
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'odum-feeds-'))
  database = await Database.open({ threads: 1 })
})
afterEach(() => {
  database.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Writes a cell file of 2,048-row groups. */
async function cell(name: string, select: string): Promise<CellRef> {
  const path = join(folder, `${name}.parquet`)
  const connection = await database.connect()
  await connection.run(`copy (${select}) to ${quoteLiteral(path)} (format parquet, row_group_size 2048)`)
  return { type: 'trade_tick', instrumentId: 'X-Y.TEST', startNs: 0n, endNs: 0n, path, exists: true }
}

/** Prints with `ts_init` = `i`, from `[from, to)`. */
const trades = (from: number, to: number) => `
  select i::bigint as ts_init, (i - 5)::bigint as ts_event, (i * 0.1)::decimal(18, 1) as price,
    (i * 0.001)::decimal(18, 3) as size, (i % 3)::utinyint as aggressor_side, i::varchar as trade_id
  from range(${from}, ${to}) as rows (i)`

async function drain<Batch>(cursor: Cursor<Batch>, take: (batch: Batch) => void): Promise<void> {
  for (let batch = await cursor.next(); batch !== undefined; batch = await cursor.next()) take(batch)
}

interface Row {
  readonly ts: number
  readonly ordinal: number
  readonly row: number
  readonly file: string
}

const NARROW: WireTypes = { pricePrecision: 1, sizePrecision: 3, isPriceNarrow: true, isSizeNarrow: true }
const WIDE: WireTypes = { ...NARROW, isPriceNarrow: false, isSizeNarrow: false }

async function readTrades(
  cells: readonly CellRef[],
  startNs: bigint,
  endNs: bigint,
  wire = NARROW,
  rowsMax?: number,
): Promise<Row[]> {
  await using connections = new FeedConnections(await sharedDatabase(), wire)
  const { slices } = await sliceCells(cells, rowsMax)
  const feed = await TradeFeed.open(connections, slices, { startNs, endNs }, 'timed')
  const rows: Row[] = []
  await drain(feed, (batch: TradeBatch) => {
    for (let row = 0; row < batch.rows; row++) {
      const ts = (batch.tsInitNs[row] ?? 0) + Number(startNs)
      rows.push({ ts, ordinal: batch.firstOrdinal + row, row: batch.firstRow + row, file: batch.file })
      const isRight =
        batch.tsEventNs[row] === ts - 5 - Number(startNs) &&
        batch.priceTicks[row] === ts &&
        batch.sizeLots[row] === ts &&
        batch.aggressor[row] === ts % 3
      if (!isRight) expect.fail(`row ${row} of ${batch.file} is wrong`)
    }
  })
  return rows
}

describe('prints', () => {
  test('of a window within one cell keep their ordinals and file rows', async () => {
    const cells = [await cell('a', trades(0, 5_000))]
    const rows = await readTrades(cells, 3_000n, 4_500n)
    expect(rows).toHaveLength(1_500)
    expect(rows.every(({ ts, ordinal, row }) => ordinal === ts && row === ts)).toBe(true)
  })

  test('across cells count on', async () => {
    const cells = [
      await cell('a', trades(0, 3_000)),
      await cell('b', trades(3_000, 3_000)),
      await cell('c', trades(3_000, 9_000)),
    ]
    const rows = await readTrades(cells, 2_999n, 8_000n)
    expect(rows.map(({ ts }) => ts)).toEqual(Array.from({ length: 5_001 }, (_, index) => 2_999 + index))
    expect(rows.every(({ ts, ordinal }) => ordinal === ts)).toBe(true)
    expect(rows[1]).toMatchObject({ row: 0, file: cells[2]?.path })
  })

  test('after a first cell that ends before the window keep their ordinals', async () => {
    const cells = [await cell('a', trades(0, 3_000)), await cell('b', trades(7_000, 8_000))]
    const rows = await readTrades(cells, 5_000n, 9_000n)
    expect(rows).toHaveLength(1_000)
    expect(rows[0]).toEqual({ ts: 7_000, ordinal: 3_000, row: 0, file: cells[1]?.path })
  })

  test('of an empty window are none', async () => {
    expect(await readTrades([await cell('a', trades(0, 100))], 200n, 300n)).toEqual([])
    expect(await readTrades([await cell('b', trades(0, 0))], 0n, 300n)).toEqual([])
    expect(await readTrades([], 0n, 300n)).toEqual([])
  })

  test('of several slices come in one order', async () => {
    const cells = [await cell('a', trades(0, 300_000)), await cell('b', trades(300_000, 600_000))]
    const { slices } = await sliceCells(cells)
    expect(slices.length).toBeGreaterThan(2)
    const rows = await readTrades(cells, 1n, 599_999n)
    expect(rows).toHaveLength(599_998)
    expect(rows.every(({ ts, ordinal }, index) => ts === index + 1 && ordinal === ts)).toBe(true)
  })

  test('can be given up while the next slice is read', async () => {
    const { slices } = await sliceCells([await cell('a', trades(0, 300_000))], 20_000)
    for (let round = 0; round < 20; round++) {
      await using connections = new FeedConnections(await sharedDatabase(), NARROW)
      const feed = await TradeFeed.open(connections, slices, { startNs: 0n, endNs: 300_000n }, 'timed')
      expect((await feed.next())?.rows).toBeGreaterThan(0)
    }
    expect(await readTrades([await cell('b', trades(0, 5_000))], 0n, 5_000n)).toHaveLength(5_000)
  })

  test('of slices that cut row groups are the same', async () => {
    const cells = [await cell('a', trades(0, 5_000)), await cell('b', trades(5_000, 9_000))]
    const { slices } = await sliceCells(cells, 700)
    expect(Math.max(...slices.map(({ firstRow, endRow }) => endRow - firstRow))).toBe(700)
    expect(slices.filter(({ isCellStart }) => isCellStart).map(({ firstRow }) => firstRow)).toEqual([0, 0])
    const whole = await readTrades(cells, 2_500n, 8_000n)
    expect(whole).toHaveLength(5_500)
    expect(await readTrades(cells, 2_500n, 8_000n, NARROW, 700)).toEqual(whole)
  })

  test('are read in smaller slices, within bounds, where many instruments are', () => {
    expect(sliceRowsFor(1)).toBe(245_760)
    expect(sliceRowsFor(2)).toBe(122_880)
    expect(sliceRowsFor(256)).toBe(8_192)
  })

  test('are the same wide and narrow', async () => {
    const cells = [await cell('a', trades(0, 5_000))]
    expect(await readTrades(cells, 10n, 4_000n, WIDE)).toEqual(await readTrades(cells, 10n, 4_000n, NARROW))
  })

  test('tell their largest price and size', async () => {
    const sliced = await sliceCells([await cell('a', trades(0, 5_000))])
    expect(sliced).toMatchObject({ priceMax: 499.9, sizeMax: 4.999 })
    expect(isNarrow(sliced.priceMax, 1)).toBe(true)
    expect(isNarrow(100_000_000, 1)).toBe(false)
    expect(isNarrow(undefined, 1)).toBe(false)
  })

  test('of a cell that is not converted are refused', async () => {
    const missing = { ...(await cell('a', trades(0, 1))), exists: false, path: 'b.parquet' }
    await expect(sliceCells([missing])).rejects.toMatchObject({ code: 'CELLS_MISSING' })
  })
})

describe('snapshots', () => {
  /** The best bid grows by one every third row; a side's deeper levels are empty. */
  const book = (from: number, to: number) => {
    const level = (side: string, index: number, best: string) =>
      `${index === 0 ? `(${best})::decimal(18, 1)` : 'null::decimal(18, 1)'} as ${side}_price_${index},
       ${index === 0 ? '1.5::decimal(18, 3)' : 'null::decimal(18, 3)'} as ${side}_size_${index}`
    const levels = [0, 1, 2, 3, 4].flatMap(index => [
      level('bid', index, '100 + i // 3 * 0.1'),
      level('ask', index, '900'),
    ])
    return `select i::bigint as ts_init, i::bigint as ts_event, (i - ${from})::uinteger as sequence,
      ${levels.join(', ')} from range(${from}, ${to}) as rows (i)`
  }

  async function readBook(cells: readonly CellRef[], startNs: bigint, endNs: bigint, wire = NARROW) {
    await using connections = new FeedConnections(await sharedDatabase(), wire)
    const { slices } = await sliceCells(cells)
    const feed = await BookFeed.open(connections, slices, { startNs, endNs })
    const rows: { ts: number; isEvent: boolean; bid: number; sequence: number }[] = []
    await drain(feed, (batch: DepthBatch) => {
      for (let row = 0; row < batch.rows; row++) {
        rows.push({
          ts: (batch.tsInitNs[row] ?? 0) + Number(startNs),
          isEvent: batch.isEvent[row] === 1,
          bid: batch.bidPriceTicks[0]?.[row] ?? -1,
          sequence: batch.sequence[row] ?? -1,
        })
        if (batch.bidSizeLots[1]?.[row] !== 0) expect.fail('a level too many')
      }
    })
    return rows
  }

  test('that repeat the one before are no events, but a cell’s first always is', async () => {
    const cells = [await cell('a', book(0, 5)), await cell('b', book(5, 9))]
    const rows = await readBook(cells, 2n, 8n)
    expect(rows.map(({ ts }) => ts)).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
    expect(rows.filter(({ isEvent }) => isEvent).map(({ ts }) => ts)).toEqual([0, 3, 5, 6])
    expect(rows.at(-1)).toEqual({ ts: 7, isEvent: false, bid: 1_002, sequence: 2 })
  })

  test('are the same wide and narrow', async () => {
    const cells = [await cell('a', book(0, 500))]
    expect(await readBook(cells, 0n, 500n, WIDE)).toEqual(await readBook(cells, 0n, 500n, NARROW))
  })

  test('compare across the slices of a cell', async () => {
    const cells = [await cell('a', book(0, 500_000))]
    expect((await sliceCells(cells)).slices.length).toBeGreaterThan(1)
    const rows = await readBook(cells, 0n, 500_000n)
    const wrong = rows.filter(
      ({ ts, isEvent, bid }) => isEvent !== (ts % 3 === 0) || bid !== 1_000 + Math.floor(ts / 3),
    )
    expect(wrong).toEqual([])
    expect(rows).toHaveLength(500_000)
  })
})
