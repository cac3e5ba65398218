import { nearest } from '../config/nearest.ts'
import { VenueSymbolInvalidError, VenueUnknownError } from '../errors.ts'
import { type InstrumentKey, settlementOf } from './instrument-key.ts'
import {
  readSymbol,
  type SymbolForm,
  type SymbolParts,
  type VenueSymbols,
  writeSymbol,
} from './symbol-form.ts'
import { VENUES, type Venue, venueOf } from './venues.ts'

/** What the venue calls an instrument, e.g. `BTCUSDT` or `BTC-27DEC24-50000-C`; undefined where the venue has no
 *  symbols of that kind, or is not registered. */
export function venueSymbolOf(key: InstrumentKey): string | undefined {
  const symbols = venueOf(key.venue)?.symbols
  if (symbols === undefined) return undefined
  const parts: SymbolParts = {
    ...key,
    base: symbols.names?.[key.base] ?? key.base,
    quote: symbols.names?.[key.quote] ?? key.quote,
  }
  for (const form of symbols.forms) {
    if (form.type !== key.type || form.settlement !== settlementOf(key)) continue
    const symbol = writeSymbol(form, parts)
    if (symbol !== undefined) return symbol
  }
  return undefined
}

/** Every key that a venue's symbol may mean, the likeliest first: the same letters can name a spot pair and a
 *  perpetual. @throws VenueUnknownError, VenueSymbolInvalidError when no form of the venue fits */
export function keysOfVenueSymbol(venueName: string, symbol: string): readonly InstrumentKey[] {
  const venue = venueOf(venueName)
  if (venue === undefined) throw unknownVenue(venueName)
  const { symbols } = venue
  const forms = (symbols?.forms ?? []).filter(({ type }) => venue.types.includes(type))
  const keys = forms.flatMap(form =>
    readSymbol(form, symbol).map(parts => keyOf(venue, form, parts, symbols)),
  )
  if (keys.length > 0) return keys
  const known = forms.map(({ type, template }) => `${type} as ${template}`)
  throw new VenueSymbolInvalidError({ venue: venueName, symbol, known })
}

function keyOf(
  venue: Venue,
  form: SymbolForm,
  parts: SymbolParts,
  symbols: VenueSymbols | undefined,
): InstrumentKey {
  const ours = new Map(Object.entries(symbols?.names ?? {}).map(([our, theirs]) => [theirs, our]))
  const head = {
    assetClass: undefined,
    venue: venue.name,
    base: ours.get(parts.base) ?? parts.base,
    quote: ours.get(parts.quote) ?? parts.quote,
    settlement: form.settlement,
  }
  const { type } = form
  if (type !== 'FUTURE' && type !== 'OPTION') return { ...head, type }
  const { expiry = '', strike = '', right = 'CALL' } = parts
  return type === 'FUTURE' ? { ...head, type, expiry } : { ...head, type, expiry, strike, right }
}

/** The error for a venue that is not registered. */
export function unknownVenue(venue: string): VenueUnknownErrorInstance {
  const names = VENUES.map(({ name }) => name)
  return new VenueUnknownError({ venue, meant: nearest(venue, names), known: names })
}

type VenueUnknownErrorInstance = InstanceType<typeof VenueUnknownError>
