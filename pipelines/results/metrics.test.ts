import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Database } from '../database/open-database.ts'
import { quoteLiteral } from '../database/quote.ts'
import { computeMetrics, computeMetricsOfFolder, metricColumns } from './metrics.ts'
import { registerResultViews } from './result-views.ts'
import { type SampleRun, writeSampleRun } from './test/sample-run.ts'

let root: string
let database: Database
let connection: DuckDBConnection
let run: SampleRun

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'odum-metrics-'))
  run = await writeSampleRun(root, { runId: 'RUN_1' })
  await writeSampleRun(root, { runId: 'RUN_PUBLISHED', trips: 1 })
  database = await Database.open()
  connection = await database.connect()
  await writePublishedEquity(join(root, 'report', 'RUN_PUBLISHED', 'equity.parquet'))
  await registerResultViews(connection, root)
})

afterAll(async () => {
  database.close()
  await rm(root, { recursive: true })
})

/** Equity of the return series that published values of the ratios exist for: one value a day from 100. */
async function writePublishedEquity(file: string): Promise<void> {
  const equity = [
    '100',
    '101',
    '111.1',
    '106.656',
    '108.78912',
    '112.0527936',
    '114.293849472',
    '115.43678796672',
    '103.893109170048',
  ]
  const values = equity.map((value, day) => `(${day} * 86400000000000::bigint, ${value}::decimal(18, 12))`)
  await connection.run(`
    copy (select ts as ts_init, equity as balance, 0::decimal(18, 12) as unrealized, equity
          from (values ${values.join(', ')}) as t (ts, equity))
    to ${quoteLiteral(file)} (format parquet)`)
}

describe('risk ratios of the published daily returns', () => {
  test('agree with the published values at 252 periods', async () => {
    await connection.run('set variable risk_days_per_year = 252')
    const metrics = await computeMetrics(connection, 'RUN_PUBLISHED')
    await connection.run('reset variable risk_days_per_year')
    expect(metrics.annual_volatility_ratio).toBeCloseTo(0.9136465399704637, 12)
    expect(metrics.sharpe).toBeCloseTo(1.7238613961706866, 12)
    expect(metrics.sortino).toBeCloseTo(2.605531251673693, 12)
    expect(metrics.omega).toBeCloseTo(0.19 / 0.14, 12)
    expect(metrics.max_drawdown_ratio).toBeCloseTo(-0.1, 12)
    expect(metrics.annual_return_ratio).toBeCloseTo(1.03893109170048 ** (252 / 8) - 1, 9)
    expect(Number(metrics.calmar).toFixed(2)).toBe('23.30')
    expect(Number(metrics.cumulative_return_ratio).toFixed(5)).toBe('0.03893')
    expect(metrics.risk_observations).toBe(8)
    expect(metrics.risk_days_per_year).toBe(252)
  })

  test('over nine periods, the leading null counted, give the other published annual return and Calmar', async () => {
    const nine = await oneRow(
      `with nine as (
          select pow(1 + cumulative_return_ratio, 252 / 9) - 1 as annual, max_drawdown_ratio
          from risk_ratios
          inner join drawdown using (run_id)
          where run_id = 'RUN_PUBLISHED'
      )
      select annual, annual / abs(max_drawdown_ratio) as calmar from nine`,
      {},
    )
    expect(Number(nine.annual)).toBeCloseTo(1.9135925373194231, 12)
    expect(Number(nine.calmar)).toBeCloseTo(19.135925373194233, 11)
  })

  test('annualise on 365 days unless told otherwise', async () => {
    const metrics = await computeMetrics(connection, 'RUN_PUBLISHED')
    expect(metrics.annual_volatility_ratio).toBeCloseTo(0.9136465399704637 * Math.sqrt(365 / 252), 12)
  })
})

