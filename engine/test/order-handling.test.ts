import { describe, expect, test } from 'vitest'
import { ORDER_TYPE, REASON, ORDER_STATUS as S, SIDE, TIME_IN_FORCE } from '../domain/codes.ts'
import type { OrderRequest } from '../strategies/strategy.ts'
import type { Print, Snapshot } from './market-data.ts'
import { NO_LATENCY, type RecordedRun, type RunSetting, recordRun } from './recorded-run.ts'
import { Script, type Step } from './scripted-strategy.ts'

type Levels = Snapshot['bids']
type Request = Omit<OrderRequest, 'instrumentIndex'>
const book = (tsNs: number, bids: Levels = [[100, 10]], asks: Levels = [[102, 10]]): Snapshot => ({
  tsNs,
  bids,
  asks,
})
const sold = (tsNs: number, price: number, size: number): Print => ({ tsNs, price, size, aggressor: 2 })
const order = (tsNs: number, request: Request): Step => [tsNs, stage => stage.order(request)]
const limit = (request: Partial<Request> & { limitTicks: number }): Request => ({
  side: SIDE.BUY,
  quantityLots: 5,
  type: ORDER_TYPE.LIMIT,
  ...request,
})

interface ScriptedRun extends RecordedRun {
  readonly script: Script
}
async function run(steps: readonly Step[], setting: RunSetting = {}): Promise<ScriptedRun> {
  const script = new Script(steps)
  return { ...(await recordRun({ snapshots: [book(0)], ...setting, script })), script }
}
const fillsOf = (recorded: RecordedRun) =>
  recorded.fills.map(({ tsNs, orderId, price, quantity }) => [tsNs, orderId, price, quantity])
const lifeOf = (recorded: RecordedRun, orderId = 1) =>
  recorded.records.eventRows.filter(row => row.orderId === orderId).map(({ tsNs, status }) => [tsNs, status])
const endOf = (recorded: RecordedRun, orderId = 1) => {
  const row = recorded.records.orderRows.find(found => found.orderId === orderId)
  return row && [row.status, row.reason, row.filled]
}

