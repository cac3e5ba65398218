import { canonicalDecimal, decimalSign } from '../config/decimal.ts'
import { InstrumentKeyInvalidError } from '../errors.ts'
import { instrumentIdOf } from './instrument-id.ts'
import {
  formatInstrumentKey,
  type InstrumentKey,
  parseInstrumentKey,
  settlementOf,
} from './instrument-key.ts'
import { INSTRUMENT_TYPES } from './instrument-types.ts'
import type { InstrumentDefinition, StoreRow } from './statements.ts'
import { venueSymbolOf } from './venue-symbols.ts'
import { venueOf } from './venues.ts'

/** A definition and where it lies below `instruments/`. */
export interface DefinedInstrument {
  readonly definition: InstrumentDefinition
  readonly folder: string
  readonly key: InstrumentKey
}

/** Makes a definition of a row of the instruments store. Precisions are those of the tick and lot; null where the
 *  store tells none. @returns the reason where the row defines nothing */
export function defineInstrument(row: StoreRow): DefinedInstrument | { readonly reason: string } {
  if (row.instrument_key === null) return { reason: 'no instrument key' }
  let key: InstrumentKey
  try {
    key = parseInstrumentKey(row.instrument_key)
  } catch (error) {
    if (!(error instanceof InstrumentKeyInvalidError)) throw error
    return { reason: `${error.fields.part} of the key is not as expected` }
  }
  const { definition: type, folder } = INSTRUMENT_TYPES[key.type]
  const isInverse =
    key.settlement === undefined ? (row.is_inverse ?? settlementOf(key) === 'INV') : isInverseKey(key)
  const [tick, lot] = [positive(row.tick_size), positive(row.lot_size)]
  const id = instrumentIdOf(key)
  const definition: InstrumentDefinition = {
    instrument_id: id,
    symbol: id.slice(0, id.indexOf('.')),
    venue: key.venue,
    type,
    base_currency: key.base,
    quote_currency: key.quote,
    settlement_currency: row.settlement_currency ?? (isInverse ? key.base : key.quote),
    price_precision: precisionOf(tick),
    size_precision: precisionOf(lot),
    tick_size: tick,
    lot_size: lot,
    multiplier: positive(row.multiplier) ?? '1',
    is_inverse: isInverse,
    instrument_key: formatInstrumentKey(key),
    venue_symbol: row.venue_symbol ?? venueSymbolOf(key) ?? null,
    expiry: 'expiry' in key ? key.expiry : null,
    strike: 'strike' in key ? key.strike : null,
    option_right: 'right' in key ? key.right : null,
    available_from: row.available_from,
    available_to: row.available_to,
    store_row: row.store_row,
  }
  return { definition, folder: folder[venueOf(key.venue)?.assetClass ?? 'CEFI'], key }
}

function isInverseKey(key: InstrumentKey): boolean {
  return key.settlement === 'INV'
}

function positive(written: string | null): string | null {
  const decimal = written === null ? undefined : canonicalDecimal(written)
  return decimal === undefined || decimalSign(decimal) <= 0 ? null : decimal
}

/** Fractional digits of a canonical decimal. */
function precisionOf(decimal: string | null): number | null {
  return decimal === null ? null : (decimal.split('.')[1]?.length ?? 0)
}
