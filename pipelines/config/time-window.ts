import { WindowInvalidError } from '../errors.ts'

/** Half-open `[startNs, endNs)` in `ts_init`, ns since 1970 UTC. */
export interface TimeWindow {
  readonly startNs: bigint
  readonly endNs: bigint
}

const INSTANT = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?(?:Z|\+00:00)$/

/** Nanoseconds since 1970 of an RFC 3339 instant in UTC.
 *  @returns undefined when the text is none, names no real day or time, or carries more than nine digits. */
export function instantNs(text: string): bigint | undefined {
  const match = INSTANT.exec(text)
  if (match === null) return undefined
  const [, day = '', time = '', fraction = ''] = match
  const milliseconds = Date.parse(`${day}T${time}Z`)
  if (Number.isNaN(milliseconds)) return undefined
  // Date.parse turns 31 June into 1 July; such a day is a slip, not an instant.
  if (!new Date(milliseconds).toISOString().startsWith(`${day}T${time}`)) return undefined
  return BigInt(milliseconds) * 1_000_000n + BigInt(fraction.padEnd(9, '0'))
}

/** Reads the bounds of a window.
 *  @throws WindowInvalidError when a bound is no instant in UTC or the end is not after the start. */
export function parseWindow(start: string, end: string): TimeWindow {
  const startNs = instantNs(start)
  const endNs = instantNs(end)
  if (startNs === undefined || endNs === undefined) {
    const [bound, found] = startNs === undefined ? ['start', start] : ['end', end]
    throw new WindowInvalidError({ problem: `the ${bound} "${found}" is no instant in UTC` })
  }
  if (endNs <= startNs) {
    throw new WindowInvalidError({ problem: `the end ${end} is not after the start ${start}` })
  }
  return { startNs, endNs }
}

/** Writes an instant as RFC 3339 in UTC, with as many fractional digits as it needs. */
export function formatInstant(ns: bigint): string {
  const secondsNs = 1_000_000_000n
  const rest = ((ns % secondsNs) + secondsNs) % secondsNs
  const whole = new Date(Number((ns - rest) / 1_000_000n)).toISOString().slice(0, 19)
  const fraction = rest.toString().padStart(9, '0').replace(/0+$/, '')
  return fraction === '' ? `${whole}Z` : `${whole}.${fraction}Z`
}
