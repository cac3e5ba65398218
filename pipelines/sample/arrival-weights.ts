import type { Random } from './random.ts'

const BURST_CHANCE = 0.004
const BURST_DECAY = 0.93
const REGIME_MEMORY = 0.999

/** How busy each interval is, relative to the others: a slowly wandering level, bursts that excite what
 *  follows and die away, and chance. Trades spread over intervals by these weights come in clusters. */
export function arrivalWeights(intervals: number, random: Random): Float64Array {
  const weights = new Float64Array(intervals)
  let regime = random.normal()
  let excitation = 0
  for (let interval = 0; interval < intervals; interval++) {
    regime = REGIME_MEMORY * regime + Math.sqrt(1 - REGIME_MEMORY ** 2) * random.normal()
    excitation *= BURST_DECAY
    if (random.chance(BURST_CHANCE)) excitation += 20 * random.exponential()
    weights[interval] = Math.exp(0.7 * regime) * (1 + excitation) * random.exponential()
  }
  return weights
}

/** Splits a count over intervals in proportion to their weights; the counts sum to it exactly. */
export function countsByWeight(total: number, weights: Float64Array): Uint32Array {
  let sum = 0
  for (const weight of weights) sum += weight
  const counts = new Uint32Array(weights.length)
  let reached = 0
  let given = 0
  for (let interval = 0; interval < weights.length; interval++) {
    reached += weights[interval] ?? 0
    const due = interval === weights.length - 1 ? total : Math.min(total, Math.floor((total * reached) / sum))
    counts[interval] = due - given
    given = due
  }
  return counts
}
