import { InvalidDecimalError } from '../errors.ts'
import { tenTo } from './exact.ts'

const DECIMAL = /^([+-]?)(\d+)(?:\.(\d+))?$/

/** A decimal text as an integer count of 10^-precision. @throws InvalidDecimalError when the text is no plain
 *  decimal or has more significant digits after the point than `precision`. */
export function parseScaled(text: string, precision: number, what: string): bigint {
  const match = DECIMAL.exec(text.trim())
  if (match === null) throw new InvalidDecimalError({ what, text, expected: 'a plain decimal such as 12.50' })
  const [, sign, whole = '0', fraction = ''] = match
  const kept = fraction.replace(/0+$/, '')
  if (kept.length > precision) {
    throw new InvalidDecimalError({ what, text, expected: `at most ${precision} digits after the point` })
  }
  const magnitude = BigInt(whole) * tenTo(precision) + BigInt(kept.padEnd(precision, '0') || '0')
  return sign === '-' ? -magnitude : magnitude
}

/** A decimal text as an exact fraction: `0.0004` → 4 / 10000. */
export function parseFraction(text: string, what: string): { numerator: bigint; denominator: bigint } {
  const digits = DECIMAL.exec(text.trim())?.[3]?.length ?? 0
  return { numerator: parseScaled(text, digits, what), denominator: tenTo(digits) }
}

/** An integer count of 10^-precision as decimal text: (12345n, 2) → `123.45`. */
export function formatScaled(value: bigint | number, precision: number): string {
  const units = BigInt(value)
  const digits = (units < 0n ? -units : units).toString().padStart(precision + 1, '0')
  const sign = units < 0n ? '-' : ''
  if (precision === 0) return sign + digits
  return `${sign}${digits.slice(0, -precision)}.${digits.slice(-precision)}`
}
