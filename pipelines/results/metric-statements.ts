import { z } from 'zod'
import { defineRelation, type Statement } from '../database/statement.ts'

const none = z.object({})

export const costMetrics = defineRelation(
  'analysis/metrics/cost_metrics.sql',
  z.object({
    run_id: z.string(),
    slippage_cost: z.number().nullable(),
    slippage_bps: z.number().nullable(),
    commission_bps: z.number().nullable(),
  }),
  none,
)

export const drawdownMetrics = defineRelation(
  'analysis/metrics/drawdown_metrics.sql',
  z.object({
    run_id: z.string(),
    max_drawdown: z.string(),
    max_drawdown_ratio: z.number().nullable(),
    drawdown_duration_ns: z.bigint().nullable(),
  }),
  none,
)

export const executionMetrics = defineRelation(
  'analysis/metrics/execution_metrics.sql',
  z.object({
    run_id: z.string(),
    parents: z.bigint(),
    parent_fill_ratio: z.number().nullable(),
    average_price: z.number().nullable(),
    shortfall_cost: z.number().nullable(),
    shortfall_bps: z.number().nullable(),
    delay_bps: z.number().nullable(),
    execution_bps: z.number().nullable(),
    opportunity_bps: z.number().nullable(),
    arrival_slippage_bps: z.number().nullable(),
    vwap_slippage_bps: z.number().nullable(),
    participation_ratio: z.number().nullable(),
  }),
  none,
)

export const exposureMetrics = defineRelation(
  'analysis/metrics/exposure_metrics.sql',
  z.object({
    run_id: z.string(),
    time_in_market_ratio: z.number(),
    mean_gross_exposure: z.number().nullable(),
    max_gross_exposure: z.number().nullable(),
    mean_net_exposure: z.number().nullable(),
    turnover: z.number(),
    turnover_per_balance: z.number().nullable(),
  }),
  none,
)

export const orderMetrics = defineRelation(
  'analysis/metrics/order_metrics.sql',
  z.object({
    run_id: z.string(),
    orders: z.bigint(),
    fills: z.bigint().nullable(),
    denied_orders: z.bigint(),
    rejected_orders: z.bigint(),
    canceled_orders: z.bigint(),
    fill_rate_ratio: z.number().nullable(),
    cancel_rate_ratio: z.number().nullable(),
    maker_share_ratio: z.number().nullable(),
    median_time_to_fill_ns: z.number().nullable(),
    p95_time_to_fill_ns: z.number().nullable(),
    p99_time_to_fill_ns: z.number().nullable(),
  }),
  none,
)

export const pnlMetrics = defineRelation(
  'analysis/metrics/pnl_metrics.sql',
  z.object({
    run_id: z.string(),
    net_pnl: z.string(),
    return_ratio: z.number().nullable(),
    realized_pnl: z.string(),
    unrealized_pnl: z.string(),
    commissions: z.string(),
    funding: z.string(),
    liquidation_fees: z.string(),
    holdings_pnl: z.string(),
    starting_equity: z.string(),
  }),
  none,
)

export const riskMetrics = defineRelation(
  'analysis/metrics/risk_metrics.sql',
  z.object({
    run_id: z.string(),
    sharpe: z.number().nullable(),
    sortino: z.number().nullable(),
    calmar: z.number().nullable(),
    omega: z.number().nullable(),
    annual_volatility_ratio: z.number().nullable(),
    annual_return_ratio: z.number().nullable(),
    cumulative_return_ratio: z.number().nullable(),
    risk_observations: z.bigint(),
    risk_interval_ns: z.bigint(),
    risk_days_per_year: z.number(),
  }),
  none,
)

export const tradeMetrics = defineRelation(
  'analysis/metrics/trade_metrics.sql',
  z.object({
    run_id: z.string(),
    round_trips: z.bigint(),
    win_rate_ratio: z.number(),
    average_win: z.number().nullable(),
    average_loss: z.number().nullable(),
    profit_factor: z.number().nullable(),
    expectancy: z.number(),
    gross_expectancy: z.number(),
    longest_win_streak: z.bigint(),
    longest_loss_streak: z.bigint(),
    mean_holding_ns: z.number().nullable(),
    median_holding_ns: z.number().nullable(),
  }),
  none,
)

/** The metrics that come with the project, in the order in which they are shown. */
export const builtInMetricStatements: readonly Statement[] = [
  pnlMetrics,
  drawdownMetrics,
  riskMetrics,
  tradeMetrics,
  orderMetrics,
  exposureMetrics,
  costMetrics,
  executionMetrics,
]
