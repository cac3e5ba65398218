import type { Reason } from '../domain/codes.ts'

declare const verdict: unique symbol

/** The slot of an order that passed every check before it is sent. The pre-trade gate alone makes one, and what
 *  brings orders and changes to a venue takes nothing else. At run time it is the slot and nothing more. */
export type Approved = number & { readonly [verdict]: 'approved' }

/** A refusal: the reason code, negated. */
export type Denied = number & { readonly [verdict]: 'denied' }

/** Slots count from 0 and reasons from 1, so the sign tells. */
export function isApproved(outcome: Approved | Denied): outcome is Approved {
  return outcome >= 0
}

/** Why an order or a change is not sent. */
export function reasonOf(denied: Denied): Reason {
  return -denied as Reason
}
