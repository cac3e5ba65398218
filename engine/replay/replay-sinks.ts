import type { PositionRecord } from '../account/position.ts'
import type { LedgerKind } from '../domain/codes.ts'
import type { ParentRecord, TargetPoint } from '../execution/parents/parent-records.ts'
import type { RouteRecord } from '../execution/router/route-record.ts'
import type { FillBlock, OrderBlock, OrderEventBlock } from './record-blocks.ts'

/** What one account is worth in one currency at a point of the equity grid or after a fill, in money units of that
 *  currency. */
export interface EquitySample {
  readonly tsNs: number
  /** Among the wallets of all accounts, see `ReplayResult.wallets`. */
  readonly walletIndex: number
  /** Of the currency: its units are 10^-precision. */
  readonly precision: number
  readonly balanceUnits: bigint
  readonly unrealizedUnits: bigint
  readonly equityUnits: bigint
}

/** An instrument's mark at a point of the equity grid; 0 where there is no such price. */
export interface MarkSample {
  readonly tsNs: number
  readonly instrumentIndex: number
  readonly bidTicks: number
  readonly askTicks: number
  readonly lastTicks: number
  readonly positionLots: number
}

/** A cash flow that no fill tells: funding, a liquidation's fee. */
export interface CashFlow {
  readonly tsNs: number
  /** Among the wallets of all accounts, see `ReplayResult.wallets`. */
  readonly walletIndex: number
  readonly instrumentIndex: number
  readonly kind: LedgerKind
  /** What it adds to the balance, money units of the wallet. */
  readonly units: number
  /** The fill it is charged on, 0 where there is none. */
  readonly fillSeq: number
  /** Of funding: twice the mark and the position it is paid on; else 0. */
  readonly twiceMarkTicks: number
  readonly positionLots: number
}

/** Where a replay's records go. A block is the sink's own from the call on; it returns the one to fill next, which may
 *  be the same. */
export interface RecordSink {
  fills(block: FillBlock): FillBlock
  orders(block: OrderBlock): OrderBlock
  orderEvents(block: OrderEventBlock): OrderEventBlock
  position(record: PositionRecord): void
  equity(sample: EquitySample): void
  mark(sample: MarkSample): void
  /** Of runs whose orders are worked by algorithms. */
  parent?(record: ParentRecord): void
  target?(point: TargetPoint): void
  /** Of runs whose orders are routed. */
  route?(record: RouteRecord): void
  flow(flow: CashFlow): void
  /** Called between batches; may move what it holds to disk, so that memory stays constant. */
  settle(): Promise<void>
}

/** Keeps nothing: fast mode, where only the summary counts. */
export const NO_RECORDS: RecordSink = {
  fills: block => block,
  orders: block => block,
  orderEvents: block => block,
  position() {},
  equity() {},
  mark() {},
  flow() {},
  async settle() {},
}
