import { cpSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Database } from '../database/open-database.ts'
import { quoteLiteral } from '../database/quote.ts'
import { BacktestBench } from '../jobs/test/backtest-bench.ts'
import { checkFolder } from './run-checks.ts'

let bench: BacktestBench
let source: string
beforeAll(async () => {
  bench = new BacktestBench()
  await bench.generate(1_000, 500)
  const config = bench.config({ strategy: { name: 'trade_driven', quantity: 2 } })
  source = (await bench.run({ config, snapshotMode: 'both' })).path
})
afterAll(() => bench.remove())

let copies = 0
/** A copy of the run, changed. @returns the names of the checks that notice. */
async function noticed(change: (folder: string) => Promise<void>): Promise<string[]> {
  const runId = `changed-${++copies}`
  const folder = join(bench.resultsRoot, 'report', runId)
  cpSync(source, folder, { recursive: true })
  await change(folder)
  return [...new Set((await bench.check(runId)).map(({ check }) => check))].toSorted()
}

/** Rewrites a table with some columns replaced; `place` is the row's number from 0. */
async function rewrite(folder: string, table: string, replaced: string): Promise<void> {
  using database = await Database.open({ threads: 1 })
  const connection = await database.connect()
  const file = join(folder, `${table}.parquet`)
  await connection.run(
    `copy (select * exclude (place) replace (${replaced}) from (
       select * exclude (file_row_number), file_row_number as place
       from read_parquet(${quoteLiteral(file)}, file_row_number = true)
     )) to ${quoteLiteral(`${file}.new`)} (format parquet)`,
  )
  renameSync(`${file}.new`, file)
}

test('an unchanged run passes', async () => {
  expect(await noticed(async () => {})).toEqual([])
})

const inRow = (column: string, amount: string) => `(if(place = 17, ${column} + ${amount}, ${column}))`
const sameType = (column: string, digits: string) => `${inRow(column, digits)}::decimal(18, 8) as ${column}`

test.each([
  [
    'a commission',
    'fills',
    sameType('commission', '0.00000001'),
    ['fill_commissions', 'fill_totals', 'final_balances'],
  ],
  [
    'a price',
    'fills',
    `${inRow('price', '0.1')}::decimal(18, 1) as price`,
    ['fill_commissions', 'position_values'],
  ],
  [
    'a realised amount',
    'fills',
    sameType('realized_pnl', '0.00000001'),
    ['fill_totals', 'final_balances', 'position_values'],
  ],
  [
    'a position after a fill',
    'fills',
    `${inRow('position_after', '0.001')}::decimal(18, 3) as position_after`,
    ['running_positions'],
  ],
  [
    'an order’s filled quantity',
    'orders',
    `${inRow('filled_quantity', '0.001')}::decimal(18, 3) as filled_quantity`,
    ['order_fills'],
  ],
  ['a filled order’s status', 'orders', `if(status = 10, 11, status)::utinyint as status`, ['order_fills']],
  ['an order’s number', 'orders', `if(place = 17, 999999, order_id)::integer as order_id`, ['order_fills']],
  [
    'a position’s entry value',
    'positions',
    `if(place = 0, entry_value + 0.00000001, entry_value)::decimal(26, 8) as entry_value`,
    ['position_values'],
  ],
  [
    'a position’s commissions',
    'positions',
    `if(place = 0, commissions + 0.00000001, commissions)::decimal(26, 8) as commissions`,
    ['fill_totals'],
  ],
  ['a deposit', 'ledger', `(amount + 1)::decimal(18, 8) as amount`, ['final_balances']],
])('%s that is changed by the least amount is noticed', async (_what, table, replaced, checks) => {
  expect(await noticed(folder => rewrite(folder, table, replaced))).toEqual(checks)
})

test('a final balance that is changed is noticed, with what was expected', async () => {
  const change = async (folder: string): Promise<void> => {
    const file = join(folder, 'summary.json')
    const summary = JSON.parse(readFileSync(file, 'utf8'))
    summary.balances[0].final = `${Number(summary.balances[0].final) + 1}`
    writeFileSync(file, JSON.stringify(summary))
  }
  expect(await noticed(change)).toEqual(['final_balances'])
  const [failure] = await bench.check(`changed-${copies}`)
  expect(failure?.subject).toBe('final balance of BINANCE-FUTURES in USDT')
  expect(Number(failure?.found) - Number(failure?.expected)).toBeCloseTo(1, 3)
})

test('a run that is still being written is checked by its summary as it stands', async () => {
  const summary = JSON.parse(readFileSync(join(source, 'summary.json'), 'utf8'))
  const check = async (changed: object) => {
    using database = await Database.open({ threads: 1 })
    return await checkFolder(database, { runId: summary.run_id, directory: source, summary: changed })
  }
  expect(await check(summary)).toEqual([])
  const [balance] = summary.balances
  const failures = await check({ ...summary, balances: [{ ...balance, final: '1' }] })
  expect(failures).toMatchObject([{ check: 'final_balances', found: expect.stringMatching(/^1\.0*$/) }])
})

test('a report run is checked before it is published, unless that is not wanted', async () => {
  const config = bench.config()
  const checked = await bench.run({ config })
  const unchecked = await bench.run({ config, verify: false })
  expect(checked.summary.timings.verify_ms).toBeGreaterThan(0)
  expect(unchecked.summary.timings.verify_ms).toBe(0)
})
