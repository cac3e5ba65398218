import { join, resolve } from 'node:path'
import { Command } from '@commander-js/extra-typings'
import { displayPath } from '../config/find-config.ts'
import { loadConfig } from '../config/load-config.ts'
import { locations } from '../config/locations.ts'
import type { ResolvedConfig } from '../config/schema.ts'
import { parseWindow } from '../config/time-window.ts'
import { buildReport } from '../jobs/build-report.ts'
import { convertWindow } from '../jobs/convert-window.ts'
import { type RunOutcome, runBacktest } from '../jobs/run-backtest.ts'
import { generateSampleDay } from '../sample/generate-sample-day.ts'
import type { CommandIo } from './command-io.ts'
import { printJson, printTable } from './print-table.ts'
import { runStages, type Stage } from './progress.ts'
import { wholeNumber } from './whole-number.ts'

const EXAMPLES = `
Examples:
  $ odum demo
  $ odum demo --seed 7 --trades 50000 --snapshots 15000`

const COUNT = { min: 1_000, max: 10_000_000 }

/** One backtest of the demo: what `configs/demo.json` says, changed in a few keys. */
interface DemoRun {
  readonly title: string
  readonly overrides: readonly string[]
  readonly snapshotMode: 'trades' | 'book' | 'both'
}

/** An hour and a half of slices that rest first and take at their end, decided when the market is known. */
const TWAP = {
  name: 'parent_orders',
  parents: [
    {
      side: 'BUY',
      quantity: '5',
      start: '2024-05-01T00:01:00Z',
      algorithm: 'twap',
      parameters: { horizon_secs: 5_400, interval_secs: 60, limit_offset_ticks: 0 },
    },
  ],
}

const RUNS: readonly DemoRun[] = [
  { title: 'follow every trade', overrides: [], snapshotMode: 'both' },
  { title: 'buy 5 BTC by TWAP', overrides: [`strategy=${JSON.stringify(TWAP)}`], snapshotMode: 'both' },
]

/** `odum demo`: sample data, conversion, two backtests and their report, without a network. */
export function demoCommand(io: CommandIo) {
  return new Command('demo')
    .description(
      'Generates a seeded sample, converts it, runs two backtests over it and builds their report, below ' +
        '.odum/demo. Needs no network and less than a minute.',
    )
    .option('--seed <n>', 'seed of the sample', '1')
    .option('--trades <n>', 'trades of the sample', '200000')
    .option('--snapshots <n>', 'book snapshots of the sample', '60000')
    .option('--json', 'print the outcome as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async options => {
      const sample = {
        seed: wholeNumber('--seed', options.seed, { min: 0, max: Number.MAX_SAFE_INTEGER }),
        trades: wholeNumber('--trades', options.trades, COUNT),
        snapshots: wholeNumber('--snapshots', options.snapshots, COUNT),
      }
      const demo = await Demo.prepare(io, sample)
      await runStages(io, demo.stages())
      if (!io.signal.aborted) demo.print(options.json === true)
    })
}

interface SampleSize {
  readonly seed: number
  readonly trades: number
  readonly snapshots: number
}

/** What the stages hand on to each other. */
class Demo {
  readonly #io: CommandIo
  readonly #sample: SampleSize
  readonly #config: ResolvedConfig
  readonly #rawRoot: string
  readonly #resultsRoot: string
  readonly #reportFolder: string
  readonly #outcomes: { readonly run: DemoRun; readonly outcome: RunOutcome }[] = []

  private constructor(io: CommandIo, sample: SampleSize, config: ResolvedConfig) {
    const { rawRoot, resultsRoot } = locations(config, io.env, io.cwd)
    this.#io = io
    this.#sample = sample
    this.#config = config
    this.#rawRoot = rawRoot ?? resolve(io.cwd, '.odum/demo/raw')
    this.#resultsRoot = resultsRoot
    this.#reportFolder = join(resultsRoot, '..', 'report')
  }

  static async prepare(io: CommandIo, sample: SampleSize): Promise<Demo> {
    return new Demo(io, sample, await loadConfig('demo', { env: io.env, cwd: io.cwd }))
  }

  stages(): Stage[] {
    return [
      { title: 'generate sample', run: () => this.#generate() },
      { title: 'convert', run: show => this.#convert(show) },
      ...RUNS.map(run => ({
        title: `backtest: ${run.title}`,
        run: (show: (line: string) => void) => this.#backtest(run, show),
      })),
      { title: 'build report', run: show => this.#report(show) },
    ]
  }

  async #generate(): Promise<string> {
    const { start, end } = this.#config.time_window
    const { price_precision, size_precision } = this.#config.instrument
    const report = await generateSampleDay({
      ...this.#sample,
      out: this.#rawRoot,
      date: start.slice(0, 10),
      start,
      end,
      pricePrecision: price_precision,
      sizePrecision: size_precision,
      signal: this.#io.signal,
    })
    return `${count(report.trades.rows)} trades, ${count(report.snapshots?.rows ?? 0)} snapshots`
  }

  /** An earlier demo may have left the cells of another sample: they are made anew. */
  async #convert(show: (line: string) => void): Promise<string> {
    const { start, end } = this.#config.time_window
    const { env, cwd, signal } = this.#io
    const request = { config: this.#config, window: parseWindow(start, end), refresh: true, env, cwd }
    const report = await convertWindow(request, {
      signal,
      onProgress: at => show(`${at.dataType}: ${at.cellsDone} of ${at.cellsTotal} cells`),
    })
    return report.types.map(type => `${count(type.rowsWritten)} ${type.type}`).join(', ')
  }

  async #backtest(run: DemoRun, show: (line: string) => void): Promise<string> {
    const { env, cwd, signal } = this.#io
    const config = await loadConfig('demo', { env, cwd, overrides: run.overrides })
    const request = { config, snapshotMode: run.snapshotMode, env, cwd }
    const outcome = await runBacktest(request, {
      signal,
      onProgress: at => show(at.events === undefined ? at.stage : `${count(at.events)} events`),
    })
    this.#outcomes.push({ run, outcome })
    return `${count(outcome.summary.counts.fills)} fills`
  }

  async #report(show: (line: string) => void): Promise<string> {
    const request = {
      resultsRoot: this.#resultsRoot,
      runIds: this.#outcomes.map(({ outcome }) => outcome.runId),
      out: this.#reportFolder,
    }
    const report = await buildReport(request, { signal: this.#io.signal, onProgress: show })
    return `${report.pages.length} pages`
  }

  print(json: boolean): void {
    const shown = (path: string) => displayPath(path, this.#io.cwd)
    const runs = this.#outcomes.map(({ run, outcome }) => ({
      run: run.title,
      run_id: outcome.runId,
      orders: outcome.summary.counts.orders,
      fills: outcome.summary.counts.fills,
      net_pnl: outcome.summary.metrics.net_pnl,
      path: shown(outcome.path),
    }))
    if (json) {
      printJson(this.#io, { runs, report: shown(this.#reportFolder) })
      return
    }
    const columns = ['run', 'orders', 'fills', 'net_pnl', 'path'].map(key => ({ key }))
    printTable(this.#io, columns, runs)
    const ids = runs.map(run => run.run_id).join(' ')
    const folders = `--results ${shown(this.#resultsRoot)} --out ${shown(this.#reportFolder)}`
    this.#io.write(
      `\nReport in ${shown(this.#reportFolder)}. Look at it with:\n` +
        `  npm run odum -- report ${ids} ${folders} --serve\n`,
    )
  }
}

function count(value: number): string {
  return value.toLocaleString('en-US')
}
