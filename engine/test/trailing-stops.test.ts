import { describe, expect, test } from 'vitest'
import { ORDER_TYPE, REASON, ORDER_STATUS as S, SIDE, TRIGGER } from '../domain/codes.ts'
import type { OrderRequest } from '../strategies/strategy.ts'
import type { Print, Snapshot } from './market-data.ts'
import { type RecordedRun, type RunSetting, recordRun } from './recorded-run.ts'
import { Script, type Step } from './scripted-strategy.ts'

type Request = Omit<OrderRequest, 'instrumentIndex'>
const book = (tsNs: number, bid: number, ask: number): Snapshot => ({
  tsNs,
  bids: [[bid, 10]],
  asks: [[ask, 10]],
})
const prints = (...prices: readonly number[]): Print[] =>
  prices.map((price, index) => ({ tsNs: 10 * (index + 1), price, size: 1, aggressor: 0 }))
const trailing = (side: 1 | 2, trailingOffsetTicks: number, more: Partial<Request> = {}): Request => ({
  side,
  quantityLots: 2,
  type: ORDER_TYPE.TRAILING_STOP_MARKET,
  trailingOffsetTicks,
  ...more,
})
const order = (tsNs: number, request: Request): Step => [tsNs, stage => stage.order(request)]
const run = (steps: readonly Step[], setting: RunSetting) =>
  recordRun({ ...setting, script: new Script(steps) })
const fillsOf = (recorded: RecordedRun) =>
  recorded.fills.map(({ tsNs, orderId, price, quantity }) => [tsNs, orderId, price, quantity])
const endOf = (recorded: RecordedRun, orderId = 1) => {
  const row = recorded.records.orderRows.find(found => found.orderId === orderId)
  return row && [row.status, row.reason, row.trigger]
}

describe('a trailing stop by the last price', () => {
  test('of a sell stays its offset below the highest price and fires there', async () => {
    // Trigger: 95 at 100, 98 at 103; 101 and 99 do not lower it; 98 reaches it.
    const recorded = await run([order(15, trailing(SIDE.SELL, 5))], {
      prints: prints(100, 103, 101, 99, 98, 120),
    })
    expect(fillsOf(recorded)).toEqual([[50, 1, 98, 2]])
    expect(endOf(recorded)).toEqual([S.FILLED, REASON.NONE, 98])
    expect(recorded.records.eventRows.map(({ tsNs, status }) => [tsNs, status])).toEqual([
      [15, S.SUBMITTED],
      [15, S.ACCEPTED],
      [50, S.TRIGGERED],
      [50, S.FILLED],
    ])
  })

  test('of a buy stays above the lowest', async () => {
    // Trigger: 105 at 100, 102 at 97; 99 and 101 do not raise it.
    const recorded = await run([order(15, trailing(SIDE.BUY, 5))], {
      prints: prints(100, 97, 99, 101, 102, 80),
    })
    expect(fillsOf(recorded)).toEqual([[50, 1, 102, 2]])
    expect(endOf(recorded)).toEqual([S.FILLED, REASON.NONE, 102])
  })

  test('that the price jumps through fills where the market is', async () => {
    const recorded = await run([order(15, trailing(SIDE.SELL, 5))], { prints: prints(100, 110, 90) })
    expect(fillsOf(recorded)).toEqual([[30, 1, 90, 2]])
    expect(endOf(recorded)).toEqual([S.FILLED, REASON.NONE, 105])
  })

  test('begins at the first price there is', async () => {
    const recorded = await run([order(5, trailing(SIDE.SELL, 5))], { prints: prints(100, 96, 95) })
    expect(fillsOf(recorded)).toEqual([[30, 1, 95, 2]])
  })

  test('keeps what it has seen when its offset changes, and fires at once where the market is past it', async () => {
    const recorded = await run(
      [
        order(15, trailing(SIDE.SELL, 20)),
        order(15, trailing(SIDE.SELL, 20)),
        [35, stage => stage.modify(1, { trailingOffsetTicks: 12 })],
        [35, stage => stage.modify(2, { trailingOffsetTicks: 8, quantityLots: 1 })],
      ],
      { prints: prints(100, 110, 101, 99, 98) },
    )
    // The peak is 110: 98 for the first; 102 for the second, which 101 has passed.
    expect(fillsOf(recorded)).toEqual([
      [35, 2, 101, 1],
      [50, 1, 98, 2],
    ])
  })

  test('is gone with a cancel, and names its last trigger', async () => {
    const recorded = await run([order(15, trailing(SIDE.SELL, 5)), [35, stage => stage.cancel(1)]], {
      prints: prints(100, 110, 108, 90),
    })
    expect(fillsOf(recorded)).toEqual([])
    expect(endOf(recorded)).toEqual([S.CANCELED, REASON.BY_STRATEGY, 105])
  })

  test('with an activation price follows only once the market was there', async () => {
    const recorded = await run([order(15, trailing(SIDE.SELL, 5, { activationTicks: 105 }))], {
      prints: prints(100, 90, 104, 105, 101, 100),
    })
    // 90 would have fired it; from 105 on the trigger is 100.
    expect(fillsOf(recorded)).toEqual([[60, 1, 100, 2]])
    const never = await run([order(15, trailing(SIDE.BUY, 5, { activationTicks: 80 }))], {
      prints: prints(100, 90, 120),
    })
    expect(endOf(never)).toEqual([S.CANCELED, REASON.END_OF_RUN, 0])
  })
})

