import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { BacktestBench } from './test/backtest-bench.ts'

const ROOT = join(import.meta.dirname, '../..')

let bench: BacktestBench
beforeAll(async () => {
  bench = new BacktestBench()
  await bench.generate()
})
afterAll(() => bench.remove())

const MODES = ['trades', 'book', 'both'] as const

describe('a run', () => {
  test.each(MODES)(
    'in mode %s agrees with itself, with a run again and with fast mode',
    async snapshotMode => {
      const report = await bench.run({ snapshotMode })
      const again = await bench.run({ snapshotMode })
      const fast = await bench.run({ snapshotMode, mode: 'fast' })
      expect(await bench.check(report.runId)).toEqual([])
      expect(again.runId).not.toBe(report.runId)
      for (const { summary } of [again, fast]) {
        expect(summary.result_hash).toBe(report.summary.result_hash)
        expect(summary.config_hash).toBe(report.summary.config_hash)
        expect(summary.counts).toEqual(report.summary.counts)
        expect(summary.balances).toEqual(report.summary.balances)
      }
      expect(Number(fast.summary.metrics.net_pnl)).toBe(Number(report.summary.metrics.net_pnl))
    },
  )

  test('on trades sends one order per print and closes what is left', async () => {
    const { summary, runId } = await bench.run({ snapshotMode: 'trades' })
    expect(summary.counts).toMatchObject({
      trades: 3_000,
      orders: 3_001,
      fills: 3_001,
      denied: 0,
      rejected: 0,
    })
    expect(await bench.query(`select count(*) from fills where run_id = '${runId}'`)).toEqual([['3001']])
    expect(
      await bench.query(
        `select count(*), count(distinct client_order_id) from orders where run_id = '${runId}'`,
      ),
    ).toEqual([['3001', '3001']])
    expect(
      await bench.query(`select evidence_kind, count(*), count(distinct evidence_id) from fills
        where run_id = '${runId}' group by all`),
    ).toEqual([['LAST_PRICE', '3001', '3000']])
  })

  test.each([
    ['with latency', { venue: { latency: { submit_ns: 250_000_000, jitter_ns: 100_000_000 } } }],
    ['of few large orders', { strategy: { name: 'trade_driven', every_nth: 40, quantity: 3 } }],
    ['mirroring prints', { strategy: { name: 'trade_driven', quantity: 'trade', side: 'fade' } }],
    ['under the other preset', { venue: { fill_model: { preset: 'nautilus' } } }],
    [
      'with little collateral',
      { venue: { starting_balance: 20 }, strategy: { name: 'trade_driven', quantity: 0.002 } },
    ],
    ['with rebates', { venue: { taker_fee: -0.000123 } }],
    ['of contracts with a multiplier', { instrument: { multiplier: 0.013 } }],
  ])('%s agrees with itself in every mode', async (_what, sections) => {
    for (const snapshotMode of MODES) {
      const { runId, summary } = await bench.run({ config: bench.config(sections), snapshotMode })
      expect(summary.counts.fills).toBeGreaterThan(20)
      expect(await bench.check(runId), snapshotMode).toEqual([])
    }
  })

  test('denies what breaks a risk limit, and says why in tables and summary', async () => {
    const risk = { max_position: 0.003, max_orders_per_second: 5 }
    const { runId, summary } = await bench.run({ config: bench.config({ risk }) })
    const { denials, counts } = summary
    expect(denials.RISK_POSITION).toBeGreaterThan(10)
    expect(denials.RISK_ORDERS_PER_SECOND).toBeGreaterThan(10)
    expect(Object.values(denials).reduce((sum, orders) => sum + orders, 0)).toBe(counts.denied)
    const listed = await bench.query(`select reason, count(*) from order_events
      where run_id = '${runId}' and status = 'DENIED' group by all order by all`)
    const summed = Object.entries(denials).map(([reason, orders]) => [reason, String(orders)])
    expect(listed).toEqual(summed.toSorted())
    expect(await bench.query(`select max(abs(position_after)) from fills where run_id = '${runId}'`)).toEqual(
      [['0.003']],
    )
    expect(await bench.check(runId)).toEqual([])
  })

  test('that leaves its position open agrees with itself', async () => {
    const { runId, summary } = await bench.run({ closePositions: false })
    expect(summary.warnings).toContainEqual(expect.stringContaining('was left open as asked'))
    expect(await bench.check(runId)).toEqual([])
  })

  test('keeps fills in the order of the run where many refer to one print', async () => {
    const config = bench.config({
      venue: { latency: { submit_ns: 30_000_000_000 } },
      strategy: { name: 'trade_driven', every_nth: 7 },
    })
    const { runId } = await bench.run({ config, snapshotMode: 'trades' })
    expect(await bench.check(runId)).toEqual([])
    expect(
      await bench.query(`select count(*) from (
        select ts_init < lag(ts_init) over (order by fill_seq) as goes_back from fills where run_id = '${runId}'
      ) where goes_back`),
    ).toEqual([['0']])
  })

  test('is the same in another process with one thread', async () => {
    const { summary } = await bench.run({ snapshotMode: 'both' })
    const script = `
      import { BacktestBench } from './pipelines/jobs/test/backtest-bench.ts'
      import { runBacktest } from './pipelines/jobs/run-backtest.ts'
      const bench = new BacktestBench()
      const env = JSON.parse(process.env.BENCH_ENV)
      const config = { ...bench.config(), environment: {} }
      const { summary } = await runBacktest({ config, env, snapshotMode: 'both', mode: 'fast' })
      bench.remove()
      process.stdout.write(summary.result_hash)`
    const hash = execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
      cwd: ROOT,
      env: { ...process.env, ODUM_DUCKDB_THREADS: '1', BENCH_ENV: JSON.stringify(bench.env) },
      encoding: 'utf8',
    })
    expect(hash).toBe(summary.result_hash)
  })

  test('of another seed, window or strategy has another hash', async () => {
    const hashes = new Set<string>()
    for (const sections of [
      {},
      { time_window: { start: '2024-05-01T00:00:01Z' } },
      { strategy: { name: 'trade_driven', side: 'fade' } },
    ]) {
      hashes.add((await bench.run({ config: bench.config(sections), mode: 'fast' })).summary.result_hash)
    }
    expect(hashes.size).toBe(3)
  })

  test('that begins within a cell knows the book from before, and its own prints alone', async () => {
    const config = bench.config({
      time_window: { start: '2024-05-01T00:40:00.000000001Z', end: '2024-05-01T01:20:00Z' },
    })
    const whole = await bench.run({ snapshotMode: 'book' })
    const { runId, summary } = await bench.run({ config, snapshotMode: 'book', closePositions: false })
    expect(summary.counts.rejected).toBe(0)
    // Orders of one lot never exhaust a level here, so the part meets the same prices as the whole.
    const prices = (id: string) =>
      bench.query(`select ts_init, side, price, best_bid, best_ask, level_index from fills
        where run_id = '${id}' and ts_init > 1714524000000000000 and ts_init < 1714526400000000000 order by fill_seq`)
    const part = await prices(runId)
    expect(part.length).toBe(summary.counts.fills)
    expect(part.slice(0, 20)).toEqual((await prices(whole.runId)).slice(0, 20))
  })
})

