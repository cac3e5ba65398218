import type {
  Liquidity,
  OrderStatus,
  OrderType,
  Reason,
  Side,
  TimeInForce,
  Trigger,
} from '../domain/codes.ts'
import type { Instrument } from '../domain/instrument.ts'
import type { AlgorithmChoice } from '../execution/algorithms/algorithm.ts'

/** An order as a strategy asks for it; prices in ticks, quantities in lots. */
export interface OrderRequest {
  readonly instrumentIndex: number
  readonly side: Side
  readonly quantityLots: number
  /** Default MARKET. */
  readonly type?: OrderType
  /** Of LIMIT, STOP_LIMIT and LIMIT_IF_TOUCHED. */
  readonly limitTicks?: number
  /** Of stop and touched orders. */
  readonly triggerTicks?: number
  /** The price the trigger watches, default LAST. */
  readonly trigger?: Trigger
  /** Of TRAILING_STOP_MARKET: how far the trigger stays behind the best price since. */
  readonly trailingOffsetTicks?: number
  /** Of TRAILING_STOP_MARKET: it follows, and can fire, only once the watched price has risen (sells) or fallen (buys)
   *  to this one. */
  readonly activationTicks?: number
  /** Of orders with a limit: the part of a resting order that shows; the rest joins the queue tranche by tranche. */
  readonly displayLots?: number
  /** Default GTC. DAY ends with the UTC day. */
  readonly timeInForce?: TimeInForce
  /** Of GTD: ns since the window's start. */
  readonly expireNs?: number
  /** Rejected instead of taking. */
  readonly isPostOnly?: boolean
  /** Never opens or adds to a position. In hedging this is what closes: positions of the other side, oldest first. */
  readonly isReduceOnly?: boolean
  /** Of reduce-only orders in hedging: the one position to close, as fills name it. */
  readonly positionId?: number
  /** Works the order through children; it then never reaches a venue itself. Default what `execution` configures.
   *  Reuse the object for orders that share it. */
  readonly algorithm?: AlgorithmChoice
}

/** What a working order may be changed to. */
export interface OrderChange {
  /** New total quantity; must exceed what is filled. */
  readonly quantityLots?: number
  readonly limitTicks?: number
  readonly triggerTicks?: number
  readonly trailingOffsetTicks?: number
}

/** A fill as a strategy hears of it, `report_ns` after it happened. */
export interface FillReport {
  readonly orderId: number
  readonly instrumentIndex: number
  readonly side: Side
  readonly priceTicks: number
  readonly quantityLots: number
  readonly liquidity: Liquidity
  /** The position it went to. */
  readonly positionId: number
  /** Whether the market's tape shows it: a print filled us. A simulated fill against the book is no print. */
  readonly isPrinted: boolean
}

/** A change of an order's status as a strategy hears of it. */
export interface OrderReport {
  readonly orderId: number
  readonly status: OrderStatus
  readonly reason: Reason
}

/** What a strategy may do and see; the same in a backtest and live. Commands reach the venue after the latency. */
export interface StrategyContext {
  /** ns since the window's start. */
  readonly nowNs: number
  /** All that the run trades, in the order of the configuration: what `instrumentIndex` counts. */
  readonly instruments: readonly Instrument[]
  instrument(instrumentIndex: number): Instrument
  /** Index of `SYMBOL.VENUE`. @throws UnknownInstrumentError */
  instrumentIndexOf(id: string): number
  /** Held lots, signed. */
  positionLots(instrumentIndex: number): number
  /** Money units of the instrument's settlement currency that are there for further orders: the balance in cash, the
   *  equity less initial margins on margin, each less what working orders keep. */
  freeUnits(instrumentIndex: number): bigint
  /** Best prices of the book, 0 where there is none. */
  bestBidTicks(instrumentIndex: number): number
  bestAskTicks(instrumentIndex: number): number
  /** Sends an order. @returns its id. */
  submit(request: OrderRequest): number
  /** Sends a market order, good till canceled: the short way. @returns its id. */
  submitMarket(instrumentIndex: number, side: Side, quantityLots: number): number
  /** Asks to cancel; without effect on an order that is done. */
  cancel(orderId: number): void
  /** Asks to change; without effect on an order that is done. More quantity or another price queues anew. */
  modify(orderId: number, change: OrderChange): void
  /** Calls `onTimer(tag)` at a time; timers at the window's end or later do not fire. */
  setTimer(atNs: number, tag: number): void
}

/** Reacts to market events by issuing orders. Called after the venue took up the event; everything is optional. */
export interface Strategy {
  onStart?(): void
  onTrade?(instrumentIndex: number, priceTicks: number, sizeLots: number, aggressor: number): void
  onBook?(instrumentIndex: number): void
  onTimer?(tag: number): void
  onFill?(fill: FillReport): void
  onOrder?(report: OrderReport): void
  /** The window has ended; orders issued here are not sent. */
  onStop?(): void
  /** Notes for the run's summary, e.g. counted assumptions. */
  warnings?(): readonly string[]
}

/** Makes a strategy for one run. */
export type StrategyFactory = (context: StrategyContext) => Strategy
