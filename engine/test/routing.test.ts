import { describe, expect, test } from 'vitest'
import { ORDER_STATUS, ORDER_TYPE, REASON, ROUTE_OUTCOME, SIDE, TIME_IN_FORCE } from '../domain/codes.ts'
import type { InstrumentDefinition } from '../domain/instrument.ts'
import { ALGORITHMS } from '../execution/algorithms/registry.ts'
import type { RouteRecord } from '../execution/router/route-record.ts'
import type { RouterDefinition } from '../execution/router/router-definition.ts'
import { Replay } from '../replay/replay.ts'
import type { ReplayScenario, VenueSetting } from '../replay/scenario.ts'
import type { StrategyFactory } from '../strategies/strategy.ts'
import { randomMarket } from './displayed-liquidity.ts'
import { bookCursor, type Print, type Snapshot, tradeCursor } from './market-data.ts'
import { MemoryRecords, PLAIN, scenarioOf, venueOf } from './recorded-run.ts'
import { Script, type Step } from './scripted-strategy.ts'
import { Seeded } from './seeded.ts'

class RoutedRecords extends MemoryRecords {
  readonly routes: RouteRecord[] = []

  route(record: RouteRecord): void {
    this.routes.push(record)
  }
}

interface Market {
  readonly prints?: readonly Print[]
  readonly snapshots?: readonly Snapshot[]
  readonly instrument?: Partial<InstrumentDefinition>
  readonly venue?: Partial<VenueSetting>
}

/** Replays one instrument at several venues, routed by default over all of them. */
async function route(
  markets: readonly Market[],
  factory: StrategyFactory,
  router: Partial<RouterDefinition> = {},
  scenario: Partial<ReplayScenario> = {},
) {
  const records = new RoutedRecords()
  const instruments = markets.map(({ instrument }, at) => {
    return { ...PLAIN, id: `X-Y.V${at}`, venue: `V${at}`, ...instrument }
  })
  const replay = new Replay(
    {
      ...scenarioOf({ script: { factory } }),
      instruments,
      venues: markets.map(({ venue }, at) => ({ ...venueOf({}), name: `V${at}`, ...venue })),
      snapshotMode: 'both',
      router: {
        mode: 'best',
        instrument: 'X-Y.V0',
        venues: instruments.map(({ id }) => ({ instrument: id, isEnabled: true })),
        priceDriftPerNs: '0',
        ...router,
      },
      ...scenario,
    },
    {
      feeds: markets.map(({ prints = [], snapshots }) => ({
        trades: tradeCursor(prints),
        ...(snapshots && { book: bookCursor(snapshots) }),
      })),
      records,
      digest: { update: buffer => buffer },
    },
  )
  const result = await replay.run()
  return { result, records, routes: records.routes, fills: records.fillRows }
}

const book = (bids: Snapshot['bids'], asks: Snapshot['asks'], tsNs = 0): Snapshot => ({ tsNs, bids, asks })
const cheap: Market = { snapshots: [book([[97, 5]], [[100, 5]])] }
const dear: Market = { snapshots: [book([[99, 20]], [[101, 20]])] }
const buy = (quantityLots: number): Step => [5, stage => stage.submitMarket(0, SIDE.BUY, quantityLots)]
const fillsOf = (run: Awaited<ReturnType<typeof route>>) =>
  run.fills.map(({ instrumentIndex, price, quantity }) => [instrumentIndex, price, quantity])

