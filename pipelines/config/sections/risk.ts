import { z } from 'zod'
import { amountDecimal } from '../scalars.ts'

/** More orders than anyone sends; what it bounds is the memory of the sliding windows. */
const ORDERS_MAX = 1_000_000

const orderLimits = {
  max_order_quantity: amountDecimal().optional().describe('Largest quantity of one order.'),
  max_order_notional: amountDecimal()
    .optional()
    .describe(
      'Largest value of one order in the quote currency, at its limit, its trigger or the best price.',
    ),
  max_position: amountDecimal()
    .optional()
    .describe('Largest holding either way: held, working, in flight and the order itself, per instrument.'),
  price_tolerance_bps: amountDecimal()
    .optional()
    .describe('Largest distance of a limit from the mid (last trade without a book), in basis points.'),
}

const ordersWithin = () => z.number().int().min(1).max(ORDERS_MAX).optional()

/** Limits on what strategies and algorithms send; what breaks one is denied with its code. */
export const riskSection = z.strictObject({
  ...orderLimits,
  max_exposure: amountDecimal()
    .optional()
    .describe('Largest value of all holdings at their marks, open orders included, per quote currency.'),
  max_orders_per_second: ordersWithin().describe('Orders and changes sent within any second.'),
  max_orders_per_minute: ordersWithin().describe('Orders and changes sent within any minute.'),
  instruments: z
    .record(z.string(), z.strictObject(orderLimits))
    .optional()
    .describe('Limits of single instruments in place of the general ones, by SYMBOL.VENUE.'),
})
