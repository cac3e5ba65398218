import { readFileSync } from 'node:fs'
import type { DuckDBConnection } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Catalog } from '../catalog/catalog.ts'
import { registerCatalogViews } from '../catalog/catalog-views.ts'
import { Database } from '../database/open-database.ts'
import { registerResultViews } from '../results/result-views.ts'
import { BacktestBench } from './test/backtest-bench.ts'

/** Every query of docs/cookbook.md runs over two small runs, and its answer is checked against another way to it. */
type Row = Readonly<Record<string, unknown>>

const text = readFileSync(new URL('../../docs/cookbook.md', import.meta.url), 'utf8')
const queries = [...text.matchAll(/^## (\d+)\. (.+)\n```sql\n([\s\S]+?)```/gm)].map(match => ({
  number: Number(match[1]),
  title: match[2] ?? '',
  sql: match[3] ?? '',
}))

const bench = new BacktestBench()
let database: Database
let connection: DuckDBConnection

beforeAll(async () => {
  await bench.generate()
  await bench.run()
  await bench.run({
    config: bench.config({ strategy: { name: 'trade_driven', side: 'fade', every_nth: 50, quantity: 0.01 } }),
    snapshotMode: 'book',
  })
  database = await Database.open()
  connection = await database.connect()
  await registerCatalogViews(connection, await Catalog.open(bench.env.DATA_CATALOG_PATH, bench.env))
  await registerResultViews(connection, bench.resultsRoot)
})

afterAll(() => {
  database.close()
  bench.remove()
})

async function rows(sql: string): Promise<Row[]> {
  const reader = await connection.runAndReadAll(sql)
  return reader.getRowObjectsJson() as Row[]
}

async function number(sql: string): Promise<number> {
  return Number(Object.values((await rows(sql))[0] ?? {})[0])
}

const sum = (answer: readonly Row[], column: string): number =>
  answer.reduce((total, row) => total + Number(row[column]), 0)

const CHECKS: Readonly<Record<number, (answer: readonly Row[]) => Promise<void> | void>> = {
  1: async answer => expect(sum(answer, 'cells')).toBe(await number('select count(*) from cells')),
  2: async answer => {
    expect(sum(answer, 'trades')).toBe(await number('select count(*) from trades'))
    const [low, high] = [
      await number('select min(price) from trades'),
      await number('select max(price) from trades'),
    ]
    for (const { vwap } of answer) expect(Number(vwap) >= low && Number(vwap) <= high).toBe(true)
  },
  3: async answer => expect(sum(answer, 'trades')).toBe(await number('select count(*) from trades')),
  4: answer => {
    for (const row of answer)
      expect(Number(row.p95_spread_bps)).toBeGreaterThanOrEqual(Number(row.median_spread_bps))
  },
  5: async answer => expect(sum(answer, 'trade_count')).toBe(await number('select count(*) from trades')),
  6: answer => expect(answer.map(row => row.status)).toEqual(['completed', 'completed']),
  7: answer => {
    for (const row of answer) {
      const parts = Number(row.realized_pnl) + Number(row.unrealized_pnl) - Number(row.commissions)
      expect(Number(row.net_pnl)).toBeCloseTo(parts + Number(row.funding), 6)
    }
  },
  8: answer => {
    for (const row of answer) expect(Number(row.flows)).toBe(Number(row.final_balance))
  },
  9: async answer => expect(sum(answer, 'orders')).toBe(await number('select count(*) from orders')),
  10: async answer =>
    expect(Math.min(...answer.map(row => Number(row.max_drawdown)))).toBe(
      await number('select min(drawdown)::double from equity'),
    ),
  11: async answer => {
    expect(answer).toHaveLength(2)
    expect(Number(answer[0]?.shortfall_bps)).toBeCloseTo(
      await number('select shortfall_bps from execution_metrics order by run_id limit 1'),
      9,
    )
  },
  12: async answer => {
    expect(answer).toHaveLength(20)
    expect(Number(answer[0]?.shortfall)).toBe(await number('select max(shortfall) from parent_costs'))
  },
  13: answer => {
    for (const row of answer) expect(Number(row.lower_bps)).toBeLessThanOrEqual(Number(row.upper_bps))
    expect(new Set(answer.map(row => row.seconds)).size).toBe(6)
  },
  14: answer => {
    for (const row of answer) {
      expect(Number(row.realized_bps) + Number(row.impact_bps)).toBeCloseTo(Number(row.effective_bps), 9)
    }
  },
  15: async answer =>
    expect(Number(answer[0]?.mean_bps)).toBe(
      await number(
        `select max(mean_bps) from markouts where dimension = 'hour' and horizon_ns = 5e9
         and run_id = (select min(run_id) from runs)`,
      ),
    ),
  16: answer => expect(sum(answer, 'share')).toBeCloseTo(2, 9),
  17: async answer => expect(sum(answer, 'fills')).toBe(await number('select count(*) from fills')),
  18: answer => expect(answer.map(row => Number(row.fill_seq))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
  19: answer => {
    for (const row of answer) expect(Math.abs(Number(row.seconds))).toBeLessThanOrEqual(30)
  },
  20: answer => expect(answer.map(row => row.metric)).toEqual(['commissions', 'net_pnl', 'return_ratio']),
}

test('the cookbook has twenty queries, numbered', () => {
  expect(queries.map(query => query.number)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1))
})

describe('cookbook', () => {
  test.each(queries)('query $number: $title', async ({ number: asked, sql }) => {
    const answer = await rows(sql)
    expect(answer.length).toBeGreaterThan(0)
    await CHECKS[asked]?.(answer)
    expect(CHECKS[asked]).toBeDefined()
  })
})