describe('one venue for an order', () => {
  test('it fills at the cheapest, under the id it was given', async () => {
    const script = new Script([buy(5), [6, stage => stage.submitMarket(0, SIDE.SELL, 5)]])
    const run = await route([cheap, dear], script.factory)
    expect(fillsOf(run)).toEqual([
      [0, 100, 5],
      [1, 99, 5],
    ])
    expect(script.fills.map(({ fill }) => [fill.orderId, fill.instrumentIndex])).toEqual([
      [1, 0],
      [2, 1],
    ])
    expect(
      run.routes.map(({ decisionId, instrumentIndex, orderId, chosenLots, outcome, totalUnits }) => {
        return [decisionId, instrumentIndex, orderId, chosenLots, outcome, totalUnits]
      }),
    ).toEqual([
      [1, 0, 1, 5, ROUTE_OUTCOME.CHOSEN, 500n],
      [1, 1, 0, 0, ROUTE_OUTCOME.DEARER, 505n],
      [2, 0, 0, 0, ROUTE_OUTCOME.DEARER, -485n],
      [2, 1, 2, 5, ROUTE_OUTCOME.CHOSEN, -495n],
    ])
  })

  test('what earlier orders consumed is not offered again', async () => {
    const run = await route(
      [cheap, dear],
      new Script([buy(3), [6, s => s.submitMarket(0, SIDE.BUY, 3)]]).factory,
    )
    expect(fillsOf(run)).toEqual([
      [0, 100, 3],
      [1, 101, 3],
    ])
    expect(run.routes.at(-2)).toMatchObject({ availableLots: 2, outcome: ROUTE_OUTCOME.TOO_LITTLE })
  })

  test('the way to a venue costs what the price drifts meanwhile', async () => {
    const far = { ...cheap, venue: { latency: { ...venueOf({}).latency, submitNs: 100 } } }
    const script = () => new Script([buy(5)])
    expect(fillsOf(await route([far, dear], script().factory))).toEqual([[0, 100, 5]])
    expect(fillsOf(await route([far, dear], script().factory, { priceDriftPerNs: '0.02' }))).toEqual([
      [1, 101, 5],
    ])
  })

  test('orders for other instruments, behind triggers and reduce-only stay where they are addressed', async () => {
    const stop = { side: SIDE.BUY, quantityLots: 1, type: ORDER_TYPE.STOP_MARKET, triggerTicks: 120 }
    const script = new Script([
      [5, stage => stage.submitMarket(1, SIDE.BUY, 1)],
      [6, stage => stage.order(stop)],
      [7, stage => stage.order({ side: SIDE.SELL, quantityLots: 1, isReduceOnly: true })],
    ])
    const run = await route([cheap, dear], script.factory)
    expect(run.routes).toEqual([])
    expect(fillsOf(run)).toEqual([[1, 101, 1]])
  })

  test('where no venue can take it, it is denied', async () => {
    const script = new Script([buy(5)])
    const venues = [0, 1].map(at => ({ instrument: `X-Y.V${at}`, isEnabled: false }))
    const run = await route([cheap, dear], script.factory, { venues })
    expect(run.fills).toEqual([])
    expect(run.records.orderRows).toMatchObject([{ status: ORDER_STATUS.DENIED, reason: REASON.NO_VENUE }])
    expect(script.reports.map(({ report }) => report)).toEqual([
      { orderId: 1, status: ORDER_STATUS.DENIED, reason: REASON.NO_VENUE },
    ])
    expect(run.result.denials).toEqual([{ reason: REASON.NO_VENUE, orders: 1 }])
  })

  test('a limit is rounded to the grid of the venue, never to a worse price', async () => {
    const coarse = { ...cheap, instrument: { tickSize: '10', makerFee: '-0.1' } }
    const limit = (side: 1 | 2, limitTicks: number): Step => [
      5,
      stage => stage.order({ side, quantityLots: 1, type: ORDER_TYPE.LIMIT, limitTicks }),
    ]
    const run = await route([coarse, dear], new Script([limit(SIDE.BUY, 95), limit(SIDE.SELL, 105)]).factory)
    expect(run.records.orderRows.map(({ side, limit: ticks }) => [side, ticks])).toEqual([
      [SIDE.BUY, 90],
      [SIDE.SELL, 110],
    ])
  })

  test('instruments that are not one thing in the same units are refused', async () => {
    const odd = { ...dear, instrument: { sizePrecision: 2 } }
    await expect(route([cheap, odd], new Script([]).factory)).rejects.toThrow(
      /X-Y.V1 cannot be routed with X-Y.V0/,
    )
  })
})

