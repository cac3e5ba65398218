import { SIDE, type Side } from '../../domain/codes.ts'

/** The holding on one side of the market, should everything of that side fill.
 *  @param heldLots signed. @param openLots working and in flight on that side */
export function worstLots(side: Side, heldLots: number, openLots: number): number {
  return (side === SIDE.BUY ? heldLots : -heldLots) + openLots
}

/** Whether an order could carry the position beyond its limit: what is held, what works and is in flight on its
 *  side, and the order itself. Orders of the other side are not set against it, since they may never fill; an order
 *  that leads back towards flat passes even when the limit is exceeded already. */
export function exceedsPosition(
  maxPositionLots: number,
  side: Side,
  heldLots: number,
  openLots: number,
  quantityLots: number,
): boolean {
  return worstLots(side, heldLots, openLots) + quantityLots > maxPositionLots
}
