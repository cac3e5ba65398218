import type { AccountType, StartingBalance } from '../account/account.ts'
import type { FundingTerms } from '../account/funding.ts'
import type { InstrumentDefinition } from '../domain/instrument.ts'
import { VenueMissingError, WindowTooLongError } from '../errors.ts'
import type { FillModel, SnapshotMode } from '../exchange/fill-model.ts'
import type { ExecutionSetting } from '../execution/parents/execution-desk.ts'
import type { RiskLimitsDefinition } from '../execution/risk/risk-limits.ts'
import type { RouterDefinition } from '../execution/router/router-definition.ts'
import type { StrategyFactory } from '../strategies/strategy.ts'

/** Delays between strategy and venue. Unrealistic in that it knows no congestion: the delay does not
 *  grow when the market is busy. */
export interface LatencyModel {
  readonly submitNs: number
  readonly modifyNs: number
  readonly cancelNs: number
  /** From the venue back to the strategy. */
  readonly reportNs: number
  /** Uniform extra delay of each command in [0, jitterNs), seeded. */
  readonly jitterNs: number
}

/** `NETTING`: one position per instrument. `HEDGING`: one per opening order. */
export type OmsType = 'NETTING' | 'HEDGING'

/** Where instruments are traded: one account, its rules and its delays. */
export interface VenueSetting {
  /** As instruments name it; also the name of its account. */
  readonly name: string
  readonly accountType: AccountType
  readonly omsType: OmsType
  readonly startingBalances: readonly StartingBalance[]
  readonly fillModel: FillModel
  readonly latency: LatencyModel
  /** Whether the venue closes what a margin account can no longer carry; default true. */
  readonly liquidates?: boolean
}

/** Everything a replay is told: the validated configuration in the engine's terms, and its strategy. */
export interface ReplayScenario {
  /** Half-open window in ts_init, ns since the Unix epoch. The engine's times count from its start. */
  readonly startNs: bigint
  readonly endNs: bigint
  readonly venues: readonly VenueSetting[]
  /** Each at one of the venues. Everything refers to an instrument by its place in this list; the first one's
   *  settlement currency is what the run as a whole is valued in. */
  readonly instruments: readonly InstrumentDefinition[]
  readonly snapshotMode: SnapshotMode
  readonly strategy: StrategyFactory
  /** Algorithms that orders may name; absent where all go to the venue as they are. */
  readonly execution?: Omit<ExecutionSetting, 'seed'>
  /** Limits on what is sent; absent where there are none. */
  readonly risk?: RiskLimitsDefinition
  /** Routes orders of one instrument over several venues; absent where all go where they are addressed. */
  readonly router?: RouterDefinition
  readonly seed: number
  readonly equityIntervalNs: number
  readonly closePositions: boolean
  /** Of perpetuals; at most one for each. */
  readonly funding?: readonly FundingTerms[]
}

/** Index of each instrument's venue. @throws VenueMissingError */
export function venueIndices({ venues, instruments }: ReplayScenario): number[] {
  return instruments.map(({ id, venue }) => {
    const index = venues.findIndex(({ name }) => name === venue)
    if (index < 0) throw new VenueMissingError({ id, venue, known: venues.map(({ name }) => name) })
    return index
  })
}

/** Longest window whose ns are safe integers. */
const WINDOW_NS_MAX = BigInt(Number.MAX_SAFE_INTEGER)

/** The window's length in ns. @throws WindowTooLongError beyond 104 days. */
export function windowLengthNs(scenario: ReplayScenario): number {
  const lengthNs = scenario.endNs - scenario.startNs
  if (lengthNs > WINDOW_NS_MAX) throw new WindowTooLongError({ lengthNs: lengthNs.toString() })
  return Number(lengthNs)
}

const DAY_NS = 86_400_000_000_000n

/** When the UTC day of a time ends, both in ns since the window's start. */
export function dayEndOf(scenario: ReplayScenario, nowNs: number): number {
  const absoluteNs = scenario.startNs + BigInt(nowNs)
  return Number((absoluteNs / DAY_NS + 1n) * DAY_NS - scenario.startNs)
}
