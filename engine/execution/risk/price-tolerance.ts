const MILLION = 1_000_000

/** Whether a price lies further from the market than its tolerance, either way.
 *  @param twiceMarketTicks twice the price it is measured against, > 0 (so that a mid stays whole) */
export function exceedsTolerance(
  toleranceMillionths: number,
  priceTicks: number,
  twiceMarketTicks: number,
): boolean {
  if (toleranceMillionths === Number.POSITIVE_INFINITY) return false
  const distance = Math.abs(2 * priceTicks - twiceMarketTicks)
  const [scaled, allowed] = [distance * MILLION, twiceMarketTicks * toleranceMillionths]
  if (Number.isSafeInteger(scaled) && Number.isSafeInteger(allowed)) return scaled > allowed
  return BigInt(distance) * BigInt(MILLION) > BigInt(twiceMarketTicks) * BigInt(toleranceMillionths)
}
