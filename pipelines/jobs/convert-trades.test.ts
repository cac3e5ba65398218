import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Catalog } from '../catalog/catalog.ts'
import { DAY_START_NS, INSTRUMENT, RawData, TRADES } from './test/raw-data.ts'

let raw: RawData
beforeEach(() => {
  raw = new RawData()
})
afterEach(() => raw.remove())

const NS = `select ts_event, ts_init, price::double as price, size::double as size,
  side::tinyint as aggressor_side, i::varchar as trade_id from (${TRADES})`

const EXPECTED = `select ts_event, ts_init, price, size, aggressor_side, trade_id from trades order by ts_init`

describe('trades', () => {
  test('become hourly cells that a query shows, exactly', async () => {
    await raw.write('trades', NS)
    const report = await raw.convert(['00:30', '02:10'])
    const instrumentId = 'BTC-USDT.BINANCE-FUTURES'
    expect(report.types).toEqual([
      { instrumentId, type: 'trade_tick', cellsPresent: 0, cellsWritten: 3, rowsWritten: 9 },
    ])
    const rows = await raw.query(
      'select ts_init, price, size, aggressor_side, trade_id from trades order by ts_init',
    )
    expect(rows[1]).toEqual([`${DAY_START_NS + 1_200_005_000_000n}`, '60000.10', '0.002', 'SELLER', '1'])
    expect(await raw.query('select count(*), sum(price * size), sum(size) from trades')).toEqual([
      ['9', '2700.02400', '0.045'],
    ])
    expect(await raw.query('select start_time, row_count from cells')).toEqual([
      ['2024-05-01 00:00:00', '3'],
      ['2024-05-01 01:00:00', '3'],
      ['2024-05-01 02:00:00', '3'],
    ])
  })

  const columns = (times: string, rest: string) => `select ${times}, ${rest} from (${TRADES})`
  const REST = 'price::double as price, size::double as size, side as aggressor_side, i::varchar as trade_id'
  const TARDIS = `if(side = 1, 'buy', 'sell') as side, price::double as price, size::double as amount, i::varchar as id`
  const stamp = (unit: string) =>
    `make_timestamp_ns(ts_event)::${unit} as timestamp, make_timestamp_ns(ts_init)::${unit} as local_timestamp`

  test.each([
    [
      'integer µs, Tardis words',
      columns('ts_event // 1000 as timestamp, ts_init // 1000 as local_timestamp', TARDIS),
    ],
    ['integer ms', columns('ts_event // 1000000 as ts_event, ts_init // 1000000 as ts_init', REST)],
    ['TIMESTAMP', columns(stamp('timestamp'), TARDIS)],
    ['TIMESTAMP_NS', columns(stamp('timestamp_ns'), TARDIS)],
    ['TIMESTAMP WITH TIME ZONE', columns(stamp('timestamptz'), TARDIS)],
    [
      'unsigned and mixed units by column',
      columns('(ts_event // 1000000)::ubigint as ts_event, ts_init', REST),
    ],
    ['DECIMAL', columns('ts_event, ts_init', 'price, size, side as aggressor_side, i as id')],
    [
      'VARCHAR',
      columns(
        'ts_event, ts_init',
        `price::varchar as price, size::varchar as qty, if(side = 1, 'BUYER', 'S') as side, i as id`,
      ),
    ],
    [
      'FLOAT sizes',
      columns('ts_event, ts_init', 'price::double as price, size::float as quantity, side, i as id'),
    ],
    [
      'other columns beside',
      columns(`'x' as exchange, 'y' as symbol, ts_event, ts_init`, `${REST}, 1 as extra`),
    ],
    ['small row groups', NS],
  ])('in %s are the same rows', async (name, select) => {
    await raw.write('trades', NS)
    await raw.convert()
    const expected = await raw.query(EXPECTED)
    await raw.write('trades', select, name === 'small row groups' ? { rowGroupRows: 2048 } : {})
    await raw.convert(['00:00', '23:00'], { refresh: true })
    expect(await raw.query(EXPECTED)).toEqual(expected)
    expect(expected).toHaveLength(69)
  })

  test('without ts_init arrive when they happened', async () => {
    await raw.write('trades', `select * exclude (ts_init) from (${NS})`)
    await raw.convert()
    expect(await raw.query('select count(*) from trades where ts_init = ts_event')).toEqual([['69']])
  })

  test('with a null ts_init arrive when they happened', async () => {
    await raw.write(
      'trades',
      `select * replace (if(i % 3 = 0, null, ts_init) as ts_init) from (select * from (${NS}) positional join range(72) as r (i))`,
    )
    await raw.convert()
    expect(
      await raw.query('select count(*), count(*) filter (where ts_init = ts_event) from trades'),
    ).toEqual([['69', '23']])
  })

  test('arrive later by the configured offset, and change cells by it', async () => {
    await raw.write('trades', NS)
    await raw.convert(['01:00', '02:00'], { config: raw.config({ ts_init_offset_ns: 1_200_000_000_000 }) })
    expect(await raw.query('select trade_id, ts_init - ts_event from trades order by ts_init')).toEqual([
      ['2', '1200005000000'],
      ['3', '1200005000000'],
      ['4', '1200005000000'],
    ])
  })

  test('of unknown aggressors are read as buyer, counted and reported', async () => {
    await raw.write(
      'trades',
      `select * replace (case i % 4 when 0 then 'bid side' when 1 then 'Sell' when 2 then '' end as side)
       from (select ts_event, ts_init, price, size, '' as side, i, i as id from (${TRADES}))`,
    )
    const report = await raw.convert()
    expect(await raw.query('select aggressor_side, count(*) from trades group by all order by all')).toEqual([
      ['BUYER', '18'],
      ['NO_AGGRESSOR', '34'],
      ['SELLER', '17'],
    ])
    expect(report.warnings).toEqual(['trades: 18 rows with an unknown aggressor were read as buyer'])
  })

  test('that arrive before they happen are kept and reported', async () => {
    await raw.write('trades', `select * replace (ts_init + 2_000_000_000 as ts_event) from (${NS})`)
    const report = await raw.convert()
    expect(report.warnings[0]).toContain('trades: 69 rows have ts_init before ts_event, by up to 2000 ms')
    expect(await raw.query('select count(*) from trades')).toEqual([['69']])
  })
})

