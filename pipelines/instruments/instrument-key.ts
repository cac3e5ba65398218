import { canonicalDecimal } from '../config/decimal.ts'
import { InstrumentKeyInvalidError } from '../errors.ts'
import { YYMMDD, YYYYMMDD } from './expiry.ts'
import { INSTRUMENT_TYPE_NAMES, INSTRUMENT_TYPES, type InstrumentType } from './instrument-types.ts'
import { venueOf } from './venues.ts'

/** Linear contracts settle in the quote currency, inverse ones in the base currency. */
export type Settlement = 'LIN' | 'INV'

interface KeyHead {
  /** Written before the venue, where it is; undefined otherwise. */
  readonly assetClass: string | undefined
  readonly venue: string
  readonly base: string
  readonly quote: string
  /** Undefined where the key does not tell, and for what is not a derivative. */
  readonly settlement: Settlement | undefined
}

export interface PairKey extends KeyHead {
  readonly type: Exclude<InstrumentType, 'FUTURE' | 'OPTION'>
}

export interface FutureKey extends KeyHead {
  readonly type: 'FUTURE'
  /** `YYYY-MM-DD`, UTC. */
  readonly expiry: string
}

export interface OptionKey extends KeyHead {
  readonly type: 'OPTION'
  readonly expiry: string
  /** Exact decimal text. */
  readonly strike: string
  readonly right: 'CALL' | 'PUT'
}

/** A canonical instrument key, read. */
export type InstrumentKey = PairKey | FutureKey | OptionKey

const ASSET_CLASS = /^[A-Z][A-Z_]*$/
const VENUE = /^[A-Z0-9][A-Z0-9_-]*$/
/** Letters of any script: venues list coins under Chinese names. */
const TOKEN = /^[\p{Lu}\p{Lo}\p{Nd}][\p{Lu}\p{Lo}\p{Nd}.]*$/u
const RIGHTS: Readonly<Record<string, 'CALL' | 'PUT'>> = { C: 'CALL', CALL: 'CALL', P: 'PUT', PUT: 'PUT' }

/** Reads `[ASSET_CLASS:]VENUE:TYPE:PAYLOAD[@SUFFIX]`. Expiries may have six or eight digits, rights one letter.
 *  @throws InstrumentKeyInvalidError naming the part, what was expected there and what was found */
export function parseInstrumentKey(text: string): InstrumentKey {
  const refuse = (part: string, expected: string, found: string): never => {
    throw new InstrumentKeyInvalidError({ text, part, expected, found })
  }
  const parts = text.split(':')
  if (parts.length !== 3 && parts.length !== 4) {
    refuse('whole', 'VENUE:TYPE:PAYLOAD, or four parts with the asset class first', `${parts.length} parts`)
  }
  const [assetClass, venue = '', typeName = '', rest = ''] =
    parts.length === 4 ? parts : [undefined, ...parts]
  if (assetClass !== undefined && !ASSET_CLASS.test(assetClass)) {
    refuse('asset class', 'a word in capitals', assetClass)
  }
  if (!VENUE.test(venue)) refuse('venue', 'a name such as BINANCE-FUTURES', venue)
  const type = INSTRUMENT_TYPE_NAMES.find(name => name === typeName)
  if (type === undefined) return refuse('type', INSTRUMENT_TYPE_NAMES.join(', '), typeName)
  const [payload = '', ...suffixes] = rest.split('@')
  const settlement = readSuffix(type, suffixes, refuse)
  const { base, quote, tail } = readPair(type, venue, payload, refuse)
  return { assetClass, venue, base, quote, settlement, ...readContract(type, tail, refuse) }
}

type Refuse = (part: string, expected: string, found: string) => never

function readSuffix(
  type: InstrumentType,
  suffixes: readonly string[],
  refuse: Refuse,
): Settlement | undefined {
  const [suffix] = suffixes
  if (suffix === undefined) return undefined
  if (!INSTRUMENT_TYPES[type].settles) return refuse('suffix', `none on ${type}`, suffixes.join('@'))
  if (suffixes.length === 1 && (suffix === 'LIN' || suffix === 'INV')) return suffix
  return refuse('suffix', 'LIN or INV', suffixes.join('@'))
}

