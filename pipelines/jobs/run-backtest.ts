import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  formatScaled,
  OdumError,
  type ReplayProgress,
  type ReplayResult,
  type ReplayScenario,
  type SnapshotMode,
} from '../../engine/index.ts'
import { Catalog } from '../catalog/catalog.ts'
import type { TimeRange } from '../catalog/cell-grid.ts'
import { checkFolder } from '../checks/run-checks.ts'
import { configHash } from '../config/config-hash.ts'
import { instrumentConfigs } from '../config/instrument-configs.ts'
import { effectiveEnvironment, locations } from '../config/locations.ts'
import { redact } from '../config/redact.ts'
import type { ResolvedConfig } from '../config/schema.ts'
import { formatInstant, parseWindow } from '../config/time-window.ts'
import { Database } from '../database/open-database.ts'
import { BookMissingError, RunInconsistentError, RunInterruptedError, WindowEmptyError } from '../errors.ts'
import { exportTicks } from '../recording/tick-export.ts'
import { analyseFolder } from '../results/analyse-folder.ts'
import { computeMetricsOfFolder, type Metrics } from '../results/metrics.ts'
import { marketCells } from './analyse-run.ts'
import { backtestScenario } from './backtest-scenario.ts'
import { type ConversionProgress, type ConversionReport, joinedReports } from './conversion-report.ts'
import { convertWindow } from './convert-window.ts'
import { loadRunCode, type RunCode } from './custom-code.ts'
import { type BookReading, type ReplayCells, replayCells } from './replay-cells.ts'
import type { ReplayOutcome } from './replay-run.ts'
import { newRunId } from './run-id.ts'
import { RunStore } from './run-store.ts'
import { failureSummary, type RunFacts, type RunMode, type RunSummary, runSummary } from './run-summary.ts'
import { type VolumeProfiles, volumeProfiles } from './volume-profiles.ts'

export interface BacktestRequest {
  readonly config: ResolvedConfig
  /** Default `report`. */
  readonly mode?: RunMode
  /** Default `both`. */
  readonly snapshotMode?: SnapshotMode
  /** Close open positions at the end; default true. */
  readonly closePositions?: boolean
  /** Also write the window's prints beside the results (report mode). */
  readonly exportTicks?: boolean
  /** Recompute the results from the fills before they are published (report mode); default true. */
  readonly verify?: boolean
  /** Default a new one. Whoever queues runs names them ahead, so that a run begun twice is still one. */
  readonly runId?: string
  /** Measure fills and parents against the market at once (report mode); default up to 100,000 fills over 10 M rows of market. */
  readonly analyse?: boolean
  /** Runs custom code in this process, with all its rights, instead of in the sandbox; default false. */
  readonly trustModules?: boolean
  /** Default the process's environment and working folder. */
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly cwd?: string
}

export interface BacktestProgress {
  readonly stage: 'convert' | 'replay' | 'write' | 'analyse' | 'verify'
  readonly conversion?: ConversionProgress
  /** Events so far and the share of the window that is done, 0 to 1. */
  readonly events?: number
  readonly share?: number
}

export interface BacktestOptions {
  readonly onProgress?: (progress: BacktestProgress) => void
  readonly signal?: AbortSignal
}

export interface RunOutcome {
  readonly runId: string
  readonly mode: RunMode
  /** The run's folder, or its summary file in fast mode. */
  readonly path: string
  readonly summary: RunSummary
}

/** Runs one backtest: converts what is missing, replays the window, writes the results. A run appears whole or not
 *  at all; a failed one leaves a record under `failed/`, an interrupted one nothing.
 *  @throws OdumError of the step that failed */
