import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { INSTRUMENT, RawData, snapshotSelect, TARDIS_LEVELS, TRADES } from '../../jobs/test/raw-data.ts'
import { exportNautilus } from '../../nautilus/export-catalog.ts'
import { importNautilus } from '../../nautilus/import-catalog.ts'
import { openObjectStore } from '../../sources/object-store/open-object-store.ts'
import { type StandIn, startStandIn } from '../../sources/stand-in/start-stand-in.ts'
import { Catalog } from '../catalog.ts'
import { startOfDate } from '../cell-grid.ts'
import { changedSources } from './changed-sources.ts'
import { externalTableDdl } from './ddl/external-tables.ts'
import { cellsBefore, pruneCells } from './prune-cells.ts'
import { verifyCatalog } from './verify-catalog.ts'

const NS = `select ts_event, ts_init, price::double as price, size::double as size, side, i as id from (${TRADES})`
const ROOT = 'gs://store/catalogs/first'

let folder: string
let raw: RawData
let standIn: StandIn
let env: Record<string, string>
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'odum-cloud-operations-'))
  raw = new RawData()
  await raw.write('trades', NS)
  await raw.write('book_snapshot_5', snapshotSelect(40, TARDIS_LEVELS))
  standIn = await startStandIn({ buckets: { store: null, raw: raw.rawRoot } })
  env = { ODUM_GCS_ENDPOINT: standIn.endpoint, ODUM_CACHE_DIRECTORY: join(folder, 'cache') }
  const config = raw.config({ source: 'gcs', gcs_bucket: 'raw' })
  const environment = { ...config.environment, DATA_CATALOG_PATH: ROOT }
  await raw.convert(['00:00', '03:00'], {
    config: { ...config, environment },
    dataTypes: ['trades', 'book_snapshot_5'],
    env,
  })
})
afterEach(async () => {
  await standIn.close()
  raw.remove()
  await rm(folder, { recursive: true, force: true })
})

test('cells in a bucket are verified, compared with their sources and pruned', async () => {
  const catalog = await Catalog.open(ROOT, env)
  const { problems, cells, filesRead } = await verifyCatalog(catalog)
  expect([filesRead, problems]).toEqual([9, []])
  expect(cells[0]?.lineage.sources[0]?.uri).toMatch(/^gs:\/\/raw\/raw_tick_data\//)
  expect(await changedSources(cells, env)).toEqual([])
  await openObjectStore('gs://raw', env).remove(
    cells[0]?.lineage.sources[0]?.uri.slice('gs://raw/'.length) ?? '',
  )
  expect(await changedSources(cells, env)).toMatchObject([{ state: 'gone', found: null }])

  expect(await externalTableDdl(catalog, 'bigquery')).toContain(
    `uris = ['${ROOT}/data/trade_tick/instrument_id=${INSTRUMENT}/*.parquet']`,
  )
  const old = await cellsBefore(catalog, startOfDate('2024-05-01') + 3_600_000_000_000n)
  expect(await pruneCells(catalog, old)).toBe(3)
  const left = await openObjectStore(ROOT, env).list('data/')
  expect(left.filter(({ name }) => name.endsWith('.parquet'))).toHaveLength(6)
  expect((await verifyCatalog(await Catalog.open(ROOT, env))).filesRead).toBe(6)
})

test('trades and deltas leave a bucket and come back into another catalog of it', async () => {
  const exported = join(folder, 'nautilus')
  await exportNautilus({ catalog: await Catalog.open(ROOT, env), folder: exported, width: 16 })
  const catalog = await Catalog.openOrCreate('gs://store/imported', undefined, env)
  const { groups } = await importNautilus({ catalog, path: exported })
  expect(groups.map(group => group.cells_written)).toEqual([3, 3])
  expect(await verifyCatalog(catalog)).toMatchObject({ filesRead: 6, problems: [] })
})
