import { ROUTE_OUTCOME, type RouteOutcome, type Side } from '../../domain/codes.ts'
import type { Instrument } from '../../domain/instrument.ts'
import { fits, type OfferedLevel, offeredLots, type RouteVenue } from './route-venue.ts'
import { splitQuantity } from './split-route.ts'
import { type CostParts, VenueCosts } from './venue-costs.ts'
import { chooseWhole } from './whole-route.ts'

/** `best` sends the whole order to the cheapest venue, `split` divides it level by level. */
export type RouteMode = 'best' | 'split'

/** A venue as it is configured. */
export interface RouterVenue {
  readonly instrument: Instrument
  readonly latencyNs: number
  readonly isEnabled: boolean
}

export interface RouteQuestion {
  readonly side: Side
  readonly quantityLots: number
  /** 0 for a market order. */
  readonly limitTicks: number
  /** Whether it must go to one venue: what fills whole or not at all cannot be split. */
  readonly isWhole: boolean
  /** Whether it may only wait for takers. */
  readonly isPostOnly: boolean
}

/** What the router made of one venue. */
export interface VenueVerdict extends CostParts {
  /** Its place among the router's venues. */
  readonly at: number
  /** -1 where no book is known. */
  readonly availableLots: number
  readonly chosenLots: number
  readonly outcome: RouteOutcome
}

/** What a venue offers a taker of a side up to a quantity, best level first; undefined where no book is known. */
export type OfferedLevelsOf = (
  instrumentIndex: number,
  side: Side,
  limitTicks: number,
  quantityLots: number,
) => readonly OfferedLevel[] | undefined

/** Decides where orders go, from what each venue's book offers, its taker fee and its latency. Pure: it knows books and
 *  fees, and neither a backtest nor a venue.
 *
 *  Unrealistic in that it sees each book without delay, and that all venues are judged in the same instant. */
export class Router {
  readonly #mode: RouteMode
  readonly #venues: readonly (RouterVenue & { readonly costs: VenueCosts })[]
  readonly #levelsOf: OfferedLevelsOf

  /** @param venues whose instruments share precisions, multiplier and quote currency, none of them inverse
   *  @param priceDriftPerNs see `VenueCosts` */
  constructor(
    mode: RouteMode,
    venues: readonly RouterVenue[],
    priceDriftPerNs: string,
    levelsOf: OfferedLevelsOf,
  ) {
    const costs = VenueCosts.ofVenues(venues, priceDriftPerNs)
    this.#mode = mode
    this.#venues = venues.map((venue, at) => ({ ...venue, costs: costs[at]! }))
    this.#levelsOf = levelsOf
  }

  /** Decides about one order. @returns what became of every venue, in their order; no venue has chosen lots where none
   *  can take the order */
  decide(question: RouteQuestion): VenueVerdict[] {
    const { side, quantityLots, limitTicks } = question
    const venues = this.#venues.map(venue => this.#look(venue, question))
    const rests = question.isPostOnly || (limitTicks > 0 && venues.every(venue => offersNothing(venue)))
    const lots = this.#choose(venues, question, rests)
    const isSplit = this.#isSplit(question)
    const able = venues.filter(venue => venue.isEnabled && (isSplit || fits(venue, quantityLots)))
    const someBook = able.some(venue => venue.levels !== undefined)
    const mostLots = Math.max(0, ...able.map(venue => offeredLots(venue, quantityLots)))
    return venues.map((venue, at) => {
      const chosenLots = lots[at] ?? 0
      const { ticksLots, taken } = walk(venue.levels ?? [], quantityLots)
      return {
        at,
        ...venue.costs.parts(side, ticksLots, taken),
        availableLots: venue.levels === undefined ? -1 : taken,
        chosenLots,
        outcome: outcomeOf(venue, { chosenLots, quantityLots, someBook, mostLots, isSplit }),
      }
    })
  }

  #isSplit(question: RouteQuestion): boolean {
    return this.#mode === 'split' && !question.isWhole
  }

  #choose(venues: readonly RouteVenue[], question: RouteQuestion, rests: boolean): readonly number[] {
    const { side, quantityLots } = question
    const isSplit = this.#isSplit(question) && !rests && venues.some(venue => !offersNothing(venue))
    const parts = isSplit ? splitQuantity(venues, side, quantityLots, rests) : undefined
    if (parts !== undefined) return parts
    const whole = chooseWhole(venues, side, quantityLots, rests)
    return venues.map((_, at) => (at === whole ? quantityLots : 0))
  }

  /** A venue as this order meets it now. */
  #look(venue: RouterVenue & { readonly costs: VenueCosts }, question: RouteQuestion): RouteVenue {
    const { instrument, isEnabled, costs } = venue
    const { side, limitTicks, quantityLots, isPostOnly } = question
    const known = this.#levelsOf(instrument.index, side, limitTicks, quantityLots)
    const levels = isPostOnly && known !== undefined ? [] : known
    const priceTicks = limitTicks || levels?.[0]?.priceTicks || 0
    return { instrument, costs, isEnabled, levels, minLots: smallestLots(instrument, priceTicks) }
  }
}

function offersNothing(venue: RouteVenue): boolean {
  return !venue.isEnabled || offeredLots(venue, 1) === 0
}

/** The smallest order an instrument takes at a price, in lots. */
function smallestLots(instrument: Instrument, priceTicks: number): number {
  const { minQuantityLots, minNotionalUnits, value } = instrument
  if (minNotionalUnits === 0 || priceTicks === 0) return minQuantityLots
  const lotUnits = BigInt(priceTicks) * BigInt(value.numerator)
  const ofNotional = (BigInt(minNotionalUnits) * BigInt(value.denominator) + lotUnits - 1n) / lotUnits
  return Math.max(minQuantityLots, Number(ofNotional))
}

/** What walking the levels takes: the sum of price times lots, and the lots. */
function walk(levels: readonly OfferedLevel[], quantityLots: number): { ticksLots: bigint; taken: number } {
  let [ticksLots, taken] = [0n, 0]
  for (const { priceTicks, lots } of levels) {
    const part = Math.min(lots, quantityLots - taken)
    ticksLots += BigInt(part) * BigInt(priceTicks)
    taken += part
    if (taken === quantityLots) break
  }
  return { ticksLots, taken }
}

function outcomeOf(
  venue: RouteVenue,
  decision: {
    chosenLots: number
    quantityLots: number
    someBook: boolean
    mostLots: number
    isSplit: boolean
  },
): RouteOutcome {
  const { chosenLots, quantityLots, someBook, mostLots, isSplit } = decision
  if (chosenLots > 0) return ROUTE_OUTCOME.CHOSEN
  if (!venue.isEnabled) return ROUTE_OUTCOME.DISABLED
  if (!isSplit && !fits(venue, quantityLots)) return ROUTE_OUTCOME.UNFIT
  if (someBook && venue.levels === undefined) return ROUTE_OUTCOME.NO_BOOK
  const shown = offeredLots(venue, quantityLots)
  if (isSplit ? shown === 0 && mostLots > 0 : shown < mostLots) return ROUTE_OUTCOME.TOO_LITTLE
  return ROUTE_OUTCOME.DEARER
}
