/** Bytes `[start, end)` of an object. */
export interface ByteRange {
  readonly start: number
  readonly end: number
}

/** Ranges to request so that all wanted bytes come: neighbours closer than `gapBytes` merge, long ones are split. */
export function planRanges(
  wanted: readonly ByteRange[],
  gapBytes: number,
  splitBytes: number,
): readonly ByteRange[] {
  const merged: { start: number; end: number }[] = []
  for (const { start, end } of [...wanted].sort((left, right) => left.start - right.start)) {
    const last = merged.at(-1)
    if (last !== undefined && start - last.end <= gapBytes) last.end = Math.max(last.end, end)
    else merged.push({ start, end })
  }
  return merged.flatMap(({ start, end }) => splitRange(start, end, splitBytes))
}

/** Pieces of at most `splitBytes`, of nearly equal length. */
export function splitRange(start: number, end: number, splitBytes: number): ByteRange[] {
  const pieces = Math.max(1, Math.ceil((end - start) / splitBytes))
  const step = Math.ceil((end - start) / pieces)
  return Array.from({ length: pieces }, (_, index) => ({
    start: start + index * step,
    end: Math.min(end, start + (index + 1) * step),
  }))
}
