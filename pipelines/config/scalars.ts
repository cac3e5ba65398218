import { z } from 'zod'
import { sizeBytes } from './byte-size.ts'
import { canonicalDecimal, decimalSign } from './decimal.ts'
import { durationNs } from './duration.ts'
import { instantNs } from './time-window.ts'

type Range = 'any' | 'not negative' | 'positive'

/** An exact decimal, written as a number or a string; becomes canonical decimal text. */
function decimal(range: Range) {
  const expected = range === 'any' ? 'a decimal number' : `a decimal number that is ${range}`
  return z
    .union([z.string(), z.number()], { error: `expected ${expected}, as a number or a string` })
    .transform((written, context) => {
      const text = canonicalDecimal(String(written))
      if (text !== undefined && inRange(text, range)) return text
      context.addIssue({ code: 'custom', message: `expected ${expected}` })
      return z.NEVER
    })
}

function inRange(text: string, range: Range): boolean {
  const sign = decimalSign(text)
  return range === 'any' || sign > 0 || (range === 'not negative' && sign === 0)
}

/** A commission rate: a fraction of the notional, negative for a rebate. */
export const feeRate = () =>
  decimal('any').refine(rate => Math.abs(Number(rate)) < 1, {
    error: 'expected a fraction of the notional between -1 and 1, such as 0.0004 for 4 bps',
  })
/** A funding rate, with at most the twelve fractional digits that SQL recomputes it with. */
export const fundingRate = () =>
  feeRate().refine(rate => (rate.split('.')[1]?.length ?? 0) <= 12, {
    error: 'expected at most twelve fractional digits',
  })
export const amountDecimal = () => decimal('not negative')
export const positiveDecimal = () => decimal('positive')

/** Fractional digits of a price, a quantity or a currency. */
export const precision = () => z.number().int().min(0).max(12)

export const probability = () => z.number().min(0).max(1)

export const nanoseconds = () => z.number().int().min(0)

/** Currency codes and venue names as they stand in identifiers. */
export const currency = () =>
  z.string().regex(/^[A-Z0-9]{1,16}$/, { error: 'expected a currency code such as "USDT"' })

/** `500ms`, `1s`, `5m`, `1h`, `1d`: kept as written, known to be a positive duration. */
export const duration = () =>
  z.string().refine(text => durationNs(text) !== undefined, {
    error: 'expected a duration such as "500ms", "1s", "5m" or "1h"',
  })

/** `512MB`, `4GB`: kept as written, known to be a positive size. */
export const byteSize = () =>
  z.string().refine(text => sizeBytes(text) !== undefined, {
    error: 'expected a size such as "512MB" or "4GB"',
  })

/** An instant in UTC with up to nine fractional digits, kept as written. */
export const instant = () =>
  z.string().refine(text => instantNs(text) !== undefined, {
    error: 'expected an instant in UTC such as "2024-05-01T00:00:00Z", with at most nine fractional digits',
  })