describe('limit orders', () => {
  test('take up to the limit and rest with the remainder', async () => {
    const asks: Levels = [
      [102, 3],
      [103, 3],
      [104, 9],
    ]
    const recorded = await run([order(5, limit({ quantityLots: 10, limitTicks: 103 }))], {
      snapshots: [book(0, [[100, 10]], asks)],
      prints: [sold(10, 103, 4)],
    })
    expect(fillsOf(recorded)).toEqual([
      [5, 1, 102, 3],
      [5, 1, 103, 3],
      [10, 1, 103, 4],
    ])
    expect(lifeOf(recorded)).toEqual([
      [5, S.SUBMITTED],
      [5, S.ACCEPTED],
      [5, S.PARTIALLY_FILLED],
      [5, S.PARTIALLY_FILLED],
      [10, S.FILLED],
    ])
  })

  test('IOC take what there is, the rest is canceled', async () => {
    const request = limit({ quantityLots: 12, limitTicks: 102, timeInForce: TIME_IN_FORCE.IOC })
    const recorded = await run([order(5, request)])
    expect(fillsOf(recorded)).toEqual([[5, 1, 102, 10]])
    expect(endOf(recorded)).toEqual([S.CANCELED, REASON.TIME_IN_FORCE, 10])
    const idle = await run([order(5, limit({ limitTicks: 101, timeInForce: TIME_IN_FORCE.IOC }))])
    expect(lifeOf(idle)).toEqual([
      [5, S.SUBMITTED],
      [5, S.CANCELED],
    ])
  })

  test.each([
    ['LIMIT', limit({ limitTicks: 102, timeInForce: TIME_IN_FORCE.FOK })],
    ['MARKET', { side: SIDE.BUY, quantityLots: 5, timeInForce: TIME_IN_FORCE.FOK }],
  ] as const)('FOK %s fill whole or not at all', async (_name, request) => {
    const recorded = await run([
      order(5, { ...request, quantityLots: 11 }),
      order(6, { ...request, quantityLots: 10 }),
      order(7, { ...request, quantityLots: 1 }),
    ])
    expect(fillsOf(recorded)).toEqual([[6, 2, 102, 10]])
    expect(endOf(recorded)).toEqual([S.CANCELED, REASON.FILL_OR_KILL, 0])
    expect(recorded.records.orderRows[1]).toMatchObject({
      status: S.FILLED,
      timeInForce: TIME_IN_FORCE.FOK,
    })
  })

  test('GTD and DAY expire at their time, before the events of that time', async () => {
    const dayNs = 86_400_000_000_000n
    const recorded = await run(
      [
        order(5, limit({ limitTicks: 99, timeInForce: TIME_IN_FORCE.GTD, expireNs: 20 })),
        order(6, limit({ limitTicks: 99, timeInForce: TIME_IN_FORCE.DAY })),
        order(7, limit({ limitTicks: 99, timeInForce: TIME_IN_FORCE.GTD, expireNs: 7 })),
        order(8, { side: SIDE.BUY, quantityLots: 1, timeInForce: TIME_IN_FORCE.DAY }),
        order(60, { side: SIDE.BUY, quantityLots: 1 }),
      ],
      {
        prints: [sold(20, 98, 50), sold(49, 101, 50), sold(55, 98, 50)],
        // The day ends 50 ns after the window's start.
        scenario: { startNs: dayNs - 50n, endNs: dayNs + 950n },
      },
    )
    expect(endOf(recorded)).toEqual([S.EXPIRED, REASON.TIME_IN_FORCE, 0])
    expect(lifeOf(recorded).at(-1)).toEqual([20, S.EXPIRED])
    expect(fillsOf(recorded)).toEqual([
      [8, 4, 102, 1],
      [20, 2, 99, 5],
      [60, 5, 102, 1],
    ])
    expect(endOf(recorded, 3)).toEqual([S.DENIED, REASON.ALREADY_EXPIRED, 0])
    const overnight = await run([order(6, limit({ limitTicks: 99, timeInForce: TIME_IN_FORCE.DAY }))], {
      prints: [sold(55, 98, 50)],
      scenario: { startNs: dayNs - 50n, endNs: dayNs + 950n },
    })
    expect(lifeOf(overnight).at(-1)).toEqual([50, S.EXPIRED])
  })

  test('post-only are rejected where they would take', async () => {
    const recorded = await run([
      order(5, limit({ limitTicks: 102, isPostOnly: true })),
      order(6, limit({ limitTicks: 101, isPostOnly: true })),
      [7, stage => stage.modify(2, { limitTicks: 103 })],
    ])
    expect(lifeOf(recorded)).toEqual([
      [5, S.SUBMITTED],
      [5, S.REJECTED],
    ])
    expect(endOf(recorded)).toEqual([S.REJECTED, REASON.POST_ONLY_WOULD_TAKE, 0])
    expect(endOf(recorded, 2)).toEqual([S.CANCELED, REASON.POST_ONLY_WOULD_TAKE, 0])
    expect(recorded.fills).toEqual([])
  })

  test('reduce-only never open, and end where there is nothing left to reduce', async () => {
    const recorded = await run(
      [
        order(4, { side: SIDE.SELL, quantityLots: 1, isReduceOnly: true }),
        order(5, { side: SIDE.BUY, quantityLots: 3 }),
        order(6, { side: SIDE.BUY, quantityLots: 3, isReduceOnly: true }),
        order(7, limit({ side: SIDE.SELL, quantityLots: 9, limitTicks: 105, isReduceOnly: true })),
        order(30, { side: SIDE.SELL, quantityLots: 9, isReduceOnly: true }),
      ],
      { prints: [{ tsNs: 10, price: 106, size: 50, aggressor: 1 }] },
    )
    expect(fillsOf(recorded)).toEqual([
      [5, 2, 102, 3],
      [10, 4, 105, 3],
    ])
    expect([1, 3, 4, 5].map(id => endOf(recorded, id))).toEqual([
      [S.DENIED, REASON.REDUCE_ONLY, 0],
      [S.DENIED, REASON.REDUCE_ONLY, 0],
      [S.CANCELED, REASON.REDUCE_ONLY, 3],
      [S.DENIED, REASON.REDUCE_ONLY, 0],
    ])
  })
})

