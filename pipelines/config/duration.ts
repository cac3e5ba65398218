const UNIT_NS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
  d: 86_400_000_000_000n,
}

/** Nanoseconds of a duration such as `500ms`, `1s`, `15m`, `1h`.
 *  @returns undefined unless it is a positive whole number of ns, us, ms, s, m, h or d. */
export function durationNs(text: string): bigint | undefined {
  const match = /^(\d{1,12})(ns|us|ms|s|m|h|d)$/.exec(text)
  const unitNs = UNIT_NS[match?.[2] ?? '']
  if (match === null || unitNs === undefined) return undefined
  const valueNs = BigInt(match[1] ?? '0') * unitNs
  return valueNs > 0n ? valueNs : undefined
}