describe('a trailing stop by the book', () => {
  const snapshots = [book(0, 99, 101), book(20, 103, 106), book(30, 100, 102), book(40, 97, 104)]
  test.each([
    // Bids 99, 103, 100, 97: trigger 99 after 103.
    ['the bid', trailing(SIDE.SELL, 4, { trigger: TRIGGER.BID_ASK }), 40, 97, 99],
    // Asks 101, 106, 102, 104: trigger 105 from the first.
    ['the ask', trailing(SIDE.BUY, 4, { trigger: TRIGGER.BID_ASK }), 20, 106, 105],
    // Mids 100, 104.5, 101, 100.5: the peak counts as 104, the trigger is 101.
    ['the mark', trailing(SIDE.SELL, 3, { trigger: TRIGGER.MARK }), 30, 100, 101],
    // The lowest mid before is 100: 104 is reached by 104.5.
    ['the mark of a buy', trailing(SIDE.BUY, 4, { trigger: TRIGGER.MARK }), 20, 106, 104],
  ] as const)('%s', async (_name, request, tsNs, price, trigger) => {
    const recorded = await run([order(5, request)], { snapshots, prints: [] })
    expect(recorded.fills.map(fill => [fill.tsNs, fill.price])).toEqual([[tsNs, price]])
    expect(endOf(recorded)?.[2]).toBe(trigger)
  })

  test('takes the last price for all where there is no book', async () => {
    for (const trigger of [TRIGGER.BID_ASK, TRIGGER.MARK]) {
      const recorded = await run([order(15, trailing(SIDE.SELL, 5, { trigger }))], {
        prints: prints(100, 103, 98),
      })
      expect(fillsOf(recorded)).toEqual([[30, 1, 98, 2]])
    }
  })
})

test.each([
  ['no offset', trailing(SIDE.SELL, 0)],
  ['an offset off the grid', trailing(SIDE.SELL, 7)],
  ['an activation off the grid', trailing(SIDE.SELL, 10, { activationTicks: 101 })],
])('%s is denied', async (_what, request) => {
  const recorded = await run([order(15, request)], { prints: prints(100), instrument: { tickSize: '5' } })
  expect(endOf(recorded)?.slice(0, 2)).toEqual([S.DENIED, REASON.PRICE_OFF_TICK])
})
