import type { VenueSymbols } from '../symbol-form.ts'

const SPOT_QUOTES = [
  'USDT',
  'USDC',
  'FDUSD',
  'TUSD',
  'BUSD',
  'USDP',
  'BTC',
  'ETH',
  'BNB',
  'DAI',
  'XRP',
  'TRX',
  'DOGE',
  'EUR',
  'GBP',
  'AUD',
  'TRY',
  'BRL',
  'RUB',
  'UAH',
  'ZAR',
  'PLN',
  'RON',
  'ARS',
  'MXN',
  'COP',
  'CZK',
  'JPY',
  'IDR',
  'IDRT',
  'BIDR',
  'BVND',
  'NGN',
  'VAI',
]
const LINEAR_QUOTES = ['USDT', 'USDC', 'BUSD', 'BTC', 'FDUSD', 'BNFCR']

/** Spot: `BTCUSDT`. */
export const BINANCE_SPOT: VenueSymbols = {
  forms: [{ type: 'SPOT_PAIR', template: '{base}{quote}', quotes: SPOT_QUOTES }],
}

/** USDⓈ-M: `BTCUSDT`, `BTCUSDT_241227`. */
export const BINANCE_USD_M: VenueSymbols = {
  forms: [
    { type: 'PERPETUAL', settlement: 'LIN', template: '{base}{quote}', quotes: LINEAR_QUOTES },
    { type: 'FUTURE', settlement: 'LIN', template: '{base}{quote}_{yymmdd}', quotes: LINEAR_QUOTES },
  ],
}

/** COIN-M: `BTCUSD_PERP`, `BTCUSD_241227`. */
export const BINANCE_COIN_M: VenueSymbols = {
  forms: [
    { type: 'PERPETUAL', settlement: 'INV', template: '{base}{quote}_PERP', quotes: ['USD'] },
    { type: 'FUTURE', settlement: 'INV', template: '{base}{quote}_{yymmdd}', quotes: ['USD'] },
  ],
}

/** European options: `BTC-241227-50000-C`. */
export const BINANCE_OPTIONS: VenueSymbols = {
  forms: [{ type: 'OPTION', settlement: 'LIN', template: '{base}-{yymmdd}-{strike}-{cp}', quotes: ['USDT'] }],
}
