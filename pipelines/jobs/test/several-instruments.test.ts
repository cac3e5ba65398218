import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { generateSampleDay } from '../../sample/generate-sample-day.ts'
import type { RunOutcome } from '../run-backtest.ts'
import { BacktestBench } from './backtest-bench.ts'

const ROOT = join(import.meta.dirname, '../../..')
const SPAN = { start: '2024-05-01T00:00:00Z', end: '2024-05-01T02:00:00Z' }

const paths = (key: string, hasBook = true) => {
  const path = (type: string) => `raw_tick_data/by_date/day-*/data_type-${type}/${key}.parquet`
  return { trades_path: path('trades'), ...(hasBook && { book_snapshot_5_path: path('book_snapshot_5') }) }
}

/** Four instruments at three venues: precisions, fees, accounts and currencies all differ. */
const SEVERAL = {
  strategy: { name: 'trade_driven', every_nth: 2 },
  instruments: [
    {
      id: 'PEPE-USDT.BINANCE-FUTURES',
      price_precision: 7,
      size_precision: 0,
      min_quantity: 1000,
      taker_fee: 0.0005,
      ...paths('BINANCE-FUTURES:PERPETUAL:PEPE-USDT@LIN'),
    },
  ],
  venues: [
    {
      name: 'BINANCE-SPOT',
      account_type: 'CASH',
      starting_balances: { USDT: 500_000, BTC: 10 },
      maker_fee: 0.001,
      taker_fee: 0.001,
      latency: { submit_ns: 2_000_000, report_ns: 1_000_000, jitter_ns: 500_000 },
      instruments: [
        {
          id: 'BTC-USDT.BINANCE-SPOT',
          price_precision: 2,
          size_precision: 5,
          min_quantity: '0.0002',
          min_notional: 5,
          ...paths('BINANCE-SPOT:SPOT_PAIR:BTC-USDT'),
        },
      ],
    },
    {
      name: 'DERIBIT',
      account_type: 'MARGIN',
      base_currency: 'BTC',
      starting_balance: 2,
      maker_fee: 0,
      taker_fee: 0.0005,
      instruments: [
        {
          id: 'BTC-USD.DERIBIT',
          type: 'perpetual',
          is_inverse: true,
          price_precision: 1,
          size_precision: 0,
          lot_size: 1,
          multiplier: 10,
          ...paths('DERIBIT:PERPETUAL:BTC-USD@INV', false),
        },
      ],
    },
  ],
}

const bench = new BacktestBench()
const config = () => bench.config(SEVERAL as never)

beforeAll(async () => {
  await bench.generate(1_500, 800)
  const day = { out: bench.rawRoot, trades: 1_200, snapshots: 600, ...SPAN }
  const pepe = { startPrice: '0.0000705', pricePrecision: 7, sizePrecision: 0 }
  const spot = { pricePrecision: 2, sizePrecision: 5 }
  const inverse = { pricePrecision: 1, sizePrecision: 0, snapshots: 0 }
  await generateSampleDay({
    ...day,
    ...pepe,
    instrumentKey: 'BINANCE-FUTURES:PERPETUAL:PEPE-USDT@LIN',
    seed: 6,
  })
  await generateSampleDay({ ...day, ...spot, instrumentKey: 'BINANCE-SPOT:SPOT_PAIR:BTC-USDT', seed: 7 })
  await generateSampleDay({ ...day, ...inverse, instrumentKey: 'DERIBIT:PERPETUAL:BTC-USD@INV', seed: 8 })
})
afterAll(() => bench.remove())