export async function runBacktest(
  request: BacktestRequest,
  options: BacktestOptions = {},
): Promise<RunOutcome> {
  const { config } = request
  const window = parseWindow(config.time_window.start, config.time_window.end)
  const roots = locations(config, request.env ?? process.env, request.cwd)
  const cwd = request.cwd ?? process.cwd()
  const code = await loadRunCode(config, cwd, request.trustModules === true)
  const hash = configHash(config, code.sourceHash)
  const env = effectiveEnvironment(config, request.env ?? process.env)
  const store = new RunStore(roots.resultsRoot, request.runId ?? newRunId(config, window.startNs, hash), env)
  const { catalogRoot } = roots
  const run = new BacktestRun(request, options, { window, hash, store, env, catalogRoot, code })
  try {
    return await run.execute()
  } catch (error) {
    await store.discard()
    const wasInterrupted = options.signal?.aborted === true
    if (!wasInterrupted && (!(error instanceof OdumError) || error.exitStatus === 1)) {
      const { runId } = store
      const mode = request.mode ?? 'report'
      const text = error instanceof OdumError ? `${error.code}: ${error.message}` : String(error)
      const failure = failureSummary({ runId, mode, configHash: hash, config, window, error: text })
      // Where even the record cannot be written, the error that ended the run says why.
      await store.publishSummary('failed', failure).catch(() => {})
    }
    throw error
  }
}

interface RunPlace {
  readonly window: TimeRange
  readonly hash: string
  readonly store: RunStore
  readonly catalogRoot: string
  readonly code: RunCode
  /** The process's environment, overridden by the configuration. */
  readonly env: Readonly<Record<string, string | undefined>>
}

interface TradedInstrument {
  /** As if it were traded alone. */
  readonly config: ResolvedConfig
  readonly id: string
  readonly bookReading: BookReading
}

/** Raw snapshots that conversion makes a book of, or deltas that are in the catalog already. */
function hasBook({ data_catalog }: ResolvedConfig): boolean {
  return data_catalog.book_snapshot_5_path !== undefined || data_catalog.book_feed === 'deltas'
}

class BacktestRun {
  readonly #request: BacktestRequest
  readonly #options: BacktestOptions
  readonly #place: RunPlace
  readonly #mode: RunMode
  readonly #snapshotMode: SnapshotMode
  /** Each instrument by itself, in the order of the run. */
  readonly #traded: readonly TradedInstrument[]
  readonly #warnings: string[] = []

