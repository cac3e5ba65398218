import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type CheckFailure, checkRun } from '../../checks/run-checks.ts'
import { parseConfig } from '../../config/load-config.ts'
import type { ResolvedConfig } from '../../config/schema.ts'
import { Database } from '../../database/open-database.ts'
import { registerResultViews } from '../../results/result-views.ts'
import { generateSampleDay } from '../../sample/generate-sample-day.ts'
import { type BacktestOptions, type BacktestRequest, type RunOutcome, runBacktest } from '../run-backtest.ts'

/** Keys of a configuration that a test sets, by section. */
export type Sections = Readonly<Record<string, Readonly<Record<string, unknown>> | number | string>>

const KEY = 'BINANCE-FUTURES:PERPETUAL:BTC-USDT@LIN'

/** A temporary folder with two hours of generated data, a catalog and results. */
export class BacktestBench {
  readonly folder = mkdtempSync(join(tmpdir(), 'odum-backtest-'))
  readonly rawRoot = join(this.folder, 'raw')
  readonly resultsRoot = join(this.folder, 'results')
  readonly env = {
    UNIFIED_CLOUD_LOCAL_PATH: this.rawRoot,
    DATA_CATALOG_PATH: join(this.folder, 'catalog'),
    ODUM_RESULTS_ROOT: this.resultsRoot,
  }

  /** @param start of the two hours */
  async generate(trades = 3_000, snapshots = 1_500, start = '2024-05-01T00:00:00Z'): Promise<void> {
    await generateSampleDay({
      out: this.rawRoot,
      trades,
      snapshots,
      seed: 5,
      start,
      end: new Date(Date.parse(start) + 7_200_000).toISOString(),
    })
  }

  /** A scenario over the generated data; sections override its own, key by key. */
  config(sections: Sections = {}): ResolvedConfig {
    return parseConfig(this.text(sections), { env: this.env, file: 'test.json' })
  }

  /** The same as it stands in a file. */
  text(sections: Sections = {}): string {
    const path = (type: string) => `raw_tick_data/by_date/day-*/data_type-${type}/${KEY}.parquet`
    const own = {
      instrument: { id: 'BTC-USDT.BINANCE-FUTURES', price_precision: 1, size_precision: 3 },
      venue: {
        name: 'BINANCE-FUTURES',
        oms_type: 'NETTING',
        account_type: 'MARGIN',
        base_currency: 'USDT',
        starting_balance: 1_000_000,
        maker_fee: 0.0002,
        taker_fee: 0.0004,
      },
      data_catalog: {
        trades_path: path('trades'),
        book_snapshot_5_path: path('book_snapshot_5'),
        source: 'local',
      },
      time_window: { start: '2024-05-01T00:00:00Z', end: '2024-05-01T02:00:00Z' },
      strategy: { name: 'trade_driven' },
    }
    const written: Record<string, unknown> = { ...own }
    for (const [name, section] of Object.entries(sections)) {
      const before = written[name]
      written[name] =
        typeof section === 'object' && typeof before === 'object' ? { ...before, ...section } : section
    }
    return JSON.stringify(written)
  }

  async run(request: Partial<BacktestRequest> = {}, options: BacktestOptions = {}): Promise<RunOutcome> {
    const { env, folder: cwd } = this
    return await runBacktest({ config: this.config(), env, cwd, ...request }, options)
  }

  /** Rows of a query over the views of all runs, values as DuckDB's text. */
  async query(sql: string): Promise<readonly (readonly string[])[]> {
    using database = await Database.open()
    const connection = await database.connect()
    await registerResultViews(connection, this.resultsRoot)
    const reader = await connection.runAndReadAll(sql)
    return reader.getRows().map(values => values.map(String))
  }

  /** Disagreements within a run. */
  async check(runId: string): Promise<CheckFailure[]> {
    using database = await Database.open()
    const connection = await database.connect()
    await registerResultViews(connection, this.resultsRoot)
    return await checkRun(connection, runId)
  }

  /** Everything below a folder of the results, hidden files too. */
  entries(folder: 'report' | 'fast' | 'failed'): string[] {
    const path = join(this.resultsRoot, folder)
    return existsSync(path) ? readdirSync(path) : []
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}
