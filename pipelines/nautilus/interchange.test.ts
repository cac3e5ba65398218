import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Catalog } from '../catalog/catalog.ts'
import { registerCatalogViews } from '../catalog/catalog-views.ts'
import { verifyCatalog } from '../catalog/operations/verify-catalog.ts'
import { Database } from '../database/open-database.ts'
import { INSTRUMENT, RawData, snapshotSelect, TARDIS_LEVELS, TRADES } from '../jobs/test/raw-data.ts'
import { exportNautilus } from './export-catalog.ts'
import type { FixedWidth } from './fixed-point.ts'
import { importNautilus } from './import-catalog.ts'
import { writeNautilusFile } from './write-file.ts'

const REAL = fileURLToPath(new URL('../../../shared/data/nautilus_catalog', import.meta.url))

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'odum-interchange-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

async function rowsOf(catalog: Catalog | undefined, sql: string): Promise<string[][]> {
  using database = await Database.open({ threads: 1 })
  const connection = await database.connect()
  await registerCatalogViews(connection, catalog)
  const reader = await connection.runAndReadAll(sql)
  return reader.getRows().map(values => values.map(String))
}

const openCatalog = (name = 'catalog') => Catalog.openOrCreate(join(folder, name))
const TRADE_ROWS = 'select * exclude (cell_row) from trades order by instrument_id, ts_init, cell_row'
const DELTA_ROWS = 'select * exclude (cell_row) from book_deltas order by instrument_id, ts_init, cell_row'

describe.skipIf(!existsSync(REAL))('files that NautilusTrader wrote', () => {
  test.each(['64', '128'])('of %s bits hold the decoded trades', async bits => {
    const catalog = await openCatalog()
    const report = await importNautilus({ catalog, path: join(REAL, `trades_${bits}bit.parquet`) })
    expect(report.groups).toMatchObject([
      { instrument_id: 'EUR/USD.SIM', price_precision: 4, size_precision: 4, rows: 100, cells_written: 1 },
    ])
    const columns = 'price, size, aggressor_side, trade_id, ts_event, ts_init'
    const sides = "case aggressor_side when 'BUYER' then 1 when 'SELLER' then 2 else 0 end as aggressor_side"
    const found = await rowsOf(
      catalog,
      `select ${columns.replace('aggressor_side', sides)} from trades order by cell_row`,
    )
    const csv = `read_csv('${REAL}/trades_decoded.csv', all_varchar => true)`
    expect(found).toEqual(await rowsOf(undefined, `select ${columns} from ${csv}`))
    expect((await verifyCatalog(catalog)).problems).toEqual([])
  })

  test.each(['64', '128'])('of %s bits hold the decoded deltas', async bits => {
    const catalog = await openCatalog()
    const path = join(REAL, `deltas_${bits}bit.parquet`)
    const report = await importNautilus({ catalog, path })
    expect(report.groups).toMatchObject([{ price_precision: 0, size_precision: 0, rows: 1077 }])
    const columns = 'action, side, price, size, order_id, flags, sequence, ts_event, ts_init'
    const found = await rowsOf(
      catalog,
      `select ${columns} from order_book_deltas_rows order by ts_init, cell_row`,
    )
    const csv = `read_csv('${REAL}/deltas_decoded.csv', all_varchar => true)`
    // Two of its rows are not in order of ts_init; cells are.
    const numbered = `select *, row_number() over () as row from ${csv}`
    const ordered = `select ${columns} from (${numbered}) order by ts_init::bigint, row`
    expect(found).toEqual(await rowsOf(undefined, ordered))
    const lineage = (await verifyCatalog(catalog)).cells.map(cell => cell.lineage)
    expect(lineage.reduce((rows, { sources }) => rows + (sources[0]?.rows ?? 0), 0)).toBe(1077)
    expect(lineage[0]).toMatchObject({ book_depth: 0, sources: [{ uri: `file://${path}` }] })
  })
})

