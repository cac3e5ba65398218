import { z } from 'zod'
import { defineAlgorithm } from './algorithm.ts'
import { nsOf, seconds } from './parameters.ts'
import { SliceSchedule, scheduleParameters } from './slice-schedule.ts'
import { equalSplit, sliceCount } from './split.ts'

/** Unrealistic in nothing of its own: it sends by the clock alone, and anyone who watches the tape can see that. */
export const twap = defineAlgorithm({
  id: 'twap',
  title: 'Time-weighted average price',
  summary: 'Equal children at equal intervals of time.',
  formula:
    'n = floor(horizon / interval); q = quantity / n, rounded down to the lot; n children of q at start + k · interval, ' +
    'k = 0 … n − 1; the remainder as one more at start + n · interval, joined to the last child where it is under the ' +
    'minimum quantity. Where q is the whole quantity, or under the lot or the minimum, the whole goes at once.',
  source: 'Kissell, The Science of Algorithmic Trading and Portfolio Management (2013), chapter 1.',
  parameters: z.strictObject({
    horizon_secs: seconds().describe('Length of the schedule.'),
    interval_secs: seconds().describe('From one child to the next.'),
    ...scheduleParameters,
  }),
  example: { parameters: { horizon_secs: 600, interval_secs: 60, limit_offset_ticks: 0 } },
  create(context, parameters) {
    const intervalNs = nsOf(parameters.interval_secs)
    const slices = sliceCount(nsOf(parameters.horizon_secs), intervalNs)
    const { lotSizeLots, minQuantityLots } = context.instrument
    const { quantityLots } = context.parent
    const sizesLots = equalSplit({ quantityLots, lotSizeLots, minQuantityLots }, slices)
    return new SliceSchedule(context, { sizesLots, intervalNs, slices }, parameters)
  },
})
