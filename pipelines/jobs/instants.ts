/** The least of some instants, ns; null of none. */
export function earliest(instantsNs: readonly bigint[]): bigint | null {
  let least: bigint | null = null
  for (const instantNs of instantsNs) if (least === null || instantNs < least) least = instantNs
  return least
}

/** The greatest of some instants, ns; null of none. */
export function latest(instantsNs: readonly bigint[]): bigint | null {
  let greatest: bigint | null = null
  for (const instantNs of instantsNs) if (greatest === null || instantNs > greatest) greatest = instantNs
  return greatest
}