describe('a request', () => {
  test.each([
    ['a part of a lot', { side: SIDE.BUY, quantityLots: 1.5 }, REASON.QUANTITY_OFF_GRID],
    ['no quantity', { side: SIDE.BUY, quantityLots: Number.NaN }, REASON.QUANTITY_BELOW_MINIMUM],
    ['a negative quantity', { side: SIDE.BUY, quantityLots: -1 }, REASON.QUANTITY_BELOW_MINIMUM],
    [
      'a limit order without limit',
      { side: SIDE.SELL, quantityLots: 1, type: ORDER_TYPE.LIMIT },
      REASON.PRICE_OFF_TICK,
    ],
    ['a part of a tick', limit({ limitTicks: 100.5 }), REASON.PRICE_OFF_TICK],
    [
      'a stop without trigger',
      { side: SIDE.BUY, quantityLots: 1, type: ORDER_TYPE.STOP_MARKET },
      REASON.PRICE_OFF_TICK,
    ],
  ] as const)('for %s is denied', async (_name, request, reason) => {
    const recorded = await run([order(5, request)])
    expect(endOf(recorded)).toEqual([S.DENIED, reason, 0])
    expect(lifeOf(recorded)).toEqual([[5, S.DENIED]])
    expect(recorded.script.reports.map(({ report }) => report)).toEqual([
      { orderId: 1, status: S.DENIED, reason },
    ])
  })

  test('for a market order ignores prices', async () => {
    const recorded = await run([
      order(5, { side: SIDE.BUY, quantityLots: 1, limitTicks: 1, triggerTicks: 7 }),
    ])
    expect(fillsOf(recorded)).toEqual([[5, 1, 102, 1]])
    expect(recorded.fills[0]?.isWholeOrder).toBe(true)
  })
})

describe('a change', () => {
  const market: RunSetting = {
    snapshots: [
      book(0, [
        [100, 10],
        [99, 20],
      ]),
    ],
  }

  test('to less quantity keeps the place', async () => {
    const recorded = await run(
      [order(5, limit({ limitTicks: 100 })), [15, stage => stage.modify(1, { quantityLots: 3 })]],
      { ...market, prints: [sold(10, 100, 8), sold(20, 100, 4), sold(30, 100, 9)] },
    )
    expect(fillsOf(recorded)).toEqual([
      [20, 1, 100, 2],
      [30, 1, 100, 1],
    ])
    expect(lifeOf(recorded).slice(2, 4)).toEqual([
      [15, S.PENDING_UPDATE],
      [15, S.ACCEPTED],
    ])
    expect(recorded.fills[0]?.restingNs).toBe(15)
  })

  test.each([
    ['to more quantity', { quantityLots: 6 }, [[30, 1, 100, 1]]],
    ['of the price', { limitTicks: 99 }, []],
    // 101 is new: nobody ahead.
    ['to a new price', { limitTicks: 101 }, [[20, 1, 101, 5]]],
    ['to a price that takes', { limitTicks: 102 }, [[15, 1, 102, 5]]],
  ] as const)('%s queues anew', async (_name, change, fills) => {
    const recorded = await run(
      [order(5, limit({ limitTicks: 100 })), [15, stage => stage.modify(1, change)]],
      { ...market, prints: [sold(10, 100, 8), sold(20, 100, 6), sold(30, 100, 5)] },
    )
    expect(fillsOf(recorded)).toEqual(fills)
  })

  test('to no more than is filled cancels the rest', async () => {
    const recorded = await run(
      [order(5, limit({ limitTicks: 100 })), [15, stage => stage.modify(1, { quantityLots: 2 })]],
      { ...market, prints: [sold(10, 100, 12), sold(20, 100, 9)] },
    )
    expect(endOf(recorded)).toEqual([S.CANCELED, REASON.BY_STRATEGY, 2])
  })

  test('off the grid is refused, and the order works on', async () => {
    const recorded = await run(
      [order(5, limit({ limitTicks: 100 })), [15, stage => stage.modify(1, { limitTicks: 99.5 })]],
      { ...market, prints: [sold(20, 100, 12)] },
    )
    expect(fillsOf(recorded)).toEqual([[20, 1, 100, 2]])
    expect(recorded.script.reports.map(({ report }) => [report.status, report.reason])).toContainEqual([
      S.ACCEPTED,
      REASON.PRICE_OFF_TICK,
    ])
  })

  test('that overtakes its order on the way lets it arrive changed', async () => {
    const latency = { ...NO_LATENCY, submitNs: 20, modifyNs: 5 }
    const recorded = await run(
      [order(5, limit({ limitTicks: 99 })), [6, stage => stage.modify(1, { limitTicks: 101 })]],
      { ...market, prints: [sold(15, 100, 5), sold(30, 101, 5)], venue: { latency } },
    )
    expect(fillsOf(recorded)).toEqual([[30, 1, 101, 5]])
    expect(lifeOf(recorded)).toEqual([
      [5, S.SUBMITTED],
      [25, S.ACCEPTED],
      [30, S.FILLED],
    ])
  })
})

