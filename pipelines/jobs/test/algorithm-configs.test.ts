import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ALGORITHMS } from '../../../engine/index.ts'
import { loadConfig } from '../../config/load-config.ts'
import { Database } from '../../database/open-database.ts'
import { registerResultViews } from '../../results/result-views.ts'
import { generateSampleDay } from '../../sample/generate-sample-day.ts'
import { runBacktest } from '../run-backtest.ts'

const CONFIGS = resolve('configs/algorithms')
const CAPTURE = '../shared/data/raw_tick_data'

let folder: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'odum-algorithms-'))
  await generateSampleDay({
    out: join(folder, 'raw'),
    date: '2024-05-01',
    start: '2024-05-01T00:00:00Z',
    end: '2024-05-01T00:20:00Z',
    trades: 8_000,
    snapshots: 4_000,
    seed: 3,
    pricePrecision: 1,
    sizePrecision: 3,
  })
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const envOf = (raw: string) => ({
  UNIFIED_CLOUD_LOCAL_PATH: raw,
  DATA_CATALOG_PATH: join(folder, 'catalog'),
  ODUM_RESULTS_ROOT: join(folder, 'results'),
})

interface ParentRow {
  readonly algorithm: string
  readonly status: string
  readonly children: bigint
  readonly quantity: string
  readonly filled: number
  readonly worked: number
}

/** The parents of a run, with what its orders and fills say of the same. */
async function parentsOf(runId: string): Promise<ParentRow[]> {
  using database = await Database.open()
  const connection = await database.connect()
  await registerResultViews(connection, join(folder, 'results'), { runIds: [runId] })
  const reader = await connection.runAndReadAll(`
    select algorithm, status, children, quantity::varchar as quantity, filled_quantity::double as filled,
        coalesce((select sum(fills.quantity)::double from fills where fills.parent_order_id = p.parent_order_id), 0)
            as worked
    from parent_orders as p order by parent_order_id`)
  return reader.getRowObjects() as unknown as ParentRow[]
}

async function run(overrides: readonly string[], trustModules = false) {
  const env = { ...process.env, ...envOf(join(folder, 'raw')) }
  const config = await loadConfig('demo', {
    env,
    cwd: process.cwd(),
    overrides: [
      'time_window.end=2024-05-01T00:20:00Z',
      `environment=${JSON.stringify(envOf(join(folder, 'raw')))}`,
      `results={"root":${JSON.stringify(join(folder, 'results'))}}`,
      ...overrides,
    ],
  })
  return await runBacktest({ config, env, cwd: process.cwd(), trustModules })
}

const strategy = (...parents: object[]): string =>
  `strategy=${JSON.stringify({ name: 'parent_orders', parents })}`

test('every algorithm works a parent, several at once, and the tables agree', async () => {
  const parents = ALGORITHMS.map(({ id, example }) => ({
    side: 'BUY',
    quantity: '2',
    start: '2024-05-01T00:01:00Z',
    algorithm: id,
    parameters: example.parameters,
    ...(example.needsLimit === true && { limit_price: 100_000 }),
  }))
  const { runId } = await run([strategy(...parents)])
  const rows = await parentsOf(runId)
  expect(rows.map(row => row.algorithm)).toEqual(ALGORITHMS.map(({ id }) => id))
  for (const row of rows) {
    expect(Number(row.children), row.algorithm).toBeGreaterThan(0)
    expect(row.worked, row.algorithm).toBeCloseTo(row.filled, 6)
    expect(row.filled, row.algorithm).toBeGreaterThan(0)
  }
})

test('execution works the orders of a strategy that names no algorithm', async () => {
  const parameters = { horizon_secs: 10, interval_secs: 5 }
  const execution = `execution=${JSON.stringify({ algorithm: 'twap', parameters })}`
  const { runId, summary } = await run([execution, 'strategy.every_nth=500', 'strategy.quantity=1'])
  const rows = await parentsOf(runId)
  expect(rows.length).toBe(16)
  expect(new Set(rows.map(row => row.algorithm))).toEqual(new Set(['twap']))
  // The last order of all closes what is left.
  expect(summary.counts.orders).toBeGreaterThan(30)
})

test('an algorithm of one’s own gives the same run in the sandbox and where it is trusted', async () => {
  const module = join(CONFIGS, 'half-then-rest.ts')
  const parent = { side: 'BUY', quantity: '2', algorithm: 'custom', module, parameters: { wait_secs: 30 } }
  const { runId, summary } = await run([strategy(parent)])
  const trusted = await run([strategy(parent)], true)
  expect(trusted.summary.result_hash).toBe(summary.result_hash)
  const [row] = await parentsOf(runId)
  expect(row).toMatchObject({ algorithm: 'half_then_rest', status: 'FILLED', children: 2n })
})