describe('an order split over venues', () => {
  const split = { mode: 'split' } as const

  test('is heard of as one order', async () => {
    const script = new Script([buy(8)])
    const run = await route([cheap, dear], script.factory, split)
    expect(fillsOf(run)).toEqual([
      [0, 100, 5],
      [1, 101, 3],
    ])
    expect(script.fills.map(({ fill }) => [fill.orderId, fill.quantityLots])).toEqual([
      [1, 5],
      [1, 3],
    ])
    expect(script.reports.at(-1)?.report).toEqual({
      orderId: 1,
      status: ORDER_STATUS.FILLED,
      reason: REASON.NONE,
    })
    const ends = script.reports.filter(({ report }) => report.status === ORDER_STATUS.FILLED)
    expect(ends).toHaveLength(1)
    expect(run.routes.reduce((sum, { chosenLots }) => sum + chosenLots, 0)).toBe(8)
  })

  test('is canceled and changed as one', async () => {
    const limit = { side: SIDE.BUY, quantityLots: 12, type: ORDER_TYPE.LIMIT, limitTicks: 101 }
    const small = { snapshots: [book([[99, 20]], [[101, 4]])] }
    const script = new Script([
      [5, stage => stage.order(limit)],
      [6, stage => stage.modify(1, { quantityLots: 15, limitTicks: 90 })],
      [8, stage => stage.cancel(1)],
    ])
    const run = await route([cheap, small], script.factory, split)
    expect(fillsOf(run)).toEqual([
      [0, 100, 5],
      [1, 101, 4],
    ])
    // 3 were left to rest at the venue that was cheaper; 3 more make 6.
    expect(run.records.orderRows).toMatchObject([
      { orderId: 2, quantity: 4, status: ORDER_STATUS.FILLED },
      { orderId: 1, quantity: 11, filled: 5, limit: 90, status: ORDER_STATUS.CANCELED },
    ])
    expect(script.reports.at(-1)?.report).toEqual({
      orderId: 1,
      status: ORDER_STATUS.CANCELED,
      reason: REASON.BY_STRATEGY,
    })
  })

  test('less quantity comes off the parts from the last backwards', async () => {
    const limit = { side: SIDE.BUY, quantityLots: 25, type: ORDER_TYPE.LIMIT, limitTicks: 101 }
    const slow = { latency: { ...venueOf({}).latency, submitNs: 100 } }
    const script = new Script([
      [5, stage => stage.order(limit)],
      [6, stage => stage.modify(1, { quantityLots: 4 })],
      [300, stage => stage.cancel(1)],
    ])
    const run = await route(
      [
        { ...cheap, venue: slow },
        { ...dear, venue: slow },
      ],
      script.factory,
      split,
    )
    expect(fillsOf(run)).toEqual([[0, 100, 4]])
    expect(script.reports.at(-1)?.report).toMatchObject({ orderId: 1, status: ORDER_STATUS.FILLED })
  })

  test('what fills whole or not at all goes to one venue', async () => {
    const request = { side: SIDE.BUY, quantityLots: 8, timeInForce: TIME_IN_FORCE.FOK }
    const run = await route([cheap, dear], new Script([[5, stage => stage.order(request)]]).factory, split)
    expect(fillsOf(run)).toEqual([[1, 101, 8]])
  })
})

test('children of an algorithm are routed, and their parent is filled to the lot', async () => {
  const seconds = 1_000_000_000
  const markets = [cheap, dear].map(({ snapshots = [] }) => ({
    snapshots: [0, 1, 2, 3].map((second, at) => {
      // The size grows with each snapshot, so that each slice finds something.
      const levels = (side: Snapshot['bids']) =>
        side.map(([price, size]): [number, number] => [price, size + 30 * at])
      const [first] = snapshots
      return book(levels(first?.bids ?? []), levels(first?.asks ?? []), second * seconds)
    }),
  }))
  const algorithm = { id: 'twap', parameters: { horizon_secs: 3, interval_secs: 1 } }
  const script = new Script([
    [5, stage => stage.submit({ instrumentIndex: 0, side: SIDE.BUY, quantityLots: 24, algorithm })],
  ])
  const scenario = { endNs: BigInt(10 * seconds), execution: { algorithms: ALGORITHMS } }
  for (const mode of ['best', 'split'] as const) {
    const run = await route(markets, script.factory, { mode }, scenario)
    expect(
      run.fills.reduce((sum, { quantity }) => sum + quantity, 0),
      mode,
    ).toBe(24)
    expect(new Set(run.fills.map(({ instrumentIndex }) => instrumentIndex)).size, mode).toBe(2)
    for (const { parentOrderId } of run.routes) expect(parentOrderId).toBe(1)
    for (const { parentOrderId } of run.records.orderRows) expect(parentOrderId).toBe(1)
  }
})

test.each([1, 2, 3, 4, 5, 6])('seed %d: what is estimated is what filling at once costs', async seed => {
  const seeded = new Seeded(seed)
  const fees = () => ({ takerFee: `${seeded.whole(0, 30) / 10_000}`, currencyPrecision: 4 })
  const money = { startingBalances: [{ currency: 'Y', precision: 4, units: 10n ** 15n }] }
  const markets = [1, 2, 3].map(at => ({
    ...randomMarket(seed * 10 + at, 1_000),
    instrument: fees(),
    venue: money,
  }))
  const steps = Array.from({ length: 250 }, (_, at): Step => {
    const [side, lots] = [seeded.pick([SIDE.BUY, SIDE.SELL]), seeded.whole(1, 9)]
    return [3_500 * at + 10_500, stage => stage.submitMarket(0, side, lots)]
  })
  for (const mode of ['best', 'split'] as const) {
    const run = await route(markets, new Script(steps).factory, { mode }, { endNs: 950_000n })
    const chosen = run.routes.filter(({ chosenLots, orderId }) => chosenLots > 0 && orderId > 0)
    let compared = 0
    for (const { orderId, chosenLots, availableLots, quantityLots, side, ...record } of chosen) {
      if (chosenLots !== quantityLots || availableLots < quantityLots) continue
      const fills = run.fills.filter(fill => fill.orderId === orderId)
      const paid = fills.reduce((sum, { price, quantity }) => sum + price * quantity, 0) * 10_000
      const commissions = fills.reduce((sum, { commission }) => sum + commission, 0)
      expect(Number(record.notionalUnits), `order ${orderId}`).toBe(paid)
      // Commissions are rounded fill by fill, the estimate once.
      expect(Math.abs(Number(record.feeUnits) - commissions)).toBeLessThanOrEqual(fills.length)
      expect(Number(record.totalUnits)).toBe(Number(record.feeUnits) + (side === SIDE.BUY ? paid : -paid))
      compared++
    }
    expect(compared, mode).toBeGreaterThan(40)
    const decisions = new Map<number, { asked: number; chosen: number }>()
    for (const { decisionId, quantityLots, chosenLots } of run.routes) {
      const sums = decisions.get(decisionId) ?? { asked: quantityLots, chosen: 0 }
      decisions.set(decisionId, { ...sums, chosen: sums.chosen + chosenLots })
    }
    expect(decisions.size).toBe(steps.length)
    for (const sums of decisions.values()) expect(sums.chosen).toBe(sums.asked)
  }
})

