import { z } from 'zod'
import { amountDecimal, currency, feeRate, positiveDecimal, precision } from '../scalars.ts'

/** Where the raw data of one instrument lies. */
const dataPaths = {
  trades_path: z
    .string()
    .min(1)
    .describe("Object of a day's trades below the raw root or bucket; `*` stands for the window's days."),
  book_snapshot_5_path: z
    .string()
    .min(1)
    .optional()
    .describe("Object of a day's five-level snapshots; without it the instrument has no book."),
}

/** What is traded. The id comes from here, never from the data. */
export const instrumentSection = z.strictObject({
  id: z
    .string()
    .regex(/^[^.\s]+\.[^.\s]+$/, { error: 'expected SYMBOL.VENUE, such as "BTC-USDT.BINANCE-FUTURES"' })
    .describe('SYMBOL.VENUE, e.g. BTC-USDT.BINANCE-FUTURES; the venue must be venue.name.'),
  type: z
    .enum(['spot', 'perpetual', 'future'])
    .optional()
    .describe('Default: perpetual when the venue name contains FUTURES, spot when it contains SPOT.'),
  price_precision: precision().describe('Fractional digits of prices; a tick is 10^-price_precision.'),
  size_precision: precision().describe('Fractional digits of quantities; a lot is 10^-size_precision.'),
  currency_precision: precision()
    .optional()
    .describe('Fractional digits of the settlement currency. Default 8 for crypto, 2 for fiat currencies.'),
  tick_size: positiveDecimal().optional().describe('Price grid. Default one unit of price_precision.'),
  lot_size: positiveDecimal().optional().describe('Quantity grid. Default one unit of size_precision.'),
  min_quantity: positiveDecimal().optional().describe('Smallest order; smaller ones are denied.'),
  max_quantity: positiveDecimal().optional().describe('Largest order; larger ones are denied.'),
  min_notional: amountDecimal().optional().describe('Smallest order value in the quote currency.'),
  multiplier: positiveDecimal().prefault('1').describe('Contract multiplier.'),
  is_inverse: z.boolean().default(false).describe('Contracts valued in quote, settled in base currency.'),
  base_currency: currency().optional().describe('Default: the first part of the symbol.'),
  quote_currency: currency().optional().describe('Default: the second part of the symbol.'),
  settlement_currency: currency()
    .optional()
    .describe('Default: the quote currency; the base currency of inverse instruments.'),
  maker_fee: feeRate().optional().describe('Overrides venue.maker_fee; negative is a rebate.'),
  taker_fee: feeRate().optional().describe('Overrides venue.taker_fee.'),
  leverage: positiveDecimal().optional().describe('Overrides venue.leverage.'),
  margin_init: positiveDecimal().optional().describe('Initial margin rate. Default 1 / leverage.'),
  margin_maint: positiveDecimal().optional().describe('Maintenance rate. Default half the initial rate.'),
})

/** A further instrument of a run: with the paths of its data. */
export const furtherInstrumentSection = instrumentSection.extend(dataPaths)
