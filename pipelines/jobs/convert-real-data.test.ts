import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Catalog } from '../catalog/catalog.ts'
import { registerCatalogViews } from '../catalog/catalog-views.ts'
import { deltasRebuildDepth } from '../catalog/statements.ts'
import { loadConfig } from '../config/load-config.ts'
import { parseWindow } from '../config/time-window.ts'
import { Database } from '../database/open-database.ts'
import { allRows } from '../database/statement.ts'
import { convertWindow } from './convert-window.ts'

/** Recorded market data beside the project; optional. */
const DATA = fileURLToPath(new URL('../../../shared/data', import.meta.url))
const MIDNIGHT = '2024-08-09T00:00:00Z'

async function convert(
  catalogRoot: string,
  config: string,
  window: readonly [string, string],
  overrides: readonly string[] = [],
) {
  const loaded = await loadConfig(config, {
    env: { UNIFIED_CLOUD_LOCAL_PATH: DATA, DATA_CATALOG_PATH: catalogRoot },
    overrides,
  })
  const environment = { UNIFIED_CLOUD_LOCAL_PATH: DATA, DATA_CATALOG_PATH: catalogRoot }
  return await convertWindow({ config: { ...loaded, environment }, window: parseWindow(...window) })
}

async function query(catalogRoot: string, sql: string): Promise<readonly (readonly string[])[]> {
  using database = await Database.open({ threads: 1 })
  const connection = await database.connect()
  await registerCatalogViews(connection, await Catalog.open(catalogRoot))
  return (await connection.runAndReadAll(sql)).getRows().map(values => values.map(String))
}

async function rebuildProblems(catalogRoot: string): Promise<number> {
  using database = await Database.open({ threads: 1 })
  const connection = await database.connect()
  await registerCatalogViews(connection, await Catalog.open(catalogRoot))
  const cells = await connection.runAndReadAll(`select path from cells where type = 'order_book_depth'`)
  let problems = 0
  for (const [path] of cells.getRows()) {
    const depth = String(path)
    await connection.run(`create or replace view cell_depth as from '${depth}'`)
    await connection.run(
      `create or replace view cell_deltas as from '${depth.replace('order_book_depth', 'order_book_deltas')}'`,
    )
    problems += (await allRows(connection, deltasRebuildDepth, {})).length
  }
  return problems
}

describe.skipIf(!existsSync(DATA))('recorded futures of 8 August 2024', () => {
  const folder = mkdtempSync(join(tmpdir(), 'odum-real-'))
  const ns = join(folder, 'ns')
  const tardis = join(folder, 'tardis')
  const window = ['2024-08-08T23:54:15Z', MIDNIGHT] as const

  beforeAll(async () => {
    await convert(ns, 'btc-usdt-binance-futures', window)
    await convert(tardis, 'btc-usdt-binance-futures', window, [
      'data_catalog.trades_path=tardis_schema/trades/binance-futures_BTCUSDT.parquet',
      'data_catalog.book_snapshot_5_path=tardis_schema/book_snapshot_5/binance-futures_BTCUSDT.parquet',
    ])
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  const FACTS = `
    select
      count(*), sum(size)::decimal(18, 3), sum(price::decimal(38, 10) * size)::decimal(38, 4),
      min(price)::decimal(18, 1), max(price)::decimal(18, 1),
      arg_min(price, (ts_init, cell_row))::decimal(18, 1), arg_max(price, (ts_init, cell_row))::decimal(18, 1),
      sum(size) filter (where aggressor_side = 'BUYER')::decimal(18, 3)
    from trades`

  test.each([['nanosecond'], ['Tardis']])(
    'have the known aggregates, read from the %s format',
    async format => {
      const root = format === 'Tardis' ? tardis : ns
      expect(await query(root, FACTS)).toEqual([
        ['21313', '2429.366', '149845680.8898', '61590.3', '61839.9', '61800.3', '61659.8', '1251.576'],
      ])
      const vwap = 'select sum(price::double * size::double) / sum(size::double), min(ts_init) from trades'
      const [row] = await query(root, vwap)
      expect(Number(row?.[0])).toBeCloseTo(61_680.982153288, 8)
      expect(row?.[1]).toBe(format === 'Tardis' ? '1723161255088176000' : '1723161255088176367')
    },
  )

  test('are alike in both formats but for times below a microsecond', async () => {
    const rows = `select ts_init // 1000, ts_event // 1000, price, size, aggressor_side, trade_id from trades order by cell_row`
    expect(await query(tardis, rows)).toEqual(await query(ns, rows))
  })

  test('show a receiver clock that runs 1.27 s behind', async () => {
    const report = await convert(join(folder, 'late'), 'btc-usdt-binance-futures', window)
    expect(report.warnings[0]).toMatch(
      /^trades: 21313 rows have ts_init before ts_event, by up to 1272\.\d+ ms/,
    )
  })

  test('take the two snapshots of the next file that arrived before midnight', async () => {
    expect(await query(ns, 'select count(*), max(ts_init) from book_depth')).toEqual([
      ['5889', '1723161599488620000'],
    ])
    expect(await rebuildProblems(ns)).toBe(0)
  })
})

describe.skipIf(!existsSync(DATA))('recorded spot across midnight', () => {
  const folder = mkdtempSync(join(tmpdir(), 'odum-real-'))
  const overrides = ['instrument.price_precision=2', 'instrument.size_precision=5']
  afterAll(() => rmSync(folder, { recursive: true }))

  test('lies in cells by arrival, though its files are cut by venue time', async () => {
    await convert(
      folder,
      'btc-usdt-binance-spot',
      ['2024-08-08T23:00:00Z', '2024-08-09T01:00:00Z'],
      overrides,
    )
    const raw = `read_parquet('${DATA}/raw_tick_data/by_date/*/data_type-trades/BINANCE-SPOT:SPOT_PAIR:BTC-USDT.parquet')`
    const [expected] = await query(
      folder,
      `select count(*) filter (where ts_init < 1723161600000000000), count(*), sum(size::decimal(18, 5)) from ${raw}`,
    )
    const [total, before] = [expected?.[1], expected?.[0]]
    expect(await query(folder, 'select count(*), sum(size) from trades')).toEqual([[total, expected?.[2]]])
    const cells = `select date, sum(row_count)::bigint from cells where type = 'trade_tick' group by all order by date`
    expect(await query(folder, cells)).toEqual([
      ['2024-08-08', before],
      ['2024-08-09', String(Number(total) - Number(before))],
    ])
    // Some rows of the later file arrived on the earlier day.
    expect(Number(before)).toBeGreaterThan(9738)
    const backwards = `select count(*) from (
      select ts_init, lag(ts_init) over (order by date, cell_row) as previous from trades) where ts_init < previous`
    expect(await query(folder, backwards)).toEqual([['0']])
    expect(await rebuildProblems(folder)).toBe(0)
  })
})
