import { z } from 'zod'
import { defineRelation, type Statement } from '../database/statement.ts'
import { noRouting } from './route-statements.ts'

const none = z.object({})

export const noCashFlows = defineRelation(
  'results/facts/no_cash_flows.sql',
  z.object({
    run_id: z.string(),
    ts_init: z.bigint(),
    instrument_index: z.number(),
    kind: z.number(),
    fill_seq: z.number().nullable(),
    amount: z.string(),
    twice_mark: z.string().nullable(),
    position: z.string().nullable(),
    file_row_number: z.bigint(),
  }),
  none,
)

export const noEquity = defineRelation(
  'results/facts/no_equity.sql',
  z.object({
    run_id: z.string(),
    ts_init: z.bigint(),
    wallet_index: z.number(),
    balance: z.string(),
    unrealized: z.string(),
    equity: z.string(),
    file_row_number: z.bigint(),
  }),
  none,
)

export const noFills = defineRelation(
  'results/facts/no_fills.sql',
  z.object({
    run_id: z.string(),
    ts_init: z.bigint(),
    order_id: z.number(),
    position_id: z.number(),
    instrument_index: z.number(),
    side: z.number(),
    price: z.string(),
    quantity: z.string(),
    liquidity: z.number(),
    commission: z.string(),
    realized_pnl: z.string(),
    position_after: z.string(),
    evidence_kind: z.number(),
    evidence_id: z.bigint().nullable(),
    evidence_text: z.string().nullable(),
    evidence_size: z.string().nullable(),
    level_index: z.number().nullable(),
    best_bid: z.string().nullable(),
    best_ask: z.string().nullable(),
    queue_ahead: z.string().nullable(),
    resting_ns: z.bigint(),
    whole_order: z.boolean(),
    file_row_number: z.bigint(),
  }),
  none,
)

export const noLedger = defineRelation(
  'results/facts/no_ledger.sql',
  z.object({
    run_id: z.string(),
    ts_init: z.bigint(),
    account_index: z.number(),
    currency: z.string(),
    kind: z.number(),
    amount: z.string(),
    file_row_number: z.bigint(),
  }),
  none,
)

export const noMarks = defineRelation(
  'results/facts/no_marks.sql',
  z.object({
    run_id: z.string(),
    ts_init: z.bigint(),
    instrument_index: z.number(),
    bid: z.string().nullable(),
    ask: z.string().nullable(),
    last: z.string().nullable(),
    position: z.string(),
    file_row_number: z.bigint(),
  }),
  none,
)

export const noOrderEvents = defineRelation(
  'results/facts/no_order_events.sql',
  z.object({
    run_id: z.string(),
    order_id: z.number(),
    ts_init: z.bigint(),
    status: z.number(),
    reason: z.number(),
    file_row_number: z.bigint(),
  }),
  none,
)

export const noOrders = defineRelation(
  'results/facts/no_orders.sql',
  z.object({
    run_id: z.string(),
    order_id: z.number(),
    parent_order_id: z.number().nullable(),
    child_number: z.number().nullable(),
    instrument_index: z.number(),
    type: z.number(),
    side: z.number(),
    quantity: z.string(),
    limit_price: z.string().nullable(),
    trigger_price: z.string().nullable(),
    trailing_offset: z.string().nullable(),
    display_quantity: z.string().nullable(),
    time_in_force: z.number(),
    flags: z.number(),
    status: z.number(),
    reason: z.number(),
    ts_created: z.bigint(),
    ts_submitted: z.bigint().nullable(),
    ts_accepted: z.bigint().nullable(),
    ts_closed: z.bigint().nullable(),
    filled_quantity: z.string(),
    arrival_bid: z.string().nullable(),
    arrival_ask: z.string().nullable(),
    file_row_number: z.bigint(),
  }),
  none,
)

export const noParents = defineRelation(
  'results/facts/no_parents.sql',
  z.object({
    run_id: z.string(),
    order_id: z.number(),
    instrument_index: z.number(),
    side: z.number(),
    type: z.number(),
    quantity: z.string(),
    limit_price: z.string().nullable(),
    algorithm_index: z.number(),
    ts_created: z.bigint(),
    ts_closed: z.bigint(),
    status: z.number(),
    reason: z.number(),
    file_row_number: z.bigint(),
  }),
  none,
)

export const noParentAlgorithms = defineRelation(
  'results/facts/no_parent_algorithms.sql',
  z.object({
    run_id: z.string(),
    algorithm_index: z.number(),
    algorithm: z.string(),
    parameters: z.string(),
    file_row_number: z.bigint(),
  }),
  none,
)

export const noParentSchedule = defineRelation(
  'results/facts/no_parent_schedule.sql',
  z.object({
    run_id: z.string(),
    order_id: z.number(),
    instrument_index: z.number(),
    ts: z.bigint(),
    target_quantity: z.string(),
    file_row_number: z.bigint(),
  }),
  none,
)

export const noPositions = defineRelation(
  'results/facts/no_positions.sql',
  z.object({
    run_id: z.string(),
    position_id: z.number(),
    instrument_index: z.number(),
    side: z.number(),
    opened_ts: z.bigint(),
    closed_ts: z.bigint().nullable(),
    opened_fill_seq: z.number(),
    closed_fill_seq: z.number().nullable(),
    peak_quantity: z.string(),
    entry_value: z.string(),
    entry_quantity: z.string(),
    exit_value: z.string(),
    exit_quantity: z.string(),
    realized_pnl: z.string(),
    commissions: z.string(),
    file_row_number: z.bigint(),
  }),
  none,
)

export const noFillMids = defineRelation(
  'results/facts/no_fill_mids.sql',
  z.object({
    run_id: z.string(),
    mid_before: z.string().nullable(),
    mid_100ms: z.string().nullable(),
    mid_1s: z.string().nullable(),
    mid_5s: z.string().nullable(),
    mid_30s: z.string().nullable(),
    mid_60s: z.string().nullable(),
    mid_300s: z.string().nullable(),
    file_row_number: z.bigint(),
  }),
  none,
)

export const noMeasuredFills = defineRelation(
  'results/facts/no_measured_fills.sql',
  noFills.row.extend(noFillMids.row.omit({ run_id: true, file_row_number: true }).shape),
  none,
)

export const noParentMarks = defineRelation(
  'results/facts/no_parent_marks.sql',
  z.object({
    run_id: z.string(),
    parent_order_id: z.string(),
    decision_mid: z.string().nullable(),
    arrival_mid: z.string().nullable(),
    close_mid: z.string().nullable(),
    interval_vwap: z.number().nullable(),
    interval_twap: z.number().nullable(),
    market_quantity: z.string(),
    file_row_number: z.bigint(),
  }),
  none,
)

export const noSummaries = defineRelation(
  'results/facts/no_summaries.sql',
  z.object({
    run_id: z.string(),
    folder: z.string(),
    summary: z.string(),
  }),
  none,
)

/** The column types of the files a run leaves, as relations without rows. */
export const factStatements: readonly Statement[] = [
  noCashFlows,
  noEquity,
  noFills,
  noLedger,
  noMarks,
  noOrderEvents,
  noOrders,
  noParentAlgorithms,
  noParentSchedule,
  noParents,
  noRouting,
  noPositions,
  noFillMids,
  noMeasuredFills,
  noParentMarks,
  noSummaries,
]
