import { readdirSync } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Database } from '../database/open-database.ts'
import type { ConversionReport } from '../jobs/conversion-report.ts'
import {
  DAY,
  DAY_START_NS,
  INSTRUMENT,
  RawData,
  snapshotSelect,
  TARDIS_LEVELS,
  TRADES,
} from '../jobs/test/raw-data.ts'
import { ObjectCache } from '../sources/object-store/object-cache.ts'
import type { ObjectInfo } from '../sources/object-store/object-store.ts'
import { openObjectStore } from '../sources/object-store/open-object-store.ts'
import { type StandIn, startStandIn } from '../sources/stand-in/start-stand-in.ts'
import { Catalog } from './catalog.ts'
import { registerCatalogViews } from './catalog-views.ts'
import { mentions, type ViewSelection } from './view-files.ts'

const NS = `select ts_event, ts_init, price::double as price, size::double as size, side, i as id from (${TRADES})`
const ROOT = 'gs://store/catalogs/first'
const BOTH = { dataTypes: ['trades', 'book_snapshot_5'] as const }

let folder: string
let raw: RawData
let standIn: StandIn
let env: Record<string, string>
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'odum-cloud-catalog-'))
  standIn = await startStandIn({ buckets: { store: null } })
  env = { ODUM_GCS_ENDPOINT: standIn.endpoint, ODUM_CACHE_DIRECTORY: join(folder, 'cache') }
  raw = new RawData()
  await raw.write('trades', NS)
  await raw.write('book_snapshot_5', snapshotSelect(6000, TARDIS_LEVELS))
})
afterEach(async () => {
  await standIn.close()
  raw.remove()
  await rm(folder, { recursive: true, force: true })
})

/** The scenario's data converted into the bucket. */
const convertToBucket = (
  hours: readonly [string, string] = ['00:00', '04:00'],
  request: object = {},
): Promise<ConversionReport> => {
  const bucket = Object.assign(new RawData(), { rawRoot: raw.rawRoot, catalogRoot: ROOT })
  bucket.remove()
  return bucket.convert(hours, { ...BOTH, env, ...request })
}

const rowsOf = async (root: string, sql: string, selection: ViewSelection = {}): Promise<string[][]> => {
  using database = await Database.open({ threads: 1 })
  const connection = await database.connect()
  await registerCatalogViews(connection, await Catalog.open(root, env), selection)
  const reader = await connection.runAndReadAll(sql)
  return reader.getRows().map(values => values.map(String))
}

const ALL_ROWS = ['from trades order by all', 'from book_depth order by all', 'from book_deltas order by all']
const CELLS =
  'select instrument_id, type, date, start_time, end_time, row_count from cells order by instrument_id, type, start_time'

