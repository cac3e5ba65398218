import { z } from 'zod'
import { defineRelation, type Statement } from '../database/statement.ts'

const none = z.object({})

export const fillQuality = defineRelation(
  'analysis/fills/fill_quality.sql',
  z.object({
    run_id: z.string(),
    fill_seq: z.bigint(),
    ts_init: z.bigint(),
    instrument_id: z.string(),
    parent_order_id: z.string(),
    algorithm: z.string(),
    side: z.string(),
    liquidity: z.string(),
    price: z.string(),
    quantity: z.string(),
    notional: z.number(),
    size_bucket: z.number().nullable(),
    hour_utc: z.bigint(),
    mid: z.number().nullable(),
    slippage_bps: z.number().nullable(),
    effective_spread_bps: z.number().nullable(),
    realized_spread_bps: z.number().nullable(),
    price_impact_bps: z.number().nullable(),
    markout_100ms_bps: z.number().nullable(),
    markout_1s_bps: z.number().nullable(),
    markout_5s_bps: z.number().nullable(),
    markout_30s_bps: z.number().nullable(),
    markout_60s_bps: z.number().nullable(),
    markout_300s_bps: z.number().nullable(),
  }),
  none,
)

export const fillMarkouts = defineRelation(
  'analysis/fills/fill_markouts.sql',
  z.object({
    run_id: z.string(),
    fill_seq: z.bigint(),
    horizon_ns: z.bigint(),
    ts_init: z.bigint(),
    instrument_id: z.string(),
    side: z.string(),
    liquidity: z.string(),
    algorithm: z.string(),
    size_bucket: z.number().nullable(),
    hour_utc: z.bigint(),
    markout_bps: z.number().nullable(),
    markout_money: z.number().nullable(),
  }),
  none,
)

export const markouts = defineRelation(
  'analysis/fills/markouts.sql',
  z.object({
    run_id: z.string(),
    dimension: z.string(),
    bucket: z.string().nullable(),
    horizon_ns: z.bigint(),
    fills: z.bigint(),
    mean_bps: z.number().nullable(),
    deviation_bps: z.number().nullable(),
    standard_error_bps: z.number().nullable(),
    weighted_mean_bps: z.number().nullable(),
  }),
  none,
)

export const fillSizes = defineRelation(
  'analysis/fills/fill_sizes.sql',
  z.object({
    run_id: z.string(),
    instrument_id: z.string(),
    liquidity: z.string(),
    size_bucket: z.number().nullable(),
    fills: z.bigint(),
    quantity: z.string(),
    notional: z.number(),
    smallest: z.string(),
    largest: z.string(),
  }),
  none,
)

export const fillLevels = defineRelation(
  'analysis/fills/fill_levels.sql',
  z.object({
    run_id: z.string(),
    instrument_id: z.string(),
    evidence_kind: z.string(),
    level_index: z.number().nullable(),
    fills: z.bigint(),
    quantity: z.string(),
    evidence_quantity: z.string().nullable(),
  }),
  none,
)

export const queueTimes = defineRelation(
  'analysis/fills/queue_times.sql',
  z.object({
    run_id: z.string(),
    instrument_id: z.string(),
    side: z.string(),
    fills: z.bigint(),
    mean_resting_ns: z.number(),
    median_resting_ns: z.number(),
    p95_resting_ns: z.number(),
    max_resting_ns: z.bigint(),
    mean_queue_ahead: z.number().nullable(),
    max_queue_ahead: z.string().nullable(),
  }),
  none,
)

export const fillQualitySummary = defineRelation(
  'analysis/fills/fill_quality_summary.sql',
  z.object({
    run_id: z.string(),
    liquidity: z.string(),
    fills: z.bigint(),
    notional: z.number().nullable(),
    slippage_bps: z.number().nullable(),
    effective_spread_bps: z.number().nullable(),
    realized_spread_bps: z.number().nullable(),
    price_impact_bps: z.number().nullable(),
  }),
  none,
)

export const slippageDistribution = defineRelation(
  'analysis/fills/slippage_distribution.sql',
  z.object({
    run_id: z.string(),
    liquidity: z.string(),
    low_bps: z.number(),
    high_bps: z.number(),
    fills: z.bigint(),
  }),
  none,
)

/** The marts over single fills, in the order in which they build on each other. */
export const fillStatements: readonly Statement[] = [
  fillQuality,
  fillMarkouts,
  markouts,
  fillSizes,
  fillLevels,
  queueTimes,
  fillQualitySummary,
  slippageDistribution,
]
