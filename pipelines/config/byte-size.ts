const UNIT_BYTES: Readonly<Record<string, number>> = { KB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12 }

/** Bytes of a size such as `512MB` or `4GB`. @returns undefined unless it is a positive whole number of KB, MB, GB, TB. */
export function sizeBytes(text: string): number | undefined {
  const match = /^(\d{1,6})(KB|MB|GB|TB)$/.exec(text)
  const bytes = Number(match?.[1] ?? 0) * (UNIT_BYTES[match?.[2] ?? ''] ?? 0)
  return bytes > 0 ? bytes : undefined
}
