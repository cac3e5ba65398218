import {
  formatCount,
  formatDecimal,
  formatDuration,
  formatFigure,
  formatInstant,
  formatMoney,
  formatPercent,
  moneyDecimals,
  NOTHING,
} from './format.js'
import type { Metrics, RunPage } from './run-data.js'
import type { Stat } from './stat-cards.js'

/** The figures a reader looks for first, with units and what qualifies them. */
export function headlineStats({ run, metrics, drawdown }: RunPage): Stat[] {
  const currency = run.currency ?? ''
  const money = (name: string): string => formatMoney(metrics[name] ?? null, currency)
  const ratio = (name: string): string => formatPercent(numberOf(metrics, name))
  return [
    {
      label: 'Net PnL',
      value: money('net_pnl'),
      unit: currency,
      note: netNote(run, metrics),
      ...tone(metrics.net_pnl),
    },
    {
      label: 'Realized PnL',
      value: money('realized_pnl'),
      unit: currency,
      note: 'before commissions',
      ...tone(metrics.realized_pnl),
    },
    {
      label: 'Unrealized PnL',
      value: money('unrealized_pnl'),
      unit: currency,
      note: 'at the end',
      ...tone(metrics.unrealized_pnl),
    },
    {
      label: 'Commissions',
      value: money('commissions'),
      unit: currency,
      note:
        (metrics.commission_bps ?? null) === null
          ? 'nothing was traded'
          : `${formatFigure(metrics.commission_bps, 'bps')} of turnover`,
    },
    {
      label: 'Max drawdown',
      value: money('max_drawdown'),
      unit: currency,
      note: drawdownNote(metrics, drawdown),
    },
    {
      label: 'Sharpe ratio',
      value: formatFigure(metrics.sharpe ?? null, 'number'),
      note: samplingNote(metrics),
    },
    {
      label: 'Fills',
      value: formatCount(metrics.fills ?? run.fills),
      note: `of ${formatCount(metrics.orders ?? run.orders)} ${Number(metrics.orders ?? run.orders) === 1 ? 'order' : 'orders'}, ${ratio('fill_rate_ratio')} filled`,
    },
    { label: 'Maker share', value: ratio('maker_share_ratio'), note: 'of the filled quantity' },
    {
      label: 'Slippage',
      value: formatFigure(metrics.slippage_bps ?? null, 'bps'),
      note: 'against the mid at each fill, cost > 0',
    },
    {
      label: 'Shortfall',
      value: formatFigure(metrics.shortfall_bps ?? null, 'bps'),
      note: shortfallNote(metrics),
    },
    {
      label: 'Turnover',
      // Beyond a million, hundredths say nothing and take the place of the rest.
      value: formatDecimal(
        metrics.turnover ?? null,
        Number(metrics.turnover ?? 0) >= 1e6 ? 0 : moneyDecimals(currency),
      ),
      unit: currency,
      note: `${ratio('time_in_market_ratio')} of the time in the market`,
    },
    {
      label: 'Round trips',
      value: formatCount(metrics.round_trips ?? null),
      note:
        Number(metrics.round_trips ?? 0) === 0
          ? 'no position was closed'
          : `${ratio('win_rate_ratio')} won, net of commissions`,
    },
  ]
}

export function formatMilliseconds(ms: number | null): string {
  return ms === null ? NOTHING : formatDuration(ms * 1e6)
}

function numberOf(metrics: Metrics, name: string): number | null {
  const value = metrics[name]
  return value === null || value === undefined ? null : Number(value)
}

function drawdownNote(metrics: Metrics, drawdown: RunPage['drawdown']): string {
  const share = formatPercent(numberOf(metrics, 'max_drawdown_ratio'), 3)
  const trough = drawdown?.ts_trough
  return typeof trough === 'string' ? `${share}; lowest ${formatInstant(trough).slice(0, 19)}` : share
}

/** Below this many returns, their deviation is itself a guess. */
const OBSERVATIONS_FEW = 30

function samplingNote(metrics: Metrics): string {
  const { risk_interval_ns: interval, risk_days_per_year: days, risk_observations: count } = metrics
  if (interval === null || interval === undefined) return 'no equity to sample'
  const text = `${formatCount(count)} ${Number(count) === 1 ? 'return' : 'returns'} of ${formatDuration(interval)}, a year of ${formatCount(days)} days`
  return Number(count) < OBSERVATIONS_FEW ? `${text}; too few to rely on` : text
}

function shortfallNote(metrics: Metrics): string {
  const parents = metrics.parents ?? null
  return parents === null
    ? 'not measured against the market'
    : `over ${formatCount(parents)} ${Number(parents) === 1 ? 'parent order' : 'parent orders'}, cost > 0`
}

/** The return, and what an inventory of a cash account gained beside the trading. */
function netNote(run: RunPage['run'], metrics: Metrics): string {
  const share = formatPercent(numberOf(metrics, 'return_ratio'), 3)
  const currency = run.currency ?? ''
  const text = `${share} of ${formatMoney(metrics.starting_equity ?? run.starting_balance, currency)}`
  const holdings = metrics.holdings_pnl ?? null
  return Number(holdings) === 0 ? text : `${text}; holdings ${formatMoney(holdings, currency)}`
}

/** `gain` above zero, `loss` below, neither at zero or without a value. */
function tone(value: string | number | boolean | null | undefined): { tone?: 'gain' | 'loss' } {
  const number = Number(value ?? 0)
  return number > 0 ? { tone: 'gain' } : number < 0 ? { tone: 'loss' } : {}
}
