import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startStandIn } from '../sources/stand-in/start-stand-in.ts'
import { listDatasets } from './list-datasets.ts'
import { DAY, RawData, snapshotSelect, TARDIS_LEVELS, TRADES } from './test/raw-data.ts'

const REAL_DATA = join(import.meta.dirname, '../../../shared/data')
const KEY = 'BINANCE-FUTURES:PERPETUAL:BTC-USDT@LIN'

let data: RawData

beforeAll(async () => {
  data = new RawData()
  const trades = `select * exclude (i) from (${TRADES})`
  await data.write('trades', trades, { suffix: '@LIN' })
  await data.write('book_snapshot_5', snapshotSelect(60, TARDIS_LEVELS), { suffix: '@LIN' })
  await data.write('trades', trades, { date: '2024-05-02', suffix: '@LIN' })
  await data.convert(['03:00', '05:00'], { config: data.config({ auto_discover: true }) })
})

afterAll(() => data.remove())

const request = (env: Readonly<Record<string, string>> = {}) => ({
  catalogRoot: data.catalogRoot,
  env: { UNIFIED_CLOUD_LOCAL_PATH: data.rawRoot, ...env },
  cwd: data.folder,
})

describe('datasets', () => {
  test('are told by day and instrument, with what is converted', async () => {
    const { datasets, cellsOfDay, roots } = await listDatasets(request())
    expect(cellsOfDay).toBe(24)
    expect(roots).toEqual([data.rawRoot])
    expect(datasets.map(({ date, objects }) => [date, objects.map(object => object.dataType)])).toEqual([
      [DAY, ['book_snapshot_5', 'trades']],
      ['2024-05-02', ['trades']],
    ])
    const [first] = datasets
    expect(first).toMatchObject({
      place: 'mount',
      instrumentKey: KEY,
      instrumentId: 'BTC-USDT.BINANCE-FUTURES',
    })
    expect(first?.objects.map(({ convertedCells }) => convertedCells)).toEqual([0, 2])
    expect(first?.sizeBytes).toBe(first?.objects.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0))
    expect(first?.objects.every(({ sizeBytes }) => sizeBytes > 500)).toBe(true)
  })

  test('are narrowed by day and by any name of the instrument', async () => {
    const dates = async (more: object) => {
      const { datasets } = await listDatasets({ ...request(), ...more })
      return datasets.map(({ date }) => date)
    }
    expect(await dates({ date: DAY })).toEqual([DAY])
    expect(await dates({ instrument: 'btcusdt' })).toHaveLength(2)
    expect(await dates({ date: '2030-01-01' })).toEqual([])
    await expect(dates({ instrument: 'ETHUSDT' })).rejects.toMatchObject({ code: 'INSTRUMENT_UNKNOWN' })
    await expect(dates({ date: 'today' })).rejects.toMatchObject({ code: 'USAGE' })
  })

  test('in a bucket are the same as on its mount', async () => {
    await using standIn = await startStandIn({ buckets: { market: data.rawRoot } })
    const env = { ODUM_GCS_ENDPOINT: standIn.endpoint, UNIFIED_CLOUD_SERVICES_GCS_BUCKET: 'market' }
    const both = await listDatasets(request(env))
    expect(both.roots).toEqual([data.rawRoot, 'market'])
    const of = (place: string) =>
      both.datasets.filter(dataset => dataset.place === place).map(({ place: _place, ...dataset }) => dataset)
    expect(of('bucket')).toHaveLength(2)
    expect(of('bucket')).toEqual(of('mount'))
    const day = await listDatasets({ ...request(env), from: 'gs://market', date: '2024-05-02' })
    expect(day.datasets).toMatchObject([{ place: 'bucket', date: '2024-05-02' }])
    const cloud = await listDatasets({ ...request(env), flag: 'gcs' })
    expect(new Set(cloud.datasets.map(({ place }) => place))).toEqual(new Set(['bucket']))
  })

  test('need a root, but no catalog', async () => {
    const nowhere = join(data.folder, 'nowhere')
    await expect(listDatasets({ ...request(), env: {} })).rejects.toMatchObject({ code: 'USAGE' })
    const { datasets } = await listDatasets({ ...request(), catalogRoot: nowhere })
    expect(datasets.flatMap(({ objects }) => objects.map(object => object.convertedCells))).toEqual([0, 0, 0])
    await expect(listDatasets({ ...request(), from: nowhere })).rejects.toMatchObject({
      code: 'RAW_ROOT_MISSING',
    })
  })
})

describe.skipIf(!existsSync(REAL_DATA))('datasets of real market data', () => {
  test('are those of its folder', async () => {
    const { datasets } = await listDatasets({ ...request(), from: REAL_DATA })
    expect(datasets.map(({ date, instrumentKey, objects }) => [date, instrumentKey, objects.length])).toEqual(
      [
        ['2024-08-08', KEY, 2],
        ['2024-08-08', 'BINANCE-SPOT:SPOT_PAIR:BTC-USDT', 2],
        ['2024-08-09', KEY, 1],
        ['2024-08-09', 'BINANCE-SPOT:SPOT_PAIR:BTC-USDT', 2],
      ],
    )
  })
})
