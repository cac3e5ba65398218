import { describe, expect, test } from 'vitest'
import { ORDER_STATUS, SIDE } from '../domain/codes.ts'
import { ALGORITHMS } from '../execution/algorithms/registry.ts'
import type { OrderRequest, StrategyFactory } from '../strategies/strategy.ts'
import { randomMarket } from './displayed-liquidity.ts'
import type { Order } from './recorded-run.ts'
import { Seeded } from './seeded.ts'
import { SECOND, type WorkedRun, workRun } from './worked-run.ts'

const SEEDS = [1, 2, 3, 4, 5, 6]
const END_SECS = 900

/** How much a parent was asked for, from when on. */
interface Asked {
  readonly atNs: number
  readonly lots: number
}

/** Sends parents at random, changes and cancels them. */
class RandomParents {
  readonly asked = new Map<number, Asked[]>()
  readonly #seeded: Seeded
  readonly #algorithm: (typeof ALGORITHMS)[number]

  constructor(seed: number, algorithm: (typeof ALGORITHMS)[number]) {
    this.#seeded = new Seeded(seed * 31)
    this.#algorithm = algorithm
  }

  readonly factory: StrategyFactory = context => ({
    onStart: () => {
      for (let secs = 3; secs < END_SECS; secs += 20) context.setTimer((secs + 0.5) * SECOND, 0)
    },
    onTimer: () => {
      const seeded = this.#seeded
      const ids = [...this.asked.keys()]
      const choice = seeded.whole(0, 5)
      if (choice < 3 || ids.length === 0) {
        const request = this.#request()
        const { nowNs: atNs } = context
        this.asked.set(context.submit(request), [{ atNs, lots: request.quantityLots }])
      } else if (choice === 3) context.cancel(seeded.pick(ids))
      else {
        const id = seeded.pick(ids)
        const lots = seeded.whole(1, 60)
        this.asked.get(id)?.push({ atNs: context.nowNs, lots })
        context.modify(id, { quantityLots: lots, limitTicks: 1_000 + seeded.whole(-3, 3) })
      }
    },
  })

  #request(): OrderRequest {
    const seeded = this.#seeded
    const { id, example } = this.#algorithm
    const isLimit = example.needsLimit === true || seeded.whole(0, 2) === 0
    return {
      instrumentIndex: 0,
      side: seeded.pick([SIDE.BUY, SIDE.SELL]),
      quantityLots: seeded.whole(2, 50),
      ...(isLimit && { type: 2, limitTicks: 1_000 + seeded.whole(-3, 3) }),
      algorithm: { id, parameters: example.parameters },
    }
  }
}

/** The most that children may come to at a time: what was asked for last, or, while it is being taken back, what they
 *  had come to when it was asked for. */
function excess(children: readonly Order[], asked: readonly Asked[]): string[] {
  const times = [...new Set(children.flatMap(child => [child.createdNs, child.closedNs]))].sort(
    (a, b) => a - b,
  )
  const at = (ns: number): number =>
    children
      .filter(child => child.createdNs <= ns)
      .reduce((lots, child) => lots + (child.closedNs > ns ? child.quantity : child.filled), 0)
  return times.flatMap(ns => {
    const last = asked.findLast(({ atNs }) => atNs <= ns)
    if (last === undefined) return [`a child before its parent at ${ns}`]
    const before = at(last.atNs)
    return at(ns) > Math.max(last.lots, before) ? [`${at(ns)} of ${last.lots} at ${ns}`] : []
  })
}

const LATENCIES = [
  { submitNs: 0, modifyNs: 0, cancelNs: 0, reportNs: 0, jitterNs: 0 },
  { submitNs: 2e8, modifyNs: 3e8, cancelNs: 6e8, reportNs: 9e8, jitterNs: 5e8 },
]

async function randomRun(seed: number, algorithm: (typeof ALGORITHMS)[number]) {
  const script = new RandomParents(seed, algorithm)
  const run = await workRun({
    ...randomMarket(seed, SECOND),
    script,
    endSecs: END_SECS,
    venue: { latency: LATENCIES[seed % 2]! },
    scenario: { seed },
  })
  return { run, asked: script.asked }
}

describe.each(ALGORITHMS)('$id', algorithm => {
  test.each(SEEDS)('seed %d: children never come to more than their parent', async seed => {
    const { run, asked } = await randomRun(seed, algorithm)
    let children = 0
    for (const [id, quantities] of asked) {
      children += run.childrenOf(id).length
      expect([id, excess(run.childrenOf(id), quantities)]).toEqual([id, []])
      expect(run.childrenOf(id).every(child => Number.isInteger(child.quantity) && child.quantity > 0)).toBe(
        true,
      )
    }
    expect(children).toBeGreaterThan(10)
  })

  test.each(SEEDS)('seed %d: every parent is accounted for', async seed => {
    const { run, asked } = await randomRun(seed, algorithm)
    expect(run.records.parents.map(({ orderId }) => orderId).sort((a, b) => a - b)).toEqual([...asked.keys()])
    for (const parent of run.records.parents) expect(parent.status).toBe(statusOf(run, parent.orderId))
    const orders = run.records.orderRows.filter(order => order.parentOrderId > 0)
    expect(new Set(orders.map(order => `${order.parentOrderId} ${order.childNumber}`)).size).toBe(
      orders.length,
    )
  })
})

/** What a parent's end must be, by what its children filled; a fill that was not reported before the end is not known. */
function statusOf(run: WorkedRun, orderId: number): number {
  const parent = run.records.parents.find(record => record.orderId === orderId)!
  const filled = run.childrenOf(orderId).reduce((lots, child) => lots + child.filled, 0)
  if (filled < parent.quantityLots || parent.closedNs === END_SECS * SECOND) return parent.status
  return ORDER_STATUS.FILLED
}

test('the check finds children that exceed their parent', () => {
  const child = { createdNs: 5, closedNs: 9, quantity: 4, filled: 4 } as Order
  expect(excess([child, child], [{ atNs: 0, lots: 6 }])).not.toEqual([])
  expect(excess([child], [{ atNs: 0, lots: 6 }])).toEqual([])
})
