import { SIDE } from '../domain/codes.ts'
import type { AlgorithmChoice } from '../execution/algorithms/algorithm.ts'
import { ALGORITHMS } from '../execution/algorithms/registry.ts'
import type { ExecutionSetting } from '../execution/parents/execution-desk.ts'
import { type ParentSetting, parentOrders } from '../strategies/parent-orders.ts'
import { type Fill, type Order, type RecordedRun, type RunSetting, recordRun } from './recorded-run.ts'

export const SECOND = 1_000_000_000

export interface WorkedSetting extends Omit<RunSetting, 'strategy'> {
  readonly parents?: readonly (Partial<ParentSetting> & { readonly algorithm?: AlgorithmChoice })[]
  readonly execution?: Partial<ExecutionSetting>
  /** Length of the window, default 120 s. */
  readonly endSecs?: number
}

export interface WorkedRun extends RecordedRun {
  /** In order of their numbers. */
  childrenOf(orderId: number): readonly Order[]
  fillsOf(orderId: number): readonly Fill[]
}

/** Replays parents that are bought at the market from the window's start unless they say otherwise. */
export async function workRun(setting: WorkedSetting): Promise<WorkedRun> {
  const { parents = [], execution, endSecs = 120, ...rest } = setting
  const settings = parents.map(parent => ({
    instrumentIndex: 0,
    side: SIDE.BUY,
    quantityLots: 1,
    startNs: 0,
    ...parent,
  }))
  const run = await recordRun({
    script: { factory: parentOrders(settings) },
    ...rest,
    scenario: {
      endNs: BigInt(endSecs * SECOND),
      equityIntervalNs: 1_000 * SECOND,
      execution: { algorithms: ALGORITHMS, ...execution },
      ...rest.scenario,
    },
  })
  const childrenOf = (orderId: number): Order[] =>
    run.records.orderRows
      .filter(order => order.parentOrderId === orderId)
      .sort((a, b) => a.childNumber - b.childNumber)
  return {
    ...run,
    childrenOf,
    fillsOf: orderId => {
      const ids = new Set(childrenOf(orderId).map(child => child.orderId))
      return run.fills.filter(fill => ids.has(fill.orderId))
    },
  }
}

/** What children a parent had: when, in seconds, and how much. */
export function sizesOf(children: readonly Order[]): [secs: number, lots: number][] {
  return children.map(({ createdNs, quantity }) => [createdNs / SECOND, quantity])
}
