import {
  formatScaled,
  REASON,
  type ReplayResult,
  type ReplayScenario,
  type SnapshotMode,
} from '../../engine/index.ts'
import { instrumentConfigs } from '../config/instrument-configs.ts'
import type { ResolvedConfig } from '../config/schema.ts'
import { formatInstant } from '../config/time-window.ts'
import type { Metrics } from '../results/metrics.ts'
import { odumVersion } from '../version.ts'
import type { ConversionReport } from './conversion-report.ts'
import type { LineageCell } from './replay-cells.ts'

export type RunMode = 'fast' | 'report'

/** Wall-clock milliseconds of the stages. */
export interface RunTimings {
  readonly convertMs: number
  readonly replayMs: number
  readonly writeMs: number
  /** Recomputing what was written; 0 where that was not asked. */
  readonly verifyMs: number
  /** Measuring fills against the market; 0 where that was not asked. */
  readonly analyseMs: number
  readonly totalMs: number
}

export interface RunFacts {
  readonly runId: string
  readonly mode: RunMode
  readonly config: ResolvedConfig
  readonly configHash: string
  readonly resultHash: string
  readonly scenario: ReplayScenario
  readonly snapshotMode: SnapshotMode
  readonly cells: readonly LineageCell[]
  readonly conversion: ConversionReport
  readonly result: ReplayResult
  readonly timings: RunTimings
  readonly metrics: Metrics
  readonly warnings: readonly string[]
}

/** `summary.json` of a finished run; see docs/results.md for every key. */
export type RunSummary = ReturnType<typeof runSummary>

export function runSummary(facts: RunFacts) {
  const { result, scenario, timings, conversion } = facts
  const events = result.trades + result.bookEvents
  return {
    run_id: facts.runId,
    mode: facts.mode,
    status: 'completed' as const,
    error: null,
    created_at: new Date().toISOString(),
    odum_version: odumVersion(),
    config_hash: facts.configHash,
    result_hash: facts.resultHash,
    window: summaryWindow(scenario),
    snapshot_mode: facts.snapshotMode,
    account_type: scenario.venues[0]?.accountType ?? 'MARGIN',
    seed: scenario.seed,
    strategy: facts.config.strategy.name,
    algorithm: algorithmsOf(facts.config),
    instruments: scenario.instruments.map((instrument, index) => ({
      instrument_index: index,
      instrument_id: instrument.id,
      venue: instrument.venue,
      account_type: accountTypeOf(scenario, instrument.venue),
      oms_type: scenario.venues.find(({ name }) => name === instrument.venue)?.omsType ?? 'NETTING',
      base_currency: instrument.baseCurrency,
      quote_currency: instrument.quoteCurrency,
      settlement_currency: instrument.settlementCurrency,
      price_precision: instrument.pricePrecision,
      size_precision: instrument.sizePrecision,
      currency_precision: instrument.currencyPrecision,
      multiplier: instrument.multiplier ?? '1',
      is_inverse: instrument.kind === 'inverse',
      maker_fee: instrument.makerFee,
      taker_fee: instrument.takerFee,
      liquidation_fee: instrument.liquidationFee ?? '0',
      funding: summaryFunding(scenario, index),
    })),
    lineage: { catalog_root: conversion.catalogRoot, cells: facts.cells },
    counts: {
      events,
      trades: result.trades,
      book_events: result.bookEvents,
      ...result.counts,
      positions: result.positionsOpened,
      margin_calls: result.marginCalls,
      liquidations: result.liquidations,
    },
    fx: facts.config.fx ?? null,
    margin_events: result.marginEvents.map(event => ({
      ts_init: (scenario.startNs + BigInt(event.tsNs)).toString(),
      account: event.account,
      currency: event.currency,
      kind: event.kind,
      equity: formatScaled(event.equityUnits, event.precision),
      required: formatScaled(event.requiredUnits, event.precision),
    })),
    denials: Object.fromEntries(result.denials.map(({ reason, orders }) => [reasonName(reason), orders])),
    timings: {
      convert_ms: rounded(timings.convertMs),
      replay_ms: rounded(timings.replayMs),
      write_ms: rounded(timings.writeMs),
      verify_ms: rounded(timings.verifyMs),
      analyse_ms: rounded(timings.analyseMs),
      total_ms: rounded(timings.totalMs),
      events_per_second: perSecond(events, timings.replayMs),
      orders_per_second: perSecond(result.counts.orders, timings.replayMs + timings.writeMs),
    },
    reader: conversion.reader ?? { kind: 'catalog', requests: 0, bytes: 0 },
    conversion: {
      types: conversion.types.map(type => ({
        instrument_id: type.instrumentId,
        type: type.type,
        cells_present: type.cellsPresent,
        cells_written: type.cellsWritten,
        rows_written: type.rowsWritten,
      })),
      rejected: conversion.rejected,
      duplicates: conversion.duplicates,
      sources: conversion.sources,
    },
    metrics: facts.metrics,
    starting_equity: startingEquityOf(result, scenario),
    balances: balancesOf(result, scenario),
    warnings: facts.warnings,
  }
}

