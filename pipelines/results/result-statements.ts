import { z } from 'zod'
import { defineMacro, defineRelation, type Statement } from '../database/statement.ts'
import { runFundingRates, runFxRates, valuedEquity } from './account-statements.ts'
import { parentOrders, parentSchedule } from './parent-order-statements.ts'
import { routing } from './route-statements.ts'

const none = z.object({})

export const runs = defineRelation(
  'results/runs.sql',
  z.object({
    run_id: z.string(),
    folder: z.string(),
    mode: z.string().nullable(),
    status: z.string().nullable(),
    error: z.string().nullable(),
    created_at: z.string().nullable(),
    odum_version: z.string().nullable(),
    config_hash: z.string().nullable(),
    result_hash: z.string().nullable(),
    window_start: z.string().nullable(),
    window_end: z.string().nullable(),
    start_ns: z.bigint().nullable(),
    end_ns: z.bigint().nullable(),
    snapshot_mode: z.string().nullable(),
    seed: z.string().nullable(),
    strategy: z.string().nullable(),
    algorithm: z.string().nullable(),
    instrument_ids: z.array(z.string()),
    currency: z.string().nullable(),
    starting_balance: z.string().nullable(),
    final_balance: z.string().nullable(),
    events: z.bigint().nullable(),
    trades: z.bigint().nullable(),
    book_events: z.bigint().nullable(),
    orders: z.bigint().nullable(),
    fills: z.bigint().nullable(),
    positions: z.bigint().nullable(),
    denied: z.bigint().nullable(),
    rejected: z.bigint().nullable(),
    canceled: z.bigint().nullable(),
    convert_ms: z.number().nullable(),
    replay_ms: z.number().nullable(),
    write_ms: z.number().nullable(),
    total_ms: z.number().nullable(),
    events_per_second: z.number().nullable(),
    orders_per_second: z.number().nullable(),
    reader_kind: z.string().nullable(),
    reader_requests: z.bigint().nullable(),
    reader_bytes: z.bigint().nullable(),
    warnings: z.array(z.string()),
    metrics: z.string().nullable(),
  }),
  none,
)

export const runInstruments = defineRelation(
  'results/run_instruments.sql',
  z.object({
    run_id: z.string(),
    instrument_index: z.number(),
    instrument_id: z.string(),
    venue: z.string(),
    account_type: z.string(),
    oms_type: z.string(),
    base_currency: z.string(),
    quote_currency: z.string(),
    settlement_currency: z.string(),
    price_precision: z.number(),
    size_precision: z.number(),
    currency_precision: z.number(),
    multiplier: z.string(),
    is_inverse: z.boolean(),
    maker_fee: z.string(),
    taker_fee: z.string(),
    liquidation_fee: z.string(),
  }),
  none,
)

export const runBalances = defineRelation(
  'results/run_balances.sql',
  z.object({
    run_id: z.string(),
    balance_seq: z.bigint(),
    account_index: z.number(),
    wallet_index: z.number(),
    account: z.string(),
    currency: z.string(),
    starting: z.string(),
    final: z.string(),
  }),
  none,
)

export const marginEvents = defineRelation(
  'results/margin_events.sql',
  z.object({
    run_id: z.string(),
    event_seq: z.bigint(),
    ts_init: z.bigint(),
    account: z.string(),
    currency: z.string(),
    kind: z.string(),
    equity: z.string(),
    required: z.string(),
  }),
  none,
)

export const runLineage = defineRelation(
  'results/run_lineage.sql',
  z.object({
    run_id: z.string(),
    cell_seq: z.bigint(),
    catalog_root: z.string().nullable(),
    type: z.string(),
    path: z.string().nullable(),
    rows: z.bigint().nullable(),
    source_uri: z.string().nullable(),
    source_identity: z.string().nullable(),
  }),
  none,
)

export const childOrOrderName = defineMacro('results/child_or_order_name.sql', none)

export const fills = defineRelation(
  'results/fills.sql',
  z.object({
    run_id: z.string(),
    fill_seq: z.bigint(),
    ts_init: z.bigint(),
    instrument_id: z.string(),
    venue: z.string(),
    client_order_id: z.string(),
    parent_order_id: z.string().nullable(),
    position_id: z.string(),
    side: z.string(),
    price: z.string(),
    quantity: z.string(),
    liquidity: z.string(),
    commission: z.string(),
    commission_currency: z.string(),
    realized_pnl: z.string(),
    position_after: z.string(),
    evidence_kind: z.string(),
    evidence_id: z.string().nullable(),
    evidence_size: z.string().nullable(),
    level_index: z.number().nullable(),
    best_bid: z.string().nullable(),
    best_ask: z.string().nullable(),
    queue_ahead: z.string().nullable(),
    resting_ns: z.bigint(),
  }),
  none,
)

