import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { BacktestBench, type Sections } from './backtest-bench.ts'

const JOIN_BEST = join(import.meta.dirname, '../../../configs/strategies/join-best.ts')
const bench = new BacktestBench()
beforeAll(() => bench.generate(6_000, 6_000), 60_000)
afterAll(() => bench.remove())

test('deltas that are in the catalog need no raw snapshots', async () => {
  const converted = await bench.run({ mode: 'fast' })
  const { book_snapshot_5_path: _none, ...data_catalog } = bench.config().data_catalog
  const config = { ...bench.config(), data_catalog: { ...data_catalog, book_feed: 'deltas' as const } }
  const { summary } = await bench.run({ config, mode: 'fast' })
  expect(summary.counts.book_events).toBeGreaterThan(1_000)
  expect(summary.result_hash).toBe(converted.summary.result_hash)
})

const STRATEGIES: Readonly<Record<string, Sections>> = {
  'per trade': {},
  'joining the best': {
    strategy: {
      name: 'custom',
      module: JOIN_BEST,
      parameters: { quantity: '0.050', position_max: '0.500', refresh_ms: 2_000 },
    },
  },
}

describe.each(Object.entries(STRATEGIES))('the book from deltas, %s', (_name, sections) => {
  const run = async (book_feed: 'depth' | 'deltas', start: string, snapshotMode: 'book' | 'both') => {
    const config = bench.config({
      ...sections,
      data_catalog: { book_feed },
      // A window that begins inside a cell.
      time_window: { start, end: '2024-05-01T01:40:00Z' },
    })
    const { summary, runId } = await bench.run({ config, snapshotMode, verify: false })
    const fills = await bench.query(
      `select * exclude (run_id) from fills where run_id = '${runId}' order by fill_seq`,
    )
    return { counts: summary.counts, hash: summary.result_hash, fills, lineage: summary.lineage }
  }

  test.each([
    ['2024-05-01T00:00:00Z', 'both'],
    ['2024-05-01T00:25:00Z', 'both'],
    ['2024-05-01T00:25:00Z', 'book'],
  ] as const)('from %s in mode %s, is the one of the wide rows', async (start, snapshotMode) => {
    const depth = await run('depth', start, snapshotMode)
    const deltas = await run('deltas', start, snapshotMode)
    expect(depth.fills.length).toBeGreaterThan(10)
    expect(deltas.fills).toEqual(depth.fills)
    expect(deltas.counts).toEqual(depth.counts)
    expect(deltas.hash).toBe(depth.hash)
    expect(JSON.stringify(deltas.lineage)).toContain('order_book_deltas')
    expect(JSON.stringify(deltas.lineage)).not.toContain('order_book_depth')
  })
})