describe('exported cells', () => {
  let raw: RawData
  beforeEach(async () => {
    raw = new RawData()
    await raw.write(
      'trades',
      `select ts_event, ts_init, price::double as price, size::double as size, side, if(i = 4, null, i) as id
       from (${TRADES}) where i not between 6 and 11`,
    )
    await raw.write('book_snapshot_5', snapshotSelect(40, TARDIS_LEVELS))
    await raw.convert(['00:00', '05:00'], { dataTypes: ['trades', 'book_snapshot_5'] })
  })
  afterEach(() => raw.remove())

  test.each<FixedWidth>([8, 16])('of %i bytes come back the same, hours without rows too', async width => {
    const catalog = await Catalog.open(raw.catalogRoot)
    const exported = join(folder, 'nautilus')
    const groups = await exportNautilus({ catalog, folder: exported, width })
    expect(groups).toMatchObject([
      { type: 'trade_tick', instrument_id: INSTRUMENT, files: 1, rows: 9 },
      { type: 'order_book_deltas', instrument_id: INSTRUMENT, files: 1 },
    ])
    const imported = await openCatalog()
    const report = await importNautilus({ catalog: imported, path: exported })
    expect(report).toMatchObject({ skipped: [], groups: [{ cells_written: 5 }, { cells_written: 5 }] })
    for (const sql of [TRADE_ROWS, DELTA_ROWS, 'select cell_row from book_deltas']) {
      expect(await rowsOf(imported, sql)).toEqual(await rowsOf(catalog, sql))
    }
    const cells = "select * exclude (size_bytes, path) from cells where type <> 'order_book_depth'"
    expect(await rowsOf(imported, cells)).toEqual(await rowsOf(catalog, cells))
    expect((await verifyCatalog(imported)).problems).toEqual([])
  })

  test('import once, and are not mixed with others', async () => {
    const exported = join(folder, 'nautilus')
    await exportNautilus({ catalog: await Catalog.open(raw.catalogRoot), folder: exported, width: 16 })
    const catalog = await openCatalog()
    const request = { catalog, path: exported, instruments: ['BTCUSDT'] }
    await importNautilus(request)
    const again = await importNautilus(request)
    expect(again.groups.map(group => [group.cells_written, group.cells_present])).toEqual([
      [0, 5],
      [0, 5],
    ])
    const elsewhere = join(folder, 'elsewhere')
    cpSync(exported, elsewhere, { recursive: true })
    await expect(importNautilus({ ...request, path: elsewhere })).rejects.toMatchObject({
      code: 'NAUTILUS_CONFLICT',
      fields: { cells: 5, instrumentId: INSTRUMENT },
    })
    const replaced = await importNautilus({ ...request, path: elsewhere, refresh: true })
    expect(replaced.groups.map(group => group.cells_written)).toEqual([5, 5])
    await expect(importNautilus({ ...request, instruments: ['ETHUSDT'] })).rejects.toMatchObject({
      code: 'INSTRUMENT_UNKNOWN',
    })
    await expect(
      exportNautilus({ catalog: await Catalog.open(raw.catalogRoot), folder: exported, width: 16 }),
    ).rejects.toMatchObject({ code: 'EXPORT_TARGET' })
  })

  test('are narrowed only where they fit', async () => {
    const catalog = await Catalog.open(raw.catalogRoot)
    const [cell] = (await verifyCatalog(catalog)).cells
    using database = await Database.open({ threads: 1 })
    const file = join(folder, 'narrow.parquet')
    const request = {
      type: 'trade_tick',
      instrumentId: INSTRUMENT,
      width: 8,
      lineage: { price_precision: 10, size_precision: 3 },
      sources: [join(raw.catalogRoot, cell?.name ?? '')],
      file,
    } as const
    await expect(writeNautilusFile(database, request)).rejects.toMatchObject({ code: 'NAUTILUS_RANGE' })
    expect(existsSync(file)).toBe(false)
  })
})