export const orders = defineRelation(
  'results/orders.sql',
  z.object({
    run_id: z.string(),
    client_order_id: z.string(),
    parent_order_id: z.string().nullable(),
    instrument_id: z.string(),
    venue: z.string(),
    type: z.string(),
    side: z.string(),
    quantity: z.string(),
    limit_price: z.string().nullable(),
    trigger_price: z.string().nullable(),
    trailing_offset: z.string().nullable(),
    display_quantity: z.string().nullable(),
    time_in_force: z.string(),
    post_only: z.boolean(),
    reduce_only: z.boolean(),
    closing: z.boolean(),
    algorithm: z.string().nullable(),
    status: z.string(),
    reason: z.string(),
    ts_created: z.bigint(),
    ts_submitted: z.bigint().nullable(),
    ts_accepted: z.bigint().nullable(),
    ts_closed: z.bigint().nullable(),
    filled_quantity: z.string(),
    average_price: z.number().nullable(),
    arrival_bid: z.string().nullable(),
    arrival_ask: z.string().nullable(),
    arrival_mid: z.number().nullable(),
    slippage_bps: z.number().nullable(),
  }),
  none,
)

export const orderEvents = defineRelation(
  'results/order_events.sql',
  z.object({
    run_id: z.string(),
    event_seq: z.bigint(),
    ts_init: z.bigint(),
    client_order_id: z.string(),
    status: z.string(),
    reason: z.string(),
  }),
  none,
)

export const positions = defineRelation(
  'results/positions.sql',
  z.object({
    run_id: z.string(),
    position_id: z.string(),
    instrument_id: z.string(),
    venue: z.string(),
    side: z.string(),
    ts_opened: z.bigint(),
    ts_closed: z.bigint().nullable(),
    duration_ns: z.bigint().nullable(),
    is_open: z.boolean(),
    opened_fill_seq: z.number(),
    closed_fill_seq: z.number().nullable(),
    peak_quantity: z.string(),
    entry_quantity: z.string().nullable(),
    exit_quantity: z.string().nullable(),
    entry_average: z.number().nullable(),
    exit_average: z.number().nullable(),
    realized_pnl: z.string(),
    commissions: z.string(),
    net_pnl: z.string(),
    currency: z.string(),
  }),
  none,
)

const factors = [
  'trillionths_per_unit',
  'value_numerator',
  'value_denominator',
  'maker_numerator',
  'maker_denominator',
  'taker_numerator',
  'taker_denominator',
  'liquidation_numerator',
  'liquidation_denominator',
]

export const halfEvenQuotient = defineMacro('results/half_even_quotient.sql', none)

export const instrumentFactors = defineRelation(
  'results/instrument_factors.sql',
  z.object({
    run_id: z.string(),
    instrument_index: z.number(),
    instrument_id: z.string(),
    settlement_currency: z.string(),
    is_inverse: z.boolean(),
    is_hedging: z.boolean(),
    ticks_per_price: z.number(),
    lots_per_quantity: z.number(),
    units_per_money: z.number(),
    ...Object.fromEntries(factors.map(name => [name, z.bigint()])),
  }),
  none,
)

export const ledger = defineRelation(
  'results/ledger.sql',
  z.object({
    run_id: z.string(),
    seq: z.bigint(),
    ts_init: z.bigint(),
    account: z.string().nullable(),
    currency: z.string(),
    kind: z.string(),
    amount: z.string(),
    fill_seq: z.bigint().nullable(),
  }),
  none,
)

export const equityFacts = defineRelation(
  'results/equity_facts.sql',
  z.object({
    run_id: z.string(),
    ts_init: z.bigint(),
    balance: z.string(),
    unrealized: z.string(),
    equity: z.string(),
  }),
  none,
)

export const accountEquity = defineRelation(
  'results/account_equity.sql',
  z.object({
    run_id: z.string(),
    ts_init: z.bigint(),
    account: z.string().nullable(),
    currency: z.string().nullable(),
    balance: z.string(),
    unrealized: z.string(),
    equity: z.string(),
  }),
  none,
)

export const equity = defineRelation(
  'results/equity.sql',
  z.object({
    run_id: z.string(),
    ts_init: z.bigint(),
    account: z.string().nullable(),
    currency: z.string().nullable(),
    balance: z.string(),
    unrealized: z.string(),
    equity: z.string(),
    drawdown: z.string(),
    drawdown_ratio: z.number().nullable(),
  }),
  none,
)

export const marks = defineRelation(
  'results/marks.sql',
  z.object({
    run_id: z.string(),
    ts_init: z.bigint(),
    instrument_id: z.string(),
    venue: z.string(),
    bid: z.string().nullable(),
    ask: z.string().nullable(),
    last: z.string().nullable(),
    mark: z.number().nullable(),
    position: z.string(),
  }),
  none,
)

/** The views over runs, in the order in which they build on each other. */
export const resultStatements: readonly Statement[] = [
  runs,
  runInstruments,
  runFundingRates,
  runBalances,
  marginEvents,
  runLineage,
  childOrOrderName,
  fills,
  orders,
  parentOrders,
  parentSchedule,
  routing,
  orderEvents,
  positions,
  halfEvenQuotient,
  instrumentFactors,
  ledger,
  accountEquity,
  runFxRates,
  valuedEquity,
  equityFacts,
  equity,
  marks,
]
