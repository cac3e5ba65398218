import type { VenueSymbols } from '../symbol-form.ts'

const NAMES = { BTC: 'XBT', DOGE: 'XDG' }

/** Spot, as the streaming interface names it: `XBT/USD`. */
export const KRAKEN: VenueSymbols = {
  forms: [{ type: 'SPOT_PAIR', template: '{base}/{quote}' }],
  names: NAMES,
}

/** Perpetuals: linear `PF_XBTUSD`, inverse `PI_XBTUSD`. Dated: linear `FF_XBTUSD_241227`, inverse `FI_…`. */
export const KRAKEN_FUTURES: VenueSymbols = {
  forms: [
    { type: 'PERPETUAL', settlement: 'LIN', template: 'PF_{base}{quote}', quotes: ['USD', 'USDT', 'EUR'] },
    { type: 'PERPETUAL', settlement: 'INV', template: 'PI_{base}{quote}', quotes: ['USD'] },
    { type: 'FUTURE', settlement: 'LIN', template: 'FF_{base}{quote}_{yymmdd}', quotes: ['USD'] },
    { type: 'FUTURE', settlement: 'INV', template: 'FI_{base}{quote}_{yymmdd}', quotes: ['USD'] },
  ],
  names: { BTC: 'XBT' },
}
