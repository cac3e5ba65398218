import type { Reason, Side } from '../domain/codes.ts'

/** What an account lets an order do before it is sent, and a fill when it happens; what working orders keep is not
 *  there for others. */
export interface BuyingPower {
  /** The reason to deny an order, or NONE. @param priceTicks the price it would meet. */
  denial(instrumentIndex: number, side: Side, priceTicks: number, quantityLots: number): Reason
  /** Most lots of a fill that can be paid for at a price. */
  affordableLots(instrumentIndex: number, side: Side, priceTicks: number, quantityLots: number): number
  /** Whether fills at several prices, booked one by one, can all be paid for. */
  coversFills(
    instrumentIndex: number,
    side: Side,
    pricesTicks: readonly number[],
    quantitiesLots: readonly number[],
  ): boolean
  /** Keeps what an order needs that may open or buy; `release` with the same values gives it back. */
  reserve(instrumentIndex: number, side: Side, priceTicks: number, quantityLots: number): void
  release(instrumentIndex: number, side: Side, priceTicks: number, quantityLots: number): void
  /** Money units of the instrument's settlement wallet that are there for further orders, exact. */
  freeUnits(instrumentIndex: number): bigint
  /** Money units that working orders keep of the instrument's settlement wallet, exact. */
  reservedUnits(instrumentIndex: number): bigint
}
