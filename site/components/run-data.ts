import type { FigureUnit } from './format.js'

/** What the loaders hand to the pages; BIGINT and DECIMAL columns arrive as text. */

export type Cell = string | number | boolean | null | readonly string[]
export type Row = Readonly<Record<string, Cell>>

export interface MetricColumn {
  readonly name: string
  readonly label: string
  readonly unit: FigureUnit
  readonly relation: string
}

export type Metrics = Readonly<Record<string, string | number | boolean | null>>

export interface RunSummary {
  readonly run_id: string
  readonly mode: string | null
  readonly status: string | null
  readonly error: string | null
  readonly created_at: string | null
  readonly config_hash: string | null
  readonly result_hash: string | null
  readonly window_start: string | null
  readonly window_end: string | null
  readonly start_ns: string | null
  readonly end_ns: string | null
  readonly snapshot_mode: string | null
  readonly seed: string | null
  readonly strategy: string | null
  readonly algorithm: string | null
  readonly instrument_ids: readonly string[] | null
  readonly currency: string | null
  readonly starting_balance: string | null
  readonly final_balance: string | null
  readonly orders: string | null
  readonly fills: string | null
  readonly events: string | null
  readonly trades: string | null
  readonly book_events: string | null
  readonly positions: string | null
  readonly convert_ms: number | null
  readonly replay_ms: number | null
  readonly write_ms: number | null
  readonly total_ms: number | null
  readonly events_per_second: number | null
  readonly orders_per_second: number | null
  readonly reader_kind: string | null
  readonly reader_requests: string | null
  readonly reader_bytes: string | null
  readonly odum_version: string | null
  readonly warnings: readonly string[]
}

export interface Instrument {
  readonly instrument_id: string
  readonly price_precision: number
  readonly size_precision: number
  readonly currency_precision: number
  readonly quote_currency: string
  readonly base_currency: string
  readonly settlement_currency: string
  /** What a quantity of one is worth of the base, of an inverse instrument of the quote. */
  readonly multiplier: string
  readonly is_inverse: boolean
}

export interface TablePage {
  readonly page: number
  readonly file: string
  readonly rows: number
  readonly first_ns: string
  readonly last_ns: string
}

export interface RunPage {
  readonly run: RunSummary
  readonly instruments: readonly Instrument[]
  readonly metrics: Metrics
  readonly columns: readonly MetricColumn[]
  readonly balances: readonly Row[]
  readonly lineage: readonly Row[]
  readonly outcomes: readonly Row[]
  readonly costs: readonly Row[]
  readonly drawdown: Row | null
  readonly config: unknown
  readonly fillPages: readonly TablePage[]
  readonly orderPages: readonly TablePage[]
  readonly analysis: RunAnalysis
}

/** The fill analysis; without rows where a run was not measured against the market. */
export interface RunAnalysis {
  readonly parents: readonly Row[]
  readonly shortfall: readonly Row[]
  readonly markouts: readonly MarkoutRow[]
  readonly slippage: readonly SlippageStep[]
  readonly schedules: readonly SchedulePoint[]
  readonly routing: readonly Row[]
  readonly sizes: readonly Row[]
  readonly levels: readonly Row[]
  readonly queues: readonly Row[]
}

export interface MarkoutRow {
  readonly dimension: string
  readonly bucket: string | null
  readonly horizon_ns: string
  readonly fills: string
  readonly mean_bps: number | null
  readonly standard_error_bps: number | null
}

export interface SlippageStep {
  readonly liquidity: string
  readonly low_bps: number
  readonly high_bps: number
  readonly fills: string
}

export interface SchedulePoint {
  readonly parent_order_id: string
  readonly curve: 'target' | 'done'
  readonly ts_ms: number
  readonly share: number | null
}

export interface RunEvent {
  readonly kind: string
  readonly ts_init: string
  readonly subject: string | null
  readonly instrument_id: string | null
  readonly text: string | null
  /** All events of the kind, shown or not. */
  readonly events: string
}

export interface ComparedRun {
  readonly run: RunSummary
  readonly metrics: Metrics
  readonly config: unknown
  /** Whether this site has a page for the run. */
  readonly hasPage: boolean
}

export interface Comparison {
  readonly columns: readonly MetricColumn[]
  readonly runs: readonly ComparedRun[]
}

export interface EquityPoint {
  readonly ts_ms: number
  readonly equity: number
  readonly balance: number
  readonly drawdown: number
  readonly drawdown_ratio: number | null
}

export interface CurvePoint extends EquityPoint {
  readonly run_id: string
}

export interface MarkPoint {
  readonly ts_ms: number
  readonly instrument_id: string
  readonly mark: number | null
  readonly position: number
}

export interface FillMarker {
  readonly fill_seq: number
  readonly ts_ms: number
  readonly instrument_id: string
  readonly side: 'BUY' | 'SELL'
  readonly liquidity: 'MAKER' | 'TAKER'
  readonly price: number
  readonly quantity: number
  /** Fills of the same bucket, side and liquidity that this marker stands for. */
  readonly fills: number
}

export interface FillRow {
  readonly fill_seq: bigint
  readonly ts_init: bigint
  readonly instrument_id: string
  readonly client_order_id: string
  readonly side: 'BUY' | 'SELL'
  readonly price: number
  readonly quantity: number
  readonly liquidity: 'MAKER' | 'TAKER'
  readonly commission: number
  readonly realized_pnl: number
  readonly position_after: number
  readonly evidence_kind: string
  readonly evidence_id: string | null
  readonly best_bid: number | null
  readonly best_ask: number | null
}

export interface OrderRow {
  readonly order_number: bigint
  readonly ts_init: bigint
  readonly instrument_id: string
  readonly client_order_id: string
  readonly parent_order_id: string | null
  readonly type: string
  readonly side: 'BUY' | 'SELL'
  readonly quantity: number
  readonly limit_price: number | null
  readonly trigger_price: number | null
  readonly time_in_force: string
  readonly status: string
  readonly reason: string
  readonly ts_closed: bigint | null
  readonly filled_quantity: number
  readonly average_price: number | null
  readonly slippage_bps: number | null
}
