import type { CellRef } from '../../pipelines/catalog/catalog.ts'
import { runBacktest } from '../../pipelines/jobs/run-backtest.ts'
import { type BenchCase, rate } from '../bench-case.ts'
import { benchConfig, catalogDay, SNAPSHOTS, TRADES } from '../bench-day.ts'
import { minimalLoop, scanColumns } from '../references.ts'

const TRADE_COLUMNS = 'ts_init::double, ts_event::double, price, size, aggressor_side'
const LEVELS = ['bid_price', 'bid_size', 'ask_price', 'ask_size']
  .flatMap(name => [0, 1, 2, 3, 4].map(level => `${name}_${level}`))
  .join(', ')
const GIB = 2 ** 30

interface ReplayCase {
  readonly name: string
  readonly what: string
  readonly mode: 'fast' | 'report'
  readonly snapshotMode: 'trades' | 'both'
  readonly overrides: readonly string[]
  readonly count: number
  readonly unit: 'events' | 'orders'
  readonly perSecondMin: number
}

const NO_ORDERS = ['strategy.max_orders=0']

const CASES: readonly ReplayCase[] = [
  {
    name: 'replay-trades',
    what: '3 M trades replayed, no orders',
    mode: 'fast',
    snapshotMode: 'trades',
    overrides: NO_ORDERS,
    count: TRADES,
    unit: 'events',
    perSecondMin: 20e6,
  },
  {
    name: 'replay-both',
    what: 'trades and book merged, book kept, no orders',
    mode: 'fast',
    snapshotMode: 'both',
    overrides: NO_ORDERS,
    count: TRADES + SNAPSHOTS,
    unit: 'events',
    perSecondMin: 12e6,
  },
  {
    name: 'orders-fast',
    what: 'one order and fill per trade, summary only',
    mode: 'fast',
    snapshotMode: 'trades',
    overrides: [],
    count: TRADES,
    unit: 'orders',
    perSecondMin: 4e6,
  },
  {
    name: 'orders-report',
    what: 'one order and fill per trade, result files committed (--no-verify: not recomputed)',
    mode: 'report',
    snapshotMode: 'trades',
    overrides: [],
    count: TRADES,
    unit: 'orders',
    perSecondMin: 2e6,
  },
]

/** Whole backtests through the job that commands call, the catalog being there. */
export const replayCases: readonly BenchCase[] = CASES.map(setting => ({
  name: setting.name,
  what: setting.what,
  references: [
    "DuckDB's scan of the same columns, one thread",
    'a minimal loop over the same columns in typed arrays, no engine',
  ],
  goal: `≥ ${setting.perSecondMin / 1e6} M ${setting.unit}/s, ≤ 1 GiB`,
  rounds: 9,
  prepare: async () => {
    const day = await catalogDay()
    const config = benchConfig(day.rawRoot, day.catalogRoot, setting.overrides)
    const trades = await day.cells('trade_tick')
    const book = setting.snapshotMode === 'both' ? await day.cells('order_book_depth') : undefined
    const files = (cells: readonly CellRef[]): string[] => cells.map(cell => cell.path)
    return {
      count: setting.count,
      unit: setting.unit,
      work: async () => {
        await runBacktest({ config, mode: setting.mode, snapshotMode: setting.snapshotMode, verify: false })
      },
      references: [
        async () => {
          await scanColumns(files(trades), TRADE_COLUMNS)
          if (book !== undefined) await scanColumns(files(book), `ts_init::double, ${LEVELS}`)
        },
        async () => {
          await minimalLoop({ trades, ...(book && { book }) }, day.window)
        },
      ],
    }
  },
  isMet: result => rate(result) >= setting.perSecondMin && result.peakBytes <= GIB,
}))
