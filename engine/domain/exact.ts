import { PrecisionOverflowError } from '../errors.ts'

/** Exact integer arithmetic on numbers, with one rounding, half to even, at the end.
 *  Numbers are used while every intermediate value is a safe integer; bigint takes over beyond. */

const SAFE_MAX = Number.MAX_SAFE_INTEGER

/** numerator / denominator rounded half to even. @param denominator > 0; both safe integers. */
export function divideHalfEven(numerator: number, denominator: number): number {
  // The floor of a negative quotient lies further from zero: times the denominator it may leave the exact range.
  if (numerator < 0) return 0 - divideHalfEven(-numerator, denominator)
  let quotient = Math.floor(numerator / denominator)
  let remainder = numerator - quotient * denominator
  if (remainder < 0) {
    quotient--
    remainder += denominator
  } else if (remainder >= denominator) {
    quotient++
    remainder -= denominator
  }
  const twice = remainder - (denominator - remainder)
  if (twice > 0 || (twice === 0 && quotient % 2 !== 0)) quotient++
  return quotient
}

/** numerator / denominator rounded half to even. @param denominator > 0. */
export function divideHalfEvenBig(numerator: bigint, denominator: bigint): bigint {
  let quotient = numerator / denominator
  let remainder = numerator % denominator
  if (remainder < 0n) {
    quotient -= 1n
    remainder += denominator
  }
  const twice = remainder * 2n
  if (twice > denominator || (twice === denominator && quotient % 2n !== 0n)) quotient += 1n
  return quotient
}

/** A bigint as a safe integer. @throws PrecisionOverflowError when it is none. */
export function toSafeInteger(value: bigint, what: string): number {
  const number = Number(value)
  if (!Number.isSafeInteger(number)) {
    throw new PrecisionOverflowError({ what, value: value.toString(), limit: `±${SAFE_MAX}` })
  }
  return number
}

/** a × b / c, exact before the one rounding half to even. @param a ≥ 0, c > 0; safe integers.
 *  @returns a safe integer, or NaN where the result needs bigint. */
export function multiplyDivide(a: number, b: number, c: number): number {
  const product = a * b
  if (product <= SAFE_MAX && product >= -SAFE_MAX) return c === 1 ? product : divideHalfEven(product, c)
  if (b < 0) return -multiplyDivide(a, -b, c)
  // a = q·c + r, so a·b / c = q·b + r·b / c, whose parts stay small when c does.
  let quotient = Math.floor(a / c)
  let remainder = a - quotient * c
  if (remainder < 0) {
    quotient--
    remainder += c
  } else if (remainder >= c) {
    quotient++
    remainder -= c
  }
  const whole = quotient * b
  const part = remainder * b
  if (whole > SAFE_MAX / 2 || part > SAFE_MAX) return Number.NaN
  const rounded = divideHalfEven(part, c)
  const isTie = (part - Math.floor(part / c) * c) * 2 === c
  if (!isTie) return whole + rounded
  const below = whole + Math.floor(part / c)
  return below % 2 === 0 ? below : below + 1
}

/** The same at any size. */
export function multiplyDivideBig(a: bigint, b: bigint, c: bigint): bigint {
  return divideHalfEvenBig(a * b, c)
}

/** A positive fraction in lowest terms, both parts safe integers. */
export interface Ratio {
  readonly numerator: number
  readonly denominator: number
}

/** numerator / denominator in lowest terms; the sign stays in the numerator.
 *  @throws PrecisionOverflowError when a part is no safe integer. */
export function ratio(numerator: bigint, denominator: bigint, what: string): Ratio {
  let a = numerator < 0n ? -numerator : numerator
  let b = denominator
  while (b !== 0n) [a, b] = [b, a % b]
  const divisor = a === 0n ? 1n : a
  return {
    numerator: toSafeInteger(numerator / divisor, what),
    denominator: toSafeInteger(denominator / divisor, what),
  }
}

/** 10 to the n-th. @param exponent ≥ 0. */
export function tenTo(exponent: number): bigint {
  return 10n ** BigInt(exponent)
}
