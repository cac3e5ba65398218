import { afterAll, beforeAll, expect, test } from 'vitest'
import { BacktestBench } from './backtest-bench.ts'

let bench: BacktestBench
beforeAll(async () => {
  bench = new BacktestBench()
  await bench.generate(1_000, 500)
})
afterAll(() => bench.remove())

/** A spot account; with two digits of money, each fill's value is rounded. */
const spot = (currencyPrecision: number) =>
  bench.config({
    instrument: { id: 'BTC-USDT.BINANCE-FUTURES', type: 'spot', currency_precision: currencyPrecision },
    venue: {
      account_type: 'CASH',
      starting_balances: { BTC: '0.5', USDT: '1000000' },
      starting_balance: undefined,
      base_currency: undefined,
    },
    strategy: { name: 'trade_driven', quantity: '0.003', every_nth: 3 },
  })

test.each([8, 2])('the ledger of a cash account with %d digits adds up to what it holds', async digits => {
  const outcome = await bench.run({ config: spot(digits), closePositions: false })
  const run = `run_id = '${outcome.runId}'`
  expect(await bench.check(outcome.runId)).toEqual([])
  const sums = await bench.query(
    `select currency, sum(amount)::decimal(38, 8)::varchar from ledger where ${run} group by all order by all`,
  )
  const finals = await bench.query(
    `select currency, final::decimal(38, 8)::varchar from run_balances where ${run} order by all`,
  )
  expect(sums).toEqual(finals)
  const [btc] = finals
  expect(Number(btc?.[1])).not.toBe(0.5)
  expect(await bench.query(`select distinct kind from ledger where ${run} order by all`)).toEqual([
    ['commission'],
    ['deposit'],
    ['principal'],
  ])
  expect(outcome.summary.account_type).toBe('CASH')
})
