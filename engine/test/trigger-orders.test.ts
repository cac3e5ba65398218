import { describe, expect, test } from 'vitest'
import { ORDER_TYPE, REASON, ORDER_STATUS as S, SIDE, TRIGGER } from '../domain/codes.ts'
import type { OrderRequest } from '../strategies/strategy.ts'
import type { Print, Snapshot } from './market-data.ts'
import { type RecordedRun, type RunSetting, recordRun } from './recorded-run.ts'
import { Script, type Step } from './scripted-strategy.ts'

type Request = Omit<OrderRequest, 'instrumentIndex'>
const book = (tsNs: number, bid: number, ask: number, size = 10): Snapshot => ({
  tsNs,
  bids: [[bid, size]],
  asks: [[ask, size]],
})
const print = (tsNs: number, price: number, size = 1, aggressor: 0 | 1 | 2 = 0): Print => ({
  tsNs,
  price,
  size,
  aggressor,
})
const order = (tsNs: number, request: Request): Step => [tsNs, stage => stage.order(request)]
const run = (steps: readonly Step[], setting: RunSetting) =>
  recordRun({ ...setting, script: new Script(steps) })
const fillsOf = (recorded: RecordedRun) =>
  recorded.fills.map(({ tsNs, orderId, price, quantity }) => [tsNs, orderId, price, quantity])
const lifeOf = (recorded: RecordedRun, orderId = 1) =>
  recorded.records.eventRows.filter(row => row.orderId === orderId).map(({ tsNs, status }) => [tsNs, status])

describe('a stop that its own print triggers', () => {
  const setting: RunSetting = {
    snapshots: [
      {
        tsNs: 0,
        bids: [[990, 10]],
        asks: [
          [1_000, 10],
          [1_001, 10],
        ],
      },
    ],
    prints: [print(10, 1_001, 8, 1)],
  }
  const stop = order(5, {
    side: SIDE.BUY,
    quantityLots: 5,
    type: ORDER_TYPE.STOP_MARKET,
    triggerTicks: 1_001,
  })

  test('takes what a consumed book left under nautilus', async () => {
    const model = { liquidityConsumption: true }
    const recorded = await run([stop], { ...setting, preset: 'nautilus', model })
    expect(fillsOf(recorded)).toEqual([
      [10, 1, 1_000, 2],
      [10, 1, 1_001, 3],
    ])
  })

  test('finds better levels exhausted under conservative', async () => {
    const recorded = await run([stop], setting)
    expect(fillsOf(recorded)).toEqual([[10, 1, 1_001, 2]])
    expect(recorded.records.orderRows[0]).toMatchObject({ status: S.CANCELED, reason: REASON.NO_LIQUIDITY })
    expect(lifeOf(recorded)).toEqual([
      [5, S.SUBMITTED],
      [5, S.ACCEPTED],
      [10, S.TRIGGERED],
      [10, S.PARTIALLY_FILLED],
      [10, S.CANCELED],
    ])
  })
})

describe('triggers by the last price', () => {
  // Prints far from the book would exhaust it under conservative.
  const quiet: RunSetting = { snapshots: [book(0, 99, 101)], model: { printExhaustsBetter: false } }
  const { STOP_MARKET, MARKET_IF_TOUCHED, STOP_LIMIT, LIMIT_IF_TOUCHED } = ORDER_TYPE
  test.each([
    ['BUY STOP_MARKET', SIDE.BUY, STOP_MARKET, 105, 20],
    ['SELL STOP_MARKET', SIDE.SELL, STOP_MARKET, 95, 30],
    ['BUY MARKET_IF_TOUCHED', SIDE.BUY, MARKET_IF_TOUCHED, 95, 30],
    ['SELL MARKET_IF_TOUCHED', SIDE.SELL, MARKET_IF_TOUCHED, 105, 20],
  ] as const)('%s fires at its price', async (_name, side, type, triggerTicks, firesNs) => {
    const recorded = await run([order(5, { side, quantityLots: 2, type, triggerTicks })], {
      ...quiet,
      prints: [print(10, 104), print(11, 96), print(20, 105), print(30, 95)],
    })
    expect(fillsOf(recorded)).toEqual([[firesNs, 1, side === SIDE.BUY ? 101 : 99, 2]])
  })

  test.each([
    ['BUY STOP_LIMIT', SIDE.BUY, STOP_LIMIT, 105, 100],
    ['SELL LIMIT_IF_TOUCHED', SIDE.SELL, LIMIT_IF_TOUCHED, 105, 106],
  ] as const)('%s rests at its limit when it fires', async (_name, side, type, triggerTicks, limitTicks) => {
    const through = side === SIDE.BUY ? 99 : 107
    const recorded = await run([order(5, { side, quantityLots: 2, type, triggerTicks, limitTicks })], {
      ...quiet,
      prints: [print(10, through), print(20, 105), print(30, through)],
    })
    expect(fillsOf(recorded)).toEqual(
      // The print at 10 comes before the stop fires; for the touched order it is the trigger itself.
      side === SIDE.BUY ? [[30, 1, 100, 1]] : [[30, 1, 106, 1]],
    )
    expect(lifeOf(recorded)).toContainEqual([side === SIDE.BUY ? 20 : 10, S.TRIGGERED])
  })

  test('fires at once when the last price is there already', async () => {
    const recorded = await run(
      [order(15, { side: SIDE.BUY, quantityLots: 2, type: STOP_MARKET, triggerTicks: 105 })],
      { ...quiet, prints: [print(10, 105)] },
    )
    expect(lifeOf(recorded).map(([tsNs, status]) => [tsNs, status])).toEqual([
      [15, S.SUBMITTED],
      [15, S.ACCEPTED],
      [15, S.TRIGGERED],
      [15, S.FILLED],
    ])
  })

  test('moves with a change, is gone with a cancel', async () => {
    const stop = { side: SIDE.BUY, quantityLots: 2, type: STOP_MARKET, triggerTicks: 105 }
    const recorded = await run(
      [
        order(5, stop),
        order(5, stop),
        [10, stage => stage.modify(1, { triggerTicks: 110, limitTicks: 1 })],
        [11, stage => stage.cancel(2)],
      ],
      { ...quiet, prints: [print(20, 105), print(30, 110)] },
    )
    expect(fillsOf(recorded)).toEqual([[30, 1, 101, 2]])
  })
})

