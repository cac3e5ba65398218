import type { RouteMode } from './router.ts'

/** How orders are routed, as configured. */
export interface RouterDefinition {
  readonly mode: RouteMode
  /** The instrument that orders name to be routed. */
  readonly instrument: string
  /** Where it may be traded, by instrument id; the earlier one wins where costs are equal. */
  readonly venues: readonly { readonly instrument: string; readonly isEnabled: boolean }[]
  /** How much the price is taken to move against an order each ns on its way, in the quote currency. */
  readonly priceDriftPerNs: string
}
