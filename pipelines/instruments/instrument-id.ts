import {
  formatInstrumentKey,
  type InstrumentKey,
  instrumentKeyOf,
  payloadOf,
  settlementOf,
  usualSettlement,
} from './instrument-key.ts'
import { INSTRUMENT_TYPE_NAMES, INSTRUMENT_TYPES, type InstrumentType } from './instrument-types.ts'
import { venueOf } from './venues.ts'

/** The id of a key, `SYMBOL.VENUE`: the payload, then the type where the venue trades the same pair under another
 *  one first (`BTC-USDT-SPOT.BYBIT`), then the settlement where it is not the usual one (`BTC-USD-LIN.KRAKEN-FUTURES`).
 *  Points inside the payload become `_`, since the id has one point. Two keys never have one id. */
export function instrumentIdOf(key: InstrumentKey): string {
  const marker = INSTRUMENT_TYPES[key.type].marker
  const settlement = settlementOf(key)
  const words = [payloadOf(key).replaceAll('.', '_')]
  if (marker !== undefined && plainTypeOf(key.venue) !== key.type) words.push(marker)
  if (settlement !== undefined && settlement !== usualSettlement(key)) words.push(settlement)
  return `${words.join('-')}.${key.venue}`
}

/** The type whose ids carry no marker. */
function plainTypeOf(venue: string): InstrumentType {
  const types = venueOf(venue)?.types ?? []
  return types.find(type => INSTRUMENT_TYPES[type].shape === 'pair') ?? 'SPOT_PAIR'
}

/** Every key that has this id, the settlement told; none when the text is no such id.
 *  Several where only the type tells them apart, as a listed share and a listed fund. */
export function keysOfInstrumentId(id: string): readonly InstrumentKey[] {
  const point = id.indexOf('.')
  if (point < 0) return []
  const [symbol, venue] = [id.slice(0, point), id.slice(point + 1)]
  const types = venueOf(venue)?.types ?? INSTRUMENT_TYPE_NAMES
  return types.flatMap(type => candidates(symbol, venue, type)).filter(key => instrumentIdOf(key) === id)
}

function candidates(symbol: string, venue: string, type: InstrumentType): readonly InstrumentKey[] {
  const { marker, settles } = INSTRUMENT_TYPES[type]
  const payloads = new Set([symbol, symbol.replace(/-(LIN|INV)$/, '')])
  if (marker !== undefined) for (const payload of payloads) payloads.add(payload.replace(`-${marker}`, ''))
  const suffixes = settles ? ['@LIN', '@INV'] : ['']
  return [...payloads].flatMap(payload =>
    suffixes.flatMap(
      suffix => instrumentKeyOf(`${venue}:${type}:${payload.replaceAll('_', '.')}${suffix}`) ?? [],
    ),
  )
}

/** Whether two keys mean the same: asset classes are left out, and so is a settlement that one does not tell. */
export function isSameInstrument(left: InstrumentKey, right: InstrumentKey): boolean {
  const isTold = left.settlement !== undefined && right.settlement !== undefined
  const bare = (key: InstrumentKey): string =>
    formatInstrumentKey({ ...key, assetClass: undefined, ...(isTold ? {} : { settlement: undefined }) })
  return bare(left) === bare(right)
}