test('a file that exports something else is refused', async () => {
  const module = join(folder, 'nothing.ts')
  writeFileSync(module, 'export const strategy = 1\n')
  const parent = { side: 'BUY', quantity: '2', algorithm: 'custom', module }
  await expect(run([strategy(parent)], true)).rejects.toThrow('exports no object `algorithm`')
})

test('a profile of earlier days needs them', async () => {
  const parameters = { horizon_secs: 60, interval_secs: 10, volume_profile: 'historical' }
  const parent = { side: 'BUY', quantity: '2', algorithm: 'vwap', parameters }
  await expect(run([strategy(parent)])).rejects.toThrow('which a volume profile needs')
})

test.each([
  [
    { side: 'BUY', quantity: '2', algorithm: 'twap', parameters: { horizon_secs: 60 } },
    'interval_secs: missing',
  ],
  [{ side: 'BUY', quantity: '2', algorithm: 'twpa' }, 'did you mean "twap"?'],
  [{ side: 'BUY', quantity: '2.00001' }, 'fractional digits'],
  [{ side: 'BUY', quantity: '2', order_type: 'LIMIT' }, 'needs a limit'],
  [{ side: 'BUY', quantity: '2', start: '2024-05-02T00:00:00Z' }, 'outside the time window'],
  [
    { side: 'BUY', quantity: '2', instrument: 'BTC-USDT.BINANCE-FUTURE' },
    'did you mean "BTC-USDT.BINANCE-FUTURES"?',
  ],
])('a wrong parent is named with its path: %j', async (parent, message) => {
  await expect(run([strategy(parent)])).rejects.toThrow(message)
})

describe('shipped configurations', () => {
  const files = readdirSync(CONFIGS).filter(name => name.endsWith('.json'))

  test.each(files)('%s is valid', async file => {
    const config = await loadConfig(join(CONFIGS, file), { env: {}, cwd: process.cwd() })
    expect(config.strategy.parents).toMatchObject([{ side: 'BUY', quantity: '10' }])
  })

  test('there is one for every algorithm', () => {
    expect(files.sort()).toEqual(ALGORITHMS.map(({ id }) => `${id}.json`).sort())
  })

  describe.skipIf(!existsSync(CAPTURE))('over the recorded capture', () => {
    test.each(files)('%s fills most of its parent', async file => {
      const environment = { ...envOf(resolve(CAPTURE, '..')), DATA_CATALOG_PATH: join(folder, 'capture') }
      const config = await loadConfig(join(CONFIGS, file), {
        env: environment,
        cwd: process.cwd(),
        overrides: [`results={"root":${JSON.stringify(join(folder, 'results'))}}`],
      })
      const { runId } = await runBacktest({ config, env: environment, cwd: process.cwd() })
      const [row] = await parentsOf(runId)
      expect(row?.filled).toBeGreaterThan(9)
    })
  })
})

test('a historical profile is the volume of the same time of earlier days', async () => {
  const start = '2024-05-02T00:01:00Z'
  for (const date of ['2024-05-01', '2024-05-02']) {
    const end = `${date}T00:20:00Z`
    const size = { trades: 8_000, snapshots: 4_000, seed: 3, pricePrecision: 1, sizePrecision: 3 }
    await generateSampleDay({ out: join(folder, 'raw'), date, start: `${date}T00:00:00Z`, end, ...size })
  }
  await run([])
  const parameters = { horizon_secs: 600, interval_secs: 60, volume_profile: 'historical' }
  const parent = { side: 'BUY', quantity: '1', start, algorithm: 'vwap', parameters }
  const { runId } = await run([
    'time_window={"start":"2024-05-02T00:00:00Z","end":"2024-05-02T00:20:00Z"}',
    strategy(parent),
  ])
  const dayBefore = BigInt(Date.parse(start)) * 1_000_000n - 86_400_000_000_000n
  using database = await Database.open()
  const connection = await database.connect()
  const reader = await connection.runAndReadAll(`
    select sum(size)::double as volume
    from read_parquet('${join(folder, 'catalog')}/data/trade_tick/*/date=2024-05-01/*.parquet')
    where ts_init >= ${dayBefore} and ts_init < ${dayBefore + 600_000_000_000n}
    group by (ts_init - ${dayBefore}) // 60000000000 order by (ts_init - ${dayBefore}) // 60000000000`)
  const weights = reader.getRows().map(([volume]) => Number(volume))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  await registerResultViews(connection, join(folder, 'results'), { runIds: [runId] })
  const children = await connection.runAndReadAll(
    'select quantity::double from orders where parent_order_id is not null order by ts_created',
  )
  const sizes = children.getRows().map(([quantity]) => Number(quantity))
  expect(sizes.length).toBe(10)
  sizes.forEach((size, slice) => {
    // Largest remainder moves a child by less than a lot.
    expect(Math.abs(size - weights[slice]! / total)).toBeLessThan(0.001)
  })
})