describe('order', () => {
  test('is by arrival, then by the source, whatever the order of rows and row groups', async () => {
    // 6,144 rows in three row groups, written backwards, four rows to a moment.
    const select = `select ${DAY_START_NS} + (6143 - i) // 4 * 1_000_000_000 as ts_event, 100.0 as price, 1.0 as size,
      1 as side, i::varchar as id from range(6144) as rows (i)`
    await raw.write('trades', select, { rowGroupRows: 2048 })
    await raw.convert(['00:00', '02:00'])
    const rows = await raw.query(
      'select ts_init, trade_id from trades order by instrument_id, date, cell_row',
    )
    const expected = Array.from({ length: 6144 }, (_, place) => {
      const second = Math.floor(place / 4)
      return [`${DAY_START_NS + BigInt(second) * 1_000_000_000n}`, `${6140 - second * 4 + (place % 4)}`]
    })
    expect(rows).toEqual(expected)
  })

  test('lets each row group be read once', async () => {
    const select = `select ${DAY_START_NS} + i * 10_000_000_000 as ts_event, 100.0 as price, 1.0 as size, 1 as side,
      i as id from range(8192) as rows (i)`
    await raw.write('trades', select, { rowGroupRows: 2048 })
    const report = await raw.convert()
    expect(report.sources).toMatchObject([{ rowsRead: 8192, rowGroupsRead: 4, rowGroups: 4 }])
    const part = await raw.convert(['01:00', '02:00'], { refresh: true })
    expect(part.sources).toMatchObject([{ rowsRead: 2048, rowGroupsRead: 1, rowGroups: 4 }])
  })
})

