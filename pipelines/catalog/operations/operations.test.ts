import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { INSTRUMENT, RawData, snapshotSelect, TARDIS_LEVELS, TRADES } from '../../jobs/test/raw-data.ts'
import { registerResultViews } from '../../results/result-views.ts'
import { writeSampleRun } from '../../results/test/sample-run.ts'
import { Catalog } from '../catalog.ts'
import { startOfDate } from '../cell-grid.ts'
import { externalTableDdl } from './ddl/external-tables.ts'
import { exportDatabase } from './export-database.ts'
import { cellsBefore, pruneCells } from './prune-cells.ts'

const OTHER = 'PEPE/USDT.BINANCE-FUTURES'
const NS = `select ts_event, ts_init, price::double as price, size::double as size, side, i as id from (${TRADES})`

let raw: RawData
beforeEach(async () => {
  raw = new RawData()
  await raw.write('trades', NS)
  await raw.write('book_snapshot_5', snapshotSelect(40, TARDIS_LEVELS))
})
afterEach(() => raw.remove())

describe('pruning', () => {
  test('deletes cells that end by the date, of the instruments asked for', async () => {
    await raw.convert(['22:00', '23:59'], { dataTypes: ['trades', 'book_snapshot_5'] })
    await raw.convert(['22:00', '23:00'], { config: raw.config({}, { id: OTHER }) })
    const catalog = await Catalog.open(raw.catalogRoot)
    expect(await cellsBefore(catalog, startOfDate('2024-05-02') - 1n)).toMatchObject([
      { instrument_id: INSTRUMENT, type: 'trade_tick', cells: 1 },
      { instrument_id: INSTRUMENT, type: 'order_book_deltas', cells: 1 },
      { instrument_id: INSTRUMENT, type: 'order_book_depth', cells: 1 },
      { instrument_id: OTHER, type: 'trade_tick', cells: 1 },
    ])
    const before = startOfDate('2024-05-02')
    const own = await cellsBefore(catalog, before, [INSTRUMENT])
    expect(own).toMatchObject([{ cells: 2, first_date: '2024-05-01' }, { cells: 2 }, { cells: 2 }])
    expect(await pruneCells(catalog, own)).toBe(6)
    expect(await cellsBefore(catalog, before)).toMatchObject([{ instrument_id: OTHER, cells: 1 }])
    expect(await raw.query('select instrument_id, count(*) from trades group by all')).toEqual([[OTHER, '3']])
  })
})

test('leftovers of killed writers are listed with their sizes, those of living ones are not', async () => {
  await raw.convert(['00:00', '01:00'])
  const folder = join(raw.catalogRoot, 'data/trade_tick')
  const dead = join(folder, `cell.parquet.${hostname()}-99999999-1.tmp`)
  const alive = join(folder, `cell.parquet.${hostname()}-${process.pid}-1.tmp`)
  for (const file of [dead, alive]) writeFileSync(file, 'four')
  const { files } = await Catalog.open(raw.catalogRoot)
  expect(await files.listLeftovers('')).toEqual([{ path: dead, sizeBytes: 4 }])
  expect(await files.removeLeftovers('')).toBe(1)
  expect([existsSync(dead), existsSync(alive)]).toEqual([false, true])
})

describe('an exported database', () => {
  test('answers any client over catalog and results', async () => {
    await raw.convert(['00:00', '03:00'], { dataTypes: ['trades', 'book_snapshot_5'] })
    const results = join(raw.folder, 'results')
    mkdirSync(results)
    await writeSampleRun(results, { runId: 'RUN_A', seed: 1 })
    const file = join(raw.folder, 'odum.duckdb')
    const request = {
      catalog: await Catalog.open(raw.catalogRoot),
      file,
      replace: false,
      registerMore: (connection: Parameters<typeof registerResultViews>[0]) =>
        registerResultViews(connection, results),
    }
    const views = await exportDatabase(request)
    const instance = await DuckDBInstance.create(file)
    const connection = await instance.connect()
    const rows = async (sql: string) =>
      (await connection.runAndReadAll(sql)).getRows().map(row => row.map(String))
    expect(await rows('select count(*), min(price) from trades')).toEqual([['9', '60000.00']])
    expect(await rows("select count(*) from bars('1 hour')")).toEqual([['3']])
    expect(await rows("select mid_at('none', 0)")).toEqual([['null']])
    expect(await rows('select count(*) from fills')).toEqual([['149']])
    const names = await rows('select view_name from duckdb_views() where not internal')
    expect(names).toHaveLength(views)
    for (const [name] of names) await rows(`select count(*) from "${name}"`)
    // Cells converted later are seen through it.
    await raw.convert(['03:00', '04:00'])
    expect(await rows('select count(*) from trades')).toEqual([['12']])
    connection.closeSync()
    instance.closeSync()
    await expect(exportDatabase(request)).rejects.toMatchObject({ code: 'EXPORT_TARGET' })
    expect(await exportDatabase({ ...request, replace: true })).toBe(views)
  })
})

describe('external tables', () => {
  test.each(['bigquery', 'spark', 'trino', 'clickhouse'] as const)('of %s', async engine => {
    await raw.convert(['00:00', '01:00'])
    await raw.convert(['00:00', '01:00'], { config: raw.config({}, { id: OTHER, price_precision: 10 }) })
    const catalog = await Catalog.open(raw.catalogRoot)
    expect(await externalTableDdl(catalog, engine, 'gs://bucket/catalog/')).toMatchSnapshot()
  })

  test('stand where the catalog is by default, and only where there are cells', async () => {
    await raw.convert(['01:00', '02:00'], { dataTypes: ['trades', 'book_snapshot_5'] })
    const text = await externalTableDdl(await Catalog.open(raw.catalogRoot), 'trino')
    expect(text).toContain(
      `external_location = '${raw.catalogRoot}/data/order_book_depth/instrument_id=${INSTRUMENT}'`,
    )
    expect(text.match(/CREATE TABLE/g)).toHaveLength(3)
  })
})
