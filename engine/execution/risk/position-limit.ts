import { SIDE, type Side } from '../../domain/codes.ts'

/** The holding on one side of the market, should everything of that side fill.
 *  @param heldLots signed. @param openLots working and in flight on that side */
export function worstLots(side: Side, heldLots: number, openLots: number): number {
  return (side === SIDE.BUY ? heldLots : -heldLots) + openLots
}

/** The holding on one side of the market, should all reduce-only orders of that side fill: they lead to flat at most,
 *  but what else fills then starts from there.
 *  @param heldLots signed. @param closingLots of reduce-only orders, working and in flight on that side */
export function reducedLots(side: Side, heldLots: number, closingLots: number): number {
  const held = side === SIDE.BUY ? heldLots : -heldLots
  return Math.max(held, Math.min(0, held + closingLots))
}

/** Whether an order could carry the position beyond its limit: what is held, what works and is in flight on its
 *  side, and the order itself. Orders of the other side are not set against it, since they may never fill; an order
 *  that leads back towards flat passes even when the limit is exceeded already.
 *  @param heldLots on the order's side, reduced. @param openLots, addedLots that may open something */
export function exceedsPosition(
  maxPositionLots: number,
  heldLots: number,
  openLots: number,
  addedLots: number,
): boolean {
  return heldLots + openLots + addedLots > maxPositionLots
}
