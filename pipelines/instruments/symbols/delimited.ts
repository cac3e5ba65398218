import type { SymbolForm, VenueSymbols } from '../symbol-form.ts'

/** Spot pairs with one sign between base and quote. */
export function delimitedSpot(delimiter: '-' | '_' | '/' | ''): VenueSymbols {
  const joined = delimiter === '' ? { quotes: ['USD', 'USDT', 'USDC', 'EUR', 'GBP', 'BTC', 'ETH'] } : {}
  return { forms: [{ type: 'SPOT_PAIR', template: `{base}${delimiter}{quote}`, ...joined }] }
}

/** Linear perpetuals written by one template. */
export function linearPerpetuals(template: string, quotes: readonly string[]): VenueSymbols {
  const form: SymbolForm = { type: 'PERPETUAL', settlement: 'LIN', template, quotes }
  return { forms: [form] }
}

/** Upbit names the quote first: `KRW-BTC`. */
export const QUOTE_FIRST: VenueSymbols = { forms: [{ type: 'SPOT_PAIR', template: '{quote}-{base}' }] }
