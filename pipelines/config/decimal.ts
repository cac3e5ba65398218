const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/

/** Digits an amount may have before and after the point; beyond them it is a slip of the pen. */
export const INTEGER_DIGITS_MAX = 20
export const FRACTION_DIGITS_MAX = 18

/** Writes a decimal literal canonically: no exponent, no plus, no surplus zeros, never `-0`.
 *  @returns undefined when the text is no finite decimal or has more digits than any amount needs. */
export function canonicalDecimal(text: string): string | undefined {
  const match = DECIMAL.exec(text.trim())
  if (match === null) return undefined
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match
  if (whole === '' && fraction === '') return undefined
  const digits = whole + fraction
  const point = whole.length + Number(exponent)
  const before = (point > 0 ? digits.slice(0, point).padEnd(point, '0') : '').replace(/^0+/, '')
  const after = (point >= 0 ? digits.slice(point) : '0'.repeat(-point) + digits).replace(/0+$/, '')
  if (before.length > INTEGER_DIGITS_MAX || after.length > FRACTION_DIGITS_MAX) return undefined
  const magnitude = after === '' ? before || '0' : `${before || '0'}.${after}`
  return sign === '-' && magnitude !== '0' ? `-${magnitude}` : magnitude
}

/** Counts a canonical decimal in units of 10^-precision.
 *  @returns undefined when it has more fractional digits than the precision. */
export function decimalUnits(decimal: string, precision: number): bigint | undefined {
  const [whole = '0', fraction = ''] = decimal.split('.')
  if (fraction.length > precision) return undefined
  return BigInt(whole + fraction.padEnd(precision, '0'))
}

/** The canonical decimal of one unit at a precision: 2 → `0.01`. */
export function unitAtPrecision(precision: number): string {
  return precision === 0 ? '1' : `0.${'1'.padStart(precision, '0')}`
}

/** Whether a canonical decimal is zero, or below it. */
export function decimalSign(decimal: string): -1 | 0 | 1 {
  if (decimal === '0') return 0
  return decimal.startsWith('-') ? -1 : 1
}
