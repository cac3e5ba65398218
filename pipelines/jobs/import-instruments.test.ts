import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Catalog } from '../catalog/catalog.ts'
import { registerCatalogViews } from '../catalog/catalog-views.ts'
import { Database } from '../database/open-database.ts'
import { listInstruments } from '../instruments/definition-views.ts'
import { matchInstrument } from '../instruments/match-instrument.ts'
import { STORE_DATE, STORE_ROWS, writeSampleStore } from '../instruments/test/sample-store.ts'
import { startStandIn } from '../sources/stand-in/start-stand-in.ts'
import { importInstruments } from './import-instruments.ts'
import { RawData, TRADES } from './test/raw-data.ts'

let folder: string
let raw: string
/** The same store, thinned. */
let few: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'odum-import-'))
  raw = join(folder, 'raw')
  await writeSampleStore(raw)
  few = join(folder, 'few')
  await writeSampleStore(few, { every: 20 })
})

afterAll(() => rm(folder, { recursive: true, force: true }))

async function rowsOf(catalogRoot: string) {
  using database = await Database.open()
  const connection = await database.connect()
  return await listInstruments(connection, (await Catalog.open(catalogRoot)).files)
}

const request = (catalog: string, env: Readonly<Record<string, string>> = {}) => ({
  date: STORE_DATE,
  catalogRoot: join(folder, catalog),
  env: { UNIFIED_CLOUD_LOCAL_PATH: raw, ...env },
  cwd: folder,
})

describe('importing an instruments store', () => {
  let rows: Awaited<ReturnType<typeof rowsOf>>

  test('makes a definition an instrument and sets aside what is none', { timeout: 180_000 }, async () => {
    const report = await importInstruments(request('whole'))
    expect(report).toMatchObject({
      rows: STORE_ROWS,
      definitions: 2892,
      kept: [],
      unknownVenues: ['SOMEWHERE'],
    })
    expect(report.byType).toContainEqual({ venue: 'DERIBIT', type: 'OPTION', instruments: 2000 })
    expect(report.rejected).toEqual([
      { reason: 'no instrument key', rows: 3 },
      { reason: 'type of the key is not as expected', rows: 3 },
      { reason: 'a later row defines the same instrument', rows: 2 },
    ])
    expect(report.reader.kind).toBe('mount')
    rows = await rowsOf(join(folder, 'whole'))
    expect(rows).toHaveLength(2892)
    const btc = rows.find(row => row.instrument_id === 'BTC-USDT.BINANCE-FUTURES')
    expect(btc).toMatchObject({
      type: 'perpetual',
      venue_symbol: 'BTCUSDT',
      tick_size: '0.1',
      price_precision: 1,
      lot_size: '0.001',
      size_precision: 3,
      multiplier: '1',
      is_inverse: false,
      settlement_currency: 'USDT',
      available_from: 1_679_760_000_000_000_000n,
      available_to: 1_735_286_400_000_000_000n,
    })
    const option = rows.find(row => row.instrument_id === 'BTC-USD-241227-20100-PUT.DERIBIT')
    expect(option).toMatchObject({
      tick_size: '0.0005',
      expiry: '2024-12-27',
      strike: '20100',
      option_right: 'PUT',
      settlement_currency: 'BTC',
      is_inverse: true,
      venue_symbol: 'BTC-27DEC24-20100-P',
      available_to: null,
    })
    const small = rows.find(row => row.instrument_id === 'C2001-USDT.BINANCE-FUTURES')
    expect(small).toMatchObject({ tick_size: '0.00001', price_precision: 5, available_to: null })
    expect(rows.find(row => row.instrument_id === 'C2002-USDT.BINANCE-FUTURES')?.tick_size).toBeNull()
    expect(rows.find(row => row.instrument_id === 'C2400-USD.BINANCE-DELIVERY')).toMatchObject({
      multiplier: '10',
      is_inverse: true,
      settlement_currency: 'C2400',
    })
  })

  test('keeps every column of the store', async () => {
    const btc = rows.find(row => row.instrument_id === 'BTC-USDT.BINANCE-FUTURES')
    const store = JSON.parse(btc?.store_row ?? '{}') as Record<string, unknown>
    expect(Object.keys(store).length).toBeGreaterThan(50)
    expect(store).toMatchObject({ unused_0: 'text 2000', unused_1: 3000, unused_3: true, underlying: 'None' })
  })

  test('is seen by the view of analysts, one file an instrument', async () => {
    const catalog = await Catalog.open(join(folder, 'whole'))
    using database = await Database.open()
    const connection = await database.connect()
    await registerCatalogViews(connection, catalog)
    const reader = await connection.runAndReadAll(
      'select count(*)::integer, count(distinct instrument_id)::integer from instruments',
    )
    expect(reader.getRows()).toEqual([[2892, 2892]])
    const perpetuals = await readdir(join(catalog.root, 'instruments', 'crypto_perpetual'))
    expect(perpetuals).toHaveLength(440)
    expect(perpetuals).toContain('BTC-USDT.BINANCE-FUTURES.parquet')
    const set = await connection.runAndReadAll(
      `select reason, count(*)::integer from '${join(catalog.root, '_rejected/instruments')}/*.parquet' group by all`,
    )
    expect(set.getRows()).toHaveLength(3)
  })

  test('its instruments are found by id, key and symbol', async () => {
    const named = rows.map(row => ({
      id: row.instrument_id,
      key: row.instrument_key,
      venueSymbol: row.venue_symbol,
    }))
    expect(matchInstrument('BINANCE-SPOT:SPOT_PAIR:BTC-USDT', named).id).toBe('BTC-USDT.BINANCE-SPOT')
    expect(matchInstrument('BTC-27DEC24-20000-C', named).id).toBe('BTC-USD-241227-20000-CALL.DERIBIT')
    expect(() => matchInstrument('BTCUSDT', named)).toThrow(/names 2 instruments/)
  })

  test('from a bucket gives the same as from the mount', async () => {
    await using standIn = await startStandIn({ buckets: { store: few } })
    const env = { ODUM_GCS_ENDPOINT: standIn.endpoint }
    const report = await importInstruments({ ...request('bucket'), env, from: 'gs://store' })
    expect(report.reader).toMatchObject({ kind: 'ranges' })
    await importInstruments({ ...request('mount'), from: few })
    const rows = await rowsOf(join(folder, 'bucket'))
    expect(rows).toHaveLength(147)
    expect(rows).toEqual(await rowsOf(join(folder, 'mount')))
    const named = { ...env, INSTRUMENTS_GCS_BUCKET: 'store' }
    const missing = importInstruments({ ...request('bucket'), env: named, date: '2024-05-03' })
    await expect(missing).rejects.toThrow(/below store\. Days that are there: 2024-05-01/)
  })

  test('into a catalog in a bucket gives the same, twice', async () => {
    await using standIn = await startStandIn({ buckets: { shared: null } })
    const env = { ODUM_GCS_ENDPOINT: standIn.endpoint, ODUM_CACHE_DIRECTORY: join(folder, 'cache') }
    const catalogRoot = 'gs://shared/catalog'
    for (const _ of ['first', 'again']) {
      const report = await importInstruments({ ...request(''), env, from: few, catalogRoot })
      expect(report).toMatchObject({ definitions: 147, kept: [], reader: { kind: 'mount' } })
    }
    using database = await Database.open()
    const { files } = await Catalog.open(catalogRoot, env)
    const stored = await listInstruments(await database.connect(), files)
    expect(stored).toEqual(await rowsOf(join(folder, 'mount')))
  })

  test('leaves the grid of converted instruments, and takes the key', async () => {
    const data = new RawData()
    try {
      await data.write('trades', `select * exclude (i) from (${TRADES})`)
      await data.convert()
      const catalogRoot = data.catalogRoot
      for (const _ of ['first', 'again']) {
        const report = await importInstruments({ ...request(''), catalogRoot, from: few })
        expect(report.kept).toEqual(['BTC-USDT.BINANCE-FUTURES'])
      }
      const rows = await rowsOf(catalogRoot)
      expect(rows).toHaveLength(147)
      expect(rows.find(row => row.instrument_id === 'BTC-USDT.BINANCE-FUTURES')).toMatchObject({
        price_precision: 2,
        tick_size: '0.01',
        instrument_key: 'BINANCE-FUTURES:PERPETUAL:BTC-USDT@LIN',
        venue_symbol: 'BTCUSDT',
      })
    } finally {
      data.remove()
    }
  })
})

