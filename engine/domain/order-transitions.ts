import { ORDER_STATUS, type OrderStatus } from './codes.ts'

const S = ORDER_STATUS

/** Every change of status an order may go through. A fill may still arrive while a cancel is pending, a cancel may
 *  fail (back to ACCEPTED), immediate orders go from SUBMITTED to FILLED or CANCELED directly. */
const ALLOWED: Readonly<Record<OrderStatus, readonly OrderStatus[]>> = {
  [S.INITIALIZED]: [S.DENIED, S.EMULATED, S.SUBMITTED],
  [S.DENIED]: [],
  [S.EMULATED]: [S.SUBMITTED, S.CANCELED, S.EXPIRED],
  [S.SUBMITTED]: [S.ACCEPTED, S.REJECTED, S.PARTIALLY_FILLED, S.FILLED, S.CANCELED, S.EXPIRED],
  [S.ACCEPTED]: [
    S.PENDING_UPDATE,
    S.PENDING_CANCEL,
    S.TRIGGERED,
    S.PARTIALLY_FILLED,
    S.FILLED,
    S.CANCELED,
    S.EXPIRED,
    S.REJECTED,
  ],
  [S.REJECTED]: [],
  [S.PENDING_UPDATE]: [
    S.ACCEPTED,
    S.PENDING_CANCEL,
    S.TRIGGERED,
    S.PARTIALLY_FILLED,
    S.FILLED,
    S.CANCELED,
    S.EXPIRED,
  ],
  [S.PENDING_CANCEL]: [S.ACCEPTED, S.TRIGGERED, S.PARTIALLY_FILLED, S.FILLED, S.CANCELED, S.EXPIRED],
  [S.TRIGGERED]: [
    S.PENDING_UPDATE,
    S.PENDING_CANCEL,
    S.PARTIALLY_FILLED,
    S.FILLED,
    S.CANCELED,
    S.EXPIRED,
    S.REJECTED,
  ],
  [S.PARTIALLY_FILLED]: [
    S.PENDING_UPDATE,
    S.PENDING_CANCEL,
    S.PARTIALLY_FILLED,
    S.FILLED,
    S.CANCELED,
    S.EXPIRED,
  ],
  [S.FILLED]: [],
  [S.CANCELED]: [],
  [S.EXPIRED]: [],
}

/** Whether an order may go from one status to another. */
export function isAllowed(from: OrderStatus, to: OrderStatus): boolean {
  return ALLOWED[from].includes(to)
}

/** Whether an order is done for good. */
export function isFinal(status: OrderStatus): boolean {
  return ALLOWED[status].length === 0
}
