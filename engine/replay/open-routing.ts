import type { Instrument } from '../domain/instrument.ts'
import { RouteMismatchError, UnknownInstrumentError } from '../errors.ts'
import type { SimulatedVenue } from '../exchange/simulated-venue.ts'
import type { RouteSink } from '../execution/router/route-record.ts'
import { Router } from '../execution/router/router.ts'
import type { RouterDefinition } from '../execution/router/router-definition.ts'
import { RoutingDesk } from '../execution/router/routing-desk.ts'
import type { RoutingPort } from '../execution/router/routing-port.ts'

/** The routing desk of a replay. @throws UnknownInstrumentError, RouteMismatchError */
export function openRouting(
  definition: RouterDefinition,
  port: RoutingPort,
  parts: {
    readonly venues: readonly SimulatedVenue[]
    /** The configured way to each instrument's venue. */
    readonly submitNsOf: (instrumentIndex: number) => number
    readonly record: RouteSink
  },
): RoutingDesk {
  const addressed = instrumentOf(port, definition.instrument)
  const routed = definition.venues.map(({ instrument: id, isEnabled }) => {
    const instrument = instrumentOf(port, id)
    const what = mismatch(instrument, addressed)
    if (what !== undefined) throw new RouteMismatchError({ id, routed: addressed.id, what })
    return { instrument, latencyNs: parts.submitNsOf(instrument.index), isEnabled }
  })
  const router = new Router(
    definition.mode,
    routed,
    definition.priceDriftPerNs,
    (index, side, limitTicks, quantityLots) => {
      const offers = parts.venues[index]!.offers(side, limitTicks, quantityLots)
      return offers?.pricesTicks.map((priceTicks, at) => ({ priceTicks, lots: offers.quantitiesLots[at]! }))
    },
  )
  const instruments = routed.map(({ instrument }) => instrument)
  return new RoutingDesk(port, { router, addressed, instruments, record: parts.record })
}

function instrumentOf(port: RoutingPort, id: string): Instrument {
  const instrument = port.instruments.find(known => known.id === id)
  if (instrument !== undefined) return instrument
  throw new UnknownInstrumentError({ id, known: port.instruments.map(known => known.id) })
}

/** What keeps two instruments from being one thing in the same units. */
function mismatch({ definition: one, value, isInverse }: Instrument, other: Instrument): string | undefined {
  if (isInverse || other.isInverse) return 'it is inverse, or the other one is'
  const keys = [
    'pricePrecision',
    'sizePrecision',
    'quoteCurrency',
    'settlementCurrency',
    'currencyPrecision',
  ] as const
  for (const key of keys) {
    if (one[key] !== other.definition[key]) return `${key} ${one[key]} is not ${other.definition[key]}`
  }
  const isSameValue =
    value.numerator === other.value.numerator && value.denominator === other.value.denominator
  return isSameValue ? undefined : 'the multipliers differ'
}
