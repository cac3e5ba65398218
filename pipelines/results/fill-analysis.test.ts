import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ConnectionPool } from '../database/connection-pool.ts'
import { Database } from '../database/open-database.ts'
import { analyseFolder } from './analyse-folder.ts'
import { computeMetrics } from './metrics.ts'
import { registerResultViews } from './result-views.ts'
import { keepPageRelations } from './run-page.ts'
import { writeTapeRun } from './test/tape-run.ts'

/** Every expected figure below is worked out by hand from the tape in `test/tape-run.ts`. */
let root: string
let database: Database
let connection: DuckDBConnection

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'odum-tape-'))
  database = await Database.open()
  connection = await database.connect()
  const booked = await writeTapeRun(connection, root, 'BOOKED')
  expect(await analyseFolder({ runId: 'BOOKED', ...booked }, booked.cells)).toEqual({ fills: 2, parents: 2 })
  const printed = await writeTapeRun(connection, root, 'PRINTED')
  const prints = printed.cells.filter(cell => cell.type === 'trade_tick')
  await analyseFolder({ runId: 'PRINTED', ...printed }, prints)
  const inverse = await writeTapeRun(connection, root, 'INVERSE', {
    instrument: { is_inverse: true, multiplier: '10' },
  })
  await analyseFolder({ runId: 'INVERSE', ...inverse }, inverse.cells)
  const worked = await writeTapeRun(connection, root, 'WORKED', { isWorked: true })
  expect(await analyseFolder({ runId: 'WORKED', ...worked }, worked.cells)).toEqual({ fills: 2, parents: 2 })
  const blind = await writeTapeRun(connection, root, 'BLIND')
  await analyseFolder({ runId: 'BLIND', ...blind }, [])
  await writeTapeRun(connection, root, 'NEVER')
  await registerResultViews(connection, root)
})

afterAll(async () => {
  database.close()
  await rm(root, { recursive: true })
})

async function rows(sql: string): Promise<Record<string, number | string | null>[]> {
  const reader = await connection.runAndReadAll(sql)
  return reader.getRowObjectsJson() as Record<string, number | string | null>[]
}

async function parentCosts(runId: string) {
  return await rows(`select * from parent_costs where run_id = '${runId}' order by parent_order_id`)
}

describe('implementation shortfall', () => {
  test('SELL 50,000 decided at 43.00, done at 40.25, 0.05 a share in fees: 651.16 bps', async () => {
    const [sell] = await parentCosts('BOOKED')
    expect(sell).toMatchObject({
      ...{
        side: 'SELL',
        decision_mid: 43,
        arrival_mid: 42,
        average_price: 40.25,
        decision_notional: 2_150_000,
      },
      ...{ delay_cost: 50_000, execution_cost: 87_500, fees: '2500.00000000', opportunity_cost: 0 },
      ...{ shortfall: 140_000, filled_ratio: 1 },
    })
    expect(sell?.shortfall_bps).toBeCloseTo((2.8 / 43) * 1e4, 9)
    expect(Number(sell?.shortfall_bps).toFixed(2)).toBe('651.16')
  })

  test('BUY 1,000 decided at 40.00, 700 filled at 40.05, the rest canceled at 40.08, 17 commission: 0.19 %', async () => {
    const [, buy] = await parentCosts('BOOKED')
    expect(buy).toMatchObject({ side: 'BUY', decision_mid: 40, arrival_mid: 40.04, close_mid: 40.08 })
    expect(buy?.delay_cost).toBeCloseTo(28, 9)
    expect(buy?.execution_cost).toBeCloseTo(7, 9)
    expect(buy?.fees).toBe('17.00000000')
    expect(buy?.opportunity_cost).toBeCloseTo(24, 9)
    expect(buy?.shortfall).toBeCloseTo(76, 9)
    expect(buy?.shortfall_bps).toBeCloseTo(19, 9)
    expect(Number(buy?.delay_bps) + Number(buy?.execution_bps)).toBeCloseTo(7 + 1.75, 9)
    expect(Number(buy?.fees_bps) + Number(buy?.opportunity_bps)).toBeCloseTo(4.25 + 6, 9)
  })

  test('of an inverse contract is in base currency', async () => {
    const [sell] = await parentCosts('INVERSE')
    expect(sell?.decision_notional).toBeCloseTo(500_000 / 43, 9)
    expect(sell?.delay_cost).toBeCloseTo(-500_000 * (1 / 43 - 1 / 42), 9)
    expect(sell?.execution_cost).toBeCloseTo(-500_000 * (1 / 42 - 1 / 40.25), 9)
  })
})

