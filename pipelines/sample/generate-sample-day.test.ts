import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Database } from '../database/open-database.ts'
import { plainValue } from '../database/plain-value.ts'
import { quoteLiteral } from '../database/quote.ts'
import { createRelations } from '../database/statement.ts'
import { generateSampleDay, type SampleReport } from './generate-sample-day.ts'
import type { SampleOptions } from './sample-options.ts'
import { generatedSnapshots, generatedTrades, sampleStatements } from './statements.ts'

const DAY_NS = 1_714_521_600_000_000_000n
const HOUR_NS = 3_600_000_000_000n

let root: string
let database: Database

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'odum-sample-'))
  database = await Database.open()
})

afterAll(async () => {
  database.close()
  await rm(root, { recursive: true })
})

/** Rows of a query that continues `with trades as (…), book as (…)`. */
async function rowsOf(report: SampleReport, sql: string): Promise<unknown[][]> {
  const connection = await database.connect()
  const read = (path: string) => `from read_parquet(${quoteLiteral(path)}, file_row_number => true)`
  const book = report.snapshots === undefined ? 'select 1' : read(report.snapshots.path)
  const reader = await connection.runAndReadAll(
    `with trades as (${read(report.trades.path)}), book as (${book}) ${sql}`,
  )
  connection.closeSync()
  return reader.getRows().map(row => row.map(plainValue))
}

function sample(name: string, options: Partial<SampleOptions> = {}): Promise<SampleReport> {
  return generateSampleDay({ out: join(root, name), trades: 5_000, snapshots: 1_500, ...options })
}

const displayed = [0, 1, 2, 3, 4]

describe.each(['odum', 'tardis'] as const)('a sample in the %s format', format => {
  let report: SampleReport
  const ts = format === 'odum' ? 'ts_init' : 'local_timestamp * 1000'
  const event = format === 'odum' ? 'ts_event' : '"timestamp" * 1000'
  const id = format === 'odum' ? 'trade_id' : 'id'
  const size = format === 'odum' ? 'size' : 'amount'
  const isBuyer = format === 'odum' ? 'aggressor_side = 1' : "side = 'buy'"

  beforeAll(async () => {
    report = await sample(format, { format, seed: 11 })
  })

  test('holds the rows asked for, at the paths of the raw layout', async () => {
    const counts = await rowsOf(report, 'select (select count(*) from trades), (select count(*) from book)')
    expect(counts).toEqual([[5_000n, 1_500n]])
    const folder = join(root, format, 'raw_tick_data/by_date/day-2024-05-01')
    expect(dirname(report.trades.path)).toBe(join(folder, 'data_type-trades'))
    expect(await readdir(join(folder, 'data_type-book_snapshot_5'))).toEqual([
      'BINANCE-FUTURES:PERPETUAL:BTC-USDT@LIN.parquet',
    ])
  })

  test('ascends by ts_init within the day, after ts_event', async () => {
    const [row] = await rowsOf(
      report,
      `, timed as (
        select ${ts} as init, ${event} as event, lag(${ts}) over (order by file_row_number) as previous
        from trades)
       select count(*) filter (init < previous), count(*) filter (event > init), min(event), max(init) from timed`,
    )
    const [backwards, early, first, last] = row as bigint[]
    expect([backwards, early]).toEqual([0n, 0n])
    expect(first).toBeGreaterThanOrEqual(DAY_NS)
    expect(last).toBeLessThan(DAY_NS + 86_400_000_000_000n)
  })

  test('prints at prices the latest snapshot displays, for at most the size it displays', async () => {
    const asks = displayed.map(
      level => `(price = "asks[${level}].price" and size <= "asks[${level}].amount")`,
    )
    const bids = displayed.map(
      level => `(price = "bids[${level}].price" and size <= "bids[${level}].amount")`,
    )
    const wrong = await rowsOf(
      report,
      `, prints as (select ${ts} as ts, price, ${size} as size, ${isBuyer} as is_buyer from trades)
       select count(*) filter (not case when is_buyer then ${asks.join(' or ')} else ${bids.join(' or ')} end),
              count(*)
       from prints asof join book on prints.ts >= book.local_timestamp * 1000`,
    )
    expect(wrong).toEqual([[0n, 5_000n]])
  })

  test('shows a book that is never crossed, with levels in price order, and something new each time', async () => {
    const ordered = displayed
      .slice(1)
      .map(
        level =>
          `"asks[${level}].price" > "asks[${level - 1}].price" and "bids[${level}].price" < "bids[${level - 1}].price"`,
      )
    const levels = displayed.flatMap(level =>
      ['asks', 'bids'].flatMap(side => [`"${side}[${level}].price"`, `"${side}[${level}].amount"`]),
    )
    const [row] = await rowsOf(
      report,
      `, rows as (
        select *, row(${levels.join(', ')}) as levels, lag(levels) over (order by file_row_number) as previous,
               lag(local_timestamp) over (order by file_row_number) as previous_time
        from book)
       select count(*) filter ("bids[0].price" >= "asks[0].price"), count(*) filter (not (${ordered.join(' and ')})),
              count(*) filter (levels = previous), count(*) filter (local_timestamp <= previous_time), count(*)
       from rows`,
    )
    expect(row).toEqual([0n, 0n, 0n, 0n, 1_500n])
  })

  test('keeps to the price and size grid', async () => {
    const off = await rowsOf(
      report,
      `select count(*) filter (price::decimal(18, 1)::double != price), count(*) filter (${size}::decimal(18, 3)::double != ${size}),
              count(*) filter (${size} <= 0), count(distinct ${id}::bigint) from trades`,
    )
    expect(off).toEqual([[0n, 0n, 0n, 5_000n]])
  })
})