describe('a catalog in a bucket', () => {
  test('holds the rows that a folder holds, and shows them in the same views', async () => {
    await raw.convert(['00:00', '04:00'], BOTH)
    const report = await convertToBucket()
    expect(report.types.map(({ cellsWritten }) => cellsWritten)).toEqual([4, 4, 4])
    for (const sql of [...ALL_ROWS, CELLS, 'from instruments', 'from coverage']) {
      const select = sql.replace('from coverage', 'select * exclude size_bytes from coverage')
      expect([sql, await rowsOf(ROOT, select)]).toEqual([sql, await rowsOf(raw.catalogRoot, select)])
    }
    const objects = await openObjectStore(ROOT, env).list('')
    const local = readdirSync(raw.catalogRoot, { recursive: true, encoding: 'utf8' })
    expect(objects.map(({ name }) => name)).toEqual(local.filter(name => /\.\w+$/.test(name)).sort())
  })

  test('converts nothing twice, and nothing is transferred for knowing it but listings and ends', async () => {
    await convertToBucket()
    await rm(join(folder, 'cache'), { recursive: true })
    standIn.traffic.clear()
    const again = await convertToBucket()
    expect(again.types.map(({ cellsWritten, cellsPresent }) => [cellsWritten, cellsPresent])).toEqual([
      [0, 4],
      [0, 4],
      [0, 4],
    ])
    expect(standIn.traffic.total({ operation: 'upload' }).requests).toBe(0)
    // The description and the ends of twelve cells.
    expect(standIn.traffic.total({ operation: 'read' }).requests).toBe(13)
  })

  test('is read through copies that stay: a second reader transfers no cell', async () => {
    await convertToBucket()
    await rm(join(folder, 'cache'), { recursive: true })
    const first = await rowsOf(ROOT, 'select count(*) from trades', { query: 'from trades' })
    standIn.traffic.clear()
    expect(await rowsOf(ROOT, 'select count(*) from trades', { query: 'from trades' })).toEqual(first)
    expect(standIn.traffic.total({ operation: 'read' }).requests).toBe(0)
  })

  test('copies the cells of the selection alone', async () => {
    await convertToBucket()
    await rm(join(folder, 'cache'), { recursive: true })
    const hourNs = 3_600_000_000_000n
    const window = { startNs: DAY_START_NS + hourNs, endNs: DAY_START_NS + 2n * hourNs }
    const query = `select count(*), min(ts_init) >= ${window.startNs} from trades`
    expect(await rowsOf(ROOT, query, { window, query })).toEqual([['3', 'true']])
    const copies = (await readdir(join(folder, 'cache'), { recursive: true })).filter(name =>
      name.endsWith('.parquet'),
    )
    expect(copies).toHaveLength(1)
    const none = { instrumentIds: ['ETH-USDT.BINANCE-FUTURES'] }
    expect(await rowsOf(ROOT, 'select count(*) from trades', none)).toEqual([['0']])
  })

  test('replaces its cells by --refresh, generation by generation', async () => {
    await convertToBucket()
    const store = openObjectStore(ROOT, env)
    const before = await store.list('data/')
    await raw.write('trades', `select * replace (price + 1 as price) from (${NS})`)
    const report = await convertToBucket(['00:00', '04:00'], { refresh: true, dataTypes: ['trades'] })
    expect(report.types).toMatchObject([{ cellsWritten: 4, cellsPresent: 0 }])
    const after = await store.list('data/')
    const generations = new Map(before.map(({ name, generation }) => [name, generation]))
    const replaced = after.filter(({ name, generation }) => generations.get(name) !== generation)
    expect(replaced.map(({ name }) => name.split('/')[1])).toEqual(Array(4).fill('trade_tick'))
    expect(await rowsOf(ROOT, 'select min(price) from trades')).toEqual([['60001.00']])
  })

  test('takes a neighbouring day in once its object has come, read from a bucket too', async () => {
    standIn.addBucket('raw', raw.rawRoot)
    const select = `select * replace (ts_event + 86_400_000_000_000 as ts_event,
      ts_init + 86_400_000_000_000 - if(id < 2, 1_300_000_000_000, 0) as ts_init) from (${NS})`
    const config = raw.config({ source: 'gcs', gcs_bucket: 'raw' })
    const environment = { ...config.environment, DATA_CATALOG_PATH: ROOT }
    const request = { config: { ...config, environment }, dataTypes: ['trades'] }
    const convert = (): Promise<ConversionReport> => convertToBucket(['22:00', '23:59'], request)
    expect((await convert()).types).toMatchObject([{ cellsWritten: 2, rowsWritten: 6 }])
    expect((await convert()).types).toMatchObject([{ cellsWritten: 0 }])
    await raw.write('trades', select, { date: '2024-05-02' })
    const report = await convert()
    expect(report.types).toMatchObject([{ cellsPresent: 1, cellsWritten: 1, rowsWritten: 5 }])
    expect(report.reader).toMatchObject({ kind: 'ranges' })
    expect(report.sources.map(({ requests }) => requests > 0)).toEqual([true, true])
    expect(await rowsOf(ROOT, 'select count(*) from trades')).toEqual([['8']])
    expect((await convert()).types).toMatchObject([{ cellsWritten: 0 }])
  })

  test('is left resumable by an interruption that meets a request', async () => {
    standIn.addBucket('raw', raw.rawRoot)
    await Catalog.openOrCreate(ROOT, undefined, env)
    const config = raw.config({ source: 'gcs', gcs_bucket: 'raw' })
    const environment = { ...config.environment, DATA_CATALOG_PATH: ROOT }
    const controller = new AbortController()
    const bucket = Object.assign(new RawData(), { rawRoot: raw.rawRoot })
    bucket.remove()
    const request = { config: { ...config, environment }, env }
    const converting = bucket.convert(['00:00', '02:00'], request, {
      signal: controller.signal,
      onReader: () => {
        standIn.faults.set({ effect: { kind: 'slow', delayMs: 60_000 }, operation: 'read' })
        setTimeout(() => controller.abort(), 20)
      },
    })
    await expect(converting).rejects.toMatchObject({
      code: 'CONVERSION_INTERRUPTED',
      fields: { cellsWritten: 0, cellsLeft: 2 },
    })
  })

  test('refuses cells of other settings', async () => {
    await convertToBucket()
    const config = raw.config({ ts_init_offset_ns: 7 })
    const environment = { ...config.environment, DATA_CATALOG_PATH: ROOT }
    const other = convertToBucket(['00:00', '04:00'], { config: { ...config, environment } })
    await expect(other).rejects.toMatchObject({
      code: 'CELL_MISMATCH',
      fields: { file: expect.stringMatching(/^gs:\/\/store\/catalogs\/first\/data\/.*\.parquet$/) },
    })
  })

  test('tells what is missing', async () => {
    await expect(Catalog.open('gs://store/nothing', env)).rejects.toMatchObject({ code: 'CATALOG_MISSING' })
    await expect(Catalog.open('gs://none/nothing', env)).rejects.toMatchObject({ code: 'BUCKET_MISSING' })
    const catalog = await Catalog.openOrCreate(ROOT, undefined, env)
    const window = { startNs: DAY_START_NS, endNs: DAY_START_NS + 1n }
    expect(await catalog.cellsOf('trade_tick', INSTRUMENT, window)).toMatchObject([
      {
        exists: false,
        path: `${ROOT}/data/trade_tick/instrument_id=${INSTRUMENT}/date=${DAY}/20240501T000000000000000_20240501T010000000000000.parquet`,
      },
    ])
  })
})

