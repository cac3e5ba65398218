import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Database } from '../database/open-database.ts'
import {
  DAY_START_NS,
  INSTRUMENT,
  RawData,
  snapshotSelect,
  TARDIS_LEVELS,
  TRADES,
} from '../jobs/test/raw-data.ts'
import { registerCatalogViews } from './catalog-views.ts'

let raw: RawData
beforeEach(() => {
  raw = new RawData()
})
afterEach(() => raw.remove())

const NS = `select ts_event, ts_init, price::double as price, size::double as size, side, i as id from (${TRADES})`

test('without a catalog every view is there, empty', async () => {
  using database = await Database.open({ threads: 1 })
  const connection = await database.connect()
  await registerCatalogViews(connection, undefined)
  const views = [
    'trades',
    'book_deltas',
    'book_depth',
    'top_of_book',
    'instruments',
    'cells',
    'coverage',
    "bars('1m')",
  ]
  for (const view of views) {
    const rows = await connection.runAndReadAll(`select count(*) from ${view}`)
    expect([view, rows.getRows()]).toEqual([view, [[0n]]])
  }
})

describe('instruments of different precision', () => {
  test('stand in one view without rounding', async () => {
    await raw.write('trades', NS)
    await raw.convert(['00:00', '01:00'])
    await raw.write(
      'trades',
      `select * replace (0.00001234 + i * 1e-8 as price) from (select * from (${NS}) positional join range(72) as r (i))`,
    )
    const config = raw.config({}, { id: 'PEPE-USDT.BINANCE-FUTURES', price_precision: 8 })
    await raw.convert(['00:00', '01:00'], { config })
    expect(await raw.query('select instrument_id, price from trades order by all')).toEqual([
      ['BTC-USDT.BINANCE-FUTURES', '60000.00000000'],
      ['BTC-USDT.BINANCE-FUTURES', '60000.10000000'],
      ['BTC-USDT.BINANCE-FUTURES', '60000.20000000'],
      ['PEPE-USDT.BINANCE-FUTURES', '0.00001234'],
      ['PEPE-USDT.BINANCE-FUTURES', '0.00001235'],
      ['PEPE-USDT.BINANCE-FUTURES', '0.00001236'],
    ])
  })

  test('as are cells of one instrument that was converted again', async () => {
    await raw.write('trades', `select * replace (price + 0.001 as price) from (${NS})`)
    await raw.convert(['01:00', '02:00'], { config: raw.config({}, { price_precision: 3 }) })
    await raw.write('trades', NS)
    await raw.convert(['00:00', '01:00'])
    expect(await raw.query('select price from trades where trade_id in (0, 3) order by ts_init')).toEqual([
      ['60000.000'],
      ['60000.301'],
    ])
  })
})

describe('filters', () => {
  test('on instrument and date open no other files', async () => {
    await raw.write('trades', NS)
    await raw.convert()
    const [[plan = ''] = []] = (
      await raw.query(
        `explain analyze select count(*) from trades where instrument_id = 'other' and date = '2024-05-01'`,
      )
    ).map(row => [row.join(' ')])
    expect(plan).toContain('EMPTY_RESULT')
    expect(plan).not.toContain('READ_PARQUET')
    const dated = await raw.query(
      `explain analyze select sum(size) from trades where instrument_id = '${INSTRUMENT}' and date = date '2023-01-01'`,
    )
    expect(dated.flat().join(' ')).toContain('Scanning Files: 0/23')
  })

  test('are written by trades_between', async () => {
    await raw.write('trades', NS)
    await raw.convert()
    const call = `trades_between('${INSTRUMENT}', '2024-05-01 01:00:00', timestamp '2024-05-01 02:00:00')`
    expect(await raw.query(`select trade_id, init_time from ${call}`)).toEqual([
      ['3', '2024-05-01 01:00:00.005'],
      ['4', '2024-05-01 01:20:00.005'],
      ['5', '2024-05-01 01:40:00.005'],
    ])
  })
})

describe('derived', () => {
  test('bars are open, high, low, close and volumes', async () => {
    await raw.write('trades', NS)
    await raw.convert()
    const bars = `select bar_start, open, high, low, close, volume, buy_volume, sell_volume, notional::decimal(18, 4), trade_count from bars('1 hour') limit 2`
    expect(await raw.query(bars)).toEqual([
      [
        '2024-05-01 00:00:00',
        '60000.00',
        '60000.20',
        '60000.00',
        '60000.20',
        '0.006',
        '0.004',
        '0.002',
        '360.0008',
        '3',
      ],
      [
        '2024-05-01 01:00:00',
        '60000.30',
        '60000.50',
        '60000.30',
        '60000.50',
        '0.015',
        '0.005',
        '0.010',
        '900.0062',
        '3',
      ],
    ])
  })

  test('top of book has exact mid and spread, and mid_at the last one known', async () => {
    await raw.write('book_snapshot_5', snapshotSelect(20, TARDIS_LEVELS))
    await raw.convert(['01:00', '02:00'], { dataTypes: ['book_snapshot_5'] })
    const top = 'select bid, ask, mid, spread, microprice from top_of_book order by ts_init limit 1'
    expect(await raw.query(top)).toEqual([['59999.90', '60000.10', '60000.000', '0.20', '60000']])
    const at = (offsetNs: bigint) =>
      `mid_at('${INSTRUMENT}', ${DAY_START_NS + 3_600_000_000_000n + offsetNs})`
    expect(
      await raw.query(
        `select ${at(1_999_999n)}, ${at(2_000_000n)}, ${at(3_002_000_000n)}, ${at(3_001_999_999n)}`,
      ),
    ).toEqual([['null', '60000.000', '60000.100', '60000.000']])
  })

  test('instruments and coverage tell what is there', async () => {
    await raw.write('trades', NS)
    await raw.convert(['00:00', '02:00'])
    expect(await raw.query('select instrument_id, type, base_currency, tick_size from instruments')).toEqual([
      [INSTRUMENT, 'perpetual', 'BTC', '0.01'],
    ])
    expect(await raw.query('select type, date, cells, row_count from coverage')).toEqual([
      ['trade_tick', '2024-05-01', '2', '6'],
    ])
  })
})
