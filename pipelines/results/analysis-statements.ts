import { z } from 'zod'
import { defineMacro, defineRelation, type Statement } from '../database/statement.ts'
import { routingSummary } from './route-statements.ts'

const none = z.object({})

export const runPnl = defineRelation(
  'analysis/run_pnl.sql',
  z.object({
    run_id: z.string(),
    currency: z.string(),
    starting_balance: z.string(),
    starting_equity: z.string(),
    realized_pnl: z.string(),
    unrealized_pnl: z.string(),
    commissions: z.string(),
    funding: z.string(),
    liquidation_fees: z.string(),
    net_pnl: z.string(),
    holdings_pnl: z.string(),
    return_ratio: z.number().nullable(),
  }),
  none,
)

export const underwater = defineRelation(
  'analysis/underwater.sql',
  z.object({
    run_id: z.string(),
    ts_init: z.bigint(),
    equity: z.string(),
    drawdown: z.string(),
    drawdown_ratio: z.number().nullable(),
  }),
  none,
)

export const drawdown = defineRelation(
  'analysis/drawdown.sql',
  z.object({
    run_id: z.string(),
    max_drawdown: z.string(),
    max_drawdown_ratio: z.number().nullable(),
    ts_start: z.bigint().nullable(),
    ts_trough: z.bigint().nullable(),
    ts_recovery: z.bigint().nullable(),
    duration_ns: z.bigint().nullable(),
  }),
  none,
)

export const riskSampling = defineRelation(
  'analysis/risk_sampling.sql',
  z.object({
    run_id: z.string(),
    start_ns: z.bigint(),
    end_ns: z.bigint(),
    interval_ns: z.bigint(),
    days_per_year: z.number(),
    periods_per_year: z.number(),
  }),
  none,
)

export const equityReturns = defineRelation(
  'analysis/equity_returns.sql',
  z.object({
    run_id: z.string(),
    ts_sample: z.bigint(),
    equity: z.number(),
    return_ratio: z.number().nullable(),
  }),
  none,
)

export const riskRatios = defineRelation(
  'analysis/risk_ratios.sql',
  z.object({
    run_id: z.string(),
    interval_ns: z.bigint(),
    days_per_year: z.number(),
    observations: z.bigint(),
    cumulative_return_ratio: z.number().nullable(),
    annual_return_ratio: z.number().nullable(),
    annual_volatility_ratio: z.number().nullable(),
    sharpe: z.number().nullable(),
    sortino: z.number().nullable(),
    calmar: z.number().nullable(),
    omega: z.number().nullable(),
  }),
  none,
)

export const tradeStatistics = defineRelation(
  'analysis/trade_statistics.sql',
  z.object({
    run_id: z.string(),
    round_trips: z.bigint(),
    wins: z.bigint(),
    losses: z.bigint(),
    win_rate_ratio: z.number(),
    average_win: z.number().nullable(),
    average_loss: z.number().nullable(),
    profit_factor: z.number().nullable(),
    expectancy: z.number(),
    gross_win_rate_ratio: z.number(),
    gross_profit_factor: z.number().nullable(),
    gross_expectancy: z.number(),
    longest_win_streak: z.bigint(),
    longest_loss_streak: z.bigint(),
    mean_holding_ns: z.number().nullable(),
    median_holding_ns: z.number().nullable(),
  }),
  none,
)

export const orderOutcomes = defineRelation(
  'analysis/order_outcomes.sql',
  z.object({
    run_id: z.string(),
    status: z.string(),
    reason: z.string(),
    orders: z.bigint(),
    quantity: z.string(),
    filled_quantity: z.string(),
  }),
  none,
)

export const orderStatistics = defineRelation(
  'analysis/order_statistics.sql',
  z.object({
    run_id: z.string(),
    orders: z.bigint(),
    sent_orders: z.bigint(),
    filled_orders: z.bigint(),
    partly_filled_orders: z.bigint(),
    canceled_orders: z.bigint(),
    denied_orders: z.bigint(),
    rejected_orders: z.bigint(),
    fills: z.bigint().nullable(),
    fill_rate_ratio: z.number().nullable(),
    cancel_rate_ratio: z.number().nullable(),
    filled_quantity_ratio: z.number().nullable(),
    maker_share_ratio: z.number().nullable(),
    median_time_to_fill_ns: z.number().nullable(),
    p95_time_to_fill_ns: z.number().nullable(),
    p99_time_to_fill_ns: z.number().nullable(),
  }),
  none,
)

export const exposure = defineRelation(
  'analysis/exposure.sql',
  z.object({
    run_id: z.string(),
    time_in_market_ratio: z.number(),
    mean_gross_exposure: z.number().nullable(),
    max_gross_exposure: z.number().nullable(),
    mean_net_exposure: z.number().nullable(),
    max_net_exposure: z.number().nullable(),
    min_net_exposure: z.number().nullable(),
    turnover: z.number(),
    turnover_per_balance: z.number().nullable(),
  }),
  none,
)

export const fillCosts = defineRelation(
  'analysis/fill_costs.sql',
  z.object({
    run_id: z.string(),
    instrument_id: z.string(),
    liquidity: z.string(),
    currency: z.string(),
    fills: z.bigint(),
    quoted_fills: z.bigint(),
    quantity: z.string(),
    notional: z.number(),
    quoted_notional: z.number(),
    slippage_cost: z.number().nullable(),
    slippage_bps: z.number().nullable(),
    effective_spread_bps: z.number().nullable(),
    quoted_spread_bps: z.number().nullable(),
    commission: z.string(),
    commission_bps: z.number().nullable(),
    mean_resting_ns: z.number().nullable(),
  }),
  none,
)

export const notional = defineMacro('analysis/notional.sql', none)

export const exactSum = defineMacro('analysis/exact_sum.sql', none)

export const quantileAfterZeros = defineMacro('analysis/quantile_after_zeros.sql', none)

/** The marts on the views, in the order in which they build on each other. */
export const analysisStatements: readonly Statement[] = [
  notional,
  exactSum,
  quantileAfterZeros,
  runPnl,
  underwater,
  drawdown,
  riskSampling,
  equityReturns,
  riskRatios,
  tradeStatistics,
  orderOutcomes,
  orderStatistics,
  exposure,
  fillCosts,
  routingSummary,
]
