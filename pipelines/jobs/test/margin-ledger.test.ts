import { renameSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Database } from '../../database/open-database.ts'
import { quoteLiteral } from '../../database/quote.ts'
import { BacktestBench } from './backtest-bench.ts'

const ID = 'BTC-USDT.BINANCE-FUTURES'
const FUNDED = { [ID]: { interval: '7m', rate: '0.000123456789' } }
const LIQUIDATED = {
  instrument: { id: ID, leverage: '50', margin_maint: '0.019' },
  venue: { starting_balance: 20, liquidation_fee: '0.005' },
  strategy: { name: 'trade_driven', side: 'buy', quantity: '0.002' },
}

let bench: BacktestBench
beforeAll(async () => {
  bench = new BacktestBench()
  await bench.generate(1_000, 500)
})
afterAll(() => bench.remove())

const kinds = (runId: string) =>
  bench.query(
    `select kind, count(*), sum(amount) < 0 from ledger where run_id = '${runId}' group by all order by all`,
  )

test('funding is paid at every boundary with a position, and adds up', async () => {
  const config = bench.config({
    funding: FUNDED,
    strategy: { name: 'trade_driven', side: 'buy', quantity: '0.004' },
  })
  const { runId, summary } = await bench.run({ config })
  expect(await bench.check(runId)).toEqual([])
  // Two hours from midnight hold 18 boundaries; nothing is held at the first.
  expect((await kinds(runId)).filter(([kind]) => kind === 'funding')).toEqual([['funding', '17', 'true']])
  const [paid] = await bench.query(
    `select sum(amount)::varchar from ledger where run_id = '${runId}' and kind = 'funding'`,
  )
  expect(Number(summary.metrics.funding)).toBeCloseTo(Number(paid?.[0]), 8)
})

test('rates by time are paid once each, and seen where they are changed', async () => {
  const rates = [
    { ts: '2024-05-01T00:30:00.000000001Z', rate: '0.0001' },
    { ts: '2024-05-01T01:00:00Z', rate: '-0.00025' },
    { ts: '2024-05-02T00:00:00Z', rate: '0.5' },
  ]
  const config = bench.config({
    funding: { [ID]: { rates } },
    strategy: { name: 'trade_driven', side: 'sell' },
  })
  const { runId } = await bench.run({ config })
  expect(await bench.check(runId)).toEqual([])
  const rows = await bench.query(
    `select ts_init, amount > 0 from ledger where run_id = '${runId}' and kind = 'funding' order by ts_init`,
  )
  expect(rows).toEqual([
    ['1714523400000000001', 'true'],
    ['1714525200000000000', 'false'],
  ])
})

test('a liquidated account is charged, and its ledger adds up to what is left', async () => {
  const { runId, summary } = await bench.run({ config: bench.config(LIQUIDATED) })
  expect(await bench.check(runId)).toEqual([])
  expect(summary.counts.liquidations).toBeGreaterThan(0)
  expect(summary.margin_events.filter(({ kind }) => kind === 'liquidation')).toHaveLength(
    summary.counts.liquidations,
  )
  const told = await bench.query(
    `select kind, count(*)::integer from margin_events where run_id = '${runId}' and equity < required group by all`,
  )
  expect(Object.fromEntries(told)).toEqual({
    liquidation: String(summary.counts.liquidations),
    ...(summary.counts.margin_calls > 0 && { margin_call: String(summary.counts.margin_calls) }),
  })
  expect((await kinds(runId)).map(([kind]) => kind)).toContain('liquidation_fee')
  expect(summary.warnings.some(text => /liquidation/.test(text))).toBe(true)
})

test.each([
  ['an amount', 'select * replace ((amount - 0.00000001)::decimal(18, 8) as amount) from flows', 2],
  ['a fill', 'select * replace (fill_seq - 1 as fill_seq) from flows', 3],
  ['a missing charge', 'select * from flows offset 1', 1],
  [
    'a charge too many',
    'select * from flows union all select * replace (1 as fill_seq) from flows limit 1',
    1,
  ],
])('a liquidation fee that differs by %s is noticed', async (_what, query, failures) => {
  // One liquidation, of two fills.
  const { runId, path } = await bench.run({ config: bench.config(LIQUIDATED) })
  await rewriteFlows(path, query)
  const found = (await bench.check(runId)).filter(({ check }) => check === 'liquidation_fees')
  expect(found).toHaveLength(failures)
})

test('hedging holds a position for each order, and all of them add up', async () => {
  const config = bench.config({
    venue: { oms_type: 'HEDGING' },
    strategy: { name: 'trade_driven', every_nth: 5, quantity: '0.004' },
    funding: FUNDED,
  })
  const { runId, summary } = await bench.run({ config })
  expect(await bench.check(runId)).toEqual([])
  expect(summary.counts).toMatchObject({ orders: 400, positions: 200 })
  const [open] = await bench.query(`select count(*) from positions where run_id = '${runId}' and is_open`)
  expect(open).toEqual(['0'])
})

test('all accounts are valued in another currency at its rate', async () => {
  const fx = { currency: 'EUR', rates: { USDT: '0.92345678' } }
  const { runId } = await bench.run({ config: bench.config({ fx }) })
  const rows = await bench.query(
    `select count(*), count(*) filter (where abs(v.equity - e.equity::double * 0.92345678) < 1e-6)
    from valued_equity as v inner join equity as e on v.run_id = e.run_id and v.ts_init = e.ts_init
    where v.run_id = '${runId}' and v.currency = 'EUR'`,
  )
  expect(Number(rows[0]?.[0])).toBeGreaterThan(1_000)
  expect(rows[0]?.[1]).toBe(rows[0]?.[0])
  expect(() => bench.config({ fx: { currency: 'EUR', rates: { BTC: '60000' } } })).toThrow(/no rate in EUR/)
})

/** Rewrites a run's cash flows. @param query of `flows` */
async function rewriteFlows(folder: string, query: string): Promise<void> {
  using database = await Database.open({ threads: 1 })
  const connection = await database.connect()
  const file = join(folder, 'cash_flows.parquet')
  await connection.run(
    `create view flows as select * exclude (file_row_number) from read_parquet(${quoteLiteral(file)}, file_row_number = true)`,
  )
  await connection.run(`copy (${query}) to ${quoteLiteral(`${file}.new`)} (format parquet)`)
  renameSync(`${file}.new`, file)
}

test.each([
  ['an amount', 'select * replace ((amount + 0.00000001)::decimal(18, 8) as amount) from flows', 17],
  ['a mark', 'select * replace ((twice_mark + 0.1)::decimal(18, 1) as twice_mark) from flows', 17],
  ['a position', 'select * replace ((position - 0.001)::decimal(18, 3) as position) from flows', 17],
  ['a missing payment', 'select * from flows offset 1', 1],
  [
    'a payment too many',
    'select * from flows union all select * replace (ts_init + 1 as ts_init) from flows limit 18',
    1,
  ],
])('funding that differs by %s is noticed', async (_what, query, failures) => {
  const config = bench.config({
    funding: FUNDED,
    strategy: { name: 'trade_driven', side: 'buy', quantity: '0.004' },
  })
  const { runId, path } = await bench.run({ config })
  await rewriteFlows(path, query)
  const found = (await bench.check(runId)).filter(({ check }) => check === 'funding_payments')
  expect(found).toHaveLength(failures)
})
