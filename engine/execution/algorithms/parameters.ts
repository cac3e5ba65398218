import { z } from 'zod'
import { formatScaled, parseScaled } from '../../domain/decimal.ts'
import { InvalidAlgorithmParametersError, InvalidDecimalError } from '../../errors.ts'
import type { AlgorithmContext } from './algorithm.ts'

/** Parameters that several algorithms share. */

const NS_PER_SECOND = 1_000_000_000
const SECONDS_MAX = 8_640_000

/** A span of time in seconds, fractions allowed, to the nanosecond. */
export const seconds = () => z.number().positive().max(SECONDS_MAX)

/** A quantity in the instrument's units: an exact decimal, as a number or a string. */
export const quantity = () =>
  z.union([z.string(), z.number()], { error: 'expected a decimal number' }).transform((written, context) => {
    const text = String(written)
    if (/^\d+(\.\d+)?$/.test(text) && Number(text) > 0) return text
    context.addIssue({ code: 'custom', message: 'expected a decimal number that is positive' })
    return z.NEVER
  })

/** Seconds as whole ns. */
export function nsOf(spanSeconds: number): number {
  return Math.round(spanSeconds * NS_PER_SECOND)
}

/** A quantity parameter in lots. @throws InvalidAlgorithmParametersError when it is not on the lot grid */
export function lotsOf(context: AlgorithmContext, name: string, text: string): number {
  const { instrument } = context
  const { sizePrecision } = instrument.definition
  const lots = scaledOrRefuse(text, sizePrecision, name)
  if (lots % instrument.lotSizeLots === 0) return lots
  const grid = formatScaled(instrument.lotSizeLots, sizePrecision)
  throw new InvalidAlgorithmParametersError({
    problem: `${name} ${text} is not a multiple of the lot ${grid}`,
  })
}

function scaledOrRefuse(text: string, precision: number, name: string): number {
  try {
    return Number(parseScaled(text, precision, name))
  } catch (error) {
    if (!(error instanceof InvalidDecimalError)) throw error
    throw new InvalidAlgorithmParametersError({ problem: error.message }, error)
  }
}
