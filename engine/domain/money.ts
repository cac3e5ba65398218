import {
  divideHalfEven,
  divideHalfEvenBig,
  multiplyDivide,
  type Ratio,
  tenTo,
  toSafeInteger,
} from './exact.ts'
import type { Instrument } from './instrument.ts'

const SAFE_MAX = Number.MAX_SAFE_INTEGER

/** lots × ticks × factor in money units (inverse: lots ÷ ticks × factor), exact before the one rounding half to
 *  even. Serves fill values, commissions and margins: they differ in the factor only.
 *  @returns a safe integer, or NaN where the amount needs `scaledAmountBig`. */
export function scaledAmount(
  instrument: Instrument,
  factor: Ratio,
  priceTicks: number,
  quantityLots: number,
): number {
  if (instrument.isInverse) {
    const numerator = quantityLots * factor.numerator
    const denominator = priceTicks * factor.denominator
    if (numerator <= SAFE_MAX && numerator >= -SAFE_MAX && denominator <= SAFE_MAX) {
      return divideHalfEven(numerator, denominator)
    }
    return Number.NaN
  }
  const notional = priceTicks * quantityLots
  if (notional > SAFE_MAX) return Number.NaN
  return multiplyDivide(notional, factor.numerator, factor.denominator)
}

/** The same at any size. */
export function scaledAmountBig(
  instrument: Instrument,
  factor: Ratio,
  priceTicks: number,
  quantityLots: number,
): bigint {
  const numerator = BigInt(quantityLots) * BigInt(factor.numerator)
  return instrument.isInverse
    ? divideHalfEvenBig(numerator, BigInt(priceTicks) * BigInt(factor.denominator))
    : divideHalfEvenBig(numerator * BigInt(priceTicks), BigInt(factor.denominator))
}

/** What a quantity is worth in the quote currency, in money units: an inverse contract is quoted by its face. */
export function notionalUnits(instrument: Instrument, priceTicks: number, quantityLots: number): bigint {
  const { value, definition, isInverse } = instrument
  if (!isInverse) return scaledAmountBig(instrument, value, priceTicks, quantityLots)
  const denominator = BigInt(value.denominator) * tenTo(definition.pricePrecision)
  return divideHalfEvenBig(BigInt(quantityLots) * BigInt(value.numerator), denominator)
}

/** `scaledAmount` within floating-point error, unrounded; for comparisons that are exact when they are close. */
export function approximateAmount(
  instrument: Instrument,
  factor: Ratio,
  priceTicks: number,
  quantityLots: number,
): number {
  const amount = instrument.isInverse ? quantityLots / priceTicks : quantityLots * priceTicks
  return (amount * factor.numerator) / factor.denominator
}

/** A fill's commission in money units: negative is a rebate. @throws PrecisionOverflowError. */
export function commissionUnits(
  instrument: Instrument,
  factor: Ratio,
  priceTicks: number,
  quantityLots: number,
): number {
  const amount = scaledAmount(instrument, factor, priceTicks, quantityLots)
  if (!Number.isNaN(amount)) return amount
  return toSafeInteger(
    scaledAmountBig(instrument, factor, priceTicks, quantityLots),
    `commission on ${instrument.id}`,
  )
}
