import type { RouteOutcome, Side } from '../../domain/codes.ts'
import type { CostParts } from './venue-costs.ts'

/** What one routing decision made of one venue. */
export interface RouteRecord extends CostParts {
  /** Counts from 1. */
  readonly decisionId: number
  readonly tsNs: number
  /** The instrument the order was addressed to, and the one that is judged here. */
  readonly addressedIndex: number
  readonly instrumentIndex: number
  /** The order that was sent there, 0 where none was. */
  readonly orderId: number
  /** The parent it works for, 0 where there is none. */
  readonly parentOrderId: number
  readonly side: Side
  readonly quantityLots: number
  /** 0 for a market order. */
  readonly limitTicks: number
  /** What its book shows of the quantity at acceptable prices; -1 where no book is known. */
  readonly availableLots: number
  readonly chosenLots: number
  readonly outcome: RouteOutcome
}

/** Takes the records of a decision. */
export type RouteSink = (record: RouteRecord) => void
