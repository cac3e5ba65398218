import type { Accounts } from '../account/accounts.ts'
import type { Instrument } from '../domain/instrument.ts'
import type { OrderStore } from '../domain/order-store.ts'
import type { SimulatedVenue } from '../exchange/simulated-venue.ts'
import { PreTradeGate, type ReferenceTicks } from '../execution/pre-trade-gate.ts'
import { RiskGate } from '../execution/risk/risk-gate.ts'
import type { RiskLimitsDefinition } from '../execution/risk/risk-limits.ts'

/** The gate of a replay's orders, and the risk limits behind it where there are any. */
export function openPreTradeGate(
  limits: RiskLimitsDefinition | undefined,
  parts: {
    readonly orders: OrderStore
    readonly instruments: readonly Instrument[]
    readonly accounts: Accounts
    readonly venues: readonly SimulatedVenue[]
  },
): { readonly gate: PreTradeGate; readonly risk: RiskGate | undefined } {
  const { orders, instruments, accounts, venues } = parts
  const referenceTicks: ReferenceTicks = (index, side) => venues[index]!.referenceTicks(side)
  const holdings = {
    heldLots: (index: number) => accounts.of(index).position(index).lots,
    twiceMarkTicks: (index: number) => venues[index]!.twiceMarkTicks(),
  }
  const risk = limits && new RiskGate(limits, orders, instruments, { ...holdings, referenceTicks })
  return { gate: new PreTradeGate({ orders, instruments, accounts, referenceTicks, risk }), risk }
}