function reasonName(reason: number): string {
  return Object.entries(REASON).find(([, code]) => code === reason)?.[0] ?? String(reason)
}

function accountTypeOf({ venues }: ReplayScenario, venue: string): string {
  return venues.find(({ name }) => name === venue)?.accountType ?? 'MARGIN'
}

/** What the run was worth before its first fill, in its currency; null where it never had a price. */
function startingEquityOf({ startingEquityUnits }: ReplayResult, { instruments }: ReplayScenario) {
  const [first] = instruments
  if (startingEquityUnits === undefined || first === undefined) return null
  return formatScaled(startingEquityUnits, first.currencyPrecision)
}

/** Balances by account and currency: those that are traded in always, others once they held something. The run's
 *  currency comes first: what equity and headline figures are stated in. Result tables
 *  carry `account_index` and `wallet_index`. */
function balancesOf({ wallets }: ReplayResult, { instruments, venues }: ReplayScenario) {
  const accountIndex = (account: string): number => venues.findIndex(({ name }) => name === account)
  const isSettled = (account: string, currency: string): boolean =>
    instruments.some(({ venue, settlementCurrency }) => venue === account && settlementCurrency === currency)
  const rank = ({ account, currency }: { account: string; currency: string }): number => {
    const [first] = instruments
    return account === first?.venue && currency === first.settlementCurrency ? 0 : 1
  }
  return wallets
    .map(({ account, wallet }, index) => ({ account, ...wallet, index }))
    .filter(({ account, currency, startingUnits, finalUnits }) => {
      return isSettled(account, currency) || startingUnits !== 0n || finalUnits !== 0n
    })
    .sort((left, right) => rank(left) - rank(right) || left.index - right.index)
    .map(({ account, currency, precision, startingUnits, finalUnits, index }) => ({
      account_index: accountIndex(account),
      wallet_index: index,
      account,
      currency,
      starting: formatScaled(startingUnits, precision),
      final: formatScaled(finalUnits, precision),
    }))
}

/** What worked the orders: the parents' algorithms where there are parents, else that of all orders. */
function algorithmsOf({ strategy, execution }: ResolvedConfig): string {
  const names = strategy.parents?.map(parent => parent.algorithm ?? execution.algorithm)
  return [...new Set(names ?? [execution.algorithm])].sort().join(', ')
}

/** The summary a failed run leaves under `failed/`. */
export function failureSummary(
  facts: Pick<RunFacts, 'runId' | 'mode' | 'configHash' | 'config'> & {
    readonly window: { readonly startNs: bigint; readonly endNs: bigint }
    readonly error: string
  },
) {
  return {
    run_id: facts.runId,
    mode: facts.mode,
    status: 'failed' as const,
    error: facts.error,
    created_at: new Date().toISOString(),
    odum_version: odumVersion(),
    config_hash: facts.configHash,
    window: summaryWindow(facts.window),
    strategy: facts.config.strategy.name,
    instruments: instrumentConfigs(facts.config).map(({ instrument }, index) => {
      return { instrument_index: index, instrument_id: instrument.id }
    }),
    warnings: [],
  }
}

/** The funding terms of an instrument, null where it pays none. */
function summaryFunding({ funding }: ReplayScenario, instrumentIndex: number) {
  const terms = funding?.find(found => found.instrumentIndex === instrumentIndex)
  if (terms === undefined) return null
  return 'rates' in terms
    ? { rates: terms.rates.map(({ tsNs, rate }) => ({ ts_ns: tsNs.toString(), rate })) }
    : { interval_ns: terms.intervalNs.toString(), rate: terms.rate }
}

function summaryWindow(window: { readonly startNs: bigint; readonly endNs: bigint }) {
  return {
    start: formatInstant(window.startNs),
    end: formatInstant(window.endNs),
    start_ns: window.startNs.toString(),
    end_ns: window.endNs.toString(),
  }
}

function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10
}

function perSecond(count: number, milliseconds: number): number {
  return milliseconds > 0 ? Math.round((count / milliseconds) * 1_000) : 0
}
