/** What a payload holds, in its order: `BASE-QUOTE`, then an expiry, then strike and right. */
export type PayloadShape = 'pair' | 'future' | 'option'

interface TypeLine {
  readonly shape: PayloadShape
  /** Whether the key may carry `@LIN` or `@INV`. */
  readonly settles: boolean
  /** Told in an instrument id where a venue trades the same pair under another type first. */
  readonly marker: string | undefined
  /** The type as definitions and configurations name it. */
  readonly definition: string
  /** Folder of the definitions below `instruments/`, after NautilusTrader's classes. */
  readonly folder: { readonly CEFI: string; readonly TRADFI: string }
}

function both(folder: string) {
  return { CEFI: folder, TRADFI: folder }
}

/** Every type of instrument; a new one is a new line. */
export const INSTRUMENT_TYPES = {
  SPOT_PAIR: line('pair', false, 'SPOT', 'spot', both('currency_pair')),
  PERPETUAL: line('pair', true, 'PERP', 'perpetual', both('crypto_perpetual')),
  FUTURE: line('future', true, undefined, 'future', { CEFI: 'crypto_future', TRADFI: 'futures_contract' }),
  OPTION: line('option', true, undefined, 'option', { CEFI: 'crypto_option', TRADFI: 'option_contract' }),
  EQUITY: line('pair', false, undefined, 'equity', both('equity')),
  ETF: line('pair', false, undefined, 'etf', both('equity')),
  INDEX: line('pair', false, 'INDEX', 'index', both('index_instrument')),
} as const

function line(
  shape: PayloadShape,
  settles: boolean,
  marker: string | undefined,
  definition: string,
  folder: TypeLine['folder'],
): TypeLine {
  return { shape, settles, marker, definition, folder }
}

export type InstrumentType = keyof typeof INSTRUMENT_TYPES

export const INSTRUMENT_TYPE_NAMES = Object.keys(INSTRUMENT_TYPES) as readonly InstrumentType[]

/** The type of a word in any case: `PERPETUAL`, or as definitions name it, `perpetual`; undefined for none. */
export function instrumentTypeOf(word: string): InstrumentType | undefined {
  const upper = word.toUpperCase()
  return INSTRUMENT_TYPE_NAMES.find(
    name => name === upper || INSTRUMENT_TYPES[name].definition.toUpperCase() === upper,
  )
}