describe('a parent that an algorithm worked', () => {
  test('costs what the same order did by itself', async () => {
    const [, alone] = await parentCosts('BOOKED')
    const [, worked] = await parentCosts('WORKED')
    const { order_type, limit_price } = { order_type: 'MARKET', limit_price: null }
    const identity = { run_id: 'WORKED', parent_order_id: 'O-3', algorithm: 'twap', children: '1' }
    expect(worked).toEqual({ ...alone, ...identity, order_type, limit_price })
  })

  test('is held against its schedule', async () => {
    const points = await rows("select * from schedule_adherence where run_id = 'WORKED'")
    expect(points.map(point => [point.target_quantity, point.done_quantity, point.deviation_ratio])).toEqual([
      ['500', '0', -0.5],
      ['1000', '700', -0.3],
    ])
  })

  test('lends its name to its fills', async () => {
    const fills = await rows(
      "select parent_order_id, algorithm from fill_quality where run_id = 'WORKED' order by fill_seq",
    )
    expect(fills).toEqual([
      { parent_order_id: 'O-1', algorithm: 'normal' },
      { parent_order_id: 'O-3', algorithm: 'twap' },
    ])
    const buckets = await rows(
      "select distinct bucket from markouts where run_id = 'WORKED' and dimension = 'algorithm'",
    )
    expect(buckets.map(row => row.bucket).toSorted()).toEqual(['normal', 'twap'])
  })
})

describe('benchmarks of the interval', () => {
  test('are over the prints and mids from the first child to the close, both included', async () => {
    const [sell, buy] = await parentCosts('BOOKED')
    expect(buy?.interval_vwap).toBeCloseTo((40 * 100 + 40.1 * 300 + 40.05 * 100) / 500, 12)
    expect(buy?.interval_twap).toBeCloseTo((40.04 * 15 + 40.08 * 5) / 20, 12)
    expect(buy?.participation_ratio).toBeCloseTo(700 / 500, 12)
    expect(buy?.arrival_slippage_bps).toBeCloseTo((0.01 / 40.04) * 1e4, 9)
    expect(buy?.vwap_slippage_bps).toBeCloseTo((-0.02 / 40.07) * 1e4, 9)
    expect(sell?.interval_twap).toBeCloseTo((42 * 5 + 40.25 * 5) / 10, 12)
    expect(sell).toMatchObject({ interval_vwap: null, market_quantity: '0', participation_ratio: null })
  })

  test('take the last print for a mid where the run had no book', async () => {
    const [sell, buy] = await parentCosts('PRINTED')
    expect(sell).toMatchObject({ decision_mid: 43.02, arrival_mid: 43.02 })
    expect(buy).toMatchObject({ decision_mid: 43.02, arrival_mid: 45 })
    expect(buy?.interval_vwap).toBeCloseTo(40.07, 12)
  })

  test('are null where nothing is known of the market, and so is the shortfall', async () => {
    const nothing = { decision_mid: null, interval_twap: null, shortfall: null, shortfall_bps: null }
    expect(await parentCosts('BLIND')).toMatchObject([nothing, nothing])
    expect((await rows("select * from markouts where run_id = 'BLIND' and fills > 0")).length).toBe(0)
  })
})

const BPS = 1e4

describe('fills', () => {
  test('are marked out at six horizons, signed so that positive is good, null beyond the last quote', async () => {
    const marked = await rows(
      "select horizon_ns, fill_seq, markout_bps from fill_markouts where run_id = 'BOOKED' order by all",
    )
    const [sell, buy] = ['1', '2'].map(seq =>
      marked.filter(row => row.fill_seq === seq).map(row => row.markout_bps),
    )
    const sold = (mid: number) => ((40.25 - mid) / 40.25) * BPS
    const bought = (mid: number) => ((mid - 40.05) / 40.05) * BPS
    expectClose(sell ?? [], [0, 0, 0, sold(40.05), sold(40.05), null])
    expectClose(buy ?? [], [bought(40.04), bought(40.04), bought(40.08), bought(40.2), bought(40.3), null])
  })

  test('split the effective spread into the realized one and price impact', async () => {
    const [, buy] = await rows("select * from fill_quality where run_id = 'BOOKED' order by fill_seq")
    expect(buy?.effective_spread_bps).toBeCloseTo((0.02 / 40.04) * BPS, 9)
    expect(buy?.realized_spread_bps).toBeCloseTo((-0.06 / 40.04) * BPS, 9)
    expect(buy?.price_impact_bps).toBeCloseTo((0.08 / 40.04) * BPS, 9)
    expect(buy).toMatchObject({
      size_bucket: 10_000,
      hour_utc: '10',
      liquidity: 'TAKER',
      parent_order_id: 'O-2',
    })
  })

  test('are averaged by dimension with deviation and standard error', async () => {
    const [first, second] = [((40.25 - 40.05) / 40.25) * BPS, ((40.2 - 40.05) / 40.05) * BPS]
    const of = (dimension: string) =>
      rows(
        `select * from markouts where run_id = 'BOOKED' and horizon_ns = 30e9 and dimension = '${dimension}' order by bucket`,
      )
    const [all] = await of('all')
    expect(all?.fills).toBe('2')
    expect(all?.mean_bps).toBeCloseTo((first + second) / 2, 9)
    expect(all?.deviation_bps).toBeCloseTo(Math.abs(first - second) / Math.SQRT2, 9)
    expect(all?.standard_error_bps).toBeCloseTo(Math.abs(first - second) / 2, 9)
    const [large, small] = [50_000 * 40.25, 700 * 40.05]
    expect(all?.weighted_mean_bps).toBeCloseTo((first * large + second * small) / (large + small), 9)
    const byLiquidity = await of('liquidity')
    expect(byLiquidity.map(row => [row.bucket, row.deviation_bps])).toEqual([
      ['MAKER', null],
      ['TAKER', null],
    ])
    expect(byLiquidity[0]?.mean_bps).toBeCloseTo(first, 9)
    expect((await of('size')).map(row => row.bucket)).toEqual(['10000', '1000000'])
    expect((await of('hour')).map(row => row.bucket)).toEqual(['10'])
  })
})

