import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadConfig } from '../../config/load-config.ts'
import { parseWindow } from '../../config/time-window.ts'
import { Database } from '../../database/open-database.ts'
import { quoteLiteral } from '../../database/quote.ts'
import type { ConversionReport } from '../../jobs/conversion-report.ts'
import { convertWindow } from '../../jobs/convert-window.ts'
import { generateSampleDay } from '../../sample/generate-sample-day.ts'
import { rangesReader } from '../ranges-reader.ts'
import { type StandIn, startStandIn } from '../stand-in/start-stand-in.ts'

const ROOT = join(import.meta.dirname, '../../..')
const REAL_DATA = join(ROOT, '../shared/data')

/** One window through the mount and through ranges must make the same catalog. */
describe('a window converted from the bucket is the window converted from the mount', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'odum-alike-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  const convert = async (
    source: 'local' | 'gcs',
    raw: string,
    standIn: StandIn,
    [start, end]: readonly [string, string],
  ): Promise<{ catalog: string; report: ConversionReport }> => {
    const catalog = await mkdtemp(join(folder, `${source}-`))
    const env = {
      UNIFIED_CLOUD_LOCAL_PATH: raw,
      DATA_CATALOG_PATH: catalog,
      ODUM_GCS_ENDPOINT: standIn.endpoint,
    }
    const config = await loadConfig('configs/btc-usdt-binance-futures.json', {
      env,
      cwd: ROOT,
      overrides: [`data_catalog.source=${source}`],
    })
    const request = { config, window: parseWindow(start, end), env }
    const reader = rangesReader({ root: 'gs://market', env, temporaryDirectory: folder })
    return { catalog, report: await convertWindow(source === 'gcs' ? { ...request, reader } : request) }
  }

  const expectAlike = async (raw: string, window: readonly [string, string]): Promise<ConversionReport> => {
    await using standIn = await startStandIn({ buckets: { market: raw } })
    const mounted = await convert('local', raw, standIn, window)
    const ranged = await convert('gcs', raw, standIn, window)
    const files = await parquetFiles(mounted.catalog)
    expect(files.length).toBeGreaterThan(2)
    expect(await parquetFiles(ranged.catalog)).toEqual(files)
    using database = await Database.open()
    const connection = await database.connect()
    for (const file of files) {
      const rows = (root: string) =>
        `select *, row_number() over () as position from read_parquet(${quoteLiteral(join(root, file))})`
      const [left, right] = [rows(mounted.catalog), rows(ranged.catalog)]
      const different = await connection.runAndReadAll(
        `select count(*)::integer from ((from (${left}) except all from (${right}))
         union all (from (${right}) except all from (${left})))`,
      )
      expect([file, different.getRows()[0]?.[0]]).toEqual([file, 0])
    }
    expect(ranged.report.types).toEqual(mounted.report.types)
    expect(ranged.report.reader).toMatchObject({ kind: 'ranges', ...standIn.traffic.total() })
    expect(ranged.report.sources.every(({ uri }) => uri.startsWith('gs://market/'))).toBe(true)
    return ranged.report
  }

  test('for a window of a generated day, with a fraction of its bytes', async () => {
    const raw = join(folder, 'raw')
    const date = '2024-08-08'
    const { trades, snapshots } = await generateSampleDay({
      out: raw,
      date,
      trades: 60_000,
      snapshots: 20_000,
      rowGroupRows: 2048,
    })
    const report = await expectAlike(raw, [`${date}T11:00:00Z`, `${date}T12:00:00Z`])
    expect(report.types.every(({ rowsWritten }) => rowsWritten > 100)).toBe(true)
    expect(report.reader?.bytes).toBeLessThan((trades.bytes + (snapshots?.bytes ?? 0)) / 3)
  })

  test.skipIf(!existsSync(REAL_DATA))('for real market data', async () => {
    const report = await expectAlike(REAL_DATA, ['2024-08-08T23:00:00Z', '2024-08-09T00:00:00Z'])
    expect(report.types.find(({ type }) => type === 'trade_tick')?.rowsWritten).toBe(21_313)
  })
})

async function parquetFiles(catalog: string): Promise<string[]> {
  const names = await readdir(join(catalog, 'data'), { recursive: true })
  return names
    .filter(name => name.endsWith('.parquet'))
    .map(name => join('data', name))
    .sort()
}