const SHAPES = {
  pair: { parts: 2, text: 'BASE-QUOTE' },
  future: { parts: 3, text: 'BASE-QUOTE-YYMMDD' },
  option: { parts: 5, text: 'BASE-QUOTE-YYMMDD-STRIKE-CALL or …-PUT' },
} as const

function readPair(type: InstrumentType, venue: string, payload: string, refuse: Refuse) {
  const { parts, text } = SHAPES[INSTRUMENT_TYPES[type].shape]
  const words = payload.split('-')
  // Listed securities need no quote currency where the venue has one.
  const currency = venueOf(venue)?.currency
  if (words.length === 1 && parts === 2 && currency !== undefined) words.push(currency)
  if (words.length !== parts) refuse('payload', text, payload)
  const [base = '', quote = '', ...tail] = words
  if (!TOKEN.test(base)) refuse('base', 'capitals and digits', base)
  if (!TOKEN.test(quote)) refuse('quote', 'capitals and digits', quote)
  return { base, quote, tail }
}

function readContract(type: InstrumentType, tail: readonly string[], refuse: Refuse) {
  if (type !== 'FUTURE' && type !== 'OPTION') return { type }
  const [date = '', strikeText = '', rightText = ''] = tail
  const expiry = /^\d{8}$/.test(date)
    ? YYYYMMDD.read(date)
    : /^\d{6}$/.test(date)
      ? YYMMDD.read(date)
      : undefined
  if (expiry === undefined) return refuse('expiry', 'a day as YYMMDD', date)
  if (type === 'FUTURE') return { type, expiry }
  const strike = /^\d+(\.\d+)?$/.test(strikeText) ? canonicalDecimal(strikeText) : undefined
  if (strike === undefined) return refuse('strike', 'a decimal number', strikeText)
  const right = RIGHTS[rightText]
  if (right === undefined) return refuse('right', 'CALL or PUT', rightText)
  return { type, expiry, strike, right }
}

/** As `parseInstrumentKey`; undefined where that throws. */
export function instrumentKeyOf(text: string): InstrumentKey | undefined {
  try {
    return parseInstrumentKey(text)
  } catch (error) {
    if (error instanceof InstrumentKeyInvalidError) return undefined
    throw error
  }
}

/** `BTC-USDT`, `BTC-USDT-241227`, `BTC-USD-241227-50000-CALL`. */
export function payloadOf(key: InstrumentKey): string {
  const pair = `${key.base}-${key.quote}`
  if (key.type === 'FUTURE') return `${pair}-${YYMMDD.write(key.expiry)}`
  if (key.type === 'OPTION') return `${pair}-${YYMMDD.write(key.expiry)}-${key.strike}-${key.right}`
  return pair
}

/** Writes a key in its canonical form: quote named, expiry in six digits, right in full. */
export function formatInstrumentKey(key: InstrumentKey): string {
  const assetClass = key.assetClass === undefined ? '' : `${key.assetClass}:`
  const suffix = key.settlement === undefined ? '' : `@${key.settlement}`
  return `${assetClass}${key.venue}:${key.type}:${payloadOf(key)}${suffix}`
}

/** How contracts of a pair settle where nothing says so: crypto quoted in USD is inverse, all else linear.
 *  @returns undefined for what is not a derivative */
export function settlementOf(key: InstrumentKey): Settlement | undefined {
  if (!INSTRUMENT_TYPES[key.type].settles) return undefined
  return key.settlement ?? usualSettlement(key)
}

export function usualSettlement({ venue, quote }: Pick<InstrumentKey, 'venue' | 'quote'>): Settlement {
  return quote === 'USD' && venueOf(venue)?.assetClass !== 'TRADFI' ? 'INV' : 'LIN'
}