describe('metrics of a run', () => {
  test('equal the account to the last digit', async () => {
    const metrics = await computeMetrics(connection, 'RUN_1')
    expect(metrics.realized_pnl).toBe(run.facts.realized.replace(/\.?0+$/, ''))
    expect(metrics.commissions).toBe(run.facts.commissions.replace(/\.?0+$/, ''))
    const equity = await connection.runAndReadAll(
      "select (starting_balance + net_pnl - $equity::decimal(38, 8))::double from run_pnl where run_id = 'RUN_1'",
      { equity: run.facts.finalEquity },
    )
    expect(equity.getRows()[0]?.[0]).toBe(0)
    expect(metrics.holdings_pnl).toBe('0')
    expect(metrics.round_trips).toBe(59)
    expect(metrics.denied_orders).toBe(1)
    expect(metrics.time_in_market_ratio).toBeGreaterThan(0.4)
  })

  test('streaks, wins and losses agree with the closed positions', async () => {
    const metrics = await computeMetrics(connection, 'RUN_1')
    const outcomes = run.facts.tables.positions
      .filter(position => position.closed_ts !== null)
      .map(position => Math.sign(Number(position.realized_pnl) - Number(position.commissions)))
    expect(metrics.longest_win_streak).toBe(longest(outcomes, 1))
    expect(metrics.longest_loss_streak).toBe(longest(outcomes, -1))
    expect(metrics.win_rate_ratio).toBeCloseTo(
      outcomes.filter(outcome => outcome > 0).length / outcomes.length,
      12,
    )
  })

  test('are the same for a folder that is not listed yet', async () => {
    using other = await Database.open()
    const { runId, directory } = run
    const summary = {
      instruments: [
        { instrument_index: 0, instrument_id: 'BTC-USDT.BINANCE-FUTURES', settlement_currency: 'USDT' },
      ],
      balances: [{ account: 'A', currency: 'USDT', starting: '1000000', final: run.facts.finalBalance }],
    }
    const metrics = await computeMetricsOfFolder(other, { runId, directory, summary })
    expect(metrics).toEqual(await computeMetrics(connection, runId))
    // A first sample that includes the fills of its instant is not what the run started with.
    const [first, started] = [Number(metrics.starting_equity), Number(metrics.starting_equity) + 5]
    const noted = { ...summary, starting_equity: String(started) }
    const fromStart = await computeMetricsOfFolder(other, { runId, directory, summary: noted })
    expect(fromStart).toMatchObject({ starting_equity: String(started), holdings_pnl: '-5' })
    expect(Number(fromStart.return_ratio) * started).toBeCloseTo(Number(metrics.return_ratio) * first, 6)
  })

  test('from positions and order facts equal those from the ledger, the fills and the orders', async () => {
    const metrics = await computeMetrics(connection, 'RUN_1')
    const flows = await oneRow(
      `select -sum(amount) filter (where kind = 'commission') as commissions,
              sum(amount) filter (where kind = 'realized') as realized_pnl,
              sum(amount) filter (where kind = 'funding') as funding
       from ledger where run_id = $run_id`,
    )
    for (const [name, value] of Object.entries(flows)) expect(Number(metrics[name])).toBe(Number(value))
    const costs = await oneRow(
      `select fsum(notional) as turnover, sum(commission) / fsum(notional) * 1e4 as commission_bps,
              fsum(slippage_cost) as slippage_cost,
              fsum(slippage_cost) / fsum(quoted_notional) * 1e4 as slippage_bps
       from fill_costs where run_id = $run_id`,
    )
    for (const [name, value] of Object.entries(costs)) expect(metrics[name]).toBeCloseTo(Number(value), 9)
    const orders = await oneRow(
      `select count(*) as orders,
              count(*) filter (where status = 'DENIED') as denied_orders,
              count(*) filter (where status = 'CANCELED') as canceled_orders,
              count(*) filter (where status = 'FILLED') / count(ts_submitted) as fill_rate_ratio,
              quantile_cont(ts_closed - ts_submitted, 0.5) filter (where status = 'FILLED') as median_time_to_fill_ns,
              quantile_cont(ts_closed - ts_submitted, 0.95) filter (where status = 'FILLED') as p95_time_to_fill_ns
       from orders where run_id = $run_id`,
    )
    expect(Number(orders.p95_time_to_fill_ns)).toBeGreaterThan(0)
    for (const [name, value] of Object.entries(orders)) expect(metrics[name]).toBeCloseTo(Number(value), 9)
    const { fills, maker_share_ratio } = await oneRow(
      `select count(*) as fills,
              sum(quantity) filter (where liquidity = 'MAKER')::double / sum(quantity)::double as maker_share_ratio
       from fills where run_id = $run_id`,
    )
    expect(metrics).toMatchObject({ fills: Number(fills), maker_share_ratio })
  })

  test.each([
    [[], 5, 0.5],
    [[10], 1, 0.5],
    [[10, 30], 2, 0.5],
    [[10, 30], 2, 0.9],
    [[1, 2, 3], 0, 0.95],
    [[7], 0, 0.25],
  ])('the quantile of %j after %i zeros at %d is that of all values', async (values, zeros, fraction) => {
    const all = [...Array.from({ length: zeros }, () => 0), ...values].join(', ')
    const { found, expected } = await oneRow(
      `select quantile_after_zeros([${values.join(', ')}]::bigint[], ${zeros}, ${fraction}::double * ${zeros + values.length - 1}) as found,
              quantile_cont(value, ${fraction}) as expected
       from (select unnest([${all}]::bigint[]) as value)`,
      {},
    )
    expect(found).toBeCloseTo(Number(expected), 9)
  })

  test('every metric has a label and a unit', async () => {
    const columns = await metricColumns(connection)
    const byName = new Map(columns.map(column => [column.name, column]))
    expect(byName.get('net_pnl')).toMatchObject({ label: 'Net PnL', unit: 'money', relation: 'pnl_metrics' })
    expect(byName.get('max_drawdown_ratio')).toMatchObject({
      label: 'Max drawdown, percent',
      unit: 'percent',
    })
    expect(byName.get('p95_time_to_fill_ns')).toMatchObject({ unit: 'duration' })
    expect(byName.get('sharpe')).toMatchObject({ unit: 'number' })
  })

  test('too few samples give null', async () => {
    const few = await writeSampleRun(root, { runId: 'RUN_FEW', trips: 2 })
    await connection.run(
      `copy (select 0::bigint as ts_init, 1::decimal(18, 2) as balance, 0::decimal(18, 2) as unrealized, 1::decimal(18, 2) as equity)
       to ${quoteLiteral(join(few.directory, 'equity.parquet'))} (format parquet)`,
    )
    await registerResultViews(connection, root, { runIds: ['RUN_FEW'] })
    expect(await computeMetrics(connection, 'RUN_FEW')).toMatchObject({
      sharpe: null,
      sortino: null,
      calmar: null,
      omega: null,
      annual_volatility_ratio: null,
      max_drawdown: '0',
    })
    await registerResultViews(connection, root)
  })
})

async function oneRow(sql: string, parameters: Record<string, string> = { run_id: 'RUN_1' }) {
  const reader = await connection.runAndReadAll(sql, parameters)
  return reader.getRowObjectsJson()[0] ?? {}
}

function longest(outcomes: readonly number[], wanted: number): number {
  let [best, current] = [0, 0]
  for (const outcome of outcomes) {
    current = outcome === wanted ? current + 1 : 0
    best = Math.max(best, current)
  }
  return best
}
