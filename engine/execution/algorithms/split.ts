import { InvalidAlgorithmParametersError } from '../../errors.ts'

/** Splits of a quantity over the slices of a schedule, on the lot grid. */

/** Slices a schedule may have. */
export const SLICES_MAX = 100_000

/** How many whole intervals a horizon has. @throws InvalidAlgorithmParametersError for none or too many */
export function sliceCount(horizonNs: number, intervalNs: number): number {
  const slices = Math.floor(horizonNs / intervalNs)
  if (slices >= 1 && slices <= SLICES_MAX) return slices
  throw new InvalidAlgorithmParametersError({
    problem:
      slices < 1
        ? 'interval_secs is longer than horizon_secs'
        : `horizon_secs holds ${slices} intervals; expected at most ${SLICES_MAX}`,
  })
}

/** What a split must keep to. */
export interface SplitRule {
  readonly quantityLots: number
  readonly lotSizeLots: number
  readonly minQuantityLots: number
}

/** Equal parts, and what they leave as one more; the whole as one part when a part would be the whole, no lot or under
 *  the minimum. The rest joins the last part where it is under the minimum. Sums to the quantity. */
export function equalSplit(rule: SplitRule, parts: number): number[] {
  const { quantityLots } = rule
  const part = flooredTo(rule.lotSizeLots, quantityLots / parts)
  return splitByParts(rule, new Array<number>(parts).fill(part))
}

/** Takes over parts that sum to no more than the quantity, and adds what they leave: as one more, or to the last where
 *  it is under the minimum. Parts under the minimum are left to the rest; the whole goes at once when the first is. */
export function splitByParts(
  { quantityLots, minQuantityLots }: SplitRule,
  parts: readonly number[],
): number[] {
  const [first = 0] = parts
  if (first >= quantityLots || first < minQuantityLots || first <= 0) return [quantityLots]
  const kept = parts.map(lots => (lots >= minQuantityLots ? lots : 0))
  const rest = quantityLots - kept.reduce((sum, lots) => sum + lots, 0)
  if (rest === 0) return kept
  if (rest >= minQuantityLots) return [...kept, rest]
  const last = kept.findLastIndex(lots => lots > 0)
  return kept.map((lots, index) => (index === last ? lots + rest : lots))
}

/** Parts in proportion to weights, by largest remainder: floors first, then one lot each to the largest remainders,
 *  the earlier first. Parts under the minimum wait for the next; what waits at the end joins the last part.
 *  @param weights not negative, not all zero */
export function weightedSplit(rule: SplitRule, weights: readonly number[]): number[] {
  const { quantityLots, lotSizeLots, minQuantityLots } = rule
  const units = quantityLots / lotSizeLots
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const exact = weights.map(weight => (weight * units) / total)
  const parts = exact.map(Math.floor)
  const byRemainder = exact
    .map((value, index) => ({ index, remainder: value - Math.floor(value) }))
    .sort((a, b) => b.remainder - a.remainder || a.index - b.index)
  let left = units - parts.reduce((sum, part) => sum + part, 0)
  for (const { index } of byRemainder) {
    if (left <= 0) break
    parts[index]! += 1
    left--
  }
  return mergedToMinimum(
    parts.map(part => part * lotSizeLots),
    minQuantityLots,
  )
}

function mergedToMinimum(parts: readonly number[], minQuantityLots: number): number[] {
  let waiting = 0
  const merged = parts.map(lots => {
    waiting += lots
    if (waiting < minQuantityLots) return 0
    const sent = waiting
    waiting = 0
    return sent
  })
  const last = merged.findLastIndex(lots => lots > 0)
  if (waiting > 0) merged[Math.max(last, 0)]! += waiting
  return merged
}

/** Lots rounded down to a grid. */
export function flooredTo(lotSizeLots: number, lots: number): number {
  return Math.floor(lots / lotSizeLots) * lotSizeLots
}
