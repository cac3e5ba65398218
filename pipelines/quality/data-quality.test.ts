import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Catalog } from '../catalog/catalog.ts'
import { registerCatalogViews } from '../catalog/catalog-views.ts'
import { loadConfig } from '../config/load-config.ts'
import { parseWindow } from '../config/time-window.ts'
import { Database } from '../database/open-database.ts'
import { allRows } from '../database/statement.ts'
import { convertWindow } from '../jobs/convert-window.ts'
import {
  DAY,
  DAY_START_NS,
  INSTRUMENT,
  RawData,
  snapshotSelect,
  TARDIS_LEVELS,
} from '../jobs/test/raw-data.ts'
import { type DataQuality, measureQuality, qualityHours } from './data-quality.ts'
import { bookStates } from './statements.ts'

const ROOT = join(import.meta.dirname, '../..')
const REAL_DATA = join(ROOT, '../shared/data')
const HOUR_NS = 3_600_000_000_000n
const WINDOW = parseWindow(`${DAY}T01:00:00Z`, `${DAY}T03:00:00Z`)

/** A trade a second from 01:00 for 100 minutes, none in minutes 20 to 29: ids of the second hour's first ten repeat,
 *  five have none, arrival is 1 ms after the event but for 3 rows, one price is 1 % above the others. */
const TRADES = `
  select
    ${DAY_START_NS + HOUR_NS} + n * 1_000_000_000 as ts_event,
    ts_event + if(n in (10, 11, 12), -2_000_000, 1_000_000) as ts_init,
    if(n = 4000, 60600.0, 60000.0) as price,
    1.0 as size,
    1 as side,
    case when n between 3600 and 3609 then (n - 3600)::varchar when n >= 5995 then null else n::varchar end as trade_id,
  from range(6000) as rows (n)
  where not n between 1200 and 1799`

