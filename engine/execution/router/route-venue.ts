import type { Instrument } from '../../domain/instrument.ts'
import type { VenueCosts } from './venue-costs.ts'

/** What a level still offers a taker. */
export interface OfferedLevel {
  readonly priceTicks: number
  readonly lots: number
}

/** A venue as one decision sees it. */
export interface RouteVenue {
  readonly instrument: Instrument
  readonly costs: VenueCosts
  readonly isEnabled: boolean
  /** Best first, net of what is consumed, at acceptable prices only; undefined where no book is known. */
  readonly levels: readonly OfferedLevel[] | undefined
  /** Smallest order it takes, in lots. */
  readonly minLots: number
}

/** Whether an order of this size could be sent to a venue. */
export function fits({ instrument, minLots }: RouteVenue, lots: number): boolean {
  const { lotSizeLots, maxQuantityLots } = instrument
  return lots > 0 && lots >= minLots && lots <= maxQuantityLots && lots % lotSizeLots === 0
}

/** Lots that the levels of a venue offer, at most so many. */
export function offeredLots({ levels = [] }: RouteVenue, mostLots: number): number {
  let lots = 0
  for (const level of levels) lots += level.lots
  return Math.min(lots, mostLots)
}
