/** Numeric codes that orders, fills and events carry inside the engine and in the result files.
 *  Views and messages translate them by these tables alone; a value once given is never reused. */

export const SIDE = { BUY: 1, SELL: 2 } as const

/** Aggressor of a print as stored in the catalog. */
export const AGGRESSOR = { NO_AGGRESSOR: 0, BUYER: 1, SELLER: 2 } as const

export const LIQUIDITY = { MAKER: 1, TAKER: 2 } as const

/** What justified a fill: a displayed level, a printed trade, or the last price with assumed size. */
export const EVIDENCE = { BOOK: 1, TRADE: 2, LAST_PRICE: 3 } as const

export const ORDER_TYPE = {
  MARKET: 1,
  LIMIT: 2,
  STOP_MARKET: 3,
  STOP_LIMIT: 4,
  MARKET_IF_TOUCHED: 5,
  LIMIT_IF_TOUCHED: 6,
  TRAILING_STOP_MARKET: 7,
} as const

export const TIME_IN_FORCE = { GTC: 1, IOC: 2, FOK: 3, GTD: 4, DAY: 5 } as const

/** Whether orders of a type have a limit, so that they can rest. */
export function hasLimit(type: OrderType): boolean {
  return type === ORDER_TYPE.LIMIT || type === ORDER_TYPE.STOP_LIMIT || type === ORDER_TYPE.LIMIT_IF_TOUCHED
}

/** Whether orders of a type wait for a trigger that they name. */
export function hasTrigger(type: OrderType): boolean {
  return type !== ORDER_TYPE.MARKET && type !== ORDER_TYPE.LIMIT && type !== ORDER_TYPE.TRAILING_STOP_MARKET
}

/** Bits of an order's flags. */
export const ORDER_FLAG = {
  POST_ONLY: 1,
  REDUCE_ONLY: 2,
  CLOSING: 4,
  LIQUIDATION: 8,
  CHILD: 64,
  PART: 128,
} as const

export const ORDER_STATUS = {
  INITIALIZED: 0,
  DENIED: 1,
  EMULATED: 2,
  SUBMITTED: 3,
  ACCEPTED: 4,
  REJECTED: 5,
  PENDING_UPDATE: 6,
  PENDING_CANCEL: 7,
  TRIGGERED: 8,
  PARTIALLY_FILLED: 9,
  FILLED: 10,
  CANCELED: 11,
  EXPIRED: 12,
} as const

/** Why an order was denied, rejected or canceled. */
export const REASON = {
  NONE: 0,
  NO_MARKET: 1,
  NO_LIQUIDITY: 2,
  INSUFFICIENT_BALANCE: 3,
  INSUFFICIENT_MARGIN: 4,
  QUANTITY_OFF_GRID: 5,
  QUANTITY_BELOW_MINIMUM: 6,
  NOTIONAL_BELOW_MINIMUM: 7,
  END_OF_RUN: 8,
  QUANTITY_ABOVE_MAXIMUM: 9,
  PRICE_OFF_TICK: 10,
  POST_ONLY_WOULD_TAKE: 11,
  FILL_OR_KILL: 12,
  PRICE_LIMIT: 13,
  BY_STRATEGY: 14,
  REDUCE_ONLY: 15,
  ALREADY_EXPIRED: 16,
  TIME_IN_FORCE: 17,
  DISPLAY_QUANTITY: 18,
  LIQUIDATION: 19,
  RISK_ORDER_QUANTITY: 40,
  RISK_ORDER_NOTIONAL: 41,
  RISK_POSITION: 42,
  RISK_EXPOSURE: 43,
  RISK_ORDERS_PER_SECOND: 44,
  RISK_ORDERS_PER_MINUTE: 45,
  RISK_PRICE_TOLERANCE: 46,
  RISK_NO_PRICE: 47,
  INVALID_PARAMETERS: 60,
  SCHEDULE_ENDED: 61,
  NO_VENUE: 48,
} as const

/** The price that a stop or touched order watches. */
export const TRIGGER = { LAST: 1, BID_ASK: 2, MARK: 3 } as const

/** What a routing decision made of a venue. */
export const ROUTE_OUTCOME = {
  CHOSEN: 1,
  /** It would have cost more. */
  DEARER: 2,
  DISABLED: 3,
  /** The quantity is not on its grid, or outside its smallest and largest order. */
  UNFIT: 4,
  /** Its book shows less than others do, or nothing at an acceptable price. */
  TOO_LITTLE: 5,
  /** Others have a book, it has none. */
  NO_BOOK: 6,
} as const

/** Ledger rows that fills do not tell. */
export const LEDGER_KIND = { DEPOSIT: 1, FUNDING: 2, LIQUIDATION_FEE: 3 } as const

type CodeOf<Table> = Table[keyof Table]
export type Side = CodeOf<typeof SIDE>
export type Aggressor = CodeOf<typeof AGGRESSOR>
export type Liquidity = CodeOf<typeof LIQUIDITY>
export type Evidence = CodeOf<typeof EVIDENCE>
export type OrderType = CodeOf<typeof ORDER_TYPE>
export type TimeInForce = CodeOf<typeof TIME_IN_FORCE>
export type OrderStatus = CodeOf<typeof ORDER_STATUS>
export type Reason = CodeOf<typeof REASON>
export type Trigger = CodeOf<typeof TRIGGER>
export type RouteOutcome = CodeOf<typeof ROUTE_OUTCOME>
export type LedgerKind = CodeOf<typeof LEDGER_KIND>

/** All tables by name: the source of the `codes` relation in SQL. */
export const CODE_TABLES = {
  side: SIDE,
  aggressor: AGGRESSOR,
  liquidity: LIQUIDITY,
  evidence_kind: EVIDENCE,
  order_type: ORDER_TYPE,
  time_in_force: TIME_IN_FORCE,
  order_status: ORDER_STATUS,
  reason: REASON,
  trigger: TRIGGER,
  route_outcome: ROUTE_OUTCOME,
  ledger_kind: LEDGER_KIND,
} as const

/** The opposite side. */
export function oppositeSide(side: Side): Side {
  return side === SIDE.BUY ? SIDE.SELL : SIDE.BUY
}
