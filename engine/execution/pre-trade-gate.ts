import type { Accounts } from '../account/accounts.ts'
import { ORDER_FLAG, REASON, type Reason, type Side } from '../domain/codes.ts'
import type { Instrument } from '../domain/instrument.ts'
import type { OrderStore } from '../domain/order-store.ts'
import type { Approved, Denied } from './approval.ts'
import { changeDenialOf, denialOf } from './order-checks.ts'
import type { RiskGate } from './risk/risk-gate.ts'

/** The price a market order of this side would meet first, in ticks, 0 where there is none. */
export type ReferenceTicks = (instrumentIndex: number, side: Side) => number

/** Everything an order passes before it is sent: what the instrument and the account allow, then the risk limits.
 *  The only maker of `Approved`; the same code guards backtests and live orders. */
export class PreTradeGate {
  readonly #orders: OrderStore
  readonly #instruments: readonly Instrument[]
  readonly #accounts: Accounts
  readonly #referenceTicks: ReferenceTicks
  readonly #risk: RiskGate | undefined

  constructor(parts: {
    readonly orders: OrderStore
    readonly instruments: readonly Instrument[]
    readonly accounts: Accounts
    readonly referenceTicks: ReferenceTicks
    /** Absent where no limits are set. */
    readonly risk: RiskGate | undefined
  }) {
    this.#orders = parts.orders
    this.#instruments = parts.instruments
    this.#accounts = parts.accounts
    this.#referenceTicks = parts.referenceTicks
    this.#risk = parts.risk
  }

  /** Checks an order that is about to be sent. */
  approveOrder(slot: number, nowNs: number): Approved | Denied {
    const orders = this.#orders
    const index = orders.instrumentIndex[slot]!
    const referenceTicks = this.referenceTicks(slot)
    const reason =
      denialOf(orders, slot, this.#instruments[index]!, this.#accounts.of(index), referenceTicks, nowNs) ||
      (this.#risk?.orderDenial(slot, nowNs) ?? REASON.NONE)
    return verdictOf(slot, reason)
  }

  /** The price an order would meet or wait at, in ticks, 0 where there is none. */
  referenceTicks(slot: number): number {
    const orders = this.#orders
    const priced = orders.limitTicks[slot]! || orders.triggerTicks[slot]!
    return priced || this.#referenceTicks(orders.instrumentIndex[slot]!, orders.side[slot] as Side)
  }

  /** Checks a change that is about to be sent. @param quantityLots, limitTicks, triggerTicks, trailingOffsetTicks NaN
   *  where a value stays as it is */
  approveChange(
    slot: number,
    quantityLots: number,
    limitTicks: number,
    triggerTicks: number,
    trailingOffsetTicks: number,
    nowNs: number,
  ): Approved | Denied {
    const instrument = this.#instruments[this.#orders.instrumentIndex[slot]!]!
    const reason =
      changeDenialOf(instrument, quantityLots, [limitTicks, triggerTicks, trailingOffsetTicks]) ||
      (this.#risk?.changeDenial(slot, quantityLots, limitTicks, triggerTicks, nowNs) ?? REASON.NONE)
    return verdictOf(slot, reason)
  }

  /** Lets an order that closes what is held pass whatever the limits say: the end of a run, or the venue, forces it. */
  approveClosing(slot: number): Approved {
    if ((this.#orders.flags[slot]! & ORDER_FLAG.CLOSING) === 0) throw new TypeError('not a closing order')
    return slot as Approved
  }
}

function verdictOf(slot: number, reason: Reason): Approved | Denied {
  return reason === REASON.NONE ? (slot as Approved) : (-reason as Denied)
}
