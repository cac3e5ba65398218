import { z } from 'zod'
import { InvalidAlgorithmParametersError } from '../../errors.ts'
import { type AlgorithmContext, defineAlgorithm, type VolumeSource } from './algorithm.ts'
import { nsOf, seconds } from './parameters.ts'
import { type ScheduleOptions, SliceSchedule, scheduleParameters } from './slice-schedule.ts'
import { SLICES_MAX, sliceCount, weightedSplit } from './split.ts'

interface VwapParameters extends ScheduleOptions {
  readonly horizon_secs: number
  readonly interval_secs: number
  readonly volume_profile: readonly number[] | VolumeSource
}

/** Unrealistic with `realized`, on purpose: it knows the volume of the time to come. */
export const vwap = defineAlgorithm<VwapParameters>({
  id: 'vwap',
  title: 'Volume-weighted average price',
  summary: "Children at equal intervals of time, in proportion to a profile of the market's volume.",
  formula:
    'n = floor(horizon / interval); child k = quantity · w_k / Σ w at start + k · interval, on the lot grid by largest ' +
    'remainder (the earlier first), so that the children sum to the quantity. A child under the minimum quantity waits ' +
    'for the next; an interval without volume has none.',
  source:
    'Konishi, Optimal slice of a VWAP trade, Journal of Financial Markets 5 (2002); largest remainder after Hamilton.',
  parameters: z.strictObject({
    horizon_secs: seconds().describe('Length of the schedule.'),
    interval_secs: seconds().describe('From one child to the next.'),
    volume_profile: z
      .union([z.array(z.number().min(0)).min(1).max(SLICES_MAX), z.enum(['historical', 'realized'])], {
        error: 'expected a list of weights, "historical" or "realized"',
      })
      .describe(
        'A weight per interval; "historical": the volume of the same time of day over earlier days of the catalog; ' +
          '"realized": that of the interval itself, which peeks: a benchmark, not a strategy.',
      ),
    ...scheduleParameters,
  }),
  example: { parameters: { horizon_secs: 40, interval_secs: 10, volume_profile: [1, 2, 3, 4] } },
  create(context, parameters) {
    const intervalNs = nsOf(parameters.interval_secs)
    const slices = sliceCount(nsOf(parameters.horizon_secs), intervalNs)
    const { lotSizeLots, minQuantityLots } = context.instrument
    const { quantityLots } = context.parent
    const weights = weightsOf(context, parameters.volume_profile, { intervalNs, slices })
    const sizesLots = weightedSplit({ quantityLots, lotSizeLots, minQuantityLots }, weights)
    return new SliceSchedule(context, { sizesLots, intervalNs, slices }, parameters)
  },
})

/** The profile's weight of each interval from now on. @throws InvalidAlgorithmParametersError where it has none */
function weightsOf(
  context: AlgorithmContext,
  profile: VwapParameters['volume_profile'],
  { intervalNs, slices }: { readonly intervalNs: number; readonly slices: number },
): readonly number[] {
  const refuse = (problem: string) => new InvalidAlgorithmParametersError({ problem })
  if (typeof profile !== 'string') {
    if (profile.length !== slices) {
      throw refuse(`volume_profile has ${profile.length} weights; the horizon has ${slices} intervals`)
    }
    if (profile.every(weight => weight === 0)) throw refuse('all weights of volume_profile are zero')
    return profile
  }
  const { nowNs } = context
  const weights = Array.from({ length: slices }, (_, k) => {
    const fromNs = nowNs + k * intervalNs
    return context.volumeBetween(profile, fromNs, fromNs + intervalNs)
  })
  const known = weights.filter(weight => weight !== undefined)
  if (known.length < slices) throw refuse(`the run brings no ${profile} volume profile`)
  if (known.every(weight => weight === 0)) throw refuse(`the ${profile} profile has no volume in the horizon`)
  return known
}
