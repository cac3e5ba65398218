import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { RawData, TRADES } from './test/raw-data.ts'

let raw: RawData
beforeEach(() => {
  raw = new RawData()
})
afterEach(() => raw.remove())

const NS = `select ts_event, ts_init, price::double as price, size::double as size,
  side::tinyint as aggressor_side, i::varchar as trade_id from (${TRADES})`

function cellFiles(): string[] {
  const names = readdirSync(join(raw.catalogRoot, 'data'), { recursive: true, encoding: 'utf8' })
  return names.filter(name => name.endsWith('.parquet')).sort()
}

describe('a second conversion', () => {
  test('converts nothing and touches no file', async () => {
    await raw.write('trades', NS)
    await raw.convert()
    rmSync(raw.rawRoot, { recursive: true })
    const report = await raw.convert()
    const instrumentId = 'BTC-USDT.BINANCE-FUTURES'
    expect(report.types).toEqual([
      { instrumentId, type: 'trade_tick', cellsPresent: 23, cellsWritten: 0, rowsWritten: 0 },
    ])
    expect(report.reader).toBeUndefined()
  })

  test('of a wider window converts only what is missing', async () => {
    await raw.write('trades', NS)
    await raw.convert(['02:00', '04:00'])
    const report = await raw.convert(['01:00', '06:00'])
    expect(report.types).toMatchObject([{ cellsPresent: 2, cellsWritten: 3, rowsWritten: 9 }])
  })

  test('with --refresh replaces the cells', async () => {
    await raw.write('trades', NS)
    await raw.convert()
    await raw.write('trades', `select * replace (price + 1 as price) from (${NS})`)
    expect((await raw.convert()).types).toMatchObject([{ cellsWritten: 0 }])
    expect((await raw.convert(['00:00', '23:00'], { refresh: true })).types).toMatchObject([
      { cellsWritten: 23 },
    ])
    expect(await raw.query('select min(price) from trades')).toEqual([['60001.00']])
  })

  test('with other settings is refused, and --refresh is the remedy', async () => {
    await raw.write('trades', NS)
    await raw.convert(['00:00', '02:00'])
    const config = raw.config({}, { price_precision: 3 })
    await expect(raw.convert(['00:00', '03:00'], { config })).rejects.toMatchObject({
      code: 'CELL_MISMATCH',
      message: expect.stringMatching(
        /^2 cells .*expected price_precision 3,.*found price_precision 2,.*--refresh/,
      ),
    })
    await raw.convert(['00:00', '02:00'], { config, refresh: true })
    expect(await raw.query('select distinct price::varchar from trades where price = 60000.1')).toEqual([
      ['60000.100'],
    ])
  })

  test('with another cell length needs another catalog', async () => {
    await raw.write('trades', NS)
    await raw.convert()
    const config = raw.config({ cell_length: '15m' })
    await expect(raw.convert(['00:00', '01:00'], { config })).rejects.toMatchObject({
      code: 'CATALOG_FORMAT',
    })
  })
})

test('two converters at once make one catalog', async () => {
  await raw.write('trades', NS)
  await Promise.all([raw.convert(['00:00', '12:00']), raw.convert(['06:00', '23:00'])])
  expect(cellFiles()).toHaveLength(23)
  expect(
    readdirSync(join(raw.catalogRoot, 'data'), { recursive: true }).filter(name => /tmp$/.test(String(name))),
  ).toEqual([])
  expect(await raw.query('select count(*), count(distinct trade_id) from trades')).toEqual([['69', '69']])
})

test('hours without rows are converted, as empty cells', async () => {
  await raw.write('trades', `select * from (${NS}) where trade_id::integer not between 3 and 8`)
  await raw.convert(['00:00', '04:00'])
  expect(cellFiles()).toHaveLength(4)
  expect(await raw.query('select row_count from cells order by start_time')).toEqual([
    ['3'],
    ['0'],
    ['0'],
    ['3'],
  ])
  expect(await raw.query(`select typeof(price) from trades limit 1`)).toEqual([['DECIMAL(18,2)']])
  expect((await raw.convert(['00:00', '04:00'])).types).toMatchObject([{ cellsWritten: 0 }])
})