describe('duplicates', () => {
  const TWICE = `select * from (${NS}) union all select * from (${NS}) where trade_id = '4' order by ts_init`

  test('are kept and counted', async () => {
    await raw.write('trades', TWICE)
    const report = await raw.convert()
    expect(report.duplicates).toEqual([{ dataType: 'trades', rows: 1, dropped: false }])
    expect(await raw.query('select count(*) from trades')).toEqual([['70']])
  })

  test('are dropped when the configuration says so', async () => {
    await raw.write('trades', TWICE)
    const report = await raw.convert(['00:00', '23:00'], { config: raw.config({ dedupe: true }) })
    expect(report.duplicates).toEqual([{ dataType: 'trades', rows: 1, dropped: true }])
    expect(await raw.query('select count(*), count(distinct trade_id) from trades')).toEqual([['69', '69']])
  })

  test('are not rows that only share their time', async () => {
    await raw.write(
      'trades',
      `select * replace (ts_event - ts_event % 3_600_000_000_000 as ts_init) from (${NS})`,
    )
    expect((await raw.convert()).duplicates).toEqual([])
  })
})

describe('bad rows', () => {
  const BAD = `select * replace (
      if(trade_id = '3', 60000.105, price) as price,
      case trade_id when '4' then 0 when '5' then null else size end as size,
      if(trade_id = '6', -1, ts_event) as ts_event
    ) from (${NS})`

  test('are set aside with their reason and place', async () => {
    await raw.write('trades', BAD)
    const report = await raw.convert(['00:00', '23:00'], {
      config: raw.config({ max_rejected_fraction: 0.1 }),
    })
    expect(report.rejected).toEqual([
      { dataType: 'trades', reason: 'price is off the grid', rows: 1 },
      { dataType: 'trades', reason: 'size is not positive', rows: 1 },
      { dataType: 'trades', reason: 'size is null', rows: 1 },
      { dataType: 'trades', reason: 'ts_event is no time of the unit', rows: 1 },
    ])
    expect(await raw.query('select count(*) from trades')).toEqual([['65']])
    const aside = `select reason, _source_row, trade_id, price from '${raw.catalogRoot}/_rejected/trades/*/*.parquet'`
    expect((await raw.query(aside))[0]).toEqual(['price is off the grid', '3', '3', '60000.105'])
  })

  test('end the conversion when they are too many', async () => {
    await raw.write('trades', BAD)
    await expect(raw.convert()).rejects.toMatchObject({
      code: 'REJECTED_ROWS',
      message: expect.stringContaining('4 of 72 rows'),
    })
    expect(await raw.query('select count(*) from trades')).toEqual([['0']])
  })

  test('are not prices with float noise', async () => {
    await raw.write(
      'trades',
      `select * replace (0.1 + 0.2 + i * 0 as price) from (select * from (${NS}) positional join range(72) as r (i))`,
    )
    await raw.convert()
    expect(await raw.query('select distinct price from trades')).toEqual([['0.30']])
  })
})

test('lineage names the source, the settings and the rows', async () => {
  const file = await raw.write('trades', NS)
  await raw.convert(['00:00', '01:00'])
  const catalog = await Catalog.open(raw.catalogRoot)
  const window = { startNs: DAY_START_NS, endNs: DAY_START_NS + 1n }
  const [cell] = await catalog.cellsOf('trade_tick', INSTRUMENT, window)
  expect(cell?.exists).toBe(true)
  expect(await catalog.readLineage(cell?.path ?? '')).toMatchObject({
    instrument_id: INSTRUMENT,
    price_precision: 2,
    rows: 3,
    sources: [{ uri: `file://${file}`, rows: 3, identity: expect.stringMatching(/^\d+:\d+$/) }],
    neighbours_missing: [
      'raw_tick_data/by_date/day-2024-04-30/data_type-trades/BINANCE-FUTURES:PERPETUAL:BTC-USDT.parquet',
    ],
  })
})
