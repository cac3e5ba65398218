import { z } from 'zod'
import { defineQuery, defineRelation } from '../database/statement.ts'
import { routeStatements } from './route-statements.ts'

const none = z.object({})
const originOnly = z.object({ origin_ns: z.bigint() })
const codes = (names: readonly string[]) => Object.fromEntries(names.map(name => [name, z.number()]))
const decimals = (names: readonly string[]) => Object.fromEntries(names.map(name => [name, z.string()]))

const times = (names: readonly string[]) => Object.fromEntries(names.map(name => [name, z.bigint()]))

const printFillFacts = {
  ...codes(['order_id', 'position_id']),
  ...decimals(['price', 'quantity', 'commission', 'realized_pnl', 'position_after']),
  evidence_size: z.string(),
}

const fillFacts = {
  ...printFillFacts,
  ...decimals(['best_bid', 'best_ask', 'queue_ahead']),
  resting_ns: z.bigint(),
}

const orderShape = {
  ...codes(['parent_order_id', 'child_number']),
  ...codes(['order_id', 'instrument_index', 'type', 'side', 'time_in_force', 'flags', 'status', 'reason']),
  ...decimals(['quantity', 'filled_quantity', 'arrival_bid', 'arrival_ask']),
  ...decimals(['limit_price', 'trigger_price', 'trailing_offset', 'display_quantity']),
}

const equityShape = { ...codes(['wallet_index']), ...decimals(['balance', 'unrealized', 'equity']) }

const positionShape = {
  ...codes(['position_id', 'instrument_index', 'side', 'opened_fill_seq', 'closed_fill_seq']),
  ...decimals(['peak_quantity', 'entry_value', 'entry_quantity', 'exit_value', 'exit_quantity']),
  ...decimals(['realized_pnl', 'commissions']),
}

export const stagedFills = defineRelation(
  'recording/staged_fills.sql',
  z.object({ ...fillFacts, codes: z.number(), ts_init_ns: z.bigint(), evidence_id: z.bigint() }),
  none,
)

const stagedColumns = { codes: z.number(), ts_init_ns: z.bigint(), evidence_id: z.bigint() }

export const stagedPrintFills = defineRelation(
  'recording/staged_print_fills.sql',
  z.object({ ...printFillFacts, ...stagedColumns }),
  none,
)

export const fillsOfPrints = defineRelation(
  'recording/fills_of_prints.sql',
  z.object({ ...fillFacts, ...stagedColumns }),
  none,
)

export const stagedOrders = defineRelation(
  'recording/staged_orders.sql',
  z.object({ ...orderShape, ...times(['created_ns', 'submitted_ns', 'accepted_ns', 'closed_ns']) }),
  none,
)

const parentShape = {
  ...codes(['order_id', 'instrument_index', 'side', 'type', 'algorithm_index', 'status', 'reason']),
  ...decimals(['quantity', 'limit_price']),
}

export const stagedParents = defineRelation(
  'recording/staged_parents.sql',
  z.object({ ...parentShape, ...times(['created_ns', 'closed_ns']) }),
  none,
)

export const parentRows = defineQuery('recording/parents.sql', {
  params: originOnly,
  row: z.object({ ...parentShape, ...times(['ts_created', 'ts_closed']) }),
})

const scheduleShape = { ...codes(['order_id', 'instrument_index']), target_quantity: z.string() }

export const stagedParentSchedule = defineRelation(
  'recording/staged_parent_schedule.sql',
  z.object({ ...scheduleShape, ts_ns: z.bigint() }),
  none,
)

export const parentScheduleRows = defineQuery('recording/parent_schedule.sql', {
  params: originOnly,
  row: z.object({ ...scheduleShape, ts: z.bigint() }),
})

const algorithmShape = z.object({
  algorithm_index: z.number(),
  algorithm: z.string(),
  parameters: z.string(),
})

export const noParentAlgorithms = defineRelation('recording/no_parent_algorithms.sql', algorithmShape, none)

export const parentAlgorithmRows = defineQuery('recording/parent_algorithms.sql', {
  params: none,
  row: algorithmShape,
})

export const stagedOrderEvents = defineRelation(
  'recording/staged_order_events.sql',
  z.object({ ...codes(['order_id', 'status', 'reason']), ts_init_ns: z.bigint() }),
  none,
)

export const stagedPositions = defineRelation(
  'recording/staged_positions.sql',
  z.object({ ...positionShape, opened_ns: z.bigint(), closed_ns: z.bigint() }),
  none,
)