describe('at midnight', () => {
  const NEXT_DAY = '2024-05-02'
  // Two trades of the next day's file arrived before midnight.
  const NEXT = `select ts_event + 86_400_000_000_000 as ts_event, ts_init + 86_400_000_000_000 - if(i < 2, 1_300_000_000_000, 0) as ts_init,
    price::double as price, size::double as size, side, 'next ' || i as id from (${TRADES})`

  test('the neighbouring day is read too', async () => {
    await raw.write('trades', NS)
    await raw.write('trades', NEXT, { date: NEXT_DAY })
    await raw.convert(['23:00', '23:59'])
    expect(await raw.query('select trade_id from trades order by ts_init')).toEqual([
      ['69'],
      ['70'],
      ['next 0'],
      ['71'],
      ['next 1'],
    ])
  })

  test('a neighbour that comes later is taken in then', async () => {
    await raw.write('trades', NS)
    expect((await raw.convert(['22:00', '23:59'])).types).toMatchObject([{ cellsWritten: 2 }])
    expect((await raw.convert(['22:00', '23:59'])).types).toMatchObject([{ cellsWritten: 0 }])
    await raw.write('trades', NEXT, { date: NEXT_DAY })
    const report = await raw.convert(['22:00', '23:59'])
    expect(report.types).toMatchObject([{ cellsPresent: 1, cellsWritten: 1, rowsWritten: 5 }])
    expect((await raw.convert(['22:00', '23:59'])).types).toMatchObject([{ cellsWritten: 0 }])
  })
})

describe('objects with a suffix', () => {
  const discovering = () => raw.config({ auto_discover: true })

  test('are found when the configuration asks for it', async () => {
    const file = await raw.write('trades', NS, { suffix: '@LIN' })
    await expect(raw.convert()).rejects.toMatchObject({ code: 'SOURCE_MISSING' })
    const report = await raw.convert(['00:00', '01:00'], { config: discovering() })
    expect(report.sources).toMatchObject([{ uri: `file://${file}` }])
  })

  test('are an error when there are several', async () => {
    await raw.write('trades', NS, { suffix: '@LIN' })
    await raw.write('trades', NS, { suffix: '@INV' })
    await expect(raw.convert(['00:00', '01:00'], { config: discovering() })).rejects.toMatchObject({
      code: 'SOURCE_AMBIGUOUS',
      message: expect.stringMatching(/@INV\.parquet, .*@LIN\.parquet/),
    })
  })
})

describe('an interrupted conversion', () => {
  test('stops after the cells being written and is resumed by running it again', async () => {
    await raw.write('trades', NS)
    const abort = new AbortController()
    const stopped = raw.convert(
      ['00:00', '23:00'],
      {},
      {
        signal: abort.signal,
        onProgress: ({ cellsDone }) => cellsDone === 5 && abort.abort(),
      },
    )
    await expect(stopped).rejects.toMatchObject({ code: 'CONVERSION_INTERRUPTED' })
    const written = cellFiles().length
    expect(written).toBeGreaterThanOrEqual(5)
    expect(written).toBeLessThanOrEqual(6)
    expect(await raw.query('select count(*) from trades')).toEqual([[String(written * 3)]])
    expect((await raw.convert()).types).toMatchObject([{ cellsPresent: written, cellsWritten: 23 - written }])
    expect(await raw.query('select count(*) from trades')).toEqual([['69']])
  })

  test('leaves files that the next one cleans up, those of living writers apart', async () => {
    await raw.write('trades', NS)
    await raw.convert(['00:00', '01:00'])
    const folder = join(raw.catalogRoot, 'data', cellFiles()[0] ?? '', '..')
    // No process has the highest number; this one lives.
    const left = join(folder, `a.parquet.${hostname()}-4194304-1.tmp`)
    const busy = join(folder, `b.parquet.${hostname()}-${process.pid}-1.tmp`)
    for (const file of [left, busy]) writeFileSync(file, 'half')
    await raw.convert(['01:00', '02:00'])
    expect([left, busy].map(file => existsSync(file))).toEqual([false, true])
    expect(await raw.query('select count(*) from trades')).toEqual([['6']])
  })
})