test('definitions beside the ticks are taken where there are none', async () => {
  const catalog = await openCatalog()
  const source = join(folder, 'source')
  mkdirSync(source)
  using database = await Database.open({ threads: 1 })
  const connection = await database.connect()
  const common = `'0.01' as price_increment, '0.001' as size_increment, '1' as multiplier,
    2::utinyint as price_precision, 3::utinyint as size_precision, '\\x00'::blob as info`
  await connection.run(`copy (select 'ETHUSDT-PERP.BINANCE' as id, 'ETH' as base_currency, 'USDT' as quote_currency,
    'USDT' as settlement_currency, false as is_inverse, ${common}) to '${source}/perpetual.parquet' (format parquet)`)
  await connection.run(`copy (select 'EUR/USD.SIM' as id, 'EUR' as base_currency, 'USD' as quote_currency, ${common})
    to '${source}/pair.parquet' (format parquet)`)
  await connection.run(`copy (select 'ETH-C.DERIBIT' as id, 'ETH' as underlying, 'USD' as quote_currency,
    '3000' as strike_price, ${common}) to '${source}/option.parquet' (format parquet)`)
  await connection.run(`create table cell as select 1::bigint as ts_event, 1::bigint as ts_init,
    1.5::decimal(18, 2) as price, 2::decimal(18, 3) as size, 1::utinyint as aggressor_side, 'a' as trade_id`)
  await connection.run(`copy cell to '${folder}/cell.parquet' (format parquet)`)
  await writeNautilusFile(database, {
    type: 'trade_tick',
    instrumentId: 'EUR/USD.SIM',
    width: 8,
    lineage: { price_precision: 2, size_precision: 3 },
    sources: [join(folder, 'cell.parquet')],
    file: join(source, 'trades.parquet'),
  })
  const report = await importNautilus({ catalog, path: source })
  expect(report.defined).toEqual(['EUR/USD.SIM', 'ETHUSDT-PERP.BINANCE'])
  expect(report.skipped).toEqual([join(source, 'option.parquet')])
  const columns = 'instrument_id, type, venue, symbol, settlement_currency, tick_size, price_precision'
  expect(await rowsOf(catalog, `select ${columns} from instruments`)).toEqual([
    ['ETHUSDT-PERP.BINANCE', 'perpetual', 'BINANCE', 'ETHUSDT-PERP', 'USDT', '0.01', '2'],
    ['EUR/USD.SIM', 'spot', 'SIM', 'EUR/USD', 'USD', '0.01', '2'],
  ])
  expect((await importNautilus({ catalog, path: source })).defined).toEqual([])
})

describe('files that cannot be imported', () => {
  async function write(name: string, select: string): Promise<string> {
    using database = await Database.open({ threads: 1 })
    const file = join(folder, name)
    await (await database.connect()).run(`copy (${select}) to '${file}' (format parquet)`)
    return file
  }
  const TRADE = `select '\\x01'::blob as price, '\\x01'::blob as size, 1::utinyint as side, 'a' as id,
    1::ubigint as ts_event, 1::ubigint as ts_init`

  test('are named with what is missing', async () => {
    const catalog = await openCatalog()
    const path = await write('trades.parquet', TRADE)
    await expect(importNautilus({ catalog, path })).rejects.toMatchObject({
      code: 'NAUTILUS_FILE',
      message: expect.stringContaining('no fixed number of bytes, expected 8 or 16'),
    })
  })

  test('are left out when they are of another kind', async () => {
    const catalog = await openCatalog()
    await write('bars.parquet', 'select 1 as open, 2 as close')
    await expect(importNautilus({ catalog, path: folder })).rejects.toMatchObject({
      code: 'NAUTILUS_MISSING',
      fields: { skipped: 1 },
    })
    await expect(importNautilus({ catalog, path: join(folder, 'absent') })).rejects.toMatchObject({
      code: 'NAUTILUS_MISSING',
    })
  })
})