describe('a run of several instruments', () => {
  let run: RunOutcome
  beforeAll(async () => {
    run = await bench.run({ config: config(), exportTicks: true })
  })
  const query = (sql: string) => bench.query(sql.replaceAll('$run', `'${run.runId}'`))

  test('agrees with itself, and names its instruments, accounts and balances', async () => {
    expect(await bench.check(run.runId)).toEqual([])
    const { instruments, balances, counts, warnings } = run.summary
    expect(instruments.map(({ instrument_id, account_type }) => [instrument_id, account_type])).toEqual([
      ['BTC-USDT.BINANCE-FUTURES', 'MARGIN'],
      ['PEPE-USDT.BINANCE-FUTURES', 'MARGIN'],
      ['BTC-USDT.BINANCE-SPOT', 'CASH'],
      ['BTC-USD.DERIBIT', 'MARGIN'],
    ])
    expect(balances.map(({ account, currency, starting }) => [account, currency, Number(starting)])).toEqual([
      ['BINANCE-FUTURES', 'USDT', 1_000_000],
      ['BINANCE-SPOT', 'USDT', 500_000],
      ['BINANCE-SPOT', 'BTC', 10],
      ['DERIBIT', 'BTC', 2],
    ])
    expect(counts.trades).toBe(1_500 + 3 * 1_200)
    expect(warnings.join()).toContain('no book data of BTC-USD.DERIBIT')
    const fills = await query(
      'select instrument_id, count(*) > 200, count(distinct venue) from fills where run_id = $run group by all order by all',
    )
    expect(fills.map(([id]) => id)).toEqual(instruments.map(({ instrument_id }) => instrument_id).toSorted())
    for (const [, isMany, venues] of fills) expect([isMany, venues]).toEqual(['true', '1'])
  })

  test('keeps each instrument on its own grid in files of the widest precision', async () => {
    const off = await query(`
      select count(*) from fills
      join run_instruments using (run_id, instrument_id)
      where run_id = $run and (
        price::double * 10 ** price_precision % 1 > 1e-6 and price::double * 10 ** price_precision % 1 < 1 - 1e-6
        or quantity % power(10, -size_precision)::decimal(18, 5) <> 0
      )`)
    expect(off).toEqual([['0']])
    const types = await query('describe select price, quantity from fills')
    expect(types.map(([, type]) => type)).toEqual(['DECIMAL(18,7)', 'DECIMAL(18,5)'])
    const evidence = await query(`
      select count(*), count(evidence_id) from fills where run_id = $run and evidence_kind = 'TRADE'`)
    expect(evidence[0]?.[0]).toBe(evidence[0]?.[1])
  })

  test('states equity by account and currency, and as a whole in the first currency', async () => {
    const last = await query(`
      select account, currency, arg_max(equity, ts_init)::decimal(38, 8)
      from account_equity where run_id = $run group by all order by all`)
    expect(last.map(([account, currency]) => [account, currency])).toEqual([
      ['BINANCE-FUTURES', 'USDT'],
      ['BINANCE-SPOT', 'USDT'],
      ['DERIBIT', 'BTC'],
    ])
    // All positions were closed, so that margin accounts hold their balance.
    const finals = new Map(run.summary.balances.map(b => [`${b.account} ${b.currency}`, b.final]))
    expect(last[0]?.[2]).toBe(finals.get('BINANCE-FUTURES USDT'))
    expect(last[2]?.[2]).toBe(finals.get('DERIBIT BTC'))
    const [whole] = await query(
      'select arg_max(equity, ts_init)::decimal(38, 8), any_value(currency), any_value(account) from equity where run_id = $run',
    )
    expect(whole).toEqual([sum(last[0]?.[2], last[1]?.[2]), 'USDT', 'null'])
    const instants = await query('select count(*) = count(distinct ts_init) from equity where run_id = $run')
    expect(instants).toEqual([['true']])
  })

  test('sums its headline figures over the accounts of its currency', async () => {
    const [pnl] = await query(
      `select count(*), any_value(starting_balance) filter (where currency = 'USDT')::double,
              sum(net_pnl + holdings_pnl) filter (where currency = 'USDT')::decimal(38, 8),
              count(distinct currency)
       from run_pnl where run_id = $run`,
    )
    const [runs] = await query('select starting_balance::double from runs where run_id = $run')
    const [change] = await query(
      'select (arg_max(equity, ts_init) - arg_min(equity, ts_init))::decimal(38, 8) from equity where run_id = $run',
    )
    expect(pnl).toEqual(['2', '1500000', change?.[0], '2'])
    expect(runs).toEqual(['1500000'])
    const [turnover] = await query('select turnover_per_balance from exposure where run_id = $run')
    const [traded] = await query(`
      select sum(price::double * quantity::double) / 1500000 from fills
      where run_id = $run and commission_currency = 'USDT'`)
    expect(Number(turnover?.[0])).toBeCloseTo(Number(traded?.[0]), 6)
  })

  test('exports the prints of all of them', async () => {
    const rows = await bench.query(
      `select instrument_index, count(*) from read_parquet('${run.path}/ticks.parquet') group by all order by all`,
    )
    expect(rows).toEqual([
      ['0', '1500'],
      ['1', '1200'],
      ['2', '1200'],
      ['3', '1200'],
    ])
  })

  test('is the same again, in fast mode, and in another process with one thread', async () => {
    const { result_hash } = run.summary
    expect((await bench.run({ config: config() })).summary.result_hash).toBe(result_hash)
    const fast = await bench.run({ config: config(), mode: 'fast' })
    expect(fast.summary.result_hash).toBe(result_hash)
    expect(Number(fast.summary.metrics.net_pnl)).toBeCloseTo(Number(run.summary.metrics.net_pnl), 8)
    const script = `
      import { readFileSync } from 'node:fs'
      import { parseConfig } from './pipelines/config/load-config.ts'
      import { runBacktest } from './pipelines/jobs/run-backtest.ts'
      const env = JSON.parse(process.env.BENCH_ENV)
      const config = parseConfig(process.env.BENCH_CONFIG, { env, file: 'test.json' })
      const { summary } = await runBacktest({ config, env, mode: 'fast' })
      process.stdout.write(summary.result_hash)`
    const hash = execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
      cwd: ROOT,
      env: {
        ...process.env,
        ODUM_DUCKDB_THREADS: '1',
        BENCH_ENV: JSON.stringify(bench.env),
        BENCH_CONFIG: bench.text(SEVERAL as never),
      },
      encoding: 'utf8',
    })
    expect(hash).toBe(result_hash)
  })

  test('gives an instrument the fills it has alone, the margin being ample', async () => {
    const own = (runId: string) =>
      bench.query(`
        select ts_init, side, price::double, quantity::double, commission::double
        from fills where run_id = '${runId}' and instrument_id = 'BTC-USDT.BINANCE-FUTURES' order by fill_seq`)
    const every = { ...SEVERAL, strategy: { name: 'trade_driven' } }
    const together = await bench.run({ config: bench.config(every as never) })
    const single = await bench.run({ config: bench.config({ strategy: every.strategy }) })
    expect(await own(together.runId)).toEqual(await own(single.runId))
  })
})

function sum(...amounts: readonly (string | undefined)[]): string {
  const units = amounts.reduce((total, amount = '0') => total + BigInt(amount.replace('.', '')), 0n)
  const text = units.toString().padStart(9, '0')
  return `${text.slice(0, -8)}.${text.slice(-8)}`
}
