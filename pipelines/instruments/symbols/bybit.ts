import type { VenueSymbols } from '../symbol-form.ts'

const SPOT_QUOTES = [
  'USDT',
  'USDC',
  'USDE',
  'USDQ',
  'USDR',
  'BTC',
  'ETH',
  'DAI',
  'EUR',
  'BRL',
  'PLN',
  'TRY',
  'MNT',
]

/** Spot: `BTCUSDT`. Linear: `BTCUSDT`, `BTCPERP` (in USDC), `BTCUSDT-27DEC24`, `BTC-27DEC24` (in USDC).
 *  Inverse: `BTCUSD`, `BTCUSDZ24`. Options: `BTC-27DEC24-50000-C` (in USDC), `…-C-USDT`. */
export const BYBIT: VenueSymbols = {
  forms: [
    { type: 'PERPETUAL', settlement: 'LIN', template: '{base}{quote}', quotes: ['USDT'] },
    { type: 'PERPETUAL', settlement: 'LIN', template: '{base}PERP', quotes: ['USDC'] },
    { type: 'PERPETUAL', settlement: 'INV', template: '{base}{quote}', quotes: ['USD'] },
    { type: 'FUTURE', settlement: 'LIN', template: '{base}{quote}-{dMMMyy}', quotes: ['USDT'] },
    { type: 'FUTURE', settlement: 'LIN', template: '{base}-{dMMMyy}', quotes: ['USDC'] },
    { type: 'FUTURE', settlement: 'INV', template: '{base}{quote}{Myy}', quotes: ['USD'] },
    { type: 'OPTION', settlement: 'LIN', template: '{base}-{dMMMyy}-{strike}-{cp}', quotes: ['USDC'] },
    {
      type: 'OPTION',
      settlement: 'LIN',
      template: '{base}-{dMMMyy}-{strike}-{cp}-{quote}',
      quotes: ['USDT'],
    },
    { type: 'SPOT_PAIR', template: '{base}{quote}', quotes: SPOT_QUOTES },
  ],
}
