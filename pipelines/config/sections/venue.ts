import { z } from 'zod'
import {
  amountDecimal,
  currency,
  feeRate,
  nanoseconds,
  positiveDecimal,
  precision,
  probability,
} from '../scalars.ts'
import { furtherInstrumentSection } from './instrument.ts'

/** How displayed liquidity and prints fill orders; a preset, each rule also settable on its own. */
export const fillModelSection = z.strictObject({
  preset: z
    .enum(['conservative', 'nautilus'])
    .default('conservative')
    .describe('Default of the rules below.'),
  liquidity_consumption: z.boolean().optional().describe('Fills use up the displayed size of a level.'),
  consumption_reset: z
    .enum(['increase', 'change'])
    .optional()
    .describe('What restores used-up size: only a growing level, or any change of its size.'),
  print_exhausts_better: z
    .boolean()
    .optional()
    .describe('A print exhausts all better levels of the side it hit until the next book event.'),
  trades_only_liquidity: z
    .enum(['unlimited', 'trade_size'])
    .optional()
    .describe('Without a book: market orders fill whole at the last price, or up to the last trade size.'),
  on_book_exhausted: z
    .enum(['cancel', 'slip'])
    .optional()
    .describe(
      'The remainder of a market order that emptied the book: canceled, or one tick worse on a one-level book.',
    ),
  prob_slippage: probability().optional().describe('Chance of one tick of slippage on trades-only data.'),
  queue_position: z.boolean().optional().describe('Resting orders wait behind the displayed size.'),
  queue_model: z
    .string()
    .regex(/^(risk_averse|prob_log|none|prob_power\(\d+(\.\d+)?\))$/, {
      error: 'expected "risk_averse", "prob_power(n)", "prob_log" or "none"',
    })
    .optional()
    .describe('How the queue ahead shrinks: risk_averse, prob_power(n), prob_log or none.'),
  price_protection_ticks: z
    .number()
    .int()
    .min(0)
    .optional()
    .describe('How many ticks beyond the best price a market order may walk. Default unbounded.'),
  prob_fill_on_limit: probability()
    .optional()
    .describe('Chance that a limit that was touched but not crossed fills.'),
})

export const latencySection = z.strictObject({
  submit_ns: nanoseconds().default(0).describe('From the decision to the venue, ns.'),
  modify_ns: nanoseconds().default(0).describe('As submit_ns, for modifications.'),
  cancel_ns: nanoseconds().default(0).describe('As submit_ns, for cancellations.'),
  report_ns: nanoseconds().default(0).describe('From the venue back to the strategy, ns.'),
  jitter_ns: nanoseconds().default(0).describe('Largest seeded addition to each of the delays, ns.'),
})

/** Where it is traded: fees, account, fill and latency models. */
export const venueSection = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Z0-9][A-Z0-9_-]*$/, { error: 'expected a venue name such as "BINANCE-FUTURES"' })
    .describe('The part of instrument.id after the point.'),
  oms_type: z
    .enum(['NETTING', 'HEDGING'])
    .default('NETTING')
    .describe('One position per instrument and strategy, or one per opening order.'),
  account_type: z.enum(['CASH', 'MARGIN']).describe('CASH: balances, no short. MARGIN: leverage.'),
  base_currency: currency()
    .optional()
    .describe('Currency of starting_balance. Default: the settlement currency.'),
  starting_balance: amountDecimal().optional().describe('Balance of base_currency at the start.'),
  starting_balances: z
    .record(currency(), amountDecimal())
    .optional()
    .describe('Balances at the start by currency.'),
  maker_fee: feeRate().describe('Rate on resting fills; negative is a rebate.'),
  taker_fee: feeRate().describe('Rate on aggressing fills.'),
  leverage: positiveDecimal().prefault('10').describe('Notional per unit of initial margin (MARGIN).'),
  liquidation: z
    .boolean()
    .default(true)
    .describe('Closes what a MARGIN account can no longer carry: equity under the maintenance margin.'),
  liquidation_fee: feeRate()
    .prefault('0')
    .refine(rate => !rate.startsWith('-'), { error: 'expected a rate that is not negative' })
    .describe('What a liquidation costs, as a fraction of the notional, besides taker_fee.'),
  currency_precision: z
    .record(currency(), precision())
    .default({})
    .describe('Fractional digits of money by currency. Default 8 for crypto, 2 for fiat currencies.'),
  fill_model: fillModelSection.prefault({}).describe('How liquidity fills orders.'),
  latency: latencySection.prefault({}).describe('Delays between strategy and venue.'),
})

/** A further venue of a run, with what is traded there. */
export const furtherVenueSection = venueSection.extend({
  instruments: z.array(furtherInstrumentSection).min(1).describe('What is traded there, with its data.'),
})
