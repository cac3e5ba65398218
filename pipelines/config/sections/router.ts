import { z } from 'zod'
import { amountDecimal } from '../scalars.ts'

/** Venues one order is weighed over; every selection of them may have to be compared. */
const VENUES_MAX = 8

/** Sends orders of one instrument where they cost least. */
export const routerSection = z.strictObject({
  mode: z
    .enum(['best', 'split'])
    .default('best')
    .describe('best: the whole order to the cheapest venue. split: level by level by marginal cost.'),
  instrument: z
    .string()
    .optional()
    .describe('SYMBOL.VENUE that orders name to be routed. Default: instrument.id.'),
  venues: z
    .array(
      z.strictObject({
        instrument: z.string().describe('SYMBOL.VENUE of the instrument at this venue; the run trades it.'),
        enabled: z.boolean().default(true).describe('Whether orders may go there.'),
      }),
    )
    .min(1)
    .max(VENUES_MAX)
    .describe('Where it is traded; the earlier one wins where costs are equal.'),
  price_drift_per_ns: amountDecimal()
    .prefault('0')
    .describe(
      "How much the price moves against an order each ns of the venue's submit_ns, in quote currency.",
    ),
})