describe('a sample', () => {
  test('is the same for the same seed, whatever the run, and another for another', async () => {
    const reports = [
      await sample('one', { seed: 3 }),
      await sample('two', { seed: 3 }),
      await sample('three', { seed: 4 }),
    ]
    const contents = await Promise.all(
      reports.flatMap(report => [readFile(report.trades.path), readFile(report.snapshots?.path ?? '')]),
    )
    const [trades, book, sameTrades, sameBook, otherTrades, otherBook] = contents.map(bytes =>
      bytes.toString('base64'),
    )
    expect([sameTrades === trades, sameBook === book]).toEqual([true, true])
    expect([otherTrades === trades, otherBook === book]).toEqual([false, false])
  })

  test('comes in clusters: many prints share a venue time, and busy seconds are far busier than most', async () => {
    const report = await sample('clusters', { trades: 50_000, snapshots: 20_000 })
    const [row] = await rowsOf(
      report,
      `, seconds as (select ts_init // 10_000_000_000 as second, count(*) as prints from trades group by all)
       select (select count(distinct ts_event) from trades), max(prints) / median(prints) from seconds`,
    )
    const [instants, peak] = row as [bigint, number]
    expect(Number(instants)).toBeLessThan(30_000)
    expect(peak).toBeGreaterThan(10)
  })

  test('keeps to a part of a day, an instrument and a row-group size', async () => {
    const report = await sample('part', {
      instrumentKey: 'BINANCE-SPOT:SPOT_PAIR:ETH-USDT',
      start: '2024-05-01T08:00:00Z',
      end: '2024-05-01T09:00:00Z',
      startPrice: '3000',
      pricePrecision: 2,
      sizePrecision: 4,
      rowGroupRows: 2_048,
    })
    const [row] = await rowsOf(
      report,
      `select min(ts_event) >= ${DAY_NS + 8n * HOUR_NS}, max(ts_init) < ${DAY_NS + 9n * HOUR_NS},
              any_value(instrument_key), min(price) > 2000 and max(price) < 4000 from trades`,
    )
    expect(row).toEqual([true, true, 'BINANCE-SPOT:SPOT_PAIR:ETH-USDT', true])
    const connection = await database.connect()
    const metadata = await connection.runAndReadAll(
      `select count(distinct row_group_id) from parquet_metadata(${quoteLiteral(report.trades.path)})`,
    )
    connection.closeSync()
    expect(metadata.getRows()).toEqual([[3n]])
  })

  test('without snapshots has no book file', async () => {
    const report = await sample('bookless', { snapshots: 0 })
    expect(report.snapshots).toBeUndefined()
    expect(await readdir(join(root, 'bookless/raw_tick_data/by_date/day-2024-05-01'))).toEqual([
      'data_type-trades',
    ])
  })

  test.each([
    [{ date: '2024-02-30' }, 'is no day'],
    [{ instrumentKey: 'BTC-USDT' }, 'is no instrument key'],
    [{ startPrice: '0.05' }, 'A start price of 0.05 cannot be used'],
    [{ start: '2024-05-02T00:00:00Z' }, 'is no span of 2024-05-01'],
    [{ snapshots: 900_000_001 * 10 }, 'snapshots do not fit'],
  ])('%j is refused', async (options, message) => {
    await expect(sample('refused', options)).rejects.toThrow(message)
  })

  test('has statements whose columns are those declared', async () => {
    const connection = await database.connect()
    await createRelations(connection, [generatedTrades, generatedSnapshots])
    for (const statement of sampleStatements) {
      const prepared = await connection.prepare(statement.text)
      const names = Array.from({ length: prepared.columnCount }, (_, index) => prepared.columnName(index))
      expect(names.sort(), statement.path).toEqual(Object.keys(statement.row.shape).sort())
    }
    connection.closeSync()
  })
})
