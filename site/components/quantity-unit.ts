import type { Instrument } from './run-data.js'

/** What quantities of an instrument count: its base currency, or contracts where one of them is worth something else. */
export function quantityUnit({ base_currency, multiplier, is_inverse }: Instrument): string {
  return is_inverse || Number(multiplier) !== 1 ? 'contracts' : base_currency
}