describe('what cannot be imported', () => {
  test('is told with a remedy', async () => {
    const bare = { ...request('none'), env: {} }
    await expect(importInstruments(bare)).rejects.toMatchObject({ code: 'USAGE' })
    await expect(importInstruments({ ...bare, date: '2024-02-30' })).rejects.toThrow(/no day/)
    const absent = importInstruments({ ...request('none'), date: '2024-05-02' })
    await expect(absent).rejects.toMatchObject({
      code: 'INSTRUMENT_STORE_MISSING',
      fields: { days: [STORE_DATE] },
    })
  })

  test('other columns are named with the known ones', async () => {
    const root = join(folder, 'other')
    await writeSampleStore(root, { select: "select 'BTC' as coin" })
    const importing = importInstruments({ ...request('none'), from: root })
    await expect(importing).rejects.toThrow(
      /no column for instrument_key among coin\. Known: instrument_key as/,
    )
  })

  test('names of columns vary, and times may be integers', async () => {
    const root = join(folder, 'variant')
    const select = `select 'KRAKEN-FUTURES:PERPETUAL:BTC-USD@INV' as canonical_id, 'PI_XBTUSD' as symbol,
      '0.50' as price_increment, 1 as step_size, 1714521600000 as available_since, date '9999-12-31' as available_to`
    await writeSampleStore(root, { select })
    await importInstruments({ ...request('variant'), from: root })
    expect(await rowsOf(join(folder, 'variant'))).toMatchObject([
      {
        instrument_id: 'BTC-USD.KRAKEN-FUTURES',
        tick_size: '0.5',
        lot_size: '1',
        size_precision: 0,
        available_from: 1_714_521_600_000_000_000n,
        available_to: null,
        settlement_currency: 'BTC',
      },
    ])
  })
})
