import { UsageError } from '../errors.ts'

/** Reads a whole number of an option. @throws UsageError with the option's name. */
export function wholeNumber(option: string, text: string, range: { min: number; max: number }): number {
  const value = Number(text)
  if (/^\d+$/.test(text) && value >= range.min && value <= range.max) return value
  throw new UsageError({
    problem: `${option} ${text} is not usable.`,
    remedy: `Give a whole number from ${range.min} to ${range.max}.`,
  })
}
