import type { Side } from '../../domain/codes.ts'
import { fits, offeredLots, type RouteVenue } from './route-venue.ts'

/** Chooses the one venue that a whole order goes to.
 *
 *  Of the venues whose book shows the whole quantity, the cheapest; where none does, the one that shows most, the
 *  cheapest of these. Where no book offers anything, fees decide, then latency. At equal costs the earlier venue.
 *  @returns its place, -1 where none can take the order */
export function chooseWhole(
  venues: readonly RouteVenue[],
  side: Side,
  quantityLots: number,
  rests: boolean,
): number {
  const able = venues
    .map((venue, at) => ({ venue, at }))
    .filter(({ venue }) => {
      return venue.isEnabled && fits(venue, quantityLots)
    })
  const offers = able
    .map(({ venue, at }) => ({
      at,
      lots: offeredLots(venue, quantityLots),
      cost: walkCost(venue, side, quantityLots),
    }))
    .filter(({ lots }) => lots > 0)
  if (offers.length === 0) return cheapestFee(able, rests)
  return offers.reduce((best, offer) => {
    if (offer.lots !== best.lots) return offer.lots > best.lots ? offer : best
    return offer.cost < best.cost ? offer : best
  }).at
}

/** What walking a venue's levels costs, in cost units, as far as they reach. */
export function walkCost({ levels = [], costs }: RouteVenue, side: Side, quantityLots: number): bigint {
  let [left, cost] = [quantityLots, 0n]
  for (const { priceTicks, lots } of levels) {
    const taken = Math.min(lots, left)
    cost += BigInt(taken) * costs.perLot(side, priceTicks)
    left -= taken
    if (left === 0) break
  }
  return cost
}

function cheapestFee(able: readonly { venue: RouteVenue; at: number }[], rests: boolean): number {
  const ranked = able.map(({ venue, at }) => ({ at, ...venue.costs.rank(rests) }))
  const isCheaper = (a: (typeof ranked)[number], b: (typeof ranked)[number]): boolean =>
    a.fee < b.fee || (a.fee === b.fee && a.penalty < b.penalty)
  return (
    ranked.reduce((best, venue) => (best === undefined || isCheaper(venue, best) ? venue : best), ranked[0])
      ?.at ?? -1
  )
}
