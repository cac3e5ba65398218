import { cpSync, existsSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadConfig } from '../../config/load-config.ts'
import { Database } from '../../database/open-database.ts'
import { quoteLiteral } from '../../database/quote.ts'
import { generateSampleDay } from '../../sample/generate-sample-day.ts'
import { runBacktest } from '../run-backtest.ts'
import { BacktestBench } from './backtest-bench.ts'

const ROOT = join(import.meta.dirname, '../../..')
const RECORDED = join(ROOT, '../shared/data')

const path = (type: string) =>
  `raw_tick_data/by_date/day-*/data_type-${type}/BINANCE-SPOT:SPOT_PAIR:BTC-USDT.parquet`

const SLICES = { horizon_secs: 6_000, interval_secs: 100, resend: true }

/** The generated perpetual and a spot pair of another seed, whose prices differ: one thing at two venues. */
const ROUTED = {
  strategy: {
    name: 'parent_orders',
    parents: [
      { side: 'BUY', quantity: 3, algorithm: 'twap', parameters: SLICES },
      { side: 'SELL', quantity: 0.9, algorithm: 'twap', parameters: SLICES },
    ],
  },
  venues: [
    {
      name: 'BINANCE-SPOT',
      account_type: 'CASH',
      starting_balances: { USDT: 1_000_000, BTC: 1 },
      maker_fee: 0.0004,
      taker_fee: 0.0004,
      instruments: [
        {
          id: 'BTC-USDT.BINANCE-SPOT',
          price_precision: 1,
          size_precision: 3,
          trades_path: path('trades'),
          book_snapshot_5_path: path('book_snapshot_5'),
        },
      ],
    },
  ],
}
const venues = (...enabled: readonly boolean[]) =>
  ['BINANCE-FUTURES', 'BINANCE-SPOT'].map((venue, at) => ({
    instrument: `BTC-USDT.${venue}`,
    enabled: enabled[at] ?? true,
  }))

const bench = new BacktestBench()
const config = (router: object) => bench.config({ ...ROUTED, router } as never)
beforeAll(async () => {
  await bench.generate(1_500, 800)
  await generateSampleDay({
    out: bench.rawRoot,
    instrumentKey: 'BINANCE-SPOT:SPOT_PAIR:BTC-USDT',
    trades: 1_500,
    snapshots: 800,
    seed: 6,
    start: '2024-05-01T00:00:00Z',
    end: '2024-05-01T02:00:00Z',
  })
})
afterAll(() => bench.remove())

describe.each(['best', 'split'] as const)('a run routed by %s', mode => {
  test('goes to both venues, agrees with itself and with fast mode', async () => {
    const routed = config({ mode, venues: venues() })
    const { runId, summary } = await bench.run({ config: routed })
    expect(await bench.check(runId)).toEqual([])
    const fast = await bench.run({ config: routed, mode: 'fast' })
    expect(fast.summary.result_hash).toBe(summary.result_hash)
    const sent = await bench.query(`
      select venue, sum(chosen_quantity) > 0, sum(filled_quantity) > 0 from routing_summary
      where run_id = '${runId}' and outcome = 'CHOSEN' group by all order by all`)
    expect(sent).toEqual([
      ['BINANCE-FUTURES', 'true', 'true'],
      ['BINANCE-SPOT', 'true', 'true'],
    ])
    const parents = await bench.query(
      `select side, status, filled_quantity from parent_orders where run_id = '${runId}' order by all`,
    )
    expect(parents).toEqual([
      ['BUY', 'FILLED', '3.000'],
      ['SELL', 'FILLED', '0.900'],
    ])
    const names = await bench.query(
      `select count(*) - count(distinct client_order_id) from orders where run_id = '${runId}'`,
    )
    expect(names).toEqual([['0']])
  })

  test('keeps away from a disabled venue', async () => {
    const { runId } = await bench.run({ config: config({ mode, venues: venues(true, false) }) })
    const outcomes = await bench.query(
      `select distinct venue, outcome from routing where run_id = '${runId}' order by all`,
    )
    expect(outcomes).toEqual([
      ['BINANCE-FUTURES', 'CHOSEN'],
      ['BINANCE-SPOT', 'DISABLED'],
    ])
  })
})

test('without a venue every child is denied', async () => {
  const { summary, runId } = await bench.run({ config: config({ venues: venues(false, false) }) })
  expect(summary.denials).toEqual({ NO_VENUE: summary.counts.denied })
  expect(summary.counts.denied).toBeGreaterThan(0)
  expect(await bench.check(runId)).toEqual([])
})

test('on prints alone fees decide', async () => {
  const { runId } = await bench.run({ config: config({ venues: venues() }), snapshotMode: 'trades' })
  const outcomes = await bench.query(
    `select distinct venue, available_quantity, outcome from routing where run_id = '${runId}' order by all`,
  )
  // Equal fees: the first one of the list.
  expect(outcomes).toEqual([
    ['BINANCE-FUTURES', 'null', 'CHOSEN'],
    ['BINANCE-SPOT', 'null', 'DEARER'],
  ])
})

test('a decision that is not what was sent is noticed', async () => {
  const { path: source } = await bench.run({ config: config({ mode: 'split', venues: venues() }) })
  const folder = join(bench.resultsRoot, 'report', 'changed')
  cpSync(source, folder, { recursive: true })
  const file = join(folder, 'routing.parquet')
  using database = await Database.open({ threads: 1 })
  const connection = await database.connect()
  await connection.run(`copy (
    select * replace (if(decision_id = 7 and chosen_quantity > 0, chosen_quantity + 0.001, chosen_quantity)
      ::decimal(18, 3) as chosen_quantity)
    from read_parquet(${quoteLiteral(file)})
  ) to ${quoteLiteral(`${file}.new`)} (format parquet)`)
  renameSync(`${file}.new`, file)
  const failures = await bench.check('changed')
  expect(new Set(failures.map(({ check, subject }) => `${check}: ${subject}`))).toEqual(
    new Set(['routing_decisions: decision 7']),
  )
})

/** Four minutes of a real market; skipped where the recording is absent. */
describe.skipIf(!existsSync(RECORDED))('on recorded market data', () => {
  test('the shipped example splits a parent over futures and spot', async () => {
    const env = { UNIFIED_CLOUD_LOCAL_PATH: RECORDED, ODUM_RESULTS_ROOT: bench.resultsRoot }
    const loaded = await loadConfig('configs/router-btc-usdt.json', { env, cwd: ROOT })
    const { runId } = await runBacktest({ config: loaded, env, cwd: bench.folder })
    expect(await bench.check(runId)).toEqual([])
    const [parent] = await bench.query(
      `select status, filled_quantity from parent_orders where run_id = '${runId}'`,
    )
    expect(parent).toEqual(['FILLED', '10.00000'])
    const chosen = await bench.query(`
      select venue, sum(decisions)::bigint from routing_summary
      where run_id = '${runId}' and outcome = 'CHOSEN' group by all order by all`)
    expect(chosen.map(([venue, decisions]) => [venue, Number(decisions) > 20])).toEqual([
      ['BINANCE-FUTURES', true],
      ['BINANCE-SPOT', true],
    ])
  })
})
