import { z } from 'zod'
import { defineMacro, defineRelation, type Statement } from '../database/statement.ts'

const none = z.object({})

export const parents = defineRelation(
  'analysis/parents/parents.sql',
  z.object({
    run_id: z.string(),
    parent_order_id: z.string(),
    instrument_id: z.string(),
    venue: z.string(),
    side: z.string(),
    order_type: z.string(),
    algorithm: z.string(),
    limit_price: z.string().nullable(),
    quantity: z.string(),
    filled_quantity: z.string(),
    average_price: z.number().nullable(),
    fees: z.string(),
    currency: z.string(),
    children: z.bigint(),
    ts_created: z.bigint(),
    ts_first_child: z.bigint().nullable(),
    ts_closed: z.bigint().nullable(),
    status: z.string(),
    reason: z.string(),
    is_closing: z.boolean(),
  }),
  none,
)

export const priceCost = defineMacro('analysis/parents/price_cost.sql', none)

export const parentBenchmarks = defineRelation(
  'analysis/parents/parent_benchmarks.sql',
  z.object({
    ...parents.row.shape,
    decision_mid: z.number().nullable(),
    arrival_mid: z.number().nullable(),
    close_mid: z.number().nullable(),
    interval_vwap: z.number().nullable(),
    interval_twap: z.number().nullable(),
    market_quantity: z.string().nullable(),
  }),
  none,
)

export const parentCosts = defineRelation(
  'analysis/parents/parent_costs.sql',
  z.object({
    run_id: z.string(),
    parent_order_id: z.string(),
    instrument_id: z.string(),
    venue: z.string(),
    side: z.string(),
    order_type: z.string(),
    algorithm: z.string(),
    is_closing: z.boolean(),
    children: z.bigint(),
    status: z.string(),
    reason: z.string(),
    ts_created: z.bigint(),
    ts_first_child: z.bigint().nullable(),
    ts_closed: z.bigint().nullable(),
    limit_price: z.string().nullable(),
    quantity: z.string(),
    filled_quantity: z.string(),
    filled_ratio: z.number().nullable(),
    average_price: z.number().nullable(),
    decision_mid: z.number().nullable(),
    arrival_mid: z.number().nullable(),
    close_mid: z.number().nullable(),
    interval_vwap: z.number().nullable(),
    interval_twap: z.number().nullable(),
    market_quantity: z.string().nullable(),
    currency: z.string(),
    decision_notional: z.number().nullable(),
    delay_cost: z.number().nullable(),
    execution_cost: z.number().nullable(),
    fees: z.string(),
    opportunity_cost: z.number().nullable(),
    shortfall: z.number().nullable(),
    delay_bps: z.number().nullable(),
    execution_bps: z.number().nullable(),
    fees_bps: z.number().nullable(),
    opportunity_bps: z.number().nullable(),
    shortfall_bps: z.number().nullable(),
    arrival_slippage_bps: z.number().nullable(),
    vwap_slippage_bps: z.number().nullable(),
    twap_slippage_bps: z.number().nullable(),
    participation_ratio: z.number().nullable(),
  }),
  none,
)

export const parentCostSums = defineRelation(
  'analysis/parents/parent_cost_sums.sql',
  z.object({
    run_id: z.string(),
    instrument_id: z.string(),
    side: z.string(),
    algorithm: z.string(),
    currency: z.string(),
    is_closing: z.boolean(),
    is_known: z.boolean(),
    parents: z.bigint(),
    quantity: z.string(),
    filled_quantity: z.string(),
    market_quantity: z.string().nullable(),
    fees: z.string(),
    paid: z.string().nullable(),
    decision_notional: z.string().nullable(),
    delay_cost: z.string().nullable(),
    execution_cost: z.string().nullable(),
    opportunity_cost: z.string().nullable(),
    shortfall: z.string().nullable(),
    arrival_slippage: z.string().nullable(),
    arrival_notional: z.string().nullable(),
    vwap_slippage: z.string().nullable(),
    vwap_notional: z.string().nullable(),
  }),
  none,
)

export const parentProgress = defineRelation(
  'analysis/parents/parent_progress.sql',
  z.object({
    run_id: z.string(),
    parent_order_id: z.string(),
    fill_seq: z.bigint(),
    ts_init: z.bigint(),
    price: z.string(),
    quantity: z.string(),
    done_quantity: z.string(),
    done_ratio: z.number().nullable(),
  }),
  none,
)

export const scheduleAdherence = defineRelation(
  'analysis/parents/schedule_adherence.sql',
  z.object({
    run_id: z.string(),
    parent_order_id: z.string(),
    algorithm: z.string(),
    schedule_seq: z.bigint(),
    ts: z.bigint(),
    target_quantity: z.string(),
    done_quantity: z.string(),
    deviation_ratio: z.number().nullable(),
  }),
  none,
)

export const runAlgorithms = defineRelation(
  'analysis/parents/run_algorithms.sql',
  z.object({
    run_id: z.string(),
    algorithm: z.string(),
    parents: z.bigint(),
  }),
  none,
)

export const algorithmParents = defineRelation(
  'analysis/parents/algorithm_parents.sql',
  z.object({
    run_id: z.string(),
    alike: z.string(),
    ...parentCosts.row.pick({
      algorithm: true,
      parent_order_id: true,
      status: true,
      children: true,
      filled_ratio: true,
      average_price: true,
      decision_mid: true,
      interval_vwap: true,
      delay_bps: true,
      execution_bps: true,
      fees_bps: true,
      opportunity_bps: true,
      shortfall_bps: true,
      arrival_slippage_bps: true,
      vwap_slippage_bps: true,
      participation_ratio: true,
    }).shape,
    ts_created: z.bigint(),
    lasted_ns: z.bigint().nullable(),
  }),
  none,
)

export const algorithmProgress = defineRelation(
  'analysis/parents/algorithm_progress.sql',
  z.object({
    run_id: z.string(),
    parent_order_id: z.string(),
    fill_seq: z.bigint(),
    elapsed_s: z.number(),
    done_ratio: z.number().nullable(),
  }),
  none,
)

/** The marts over parents, in the order in which they build on each other. */
export const parentStatements: readonly Statement[] = [
  parents,
  priceCost,
  parentBenchmarks,
  parentCosts,
  parentCostSums,
  parentProgress,
  scheduleAdherence,
  runAlgorithms,
  algorithmParents,
  algorithmProgress,
]