describe('the cache', () => {
  test('refuses more than it holds at once', async () => {
    await convertToBucket()
    env.ODUM_CACHE_BYTES_MAX = '10000'
    await expect(rowsOf(ROOT, 'from book_deltas')).rejects.toMatchObject({ code: 'CACHE_TOO_SMALL' })
    env.ODUM_CACHE_BYTES_MAX = 'much'
    await expect(rowsOf(ROOT, 'from book_deltas')).rejects.toMatchObject({ code: 'USAGE' })
  })

  test('drops the copies that were not used for longest', async () => {
    const store = openObjectStore('gs://store', env)
    const objects: ObjectInfo[] = []
    for (const name of ['a', 'b', 'c', 'd']) {
      await standIn.put('store', name, Buffer.alloc(400, name))
      const object = await store.stat(name)
      if (object !== undefined) objects.push(object)
    }
    const options = { directory: join(folder, 'small'), bytesMax: 1000, keepMs: 0 }
    const openCache = (): ObjectCache => new ObjectCache(options, standIn.endpoint)
    const use = async (...indexes: number[]): Promise<void> => {
      await new Promise(resolve => setTimeout(resolve, 5))
      await openCache().localFiles(
        store,
        indexes.map(index => objects[index] ?? expect.fail()),
      )
    }
    for (const index of [0, 1, 0, 2]) await use(index)
    const kept = (): Promise<string[]> =>
      readdir(join(folder, 'small'), { recursive: true }).then(names =>
        names.flatMap(name => /\/(\w)$/.exec(name)?.[1] ?? []).sort(),
      )
    expect(await kept()).toEqual(['a', 'c'])
    await use(3)
    expect(await kept()).toEqual(['c', 'd'])
  })
})

test('a query needs the relations behind the views it names', () => {
  const needed = (query: string): string[] =>
    ['trade_tick_rows', 'order_book_deltas_rows', 'order_book_depth_rows', 'cell_files'].filter(relation =>
      mentions({ query }, relation),
    )
  expect(needed("from bars('1 minute')")).toEqual(['trade_tick_rows'])
  expect(needed('select * from TOP_OF_BOOK')).toEqual(['order_book_depth_rows'])
  expect(needed('from coverage')).toEqual(['cell_files'])
  expect(needed('select 1')).toEqual([])
})
