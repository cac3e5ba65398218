import { z } from 'zod'
import { InvalidAlgorithmParametersError } from '../../errors.ts'
import { type AlgorithmContext, defineAlgorithm } from './algorithm.ts'
import { nsOf, seconds } from './parameters.ts'
import { SliceSchedule, scheduleParameters } from './slice-schedule.ts'
import { flooredTo, sliceCount, splitByParts } from './split.ts'

const NS_PER_SECOND = 1_000_000_000

/** Unrealistic in that impact is linear and known, prices move without drift, and volatility stays what it is. */
export const implementationShortfall = defineAlgorithm({
  id: 'is',
  title: 'Implementation shortfall',
  summary:
    'Trades early what risk makes dear to hold and late what impact makes dear to trade, after Almgren and Chriss.',
  formula:
    'n = floor(horizon / interval), τ = interval, T = n·τ; η̃ = η − γτ/2; κ = arccosh(λσ²τ²/(2η̃) + 1) / τ; holding ' +
    'x_k = X · sinh(κ(T − kτ)) / sinh(κT); child k at start + k·τ of x_k − x_{k+1}, rounded down to the lot, the ' +
    'remainder as in twap. λ = 0 gives κ = 0 and x falls in equal steps: twap.',
  source:
    'Almgren and Chriss, Optimal execution of portfolio transactions, Journal of Risk 3 (2001), equations 14–18.',
  parameters: z.strictObject({
    horizon_secs: seconds().describe('Length of the schedule, T.'),
    interval_secs: seconds().describe('From one child to the next, τ.'),
    risk_aversion: z.number().min(0).describe('λ, per unit of the quote currency; 0 is twap.'),
    volatility: z.number().min(0).default(0).describe('σ: standard deviation of the price, per √second.'),
    temporary_impact: z
      .number()
      .positive()
      .default(1)
      .describe('η: by how much the price gives way per unit of quantity traded in a second.'),
    permanent_impact: z
      .number()
      .min(0)
      .default(0)
      .describe('γ: by how much it stays away, per unit of quantity.'),
    ...scheduleParameters,
  }),
  example: {
    parameters: {
      horizon_secs: 600,
      interval_secs: 60,
      risk_aversion: 1e-6,
      volatility: 0.5,
      temporary_impact: 0.01,
      resend: true,
    },
  },
  create(context, parameters) {
    const intervalNs = nsOf(parameters.interval_secs)
    const slices = sliceCount(nsOf(parameters.horizon_secs), intervalNs)
    const urgency = urgencyOf(parameters, intervalNs / NS_PER_SECOND)
    const sizesLots = splitAlong(context, slices, urgency)
    return new SliceSchedule(context, { sizesLots, intervalNs, slices }, parameters)
  },
})

/** Far beyond where all goes at once; what overflows is no number any more. */
const URGENCY_MAX = 700

/** κτ, the decay of the holding per interval. @throws InvalidAlgorithmParametersError where η̃ is not positive */
export function urgencyOf(
  parameters: {
    readonly risk_aversion: number
    readonly volatility: number
    readonly temporary_impact: number
    readonly permanent_impact: number
  },
  intervalSecs: number,
): number {
  const { risk_aversion, volatility, temporary_impact, permanent_impact } = parameters
  const effective = temporary_impact - (permanent_impact * intervalSecs) / 2
  if (!(effective > 0)) {
    throw new InvalidAlgorithmParametersError({
      problem:
        'temporary_impact is not above permanent_impact · interval_secs / 2, so that trading would pay',
    })
  }
  const urgency = Math.acosh((risk_aversion * volatility ** 2 * intervalSecs ** 2) / (2 * effective) + 1)
  return Math.min(urgency, URGENCY_MAX)
}

/** Shares of the quantity that the children have, summing to 1. @param urgency κτ ≥ 0 */
export function almgrenChrissShares(slices: number, urgency: number): number[] {
  if (urgency === 0) return new Array<number>(slices).fill(1 / slices)
  const holding = (k: number): number => holdingShare(slices, urgency, k)
  return Array.from({ length: slices }, (_, k) => holding(k) - holding(k + 1))
}

/** sinh(κ(T − kτ)) / sinh(κT), written with falling exponentials so that it cannot overflow. */
function holdingShare(slices: number, urgency: number, k: number): number {
  const whole = -2 * urgency * slices
  return Math.exp(-urgency * k) * (-Math.expm1(-2 * urgency * (slices - k)) / -Math.expm1(whole))
}

function splitAlong(context: AlgorithmContext, slices: number, urgency: number): number[] {
  const { lotSizeLots, minQuantityLots } = context.instrument
  const { quantityLots } = context.parent
  const parts = almgrenChrissShares(slices, urgency).map(share =>
    flooredTo(lotSizeLots, urgency === 0 ? quantityLots / slices : share * quantityLots),
  )
  return splitByParts({ quantityLots, lotSizeLots, minQuantityLots }, parts)
}
