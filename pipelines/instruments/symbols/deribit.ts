import type { VenueSymbols } from '../symbol-form.ts'

const LINEAR_QUOTES = ['USDC', 'USDT']

/** Inverse: `BTC-PERPETUAL`, `BTC-27DEC24`, `BTC-27DEC24-50000-C`. Linear: `BTC_USDC-PERPETUAL`,
 *  `BTC_USDC-27DEC24`, `XRP_USDC-27DEC24-0d5-C`. Spot: `BTC_USDC`. */
export const DERIBIT: VenueSymbols = {
  forms: [
    { type: 'PERPETUAL', settlement: 'INV', template: '{base}-PERPETUAL', quotes: ['USD'] },
    { type: 'PERPETUAL', settlement: 'LIN', template: '{base}_{quote}-PERPETUAL', quotes: LINEAR_QUOTES },
    { type: 'FUTURE', settlement: 'INV', template: '{base}-{dMMMyy}', quotes: ['USD'] },
    { type: 'FUTURE', settlement: 'LIN', template: '{base}_{quote}-{dMMMyy}', quotes: LINEAR_QUOTES },
    { type: 'OPTION', settlement: 'INV', template: '{base}-{dMMMyy}-{strike}-{cp}', quotes: ['USD'] },
    {
      type: 'OPTION',
      settlement: 'LIN',
      template: '{base}_{quote}-{dMMMyy}-{dstrike}-{cp}',
      quotes: LINEAR_QUOTES,
    },
    { type: 'SPOT_PAIR', template: '{base}_{quote}' },
  ],
}
