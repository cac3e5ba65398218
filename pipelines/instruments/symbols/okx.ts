import type { VenueSymbols } from '../symbol-form.ts'

const LINEAR_QUOTES = ['USDT', 'USDC']

/** Spot: `BTC-USDT`. Swaps: `BTC-USDT-SWAP`, inverse `BTC-USD-SWAP`. Futures: `BTC-USDT-241227`, inverse
 *  `BTC-USD-241227`. Options: `BTC-USD-241227-50000-C`. */
export const OKX: VenueSymbols = {
  forms: [
    { type: 'PERPETUAL', settlement: 'LIN', template: '{base}-{quote}-SWAP', quotes: LINEAR_QUOTES },
    { type: 'PERPETUAL', settlement: 'INV', template: '{base}-{quote}-SWAP', quotes: ['USD'] },
    { type: 'FUTURE', settlement: 'LIN', template: '{base}-{quote}-{yymmdd}', quotes: LINEAR_QUOTES },
    { type: 'FUTURE', settlement: 'INV', template: '{base}-{quote}-{yymmdd}', quotes: ['USD'] },
    {
      type: 'OPTION',
      settlement: 'INV',
      template: '{base}-{quote}-{yymmdd}-{strike}-{cp}',
      quotes: ['USD'],
    },
    { type: 'SPOT_PAIR', template: '{base}-{quote}' },
  ],
}