test('a change in flight and quantities that are none leave the run sound', async () => {
  const slow = { latency: { ...venueOf({}).latency, submitNs: 100, modifyNs: 50 } }
  const script = new Script([
    [5, stage => stage.order({ side: SIDE.BUY, quantityLots: 6, type: ORDER_TYPE.LIMIT, limitTicks: 101 })],
    [6, stage => stage.modify(1, { quantityLots: 30 })],
    [7, stage => stage.submitMarket(0, SIDE.BUY, 1.5)],
    [8, stage => stage.order({ side: SIDE.BUY, quantityLots: 1, type: ORDER_TYPE.LIMIT, limitTicks: 100.5 })],
    [300, stage => stage.cancel(1)],
  ])
  const markets = [
    { ...cheap, venue: slow },
    { ...dear, venue: slow },
  ]
  const run = await route(markets, script.factory, { mode: 'split' })
  expect(run.records.orderRows.filter(({ status }) => status === ORDER_STATUS.DENIED)).toMatchObject([
    { reason: REASON.QUANTITY_OFF_GRID },
    { reason: REASON.PRICE_OFF_TICK },
  ])
  expect(run.fills.reduce((sum, { quantity }) => sum + quantity, 0)).toBe(6)
  expect(script.reports.at(-1)?.report).toMatchObject({ orderId: 1, status: ORDER_STATUS.CANCELED })
})

describe.each(ALGORITHMS)('$id over two venues', ({ id, example }) => {
  test.each([1, 2, 3])('seed %d: children and their parts never fill more than their parent', async seed => {
    const seconds = 1_000_000_000
    const seeded = new Seeded(seed)
    const delays = { submitNs: 2e8, modifyNs: 3e8, cancelNs: 6e8, reportNs: 9e8, jitterNs: 5e8 }
    const markets = [1, 2].map(at => ({
      ...randomMarket(seed * 10 + at, seconds),
      venue: { latency: { ...delays, reportNs: delays.reportNs * at } },
    }))
    const asked: number[] = []
    const steps = Array.from({ length: 12 }, (_, at): Step => {
      const [side, quantityLots] = [seeded.pick([SIDE.BUY, SIDE.SELL]), seeded.whole(5, 60)]
      const limit = example.needsLimit === true || seeded.whole(0, 1) === 0
      const price = limit && { type: ORDER_TYPE.LIMIT, limitTicks: 1_000 + seeded.whole(-3, 3) }
      const algorithm = { id, parameters: example.parameters }
      return [
        (10 + 40 * at) * seconds,
        stage => {
          asked.push(quantityLots)
          stage.submit({ instrumentIndex: 0, side, quantityLots, ...price, algorithm })
        },
      ]
    })
    const scenario = { endNs: BigInt(900 * seconds), execution: { algorithms: ALGORITHMS } }
    const run = await route(markets, new Script(steps).factory, { mode: 'split' }, scenario)
    const orders = new Map(run.records.orderRows.map(order => [order.orderId, order.parentOrderId]))
    const filled = new Map<number, number>()
    for (const { orderId, quantity } of run.fills) {
      const parent = orders.get(orderId) ?? 0
      filled.set(parent, (filled.get(parent) ?? 0) + quantity)
    }
    const parents = run.records.parents.toSorted((a, b) => a.orderId - b.orderId)
    expect(parents.map(({ quantityLots }) => quantityLots)).toEqual(asked)
    for (const { orderId, quantityLots } of parents) {
      expect(filled.get(orderId) ?? 0, `parent ${orderId}`).toBeLessThanOrEqual(quantityLots)
    }
    expect(new Set(run.fills.map(({ instrumentIndex }) => instrumentIndex)).size).toBe(2)
  })
})