describe('what a run leaves', () => {
  test('are the files of a report, whole', async () => {
    const { path, summary } = await bench.run()
    const recorded = ['orders', 'order_events', 'fills', 'positions', 'ledger', 'equity', 'marks']
    const names = [...recorded, 'fill_mids', 'parent_marks']
    expect(readdirSync(path).toSorted()).toEqual(
      [
        ...names.map(name => `${name}.parquet`),
        'cash_flows.parquet',
        'config.json',
        'summary.json',
      ].toSorted(),
    )
    expect(JSON.parse(readFileSync(join(path, 'summary.json'), 'utf8'))).toEqual(
      JSON.parse(JSON.stringify(summary)),
    )
    expect(bench.entries('report').filter(name => name.startsWith('.'))).toEqual([])
  })

  test('is one summary in fast mode', async () => {
    const { path, runId } = await bench.run({ mode: 'fast' })
    expect(path).toBe(join(bench.resultsRoot, 'fast', `${runId}.json`))
    expect(existsSync(join(bench.resultsRoot, 'report', runId))).toBe(false)
  })

  test('is a record with its error when it fails', async () => {
    const before = bench.entries('report')
    const config = bench.config({
      time_window: { start: '2024-05-01T00:00:00.000000000Z', end: '2024-05-01T00:00:00.000000001Z' },
    })
    await expect(bench.run({ config })).rejects.toMatchObject({ code: 'WINDOW_EMPTY' })
    const [name] = bench.entries('failed')
    const record = JSON.parse(readFileSync(join(bench.resultsRoot, 'failed', name ?? ''), 'utf8'))
    expect(record).toMatchObject({ status: 'failed', error: expect.stringContaining('WINDOW_EMPTY') })
    expect(bench.entries('report')).toEqual(before)
  })

  test('is nothing when it is interrupted', async () => {
    const before = { report: bench.entries('report'), failed: bench.entries('failed') }
    const interruption = new AbortController()
    const progress = ({ stage }: { stage: string }) => {
      if (stage === 'replay') interruption.abort()
    }
    await expect(bench.run({}, { signal: interruption.signal, onProgress: progress })).rejects.toMatchObject({
      code: 'RUN_INTERRUPTED',
    })
    expect({ report: bench.entries('report'), failed: bench.entries('failed') }).toEqual(before)
  })

  test('is nothing when the mode needs a book that is not configured', async () => {
    const { book_snapshot_5_path: _book, ...data_catalog } = bench.config().data_catalog
    const config = { ...bench.config(), data_catalog }
    const before = bench.entries('failed')
    await expect(bench.run({ config, snapshotMode: 'book' })).rejects.toMatchObject({ code: 'BOOK_MISSING' })
    expect(bench.entries('failed')).toEqual(before)
  })
})
