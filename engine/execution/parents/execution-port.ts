import type { OrderRequest, StrategyContext } from '../../strategies/strategy.ts'
import type { ParentRecord, TargetPoint } from './parent-records.ts'

/** What carries parent orders out: a strategy's context, and what only parents need. A replay is one, a live session
 *  will be another. */
export interface ExecutionPort extends StrategyContext {
  /** Price of the last trade, 0 before the first. */
  lastTicks(instrumentIndex: number): number
  /** The next order id, for an order that itself is never sent. */
  reserveOrderId(): number
  /** Sends the k-th child of a parent. @returns its order id */
  submitChild(request: OrderRequest, parentOrderId: number, k: number): number
  /** Takes the record of a parent that has ended. */
  recordParent(record: ParentRecord): void
  recordTarget(point: TargetPoint): void
}
