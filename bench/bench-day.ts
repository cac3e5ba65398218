import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Catalog, type CellRef } from '../pipelines/catalog/catalog.ts'
import type { CatalogType, TimeRange } from '../pipelines/catalog/cell-grid.ts'
import { parseConfig } from '../pipelines/config/load-config.ts'
import type { ResolvedConfig } from '../pipelines/config/schema.ts'
import { parseWindow } from '../pipelines/config/time-window.ts'
import { convertWindow } from '../pipelines/jobs/convert-window.ts'
import { generateSampleDay } from '../pipelines/sample/generate-sample-day.ts'

/** Everything the benchmark makes; kept between runs, removed by hand. */
export const BENCH_ROOT = fileURLToPath(new URL('../.odum/bench/', import.meta.url))
export const TRADES = 3_000_000
export const SNAPSHOTS = 864_000

const DATE = '2024-05-01'
const KEY = 'BINANCE-FUTURES:PERPETUAL:BTC-USDT@LIN'

/** A generated day of 3 M trades and 864,000 snapshots with row groups of this size, made once. */
export async function rawDay(
  rowGroupRows: number,
  date = DATE,
): Promise<{ root: string; trades: string; snapshots: string }> {
  const root = join(BENCH_ROOT, `raw-${rowGroupRows}`)
  const file = (type: string): string =>
    join(root, `raw_tick_data/by_date/day-${date}/data_type-${type}/${KEY}.parquet`)
  const [trades, snapshots] = [file('trades'), file('book_snapshot_5')]
  if (!existsSync(trades) || !existsSync(snapshots)) {
    await generateSampleDay({
      out: root,
      instrumentKey: KEY,
      date,
      seed: Number(date.slice(-2)),
      trades: TRADES,
      snapshots: SNAPSHOTS,
      rowGroupRows,
    })
  }
  return { root, trades, snapshots }
}

/** The scenario over that day: one order per trade. */
export function benchConfig(
  rawRoot: string,
  catalogRoot: string,
  overrides: readonly string[] = [],
): ResolvedConfig {
  const path = (type: string): string => `raw_tick_data/by_date/day-*/data_type-${type}/${KEY}.parquet`
  const text = JSON.stringify({
    instrument: { id: 'BTC-USDT.BINANCE-FUTURES', price_precision: 1, size_precision: 3 },
    venue: {
      name: 'BINANCE-FUTURES',
      account_type: 'MARGIN',
      starting_balance: 1_000_000,
      maker_fee: '0.0002',
      taker_fee: '0.0004',
    },
    data_catalog: {
      trades_path: path('trades'),
      book_snapshot_5_path: path('book_snapshot_5'),
      source: 'local',
    },
    time_window: { start: `${DATE}T00:00:00Z`, end: '2024-05-02T00:00:00Z' },
    strategy: { name: 'trade_driven', submission_mode: 'per_trade_tick' },
    results: { root: join(BENCH_ROOT, 'results') },
    environment: { UNIFIED_CLOUD_LOCAL_PATH: rawRoot, DATA_CATALOG_PATH: catalogRoot },
  })
  return parseConfig(text, { file: 'bench', env: {}, overrides })
}

export interface CatalogDay {
  readonly catalogRoot: string
  readonly rawRoot: string
  readonly window: TimeRange
  cells(type: CatalogType): Promise<readonly CellRef[]>
}

/** The day converted, made once. */
export async function catalogDay(): Promise<CatalogDay> {
  const { root } = await rawDay(122_880)
  const catalogRoot = join(BENCH_ROOT, 'catalog')
  const config = benchConfig(root, catalogRoot)
  const window = parseWindow(config.time_window.start, config.time_window.end)
  await convertWindow({ config, window })
  return {
    catalogRoot,
    rawRoot: root,
    window,
    cells: async type => (await Catalog.open(catalogRoot)).cellsOf(type, config.instrument.id, window),
  }
}

/** Ten days from the first one, each of its own seed, converted once. @returns the configuration of all of them */
export async function tenDays(): Promise<ResolvedConfig> {
  let root = ''
  for (let day = 1; day <= 10; day++) {
    root = (await rawDay(122_880, `2024-05-${String(day).padStart(2, '0')}`)).root
  }
  const config = benchConfig(root, join(BENCH_ROOT, 'catalog'), ['time_window.end=2024-05-11T00:00:00Z'])
  await convertWindow({ config, window: parseWindow(config.time_window.start, config.time_window.end) })
  return config
}
