import type { PositionRecord } from '../account/position.ts'
import type { WalletResult } from '../account/wallet.ts'
import type { Reason } from '../domain/codes.ts'
import type { MarginEvent } from './margin-desk.ts'
import type { OrderCounts } from './order-lifecycle.ts'
import type { ReplayScenario } from './scenario.ts'

/** What a replay came to, as plain data. */
export interface ReplayResult {
  readonly trades: number
  readonly bookEvents: number
  readonly counts: OrderCounts
  /** Denied orders by reason. */
  readonly denials: readonly { readonly reason: Reason; readonly orders: number }[]
  readonly positionsOpened: number
  /** By account, in the order of the venues; a wallet's place among all of them is what equity samples name. */
  readonly wallets: readonly { readonly account: string; readonly wallet: WalletResult }[]
  /** In the currency that the first instrument settles in, over all accounts: realised less commissions. */
  readonly tradingUnits: bigint
  /** Equity before the first fill, undefined where something that is held never had a price. */
  readonly startingEquityUnits: bigint | undefined
  readonly unrealizedUnits: bigint
  readonly maxDrawdownUnits: bigint
  readonly openPositions: readonly PositionRecord[]
  readonly marginCalls: number
  readonly liquidations: number
  /** The first thousand of both, in order. */
  readonly marginEvents: readonly MarginEvent[]
  readonly warnings: readonly string[]
}

/** Says that a position stays open, and why. */
export function unclosed(scenario: ReplayScenario): (record: PositionRecord) => string {
  return record => {
    const { id } = scenario.instruments[record.instrumentIndex]!
    return scenario.closePositions
      ? `The position in ${id} found no liquidity to close and stays open.`
      : `The position in ${id} was left open as asked.`
  }
}
