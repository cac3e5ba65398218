import { unitAtPrecision } from './decimal.ts'
import { requireUnits } from './require-units.ts'
import type { RuleContext } from './rule-context.ts'
import type { WrittenConfig } from './written-config.ts'

type WrittenInstrument = WrittenConfig['instrument']
type WrittenVenue = WrittenConfig['venue']

const CURRENCY = /^[A-Z0-9]{1,16}$/
const FIAT = new Set(['AUD', 'BRL', 'CAD', 'CHF', 'EUR', 'GBP', 'HKD', 'KRW', 'SGD', 'TRY', 'USD'])

/** Digits of money in a currency unless configured: 2 for fiat, 8 for crypto. */
export function defaultCurrencyPrecision(currency: string): number {
  return FIAT.has(currency) ? 2 : 8
}

/** Fills in what derives from the id, the venue and the precisions. */
export function resolveInstrument(written: WrittenInstrument, venue: WrittenVenue, context: RuleContext) {
  const [symbol = '', venueName = ''] = written.id.split('.')
  if (venueName !== venue.name) {
    const message = `the venue of "${written.id}" is ${venueName}, but venue.name is ${venue.name}`
    context.addIssue({ code: 'custom', path: ['instrument', 'id'], message })
  }
  const type = written.type ?? typeOfVenue(venue.name, context)
  const currencies = resolveCurrencies(written, symbol, context)
  const tick_size = written.tick_size ?? unitAtPrecision(written.price_precision)
  const lot_size = written.lot_size ?? unitAtPrecision(written.size_precision)
  checkGrids({ ...written, tick_size, lot_size }, context)
  checkAccount(type, written, venue, context)
  const instrument = {
    ...written,
    ...currencies,
    symbol,
    type,
    tick_size,
    lot_size,
    currency_precision: currencyPrecision(written, venue, currencies.settlement_currency, context),
    maker_fee: written.maker_fee ?? venue.maker_fee,
    taker_fee: written.taker_fee ?? venue.taker_fee,
  }
  return instrument
}

export type ResolvedInstrument = ReturnType<typeof resolveInstrument>

function typeOfVenue(name: string, context: RuleContext): 'spot' | 'perpetual' | 'future' {
  if (name.includes('FUTURES')) return 'perpetual'
  if (name.includes('SPOT')) return 'spot'
  const message = `missing; the venue name ${name} does not tell whether it is "spot", "perpetual" or "future"`
  context.addIssue({ code: 'custom', path: ['instrument', 'type'], message })
  return 'spot'
}

function resolveCurrencies(written: WrittenInstrument, symbol: string, context: RuleContext) {
  const [base = '', quote = ''] = symbol.split(/[-/]/)
  const pick = (key: 'base_currency' | 'quote_currency', derived: string): string => {
    const currency = written[key] ?? derived
    if (CURRENCY.test(currency)) return currency
    const message = `missing; it does not derive from the symbol "${symbol}"`
    context.addIssue({ code: 'custom', path: ['instrument', key], message })
    return currency
  }
  const base_currency = pick('base_currency', base)
  const quote_currency = pick('quote_currency', quote)
  const settlement_currency =
    written.settlement_currency ?? (written.is_inverse ? base_currency : quote_currency)
  return { base_currency, quote_currency, settlement_currency }
}

function currencyPrecision(
  written: WrittenInstrument,
  venue: WrittenVenue,
  settlement: string,
  context: RuleContext,
): number {
  const ofVenue = venue.currency_precision[settlement]
  const ofInstrument = written.currency_precision
  if (ofVenue !== undefined && ofInstrument !== undefined && ofVenue !== ofInstrument) {
    const message = `${ofInstrument} contradicts venue.currency_precision.${settlement}, which is ${ofVenue}`
    context.addIssue({ code: 'custom', path: ['instrument', 'currency_precision'], message })
  }
  return ofInstrument ?? ofVenue ?? defaultCurrencyPrecision(settlement)
}

function checkGrids(
  instrument: WrittenInstrument & { tick_size: string; lot_size: string },
  context: RuleContext,
): void {
  const { price_precision, size_precision, tick_size, lot_size } = instrument
  requireUnits(tick_size, price_precision, ['instrument', 'tick_size'], context)
  requireUnits(lot_size, size_precision, ['instrument', 'lot_size'], context)
  for (const key of ['min_quantity', 'max_quantity'] as const) {
    const quantity = instrument[key]
    if (quantity === undefined) continue
    const lots = { name: 'lot_size', step: lot_size }
    requireUnits(quantity, size_precision, ['instrument', key], context, lots)
  }
}

function checkAccount(
  type: 'spot' | 'perpetual' | 'future',
  written: WrittenInstrument,
  venue: WrittenVenue,
  context: RuleContext,
): void {
  if (type !== 'spot' && venue.account_type === 'CASH') {
    const message = `a ${type} needs a MARGIN account; CASH is for spot`
    context.addIssue({ code: 'custom', path: ['venue', 'account_type'], message })
  }
  if (venue.account_type === 'CASH' && venue.oms_type === 'HEDGING') {
    const message = 'HEDGING needs a MARGIN account: a CASH account holds currencies, not positions'
    context.addIssue({ code: 'custom', path: ['venue', 'oms_type'], message })
  }
  if (type === 'spot' && written.is_inverse) {
    const message = 'a spot pair is never inverse; give the type of the contract in instrument.type'
    context.addIssue({ code: 'custom', path: ['instrument', 'is_inverse'], message })
  }
}
