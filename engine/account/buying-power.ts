import type { Reason, Side } from '../domain/codes.ts'

/** What an account lets an order do before it is sent, and a fill when it happens. */
export interface BuyingPower {
  /** The reason to deny an order, or NONE. @param priceTicks the price it would meet. */
  denial(instrumentIndex: number, side: Side, priceTicks: number, quantityLots: number): Reason
  /** Most lots of a fill that can be paid for at a price. */
  affordableLots(instrumentIndex: number, side: Side, priceTicks: number, quantityLots: number): number
}
