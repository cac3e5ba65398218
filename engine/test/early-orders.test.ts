import { describe, expect, test } from 'vitest'
import {
  EVIDENCE,
  LIQUIDITY,
  ORDER_STATUS,
  ORDER_TYPE,
  REASON,
  SIDE,
  TIME_IN_FORCE,
} from '../domain/codes.ts'
import type { OrderRequest } from '../strategies/strategy.ts'
import { type RecordedRun, type RunSetting, recordRun } from './recorded-run.ts'
import { Script, type Step } from './scripted-strategy.ts'

const buy = (
  tsNs: number,
  limitTicks: number,
  quantityLots: number,
  more: Partial<OrderRequest> = {},
): Step => [
  tsNs,
  stage => stage.order({ side: SIDE.BUY, type: ORDER_TYPE.LIMIT, quantityLots, limitTicks, ...more }),
]

const run = (steps: readonly Step[], setting: RunSetting) =>
  recordRun({ ...setting, script: new Script(steps) })
const fillsOf = ({ fills }: RecordedRun) =>
  fills.map(({ orderId, tsNs, price, quantity, liquidity }) => [orderId, tsNs, price, quantity, liquidity])
const endOf = ({ records }: RecordedRun, orderId: number) => {
  const order = records.orderRows.find(row => row.orderId === orderId)
  return [order?.status, order?.reason]
}

describe('limit orders before the first book event', () => {
  const snapshots: RunSetting['snapshots'] = [
    {
      tsNs: 50,
      bids: [[99, 40]],
      asks: [
        [101, 10],
        [102, 10],
      ],
    },
  ]
  const sold = (tsNs: number, price: number, size: number) => ({ tsNs, price, size, aggressor: 2 }) as const

  test('take from it in the order they came, at its prices, and rest with what is left', async () => {
    const recorded = await run([buy(5, 1_000_000, 4), buy(6, 101, 20)], {
      snapshots,
      prints: [sold(20, 98, 50), sold(60, 100, 3)],
    })
    expect(fillsOf(recorded)).toEqual([
      [1, 50, 101, 4, LIQUIDITY.TAKER],
      [2, 50, 101, 6, LIQUIDITY.TAKER],
      [2, 60, 101, 3, LIQUIDITY.MAKER],
    ])
    expect(recorded.fills[0]).toMatchObject({ evidenceKind: EVIDENCE.BOOK, evidenceSize: 10, level: 0 })
    expect(recorded.records.eventRows.slice(0, 2).map(({ tsNs, status }) => [tsNs, status])).toEqual([
      [5, ORDER_STATUS.SUBMITTED],
      [5, ORDER_STATUS.ACCEPTED],
    ])
  })

  test('queue behind what it shows at their price', async () => {
    const recorded = await run([buy(5, 99, 4)], { snapshots, prints: [sold(60, 99, 42)] })
    expect(fillsOf(recorded)).toEqual([[1, 60, 99, 2, LIQUIDITY.MAKER]])
    expect(recorded.fills[0]).toMatchObject({ queueAhead: 40, restingNs: 55 })
  })

  test('may be post-only, changed, canceled and expire before it', async () => {
    const recorded = await run(
      [
        buy(1, 105, 1, { isPostOnly: true }),
        buy(2, 105, 1),
        buy(3, 105, 1),
        buy(4, 105, 1, { timeInForce: TIME_IN_FORCE.GTD, expireNs: 40 }),
        buy(5, 105, 1, { timeInForce: TIME_IN_FORCE.IOC }),
        [20, stage => stage.cancel(stage.ids[1]!)],
        [21, stage => stage.modify(stage.ids[2]!, { limitTicks: 98, quantityLots: 7 })],
      ],
      { snapshots, prints: [sold(60, 97, 20)] },
    )
    expect(fillsOf(recorded)).toEqual([[3, 60, 98, 7, LIQUIDITY.MAKER]])
    expect(endOf(recorded, 1)).toEqual([ORDER_STATUS.CANCELED, REASON.POST_ONLY_WOULD_TAKE])
    expect(endOf(recorded, 2)).toEqual([ORDER_STATUS.CANCELED, REASON.BY_STRATEGY])
    expect(endOf(recorded, 4)).toEqual([ORDER_STATUS.EXPIRED, REASON.TIME_IN_FORCE])
    expect(endOf(recorded, 5)).toEqual([ORDER_STATUS.CANCELED, REASON.TIME_IN_FORCE])
  })

  test('keep their money meanwhile, and end with a window that shows none', async () => {
    const recorded = await run([buy(5, 100, 9), buy(6, 100, 2)], {
      snapshots: [],
      venue: { accountType: 'CASH', startingBalances: [{ currency: 'Y', precision: 0, units: 1_000n }] },
    })
    expect(endOf(recorded, 1)).toEqual([ORDER_STATUS.CANCELED, REASON.END_OF_RUN])
    expect(endOf(recorded, 2)).toEqual([ORDER_STATUS.DENIED, REASON.INSUFFICIENT_BALANCE])
  })
})

test('without book data a limit order before the first print takes at its price', async () => {
  const recorded = await run([buy(5, 1_000_000, 4), buy(6, 100, 4)], {
    prints: [
      { tsNs: 20, price: 101, size: 50 },
      { tsNs: 30, price: 99, size: 3 },
    ],
  })
  expect(fillsOf(recorded)).toEqual([
    [1, 20, 101, 4, LIQUIDITY.TAKER],
    [2, 30, 100, 3, LIQUIDITY.MAKER],
  ])
})

test('a strategy starts with the book that the window begins with', async () => {
  const heard: number[] = []
  const recorded = await recordRun({
    snapshots: [
      { tsNs: -20, bids: [[98, 40]], asks: [[99, 10]] },
      { tsNs: -1, bids: [[99, 40]], asks: [[101, 10]] },
    ],
    rowsMax: 1,
    script: {
      factory: context => ({
        onStart: () => {
          heard.push(context.nowNs, context.bestAskTicks(0))
          context.submitMarket(0, SIDE.BUY, 3)
        },
      }),
    },
  })
  expect(heard).toEqual([0, 101])
  expect(fillsOf(recorded)).toEqual([[1, 0, 101, 3, LIQUIDITY.TAKER]])
})