export const stagedEquity = defineRelation(
  'recording/staged_equity.sql',
  z.object({ ts_init_ns: z.bigint(), ...equityShape }),
  none,
)

export const stagedMarks = defineRelation(
  'recording/staged_marks.sql',
  z.object({
    ts_init_ns: z.bigint(),
    instrument_index: z.number(),
    ...decimals(['bid', 'ask', 'last', 'position']),
  }),
  none,
)

const flowShape = {
  ...codes(['instrument_index', 'kind', 'fill_seq']),
  ...decimals(['amount', 'twice_mark', 'position']),
}

export const stagedCashFlows = defineRelation(
  'recording/staged_cash_flows.sql',
  z.object({ ...flowShape, ts_init_ns: z.bigint() }),
  none,
)

export const noTradeIds = defineRelation(
  'recording/no_trade_ids.sql',
  z.object({ instrument_index: z.number(), ordinal: z.bigint(), trade_id: z.string() }),
  none,
)

export const noDeposits = defineRelation(
  'recording/no_deposits.sql',
  z.object({ account_index: z.number(), currency: z.string(), kind: z.number(), amount: z.string() }),
  none,
)

const fillRow = {
  params: originOnly,
  row: z.object({
    ...fillFacts,
    ...codes(['instrument_index', 'side', 'liquidity', 'evidence_kind', 'level_index']),
    whole_order: z.boolean(),
    ts_init: z.bigint(),
    evidence_id: z.bigint(),
    evidence_text: z.string(),
  }),
}

export const fillRows = defineQuery('recording/fills.sql', fillRow)
export const fillRowsByOrdinal = defineQuery('recording/fills_by_ordinal.sql', fillRow)

export const orderRows = defineQuery('recording/orders.sql', {
  params: originOnly,
  row: z.object({
    ...orderShape,
    ts_created: z.bigint(),
    ts_submitted: z.bigint(),
    ts_accepted: z.bigint(),
    ts_closed: z.bigint(),
  }),
})

export const orderEventRows = defineQuery('recording/order_events.sql', {
  params: originOnly,
  row: z.object({ ...codes(['order_id', 'status', 'reason']), ts_init: z.bigint() }),
})

export const positionRows = defineQuery('recording/positions.sql', {
  params: originOnly,
  row: z.object({ ...positionShape, opened_ts: z.bigint(), closed_ts: z.bigint() }),
})

export const ledgerRows = defineQuery('recording/ledger.sql', {
  params: originOnly,
  row: z.object({
    ts_init: z.bigint(),
    ...codes(['account_index', 'kind']),
    currency: z.string(),
    amount: z.string(),
  }),
})

export const cashFlowRows = defineQuery('recording/cash_flows.sql', {
  params: originOnly,
  row: z.object({ ...flowShape, ts_init: z.bigint() }),
})

export const equityRows = defineQuery('recording/equity.sql', {
  params: originOnly,
  row: z.object({ ts_init: z.bigint(), ...equityShape }),
})

export const markRows = defineQuery('recording/marks.sql', {
  params: originOnly,
  row: z.object({
    ts_init: z.bigint(),
    instrument_index: z.number(),
    ...decimals(['bid', 'ask', 'last', 'position']),
  }),
})

const window = { start_ns: z.bigint(), end_ns: z.bigint() }

export const ticks = defineQuery('recording/ticks.sql', {
  params: z.object({ ...window, row_limit: z.bigint() }),
  row: z.object({
    instrument_index: z.number(),
    ts_event: z.bigint(),
    ts_init: z.bigint(),
    price: z.string(),
    size: z.string(),
    aggressor_side: z.number(),
    trade_id: z.string(),
  }),
})

export const ticksInWindow = defineQuery('recording/ticks_in_window.sql', {
  params: z.object(window),
  row: z.object({ rows: z.bigint() }),
})

export const recordingStatements = [
  stagedFills,
  stagedPrintFills,
  fillsOfPrints,
  stagedOrders,
  stagedOrderEvents,
  stagedParents,
  parentRows,
  stagedParentSchedule,
  parentScheduleRows,
  noParentAlgorithms,
  parentAlgorithmRows,
  stagedPositions,
  stagedEquity,
  stagedMarks,
  stagedCashFlows,
  noTradeIds,
  noDeposits,
  fillRows,
  fillRowsByOrdinal,
  orderRows,
  orderEventRows,
  positionRows,
  ledgerRows,
  cashFlowRows,
  equityRows,
  markRows,
  ticks,
  ticksInWindow,
  ...routeStatements,
]