describe('triggers by the book', () => {
  const snapshots = [book(0, 99, 101), book(10, 99, 104), book(20, 103, 104), book(30, 103, 108)]
  const prints = [print(5, 200), print(6, 1)]
  const stop = (
    trigger: (typeof TRIGGER)[keyof typeof TRIGGER],
    side: 1 | 2,
    triggerTicks: number,
  ): Request => ({
    side,
    quantityLots: 1,
    type: ORDER_TYPE.STOP_MARKET,
    trigger,
    triggerTicks,
  })

  test.each([
    ['the ask', stop(TRIGGER.BID_ASK, SIDE.BUY, 104), 10],
    // Mids: 100, 101.5, 103.5, 105.5.
    ['the mid', stop(TRIGGER.MARK, SIDE.BUY, 102), 20],
    ['the mid to half a tick', stop(TRIGGER.MARK, SIDE.BUY, 104), 30],
    ['the bid', { ...stop(TRIGGER.BID_ASK, SIDE.SELL, 103), type: ORDER_TYPE.MARKET_IF_TOUCHED }, 20],
  ] as const)('%s fire when it gets there', async (_name, request, firesNs) => {
    const recorded = await run([order(3, request)], { snapshots, prints })
    expect(recorded.fills.map(({ tsNs }) => tsNs)).toEqual([firesNs])
  })

  test.each([TRIGGER.BID_ASK, TRIGGER.MARK])('%d is the last price where there is no book', async trigger => {
    const recorded = await run([order(3, stop(trigger, SIDE.BUY, 104))], {
      prints: [print(5, 103), print(10, 104)],
    })
    expect(fillsOf(recorded)).toEqual([[10, 1, 104, 1]])
  })
})

test('post-only stops are canceled where they would take once triggered', async () => {
  const request: Request = {
    side: SIDE.BUY,
    quantityLots: 2,
    type: ORDER_TYPE.STOP_LIMIT,
    triggerTicks: 105,
    limitTicks: 101,
    isPostOnly: true,
  }
  const recorded = await run([order(5, request)], { snapshots: [book(0, 99, 101)], prints: [print(10, 105)] })
  expect(recorded.fills).toEqual([])
  expect(recorded.records.orderRows[0]).toMatchObject({
    status: S.CANCELED,
    reason: REASON.POST_ONLY_WOULD_TAKE,
  })
})

describe('market orders', () => {
  test('walk no further than their protection', async () => {
    const asks = [
      [1_001, 2],
      [1_002, 5],
      [1_003, 5],
    ] as const
    const recorded = await run([order(5, { side: SIDE.BUY, quantityLots: 10 })], {
      snapshots: [{ tsNs: 0, bids: [[990, 1]], asks }],
      model: { priceProtectionTicks: 1 },
    })
    expect(fillsOf(recorded)).toEqual([
      [5, 1, 1_001, 2],
      [5, 1, 1_002, 5],
    ])
    expect(recorded.records.orderRows[0]).toMatchObject({ status: S.CANCELED, reason: REASON.PRICE_LIMIT })
  })

  test.each([
    [SIDE.BUY, [101_000, 101_001]],
    [SIDE.SELL, [100_000, 99_999]],
  ] as const)('side %d slip one tick on quotes alone under nautilus', async (side, prices) => {
    const recorded = await run([order(5, { side, quantityLots: 15 })], {
      snapshots: [book(0, 100_000, 101_000, 5)],
      depth: 1,
      preset: 'nautilus',
      instrument: { pricePrecision: 2, sizePrecision: 1 },
    })
    expect(recorded.fills.map(({ price, quantity }) => [price, quantity])).toEqual([
      [prices[0], 5],
      [prices[1], 10],
    ])
  })
})
