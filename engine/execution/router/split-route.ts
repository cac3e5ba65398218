import type { Side } from '../../domain/codes.ts'
import { LevelWalk } from './level-walk.ts'
import { fits, type RouteVenue } from './route-venue.ts'

/** Splits an order over venues, level by level by marginal cost.
 *
 *  Parts are whole multiples of the coarsest lot grid among the venues, so that each could be traded anywhere; what the
 *  books do not show, and what is finer than that grid, goes to one venue whose part it fits. Where a part would fall
 *  below its venue's smallest order, all selections of venues are compared, each with its smallest orders first.
 *  @returns lots by venue; undefined where the order cannot be split so */
export function splitQuantity(
  venues: readonly RouteVenue[],
  side: Side,
  quantityLots: number,
  rests: boolean,
): number[] | undefined {
  const stepLots = venues
    .filter(v => v.isEnabled)
    .reduce((step, v) => leastCommon(step, v.instrument.lotSizeLots), 1)
  const units = Math.floor(quantityLots / stepLots)
  const all = venues
    .map((venue, at) => (venue.isEnabled && venue.levels !== undefined ? at : -1))
    .filter(at => at >= 0)
  const greedy = walked(venues, all, side, stepLots, units, false)
  const isFit = greedy?.every(
    ({ at, walk }) => walk.units === 0 || walk.units * stepLots >= venues[at]!.minLots,
  )
  const chosen = isFit === true ? greedy : bestSelection(venues, all, side, stepLots, units)
  const lots = venues.map(() => 0)
  for (const { at, walk } of chosen ?? []) lots[at] = walk.units * stepLots
  return placeRest(venues, side, quantityLots, rests, lots)
}

interface Walked {
  readonly at: number
  readonly walk: LevelWalk
}

/** Takes the cheapest units of some venues. @param takesMinimum whether each first gets its smallest order
 *  @returns undefined where the smallest orders cannot be had, or exceed the quantity */
function walked(
  venues: readonly RouteVenue[],
  selected: readonly number[],
  side: Side,
  stepLots: number,
  units: number,
  takesMinimum: boolean,
): Walked[] | undefined {
  const walks = selected.map(at => ({ at, walk: new LevelWalk(venues[at]!, side, stepLots) }))
  let left = units
  if (takesMinimum) {
    for (const { at, walk } of walks) {
      if (!walk.takeAtLeast(Math.max(Math.ceil(venues[at]!.minLots / stepLots), 1))) return undefined
      left -= walk.units
    }
    if (left < 0) return undefined
  }
  while (left > 0) {
    let cheapest: LevelWalk | undefined
    for (const { walk } of walks) {
      if (walk.headUnits > 0 && (cheapest === undefined || walk.headCost < cheapest.headCost)) cheapest = walk
    }
    if (cheapest === undefined) break
    const taken = Math.min(left, cheapest.headUnits)
    cheapest.take(taken)
    left -= taken
  }
  return walks
}

/** Of all selections of venues the one that takes most, then the cheapest. */
function bestSelection(
  venues: readonly RouteVenue[],
  all: readonly number[],
  side: Side,
  stepLots: number,
  units: number,
): Walked[] | undefined {
  let best: { readonly walks: Walked[]; readonly units: number; readonly cost: bigint } | undefined
  for (let mask = 1; mask < 2 ** all.length; mask++) {
    const selected = all.filter((_, bit) => (mask & (1 << bit)) !== 0)
    const walks = walked(venues, selected, side, stepLots, units, true)
    if (walks === undefined) continue
    const taken = walks.reduce((sum, { walk }) => sum + walk.units, 0)
    const cost = walks.reduce((sum, { walk }) => sum + walk.cost, 0n)
    const isBetter = best === undefined || taken > best.units || (taken === best.units && cost < best.cost)
    if (isBetter) best = { walks, units: taken, cost }
  }
  return best?.walks
}

/** Adds what is left to the part of one venue: of those that have a part the cheapest that it fits, else of all. */
function placeRest(
  venues: readonly RouteVenue[],
  side: Side,
  quantityLots: number,
  rests: boolean,
  lots: number[],
): number[] | undefined {
  const rest = quantityLots - lots.reduce((sum, part) => sum + part, 0)
  const isValid = (parts: readonly number[]): boolean =>
    parts.every((part, at) => part === 0 || (venues[at]!.isEnabled && fits(venues[at]!, part)))
  if (rest === 0) return isValid(lots) ? lots : undefined
  const order = venues
    .map((_, at) => at)
    .filter(at => venues[at]!.isEnabled)
    .toSorted((a, b) => {
      return Number(lots[b]! > 0) - Number(lots[a]! > 0) || byTop(venues[a]!, venues[b]!, side, rests)
    })
  for (const at of order) {
    const parts = lots.with(at, lots[at]! + rest)
    if (isValid(parts)) return parts
  }
  return undefined
}

/** Compares venues by their best price, those without one behind, by their fees. */
function byTop(a: RouteVenue, b: RouteVenue, side: Side, rests: boolean): number {
  const [topA, topB] = [a.levels?.[0], b.levels?.[0]]
  if ((topA === undefined) !== (topB === undefined)) return topA === undefined ? 1 : -1
  if (topA !== undefined && topB !== undefined) {
    return compare(a.costs.perLot(side, topA.priceTicks), b.costs.perLot(side, topB.priceTicks))
  }
  const [rankA, rankB] = [a.costs.rank(rests), b.costs.rank(rests)]
  return compare(rankA.fee, rankB.fee) || compare(rankA.penalty, rankB.penalty)
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function leastCommon(a: number, b: number): number {
  let [x, y] = [a, b]
  while (y !== 0) [x, y] = [y, x % y]
  return (a / x) * b
}
