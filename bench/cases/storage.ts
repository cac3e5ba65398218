import { existsSync } from 'node:fs'
import { copyFile, link, mkdir, rename, rm } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { Catalog } from '../../pipelines/catalog/catalog.ts'
import { registerCatalogViews } from '../../pipelines/catalog/catalog-views.ts'
import { cellPath, DAY_NS } from '../../pipelines/catalog/cell-grid.ts'
import { coverage } from '../../pipelines/catalog/statements.ts'
import { parseWindow } from '../../pipelines/config/time-window.ts'
import { Database } from '../../pipelines/database/open-database.ts'
import { allRows } from '../../pipelines/database/statement.ts'
import { convertWindow } from '../../pipelines/jobs/convert-window.ts'
import { openObjectStore } from '../../pipelines/sources/object-store/open-object-store.ts'
import { rangesReader } from '../../pipelines/sources/ranges-reader.ts'
import { measureColdWindow } from '../../pipelines/sources/stand-in/measure-cold-window.ts'
import { startStandIn } from '../../pipelines/sources/stand-in/start-stand-in.ts'
import { type BenchCase, ratio } from '../bench-case.ts'
import { BENCH_ROOT, benchConfig, catalogDay, rawDay, SNAPSHOTS, TRADES } from '../bench-day.ts'

/** A line as between a machine and a bucket of its region. */
const LINE = { latencyMs: 40, bytesPerSecond: 50e6 }
const FIVE_MINUTES_NS = 300_000_000_000n
const HOUR_NS = 3_600_000_000_000n
const DAYS = 420

const coldWindow: BenchCase = {
  name: 'cold-window',
  what: 'five minutes of a 3 M-trade object, nothing cached: two requests, at most 5 % of its bytes',
  references: ['the whole object in parallel ranges'],
  goal: '≤ 0.7 × the whole object',
  rounds: 5,
  prepare: async () => {
    const { root, trades } = await rawDay(122_880)
    const name = relative(root, trades)
    const noon = parseWindow('2024-05-01T12:00:00Z', '2024-05-01T12:05:00Z').startNs
    const window = { file: trades, timeColumn: 'ts_init', start: noon, end: noon + FIVE_MINUTES_NS }
    return {
      count: 1,
      unit: 'windows',
      work: async () => {
        const { requests, bytesFraction } = await measureColdWindow({ ...window, ...LINE })
        if (requests > 2 || bytesFraction > 0.05) {
          throw new RangeError(`${requests} requests, ${(100 * bytesFraction).toFixed(1)} % of the bytes`)
        }
      },
      references: [() => withBucket(root, env => download(env, [name], join(BENCH_ROOT, 'downloaded')))],
    }
  },
  isMet: result => ratio(result) <= 0.7,
}

const convertBucket: BenchCase = {
  name: 'convert-bucket',
  what: 'the whole day, trades and book, converted from a bucket by ranges',
  references: ['its objects downloaded in parallel ranges, then converted'],
  goal: '≤ 1.5 × download and local conversion',
  rounds: 2,
  prepare: async () => {
    const { root, trades, snapshots } = await rawDay(122_880)
    const names = [trades, snapshots].map(file => relative(root, file))
    const downloaded = join(BENCH_ROOT, 'downloaded')
    const convert = async (rawRoot: string, env?: Record<string, string>): Promise<void> => {
      const catalogRoot = join(BENCH_ROOT, 'catalog-convert-bucket')
      await rm(catalogRoot, { recursive: true, force: true })
      const config = benchConfig(rawRoot, catalogRoot)
      const window = parseWindow(config.time_window.start, config.time_window.end)
      const reader = env === undefined ? {} : { reader: rangesReader({ root: 'gs://market', env }) }
      await convertWindow({ config, window, ...reader })
    }
    return {
      count: TRADES + SNAPSHOTS,
      unit: 'rows',
      work: () => withBucket(root, env => convert(root, env)),
      references: [
        () =>
          withBucket(root, async env => {
            await download(env, names, downloaded)
            await convert(downloaded)
          }),
      ],
    }
  },
  isMet: result => ratio(result) <= 1.5,
}

const coverageOfMany: BenchCase = {
  name: 'coverage',
  what: `coverage of ${DAYS * 24} cells, from opening the catalog to the rows`,
  references: ['the listing alone'],
  goal: '< 1 s',
  rounds: 5,
  prepare: async () => {
    const root = await manyCells()
    const list = async (): Promise<void> => {
      const catalog = await Catalog.open(root)
      await catalog.filesOf('trade_tick', 'BTC-USDT.BINANCE-FUTURES')
    }
    return {
      count: DAYS * 24,
      unit: 'cells',
      work: async () => {
        using database = await Database.open()
        const connection = await database.connect()
        await registerCatalogViews(connection, await Catalog.open(root), { query: 'from coverage' })
        const rows = await allRows(connection, coverage, {})
        if (rows.length !== DAYS) throw new RangeError(`${rows.length} days`)
      },
      references: [list],
    }
  },
  isMet: result => result.workMs < 1_000,
}

export const storageCases: readonly BenchCase[] = [coldWindow, convertBucket, coverageOfMany]

async function withBucket(
  folder: string,
  use: (env: Record<string, string>) => Promise<void>,
): Promise<void> {
  await using standIn = await startStandIn({ buckets: { market: folder }, ...LINE })
  await use({ ODUM_GCS_ENDPOINT: standIn.endpoint })
}

async function download(env: Record<string, string>, names: readonly string[], root: string): Promise<void> {
  const store = openObjectStore('gs://market', env)
  await Promise.all(names.map(name => store.readToFile(name, join(root, name))))
}

/** A catalog of 420 days of hourly cells, all the same small file under other names; made once. */
async function manyCells(): Promise<string> {
  const root = join(BENCH_ROOT, 'catalog-many')
  if (existsSync(root)) return root
  const { catalogRoot, cells } = await catalogDay()
  const aside = `${root}.partial`
  await rm(aside, { recursive: true, force: true })
  await mkdir(aside, { recursive: true })
  await copyFile(join(catalogRoot, 'catalog.json'), join(aside, 'catalog.json'))
  const [first] = await cells('trade_tick')
  if (first === undefined) throw new RangeError('the day has no cells')
  const origin = join(aside, 'cell')
  await copyFile(first.path, origin)
  for (let hour = 0n; hour < BigInt(DAYS * 24); hour++) {
    const startNs = first.startNs - (first.startNs % DAY_NS) + hour * HOUR_NS
    const range = { startNs, endNs: startNs + HOUR_NS }
    const file = join(aside, cellPath('trade_tick', first.instrumentId, range))
    await mkdir(dirname(file), { recursive: true })
    await link(origin, file)
  }
  await rename(aside, root)
  return root
}