describe('data quality by hour', () => {
  let data: RawData
  let database: Database
  let connection: DuckDBConnection
  let quality: DataQuality

  beforeAll(async () => {
    data = new RawData()
    await data.write('trades', TRADES)
    // Snapshots, one a second, end half an hour before the trades; every hundredth is locked.
    const books = snapshotSelect(4200, TARDIS_LEVELS)
    const ask = '"asks[0].price"'
    await data.write(
      'book_snapshot_5',
      `select * replace (if((timestamp // 1_000_000) % 100 = 0, "bids[0].price", ${ask}) as ${ask}) from (${books})`,
    )
    await data.convert(['01:00', '03:00'], { dataTypes: ['trades', 'book_snapshot_5'] })
    database = await Database.open()
    connection = await database.connect()
    await registerCatalogViews(connection, await Catalog.open(data.catalogRoot))
    quality = await measureQuality(connection, INSTRUMENT, WINDOW)
  })

  afterAll(() => {
    database.close()
    data.remove()
  })

  const [FIRST, SECOND] = [WINDOW.startNs, WINDOW.startNs + HOUR_NS]

  test('gaps are told where they begin', () => {
    const trades = quality.gaps.filter(({ stream }) => stream === 'trades')
    expect(trades).toEqual([
      {
        stream: 'trades',
        hour_start: FIRST,
        row_count: 3000n,
        gap_count: 1n,
        longest_gap_ns: 601_000_000_000n,
        longest_gap_start: FIRST + 1_199_001_000_000n,
      },
      expect.objectContaining({ hour_start: SECOND, row_count: 2400n, gap_count: 0n }),
    ])
    const book = quality.gaps.filter(({ stream }) => stream === 'book')
    expect(book.map(({ row_count, gap_count }) => [row_count, gap_count])).toEqual([
      [3600n, 0n],
      [600n, 0n],
    ])
  })

  test('repeated and absent ids are counted', () => {
    expect(quality.duplicateTradeIds).toEqual([
      {
        hour_start: FIRST,
        trade_count: 3000n,
        without_id_count: 0n,
        duplicate_count: 0n,
        example_trade_id: null,
      },
      {
        hour_start: SECOND,
        trade_count: 2400n,
        without_id_count: 5n,
        duplicate_count: 10n,
        example_trade_id: '0',
      },
    ])
  })

  test('clocks are told by quantiles', () => {
    const [first] = quality.clockSkew.filter(({ stream }) => stream === 'trades')
    expect(first).toMatchObject({
      least_ns: -2_000_000n,
      p01_ns: 1_000_000n,
      median_ns: 1_000_000n,
      greatest_ns: 1_000_000n,
      negative_count: 3n,
    })
    expect(quality.clockSkew.filter(({ stream }) => stream === 'book').map(row => row.median_ns)).toEqual([
      2_000_000n,
      2_000_000n,
    ])
  })

  test('locked books are counted, and crossed ones of other writers', async () => {
    const [first] = quality.bookStates
    expect(first).toMatchObject({
      snapshot_count: 3600n,
      crossed_count: 0n,
      locked_count: 36n,
      one_sided_count: 0n,
    })
    using other = await Database.open()
    const apart = await other.connect()
    await registerCatalogViews(apart, await Catalog.open(data.catalogRoot))
    await apart.run('create or replace temp view honest as from top_of_book')
    await apart.run(
      'create or replace temp view crossing as select * replace (if(sequence <= 7, bid + 50, bid) as bid) from honest',
    )
    const text = bookStates.text.replace('from top_of_book', 'from crossing')
    const window = { instrument_id: INSTRUMENT, start_ns: WINDOW.startNs, end_ns: WINDOW.endNs }
    const rows = await allRows(apart, { ...bookStates, text }, window)
    expect(rows.map(({ crossed_count }) => crossed_count)).toEqual([7n, 7n])
  })

  test('the age of the book is taken at the trades', () => {
    const [first, second] = quality.staleBooks
    // The snapshot of a second arrives 1 ms after its trade.
    expect(first).toMatchObject({ trade_count: 3000n, without_book_count: 1n, stale_count: 0n })
    expect(second).toMatchObject({ trade_count: 2400n, without_book_count: 0n })
    expect(second?.stale_count).toBe(1790n)
    expect(second?.greatest_age_ns).toBe(1_799_999_000_000n)
  })

  test('jumps count both ways', () => {
    expect(quality.priceJumps).toMatchObject([
      { jump_count: 0n, greatest_move_fraction: 0 },
      { jump_count: 2n, greatest_move_ts_init: DAY_START_NS + HOUR_NS + 4_000_001_000_000n },
    ])
    expect(quality.priceJumps[1]?.greatest_move_fraction).toBeCloseTo(0.01, 9)
  })

  test('limits are settings, and windows are half-open', async () => {
    const window = { startNs: FIRST, endNs: SECOND }
    const limits = { gapNs: 500_000_000n, staleNs: 0n, jumpFraction: 1 }
    const narrow = await measureQuality(connection, INSTRUMENT, window, limits)
    expect(narrow.gaps.map(({ gap_count }) => gap_count)).toEqual([3599n, 2999n])
    expect(narrow.priceJumps.map(({ jump_count }) => jump_count)).toEqual([0n])
    expect(await measureQuality(connection, 'NONE.WHERE', WINDOW)).toMatchObject({ gaps: [], staleBooks: [] })
  })

  test('all marts stand beside each other by hour', () => {
    expect(qualityHours(quality)).toMatchObject([
      {
        hourStartNs: FIRST,
        trades: 3000n,
        snapshots: 3600n,
        tradeGaps: 1n,
        locked: 36n,
        negativeSkews: 3n,
        jumps: 0n,
      },
      {
        hourStartNs: SECOND,
        trades: 2400n,
        duplicateIds: 10n,
        staleAtTrades: 1790n,
        medianSkewNs: 1_000_000n,
        jumps: 2n,
      },
    ])
  })
})

describe.skipIf(!existsSync(REAL_DATA))('quality of real market data', () => {
  test('shows the clock that runs behind, and nothing else amiss', async () => {
    const data = new RawData()
    try {
      const env = { UNIFIED_CLOUD_LOCAL_PATH: REAL_DATA, DATA_CATALOG_PATH: data.catalogRoot }
      const config = await loadConfig('configs/btc-usdt-binance-futures.json', { env, cwd: ROOT })
      const window = parseWindow('2024-08-08T23:00:00Z', '2024-08-09T00:00:00Z')
      await convertWindow({ config, window, env })
      using database = await Database.open()
      const connection = await database.connect()
      await registerCatalogViews(connection, await Catalog.open(data.catalogRoot))
      const [hour, ...others] = qualityHours(await measureQuality(connection, config.instrument.id, window))
      expect(others).toEqual([])
      expect(hour).toMatchObject({
        trades: 21_313n,
        snapshots: 5889n,
        duplicateIds: 0n,
        crossed: 0n,
        jumps: 0n,
      })
      expect(hour?.negativeSkews).toBe(21_313n + 5889n)
      expect(hour?.longestTradeGapNs).toBeLessThan(2_000_000_000n)
    } finally {
      data.remove()
    }
  })
})
