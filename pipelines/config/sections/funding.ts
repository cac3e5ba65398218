import { z } from 'zod'
import { duration, fundingRate, instant } from '../scalars.ts'

/** Rates one perpetual may be given. */
const RATES_MAX = 100_000

/** What holders of a perpetual pay or receive: a rate for each time, or one at every multiple of an interval. */
const fundingTerms = z.union(
  [
    z.strictObject({
      rates: z
        .array(z.strictObject({ ts: instant(), rate: fundingRate() }))
        .min(1)
        .max(RATES_MAX)
        .describe('Rates by their time, each paid once.'),
    }),
    z.strictObject({
      interval: duration().describe('Paid at every multiple of it since 1970 UTC; at least one minute.'),
      rate: fundingRate().describe('Fraction of the notional; a positive one is paid by longs to shorts.'),
    }),
  ],
  { error: 'expected {"rates": [{"ts", "rate"}, …]} or {"interval", "rate"}' },
)

/** Funding of perpetuals, by instrument id. */
export const fundingSection = z.record(z.string(), fundingTerms)