describe('a cancel', () => {
  test('takes an order off', async () => {
    const recorded = await run([order(5, limit({ limitTicks: 101 })), [6, stage => stage.cancel(1)]], {
      prints: [sold(10, 101, 5)],
    })
    expect(recorded.fills).toEqual([])
    expect(lifeOf(recorded).slice(2)).toEqual([
      [6, S.PENDING_CANCEL],
      [6, S.CANCELED],
    ])
    expect(endOf(recorded)).toEqual([S.CANCELED, REASON.BY_STRATEGY, 0])
  })

  test('in flight does not keep fills away', async () => {
    const recorded = await run([order(5, limit({ limitTicks: 101 })), [6, stage => stage.cancel(1)]], {
      prints: [sold(10, 101, 2), sold(30, 101, 2)],
      venue: { latency: { ...NO_LATENCY, cancelNs: 20 } },
    })
    expect(lifeOf(recorded).slice(2)).toEqual([
      [6, S.PENDING_CANCEL],
      [10, S.PARTIALLY_FILLED],
      [26, S.CANCELED],
    ])
    expect(endOf(recorded)).toEqual([S.CANCELED, REASON.BY_STRATEGY, 2])
  })

  test('that comes too late changes nothing, even where the slot serves another order', async () => {
    const recorded = await run(
      [
        order(5, limit({ limitTicks: 101 })),
        [6, stage => stage.cancel(1)],
        order(15, limit({ limitTicks: 101 })),
      ],
      {
        prints: [sold(10, 101, 5), sold(30, 101, 5)],
        venue: { latency: { ...NO_LATENCY, cancelNs: 20 } },
      },
    )
    expect(fillsOf(recorded)).toEqual([
      [10, 1, 101, 5],
      [30, 2, 101, 5],
    ])
  })

  test('at the window’s end takes all that works and all that is on its way', async () => {
    const recorded = await run(
      [
        order(5, limit({ limitTicks: 99 })),
        order(6, { side: SIDE.BUY, quantityLots: 1, type: ORDER_TYPE.STOP_MARKET, triggerTicks: 500 }),
        order(950, limit({ limitTicks: 99 })),
        order(999, limit({ limitTicks: 99 })),
      ],
      { venue: { latency: { ...NO_LATENCY, submitNs: 100 } } },
    )
    expect(
      recorded.records.orderRows.map(row => [row.orderId, row.status, row.reason, row.closedNs]),
    ).toEqual([1, 2, 3, 4].map(id => [id, S.CANCELED, REASON.END_OF_RUN, 1_000]))
    expect(recorded.result.counts).toMatchObject({ orders: 4, canceled: 4 })
  })
})
