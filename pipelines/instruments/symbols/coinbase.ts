import type { VenueSymbols } from '../symbol-form.ts'

/** Spot: `BTC-USD`. International perpetuals: `BTC-PERP`, in USDC. */
export const COINBASE: VenueSymbols = { forms: [{ type: 'SPOT_PAIR', template: '{base}-{quote}' }] }

export const COINBASE_INTERNATIONAL: VenueSymbols = {
  forms: [{ type: 'PERPETUAL', settlement: 'LIN', template: '{base}-PERP', quotes: ['USDC'] }],
}
