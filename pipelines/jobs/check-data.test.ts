import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { loadConfig } from '../config/load-config.ts'
import { parseWindow } from '../config/time-window.ts'
import { startStandIn } from '../sources/stand-in/start-stand-in.ts'
import { checkData, type DataCheckRequest } from './check-data.ts'
import { DAY, RawData, snapshotSelect, TARDIS_LEVELS, TRADES } from './test/raw-data.ts'

const ROOT = join(import.meta.dirname, '../..')
const REAL_DATA = join(ROOT, '../shared/data')

const TRADES_ROWS = `select * exclude (i) from (${TRADES})`
const HOURS = parseWindow(`${DAY}T01:00:00Z`, `${DAY}T03:00:00Z`)

let data: RawData
beforeEach(() => {
  data = new RawData()
})
afterEach(() => data.remove())

const check = (request: Partial<DataCheckRequest> = {}) =>
  checkData({ config: data.config(), window: HOURS, env: {}, ...request })

describe('checking data', () => {
  test('tells objects, formats, times, clocks and the reader', async () => {
    await data.write('trades', TRADES_ROWS)
    await data.write('book_snapshot_5', snapshotSelect(7200, TARDIS_LEVELS))
    const report = await check()
    expect(report).toMatchObject({ ok: true, problems: [], quality: null })
    expect(report.window).toEqual({ start: `${DAY}T01:00:00Z`, end: `${DAY}T03:00:00Z` })
    expect(report.instrumentKeys).toEqual(['BINANCE-FUTURES:PERPETUAL:BTC-USDT'])
    expect(report.reader).toMatchObject({ source: 'auto', kind: 'mount' })
    expect(report.reader?.requests).toBeGreaterThan(0)
    const [trades, book] = report.streams
    expect(trades).toMatchObject({
      dataType: 'trades',
      cells: 2,
      convertedCells: 0,
      missing: [],
      cover: 'whole',
      rowsAtMost: 72,
      first: `${DAY}T00:00:00.005Z`,
    })
    expect(trades?.objects).toMatchObject([
      {
        date: DAY,
        isNeeded: true,
        rows: 72,
        problem: null,
        sampleRejects: [],
        skew: { rows: 72, leastNs: 5_000_000, medianNs: 5_000_000, greatestNs: 5_000_000, negativeRows: 0 },
        format: { ts_event: 'ts_event BIGINT (ns)', price: expect.stringContaining('DECIMAL') },
      },
    ])
    expect(book).toMatchObject({ cover: 'whole', rowsAtMost: 7200 })
    expect(book?.objects[0]?.format).toMatchObject({ ts_init: 'local_timestamp BIGINT (us)' })
    expect(readdirSync(data.folder)).toEqual(['raw'])
  })

  test('names every missing object at once', async () => {
    const report = await check({ window: parseWindow(`${DAY}T22:00:00Z`, '2024-05-03T00:00:00Z') })
    expect(report.ok).toBe(false)
    expect(report.problems).toHaveLength(1)
    expect(report.problems[0]?.code).toBe('SOURCE_MISSING')
    for (const date of [DAY, '2024-05-02']) {
      for (const type of ['trades', 'book_snapshot_5']) {
        expect(report.problems[0]?.message).toContain(`day-${date}/data_type-${type}/`)
      }
    }
    expect(report.problems[0]?.message).not.toContain('day-2024-05-03')
    expect(report.streams[0]?.objects.map(({ date, isNeeded }) => [date, isNeeded])).toEqual([
      [DAY, true],
      ['2024-05-02', true],
      ['2024-05-03', false],
    ])
  })

  test('gathers what is wrong with each object', async () => {
    await data.write('trades', 'select 1714525200000 as timestamp, 60000.5 as cost')
    const file = await data.write('book_snapshot_5', snapshotSelect(10, TARDIS_LEVELS))
    writeFileSync(file, 'no Parquet at all')
    const report = await check()
    expect(report.problems.map(({ code }) => code).sort()).toEqual(['NOT_PARQUET', 'WIRE_FORMAT_UNKNOWN'])
    expect(report.streams.map(({ objects }) => objects[0]?.problem?.code)).toEqual([
      'WIRE_FORMAT_UNKNOWN',
      'NOT_PARQUET',
    ])
  })

  test('names an object whose pages are damaged behind a good footer', async () => {
    const file = await data.write('trades', TRADES_ROWS)
    const bytes = readFileSync(file)
    writeFileSync(file, bytes.fill(0xff, 4, 400))
    const report = await check({ config: data.config({ book_snapshot_5_path: undefined }) })
    expect(report.problems.map(({ code }) => code)).toEqual(['SOURCE_UNREADABLE'])
  })

  test('finds a window without rows, and one that is covered in part', async () => {
    await data.write('trades', `${TRADES_ROWS} where i between 3 and 5`)
    const config = data.config({ book_snapshot_5_path: undefined })
    const empty = await check({ config, window: parseWindow(`${DAY}T12:00:00Z`, `${DAY}T13:00:00Z`) })
    expect(empty.problems.map(({ code }) => code)).toEqual(['WINDOW_EMPTY'])
    expect(empty.streams[0]?.cover).toBe('none')
    const part = await check({ config })
    expect(part).toMatchObject({ ok: true, streams: [{ cover: 'part', rowsAtMost: 3 }] })
    expect(part.warnings).toContainEqual(expect.stringMatching(/^trades cover only .*T01:00:00\.005Z to/))
  })

  test('finds prices off the grid before a conversion does', async () => {
    await data.write('trades', TRADES_ROWS)
    const config = data.config({ book_snapshot_5_path: undefined }, { price_precision: 0 })
    const report = await check({ config })
    expect(report.problems.map(({ code }) => code)).toEqual(['REJECTED_ROWS'])
    expect(report.streams[0]?.objects[0]?.sampleRejects[0]).toMatchObject({ reason: 'price is off the grid' })
  })

  test('tells a receiver clock that runs behind, and what the offset does to it', async () => {
    await data.write('trades', `select * replace (ts_init - 1000000000 as ts_init) from (${TRADES_ROWS})`)
    const behind = await check({ config: data.config({ book_snapshot_5_path: undefined }) })
    expect(behind.streams[0]?.objects[0]?.skew).toMatchObject({ medianNs: -995_000_000, negativeRows: 72 })
    expect(behind.warnings).toContainEqual(expect.stringContaining('0.995 s before ts_event'))
    const catalog = { book_snapshot_5_path: undefined, ts_init_offset_ns: 1_000_000_000 }
    const mended = await check({ config: data.config(catalog) })
    expect(mended.streams[0]?.objects[0]?.skew).toMatchObject({ medianNs: 5_000_000, negativeRows: 0 })
  })

  test('compares the instrument with the name of its objects', async () => {
    await data.write('trades', TRADES_ROWS)
    const written = data.config({ book_snapshot_5_path: undefined })
    const instrument = { ...written.instrument, base_currency: 'ETH', is_inverse: true }
    const { warnings } = await check({ config: { ...written, instrument } })
    expect(warnings).toEqual([
      'instrument.base_currency is ETH, but the raw data is named BTC',
      'instrument.is_inverse is true, but the raw data is named false',
    ])
  })

  test('a converted window needs no raw data, and its quality can be measured', async () => {
    await data.write('trades', TRADES_ROWS)
    await data.convert(['01:00', '03:00'])
    const config = data.config({ book_snapshot_5_path: undefined })
    const empty = { UNIFIED_CLOUD_LOCAL_PATH: join(data.folder, 'nowhere') }
    const moved = { ...config, environment: { ...config.environment, ...empty } }
    const report = await check({ config: moved, quality: true })
    expect(report).toMatchObject({ ok: true, warnings: [], streams: [{ convertedCells: 2, missing: [] }] })
    expect(report.quality?.map(({ trades, tradeGaps }) => [trades, tradeGaps])).toEqual([
      [3n, 3n],
      [3n, 2n],
    ])
    const other = data.config({ book_snapshot_5_path: undefined }, { price_precision: 3 })
    const mismatch = await check({ config: other })
    expect(mismatch.problems.map(({ code }) => code)).toEqual(['CELL_MISMATCH'])
    expect(mismatch.warnings).toContainEqual(expect.stringContaining("the catalog's definition says 0.01"))
  })

  test('says the same of a bucket, and what hinders it', async () => {
    await data.write('trades', TRADES_ROWS)
    await using standIn = await startStandIn({ buckets: { market: data.rawRoot } })
    const config = data.config({ book_snapshot_5_path: undefined, source: 'gcs', gcs_bucket: 'market' })
    const report = await check({ config, env: { ODUM_GCS_ENDPOINT: standIn.endpoint } })
    expect(report).toMatchObject({ ok: true, reader: { source: 'gcs', kind: 'ranges' } })
    expect(report.reader).toMatchObject(standIn.traffic.total())
    const mounted = await check({ config, flag: 'local' })
    const cells = ({ streams }: typeof report) =>
      streams.map(({ objects, ...rest }) => [rest, objects.map(({ uri: _uri, ...object }) => object)])
    expect(cells(report)).toEqual(cells(mounted))
    const unset = await check({ config: data.config({ source: 'gcs' }) })
    expect(unset).toMatchObject({ ok: false, reader: null, problems: [{ code: 'BUCKET_UNSET' }] })
    const wrong = data.config({ source: 'gcs', gcs_bucket: 'none' })
    const lost = await check({ config: wrong, env: { ODUM_GCS_ENDPOINT: standIn.endpoint } })
    expect(lost.problems.map(({ code }) => code)).toContain('BUCKET_MISSING')
  })
})

describe.skipIf(!existsSync(REAL_DATA))('checking real market data', () => {
  test('finds the suffix, the split day and the clock that runs behind', async () => {
    const env = { UNIFIED_CLOUD_LOCAL_PATH: REAL_DATA, DATA_CATALOG_PATH: data.catalogRoot }
    const config = await loadConfig('configs/btc-usdt-binance-futures.json', { env, cwd: ROOT })
    const window = parseWindow('2024-08-08T23:54:15Z', '2024-08-09T00:00:00Z')
    const report = await checkData({ config, window, env })
    expect(report.ok).toBe(true)
    expect(report.instrumentKeys).toContain('BINANCE-FUTURES:PERPETUAL:BTC-USDT@LIN')
    const [trades, book] = report.streams
    expect(trades).toMatchObject({ rowsAtMost: 21_313, first: '2024-08-08T23:54:15.088176367Z' })
    const skew = trades?.objects[0]?.skew
    expect(skew?.negativeRows).toBe(skew?.rows)
    expect(Math.round((skew?.medianNs ?? 0) / 1e7)).toBe(-127)
    expect(book?.objects.map(({ rows }) => rows)).toEqual([5887, 2])
  })
})