describe('a run', () => {
  test('has its execution metrics once it is analysed, and nulls before', async () => {
    const metrics = await computeMetrics(connection, 'BOOKED')
    expect(metrics).toMatchObject({ parents: 2, average_price: null, shortfall_cost: 140_076 })
    expect(metrics.shortfall_bps).toBeCloseTo((140_076 / 2_190_000) * BPS, 9)
    expect(metrics.parent_fill_ratio).toBeCloseTo(50_700 / 51_000, 12)
    expect(metrics.vwap_slippage_bps).toBeCloseTo((-0.02 / 40.07) * BPS, 9)
    expect(await computeMetrics(connection, 'NEVER')).toMatchObject({ parents: null, shortfall_bps: null })
  })

  test('has the same figures where what they share is computed once', async () => {
    using own = await Database.open()
    const separate = await own.connect()
    await registerResultViews(separate, root)
    const computed = await computeMetrics(separate, 'BOOKED')
    await keepPageRelations(await ConnectionPool.open(own, 2))
    expect(await computeMetrics(separate, 'BOOKED')).toEqual(computed)
    const tables = await separate.runAndReadAll('select table_name from duckdb_tables() order by all')
    expect(tables.getRows().flat()).toEqual(
      expect.arrayContaining(['execution_metrics', 'markouts', 'parent_cost_sums']),
    )
  })

  test('has sums of costs that are those over its parents, known and unknown apart', async () => {
    const sums = await rows(
      'select run_id, sum(parents) as parents, sum(shortfall)::double as shortfall, sum(fees)::double as fees, ' +
        'sum(parents) filter (where is_known) as known from parent_cost_sums group by all order by all',
    )
    const parents = await rows(
      'select run_id, count(*) as parents, exact_sum(shortfall) as shortfall, sum(fees)::double as fees, ' +
        'count(shortfall) as known from parent_costs group by all order by all',
    )
    expect(sums).toEqual(parents.map(run => ({ ...run, known: run.known === '0' ? null : run.known })))
    expect(sums.map(({ run_id, known }) => [run_id, known])).toContainEqual(['BLIND', null])
  })

  test('keeps its mids in 64 bits, told by a book or by prints', async () => {
    for (const [runId, mid] of [
      ['BOOKED', '40.250'],
      ['PRINTED', '43.020'],
    ] as const) {
      const file = join(root, 'report', runId, 'fill_mids.parquet')
      const found = await rows(
        `select typeof(mid_before) as type, mid_before::varchar as mid from '${file}' limit 1`,
      )
      expect(found).toEqual([{ type: 'DECIMAL(18,3)', mid }])
    }
  })

  test('keeps nothing of the analysis but its two files', async () => {
    const names = await readdir(join(root, 'report', 'BOOKED'))
    const files = ['fill_mids', 'fills', 'orders', 'parent_marks'].map(name => `${name}.parquet`)
    expect(names.sort()).toEqual([...files, 'summary.json'].sort())
  })
})

function expectClose(found: readonly unknown[], expected: readonly (number | null)[]): void {
  expect(found.map(value => value === null)).toEqual(expected.map(value => value === null))
  for (const [index, value] of expected.entries()) {
    if (value !== null) expect(found[index]).toBeCloseTo(value, 9)
  }
}
