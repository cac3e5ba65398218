import { z } from 'zod'
import { defineQuery, type Statement } from '../database/statement.ts'

const runAndBuckets = z.object({ run_id: z.string(), buckets: z.bigint() })

/** Rows of a long table, by number and by time. */
const batchRow = z.object({
  first_number: z.bigint(),
  start_ns: z.bigint(),
  end_ns: z.bigint(),
  rows_before: z.bigint(),
})
const batchesOfRun = { params: z.object({ run_id: z.string(), batch_rows: z.bigint() }), row: batchRow }
const fillBatch = z.object({
  run_id: z.string(),
  page_rows: z.bigint(),
  ...batchRow.omit({ rows_before: true }).shape,
  last_number: z.bigint(),
})
const orderBatch = fillBatch.extend({ rows_before: z.bigint() })
const runAndRows = z.object({ run_id: z.string(), rows_max: z.bigint() })

export const equityCurve = defineQuery('analysis/pages/equity_curve.sql', {
  params: runAndBuckets,
  row: z.object({
    ts_ms: z.number(),
    equity: z.number(),
    balance: z.number(),
    drawdown: z.number(),
    drawdown_ratio: z.number().nullable(),
  }),
})

export const markCurve = defineQuery('analysis/pages/mark_curve.sql', {
  params: runAndBuckets,
  row: z.object({
    ts_ms: z.number(),
    instrument_id: z.string(),
    mark: z.number().nullable(),
    position: z.number(),
  }),
})

export const fillMarkers = defineQuery('analysis/pages/fill_markers.sql', {
  params: runAndBuckets,
  row: z.object({
    fill_seq: z.number(),
    ts_ms: z.number(),
    instrument_id: z.string(),
    side: z.string(),
    liquidity: z.string(),
    price: z.number(),
    quantity: z.number(),
    fills: z.number(),
  }),
})

export const fillBatches = defineQuery('analysis/pages/fill_batches.sql', batchesOfRun)

export const orderBatches = defineQuery('analysis/pages/order_batches.sql', batchesOfRun)

export const pagedFills = defineQuery('analysis/pages/paged_fills.sql', {
  params: fillBatch,
  row: z.object({
    page: z.bigint(),
    fill_seq: z.bigint(),
    ts_init: z.bigint(),
    instrument_id: z.string(),
    client_order_id: z.string(),
    side: z.string(),
    price: z.string(),
    quantity: z.string(),
    liquidity: z.string(),
    commission: z.string(),
    realized_pnl: z.string(),
    position_after: z.string(),
    evidence_kind: z.string(),
    evidence_id: z.string().nullable(),
    best_bid: z.string().nullable(),
    best_ask: z.string().nullable(),
  }),
})

export const pagedOrders = defineQuery('analysis/pages/paged_orders.sql', {
  params: orderBatch,
  row: z.object({
    page: z.bigint(),
    order_number: z.bigint(),
    ts_init: z.bigint(),
    instrument_id: z.string(),
    client_order_id: z.string(),
    parent_order_id: z.string().nullable(),
    type: z.string(),
    side: z.string(),
    quantity: z.string(),
    limit_price: z.string().nullable(),
    trigger_price: z.string().nullable(),
    time_in_force: z.string(),
    status: z.string(),
    reason: z.string(),
    ts_closed: z.bigint().nullable(),
    filled_quantity: z.string(),
    average_price: z.number().nullable(),
    slippage_bps: z.number().nullable(),
  }),
})

export const pageParents = defineQuery('analysis/pages/page_parents.sql', {
  params: runAndRows,
  row: z.object({
    parent_order_id: z.string(),
    instrument_id: z.string(),
    side: z.string(),
    algorithm: z.string(),
    is_closing: z.boolean(),
    children: z.bigint(),
    status: z.string(),
    reason: z.string(),
    ts_created: z.bigint(),
    ts_closed: z.bigint().nullable(),
    quantity: z.string(),
    filled_ratio: z.number().nullable(),
    average_price: z.number().nullable(),
    decision_mid: z.number().nullable(),
    arrival_mid: z.number().nullable(),
    close_mid: z.number().nullable(),
    interval_vwap: z.number().nullable(),
    currency: z.string(),
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
    participation_ratio: z.number().nullable(),
    parents: z.bigint(),
  }),
})

export const pageShortfall = defineQuery('analysis/pages/page_shortfall.sql', {
  params: z.object({ run_id: z.string() }),
  row: z.object({
    algorithm: z.string(),
    side: z.string(),
    currency: z.string(),
    is_closing: z.boolean(),
    parents: z.bigint(),
    decision_notional: z.number().nullable(),
    delay_cost: z.number().nullable(),
    execution_cost: z.number().nullable(),
    fees: z.number().nullable(),
    opportunity_cost: z.number().nullable(),
    shortfall: z.number().nullable(),
    delay_bps: z.number().nullable(),
    execution_bps: z.number().nullable(),
    fees_bps: z.number().nullable(),
    opportunity_bps: z.number().nullable(),
    shortfall_bps: z.number().nullable(),
  }),
})

export const scheduleCurve = defineQuery('analysis/pages/schedule_curve.sql', {
  params: z.object({ run_id: z.string(), parents_max: z.bigint(), points_max: z.bigint() }),
  row: z.object({
    parent_order_id: z.string(),
    curve: z.string(),
    ts_ms: z.number(),
    share: z.number().nullable(),
  }),
})

export const runEvents = defineQuery('analysis/pages/run_events.sql', {
  params: runAndRows,
  row: z.object({
    kind: z.string(),
    ts_init: z.bigint(),
    subject: z.string().nullable(),
    instrument_id: z.string().nullable(),
    text: z.string().nullable(),
    events: z.bigint(),
  }),
})

/** The reads behind pages: one run each, thinned or paged so that no page loads millions of rows. */
export const pageStatements: readonly Statement[] = [
  equityCurve,
  markCurve,
  fillMarkers,
  fillBatches,
  orderBatches,
  pagedFills,
  pagedOrders,
  pageParents,
  pageShortfall,
  scheduleCurve,
  runEvents,
]