  constructor(request: BacktestRequest, options: BacktestOptions, place: RunPlace) {
    this.#request = request
    this.#options = options
    this.#place = place
    this.#mode = request.mode ?? 'report'
    this.#snapshotMode = request.snapshotMode ?? 'both'
    const configs = instrumentConfigs(request.config)
    const bookless = configs.filter(config => !hasBook(config))
    if (this.#snapshotMode === 'book' && bookless.length > 0) {
      throw new BookMissingError({ file: request.config.file })
    }
    this.#traded = configs.map(config => {
      return {
        config,
        id: config.instrument.id,
        bookReading:
          this.#snapshotMode === 'trades' || !hasBook(config) ? 'none' : config.data_catalog.book_feed,
      }
    })
    if (this.#snapshotMode === 'both' && bookless.length > 0) {
      const of = configs.length > 1 ? ` of ${bookless.map(config => config.instrument.id).join(', ')}` : ''
      this.#warnings.push(`The configuration names no book data${of}; orders filled against prints alone.`)
    }
  }

  async execute(): Promise<RunOutcome> {
    const { config } = this.#request
    const { window, hash, store, code } = this.#place
    const startedMs = performance.now()
    const scenario = backtestScenario(config, window, this.#setting)
    const conversion = await this.#convert()
    this.#warnings.push(...conversion.warnings, ...code.warnings)
    const convertedMs = performance.now()
    const catalog = await Catalog.open(this.#place.catalogRoot, this.#place.env)
    const cells = await replayCells(catalog, this.#traded, window)
    const volumes = await volumeProfiles(
      catalog,
      config,
      this.#traded.map(({ id }) => id),
      window,
    )
    if (this.#mode === 'report') await store.begin()
    const { result, resultHash, replayMs, writeMs } = await this.#replay(cells, volumes)
    const finishedMs = performance.now()
    const facts: FactsWith = (metrics, { verifyMs = 0, analyseMs = 0 } = {}) => ({
      runId: store.runId,
      mode: this.#mode,
      config,
      configHash: hash,
      resultHash,
      scenario,
      snapshotMode: this.#snapshotMode,
      cells: cells.lineage,
      conversion,
      result,
      timings: {
        convertMs: convertedMs - startedMs,
        replayMs,
        writeMs: writeMs + performance.now() - finishedMs - verifyMs - analyseMs,
        verifyMs,
        analyseMs,
        totalMs: performance.now() - startedMs,
      },
      metrics,
      warnings: [...this.#warnings, ...result.warnings],
    })
    return this.#mode === 'fast'
      ? await this.#publishFast(facts(engineMetrics(scenario, result)))
      : await this.#publishReport(facts, cells)
  }

  get #setting() {
    return { snapshotMode: this.#snapshotMode, closePositions: this.#request.closePositions ?? true }
  }

  async #convert(): Promise<ConversionReport> {
    const reports: ConversionReport[] = []
    for (const traded of this.#traded) reports.push(await this.#convertOne(traded))
    return joinedReports(reports)
  }

  #convertOne({ config, bookReading }: TradedInstrument): Promise<ConversionReport> {
    const convertsBook = bookReading !== 'none' && config.data_catalog.book_snapshot_5_path !== undefined
    const { env, cwd } = this.#request
    const { onProgress, signal } = this.#options
    return convertWindow(
      {
        config,
        window: this.#place.window,
        dataTypes: convertsBook ? ['trades', 'book_snapshot_5'] : ['trades'],
        ...(env && { env }),
        ...(cwd && { cwd }),
      },
      {
        // What is wrong with custom code is told before a day is converted for it.
        beforeReading: () => this.#place.code.check(),
        ...(onProgress && { onProgress: conversion => onProgress({ stage: 'convert', conversion }) }),
        ...(signal && { signal }),
      },
    )
  }

  async #replay(cells: ReplayCells, volumes: VolumeProfiles): Promise<ReplayOutcome> {
    const { window, store, code } = this.#place
    const { onProgress, signal } = this.#options
    const lengthNs = Number(window.endNs - window.startNs)
    const folder = this.#mode === 'report' ? store.partialFolder : undefined
    const outcome = await code.host(
      { config: this.#request.config, window, ...this.#setting, cells, volumes, folder },
      {
        ...(onProgress && {
          onProgress: ({ events, tsNs }: ReplayProgress) =>
            onProgress({ stage: 'replay', events, share: Math.max(0, tsNs) / lengthNs }),
          onWrite: () => onProgress({ stage: 'write' }),
        }),
        throwIfAborted: () => {
          if (signal?.aborted) throw new RunInterruptedError({ runId: store.runId })
        },
      },
    )
    if (outcome.result.trades === 0) {
      const covered = `${cells.lineage.reduce((rows, cell) => rows + cell.rows, 0)} rows of the cells around it`
      const text = `[${formatInstant(window.startNs)}, ${formatInstant(window.endNs)})`
      throw new WindowEmptyError({ window: text, covered })
    }
    return outcome
  }

  async #publishFast(facts: RunFacts): Promise<RunOutcome> {
    const summary = runSummary(facts)
    const path = await this.#place.store.publishSummary('fast', summary)
    return { runId: facts.runId, mode: 'fast', path, summary }
  }

  async #publishReport(factsWith: FactsWith, cells: ReplayCells): Promise<RunOutcome> {
    const { store } = this.#place
    const folder = store.partialFolder
    if (this.#request.exportTicks === true) {
      await exportTicks(folder, cells.tradeCells, this.#place.window)
    }
    const { file: _file, ...config } = redact(this.#request.config)
    await writeFile(join(folder, 'config.json'), `${JSON.stringify(config, null, 2)}\n`)
    const analyseMs = await this.#analyse(runSummary(factsWith({})))
    const metrics = await metricsOf(store.runId, folder, runSummary(factsWith({})))
    const verifyMs = await this.#verify(runSummary(factsWith(metrics)))
    const summary = runSummary(factsWith(metrics, { verifyMs, analyseMs }))
    await writeFile(join(folder, 'summary.json'), `${JSON.stringify(summary, null, 2)}\n`)
    return { runId: store.runId, mode: 'report', path: await store.publishReport(), summary }
  }

  /** Measures what was written against the market. @returns how long that took, ms. */
  async #analyse(summary: RunSummary): Promise<number> {
    if (!(this.#request.analyse ?? isAnalysedAtOnce(summary))) return 0
    this.#options.onProgress?.({ stage: 'analyse' })
    const startedMs = performance.now()
    const { runId, partialFolder: directory } = this.#place.store
    const market = await marketCells(runId, summary, this.#place.env)
    await analyseFolder({ runId, directory, summary }, market)
    return performance.now() - startedMs
  }

  /** Recomputes what was written. @returns how long that took, ms. @throws RunInconsistentError */
  async #verify(summary: RunSummary): Promise<number> {
    if (this.#request.verify === false) return 0
    this.#options.onProgress?.({ stage: 'verify' })
    const startedMs = performance.now()
    const { runId, partialFolder: directory } = this.#place.store
    const failures = await withinMemory(VERIFY_MEMORY, join(directory, '.verify'), database =>
      checkFolder(database, { runId, directory, summary }),
    )
    if (failures.length > 0) {
      const lines = failures.map(f => `${f.check}: ${f.subject}: expected ${f.expected}, found ${f.found}`)
      throw new RunInconsistentError({ runId, failures: lines })
    }
    return performance.now() - startedMs
  }
}

/** The facts of a report run, before and after its metrics and the times of late stages are known. */
type FactsWith = (
  metrics: Metrics,
  late?: { readonly verifyMs?: number; readonly analyseMs?: number },
) => RunFacts

/** A run of more fills, or over more rows of market, waits for `odum results analyse`: measuring it would take longer
 *  than the replay. */
const ANALYSED_FILLS_MAX = 100_000
const ANALYSED_MARKET_ROWS_MAX = 10_000_000

function isAnalysedAtOnce({ counts, lineage }: RunSummary): boolean {
  const marketRows = lineage.cells.reduce((rows, cell) => rows + cell.rows, 0)
  return counts.fills <= ANALYSED_FILLS_MAX && marketRows <= ANALYSED_MARKET_ROWS_MAX
}

/** What DuckDB may hold while a run is measured, when the replay's own memory is not yet given back, and while it is
 *  recomputed; beyond it, it spills. */
const METRICS_MEMORY = '256MB'
const VERIFY_MEMORY = '400MB'

/** Works in a database that spills into a folder, which is removed afterwards. */
async function withinMemory<Result>(
  memoryLimit: string,
  temporaryDirectory: string,
  work: (database: Database) => Promise<Result>,
): Promise<Result> {
  using database = await Database.open({ memoryLimit, temporaryDirectory })
  try {
    return await work(database)
  } finally {
    await rm(temporaryDirectory, { recursive: true, force: true })
  }
}

/** The headline metrics, from the same views that analysts query. */
async function metricsOf(runId: string, directory: string, summary: RunSummary): Promise<Metrics> {
  return await withinMemory(METRICS_MEMORY, join(directory, '.metrics'), database =>
    computeMetricsOfFolder(database, { runId, directory, summary }),
  )
}

/** What fast mode knows without result tables. */
function engineMetrics(scenario: ReplayScenario, result: ReplayResult): Metrics {
  const precision = scenario.instruments[0]!.currencyPrecision
  const netUnits = result.tradingUnits + result.unrealizedUnits
  const starting = Number(result.startingEquityUnits ?? 0n)
  return {
    net_pnl: formatScaled(netUnits, precision),
    return_ratio: starting > 0 ? Number(netUnits) / starting : null,
    unrealized_pnl: formatScaled(result.unrealizedUnits, precision),
    max_drawdown: formatScaled(-result.maxDrawdownUnits, precision),
    orders: result.counts.orders,
    fills: result.counts.fills,
    denied_orders: result.counts.denied,
    rejected_orders: result.counts.rejected,
    canceled_orders: result.counts.canceled,
    equity_interval_ns: scenario.equityIntervalNs,
  }
}
