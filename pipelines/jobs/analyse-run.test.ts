import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { analyseRun } from './analyse-run.ts'
import { BacktestBench } from './test/backtest-bench.ts'

const bench = new BacktestBench()
let atOnce: string
let later: string

beforeAll(async () => {
  await bench.generate()
  atOnce = (await bench.run()).runId
  later = (await bench.run({ analyse: false })).runId
})

afterAll(() => bench.remove())

const files = (runId: string) => readdirSync(join(bench.resultsRoot, 'report', runId))
const rowsOf = (view: string, runId: string) =>
  bench.query(`select * exclude (run_id) from ${view} where run_id = '${runId}' order by all`)

test('a run analysed later has the same rows as one analysed at once', async () => {
  expect(files(later)).not.toContain('fill_mids.parquet')
  expect(await rowsOf('parent_costs', later)).toEqual([])
  const { fills } = await analyseRun(bench.resultsRoot, later, bench.env)
  expect([[String(fills)]]).toEqual(await bench.query(`select count(*) from fills where run_id = '${later}'`))
  for (const view of ['parent_costs', 'fill_quality', 'markouts']) {
    const rows = await rowsOf(view, later)
    expect(rows.length).toBeGreaterThan(0)
    expect(rows).toEqual(await rowsOf(view, atOnce))
  }
  expect(files(later).toSorted()).toEqual(files(atOnce).toSorted())
})

test('every fill has a mid before it, every order is a parent, and the parts are the whole', async () => {
  const [[lost, orders, parents, unequal] = []] = await bench.query(`
    select
        (select count(*) from fill_quality where run_id = '${atOnce}' and mid is null),
        (select count(*) from orders where run_id = '${atOnce}'),
        (select count(*) from parent_costs where run_id = '${atOnce}'),
        (
            select count(*) from parent_costs
            where run_id = '${atOnce}'
                and abs(delay_bps + execution_bps + fees_bps + opportunity_bps - shortfall_bps) > 1e-9
        )`)
  expect([lost, parents, unequal]).toEqual(['0', orders, '0'])
  expect(Number(orders)).toBeGreaterThan(1_000)
})

test('a market that is no longer what the run read is refused, by name', async () => {
  const missing = analyseRun(bench.resultsRoot, 'RUN_Z', bench.env)
  await expect(missing).rejects.toMatchObject({ code: 'RUN_NOT_FOUND' })
  rmSync(join(bench.env.DATA_CATALOG_PATH, 'data', 'order_book_depth'), { recursive: true })
  const gone = analyseRun(bench.resultsRoot, later, bench.env)
  await expect(gone).rejects.toMatchObject({ code: 'RUN_MARKET_CHANGED' })
  await expect(gone).rejects.toThrow(/order_book_depth.*expected \d+ rows, found no cell/)
})
