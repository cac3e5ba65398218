import type { OrderStatus, OrderType, Reason, Side } from '../../domain/codes.ts'

/** What became of a parent order. Its fills are those of its children, so what is filled is not repeated here. */
export interface ParentRecord {
  readonly orderId: number
  readonly instrumentIndex: number
  readonly side: Side
  readonly type: OrderType
  /** As it was last asked for. */
  readonly quantityLots: number
  /** 0 where there is none. */
  readonly limitTicks: number
  readonly algorithm: string
  /** Parameters as they were written, as JSON. */
  readonly parameters: string
  /** The decision, ns since the window's start. */
  readonly createdNs: number
  readonly closedNs: number
  /** As far as its fills were reported. */
  readonly status: OrderStatus
  readonly reason: Reason
}

/** A point of a parent's schedule: by then this much is meant to be done. */
export interface TargetPoint {
  readonly orderId: number
  readonly instrumentIndex: number
  readonly tsNs: number
  readonly cumulativeLots: number
}
