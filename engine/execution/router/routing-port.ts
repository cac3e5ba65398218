import type { Reason } from '../../domain/codes.ts'
import type { ExecutionPort } from '../parents/execution-port.ts'

/** What carries routed orders out: orders as algorithms send them, and a way to show one that could not be routed. */
export interface RoutingPort extends ExecutionPort {
  /** Denies an order that was submitted in this instant. */
  deny(orderId: number, reason: Reason): void
  /** Marks an order that was submitted in this instant as part of one that was split: all its states are reported. */
  markPart(orderId: number): void
}

/** The parent an order works for, and its place among the children. */
export interface ChildPlace {
  readonly parentOrderId: number
  readonly k: number
}
