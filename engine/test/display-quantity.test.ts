import { describe, expect, test } from 'vitest'
import { ORDER_TYPE, REASON, ORDER_STATUS as S, SIDE } from '../domain/codes.ts'
import type { OrderRequest } from '../strategies/strategy.ts'
import type { Print, Snapshot } from './market-data.ts'
import { type RecordedRun, type RunSetting, recordRun } from './recorded-run.ts'
import { Script, type Step } from './scripted-strategy.ts'

type Request = Omit<OrderRequest, 'instrumentIndex'>
type Levels = Snapshot['bids']
const book = (tsNs: number, bids: Levels, asks: Levels = [[200, 50]]): Snapshot => ({ tsNs, bids, asks })
const sold = (tsNs: number, price: number, size: number): Print => ({ tsNs, price, size, aggressor: 2 })
const iceberg = (quantityLots: number, displayLots: number, limitTicks = 100): Request => ({
  side: SIDE.BUY,
  type: ORDER_TYPE.LIMIT,
  quantityLots,
  displayLots,
  limitTicks,
})
const order = (tsNs: number, request: Request): Step => [tsNs, stage => stage.order(request)]
const run = (steps: readonly Step[], setting: RunSetting) =>
  recordRun({ ...setting, script: new Script(steps) })
const fillsOf = (recorded: RecordedRun) =>
  recorded.fills.map(({ tsNs, orderId, price, quantity, queueAhead }) => [
    tsNs,
    orderId,
    price,
    quantity,
    queueAhead,
  ])

describe('a displayed quantity', () => {
  test('fills tranche by tranche, each behind what is displayed', async () => {
    const recorded = await run([order(5, iceberg(25, 10))], {
      snapshots: [book(0, [[100, 40]]), book(25, [[100, 6]])],
      prints: [sold(10, 100, 60), sold(20, 100, 44), sold(30, 100, 6), sold(40, 100, 9), sold(50, 100, 20)],
    })
    // 40 ahead of the first tranche: of 60, 20 go beyond, 10 show. The second joins behind 40; 44 bring 4 lots of it.
    // 6 more show and are used up at 30; the last 5 join behind 6, so that 9 give 3 and the next print the rest.
    expect(fillsOf(recorded)).toEqual([
      [10, 1, 100, 10, 40],
      [20, 1, 100, 4, 40],
      [30, 1, 100, 6, 40],
      [40, 1, 100, 3, 6],
      [50, 1, 100, 2, 6],
    ])
    expect(recorded.records.orderRows[0]).toMatchObject({ status: S.FILLED, filled: 25, display: 10 })
  })

  test('lets our next order at the price go first', async () => {
    const recorded = await run([order(5, iceberg(20, 5)), order(6, iceberg(5, 5))], {
      snapshots: [book(0, [[99, 1]])],
      prints: [sold(10, 100, 12), sold(20, 100, 7)],
    })
    // The first shows 5, the second 5; the 2 that are left reach nobody. Then the second is done, the first is next.
    expect(fillsOf(recorded)).toEqual([
      [10, 1, 100, 5, 0],
      [10, 2, 100, 5, 0],
      [20, 1, 100, 5, 0],
    ])
  })

  test('bounds what a print through the price and the opposite best fill at once', async () => {
    const recorded = await run([order(5, iceberg(20, 5))], {
      snapshots: [book(0, [[99, 1]]), book(20, [[98, 1]], [[100, 50]]), book(30, [[98, 1]], [[100, 51]])],
      prints: [sold(10, 99, 30)],
    })
    expect(fillsOf(recorded).map(([tsNs, , , quantity]) => [tsNs, quantity])).toEqual([
      [10, 5],
      [20, 5],
      [30, 5],
    ])
  })

  test('does not bound what the order takes when it arrives', async () => {
    const recorded = await run([order(5, iceberg(20, 5))], {
      snapshots: [book(0, [[99, 1]], [[100, 12]])],
      prints: [sold(10, 99, 30)],
    })
    expect(fillsOf(recorded).map(([tsNs, , , quantity]) => [tsNs, quantity])).toEqual([
      [5, 12],
      [10, 5],
    ])
  })

  test('shows no more than is left after a change to less', async () => {
    const recorded = await run(
      [order(5, iceberg(20, 5)), [15, stage => stage.modify(1, { quantityLots: 8 })]],
      {
        snapshots: [book(0, [[99, 1]])],
        prints: [sold(10, 100, 9), sold(20, 100, 9)],
      },
    )
    expect(fillsOf(recorded).map(([tsNs, , , quantity]) => [tsNs, quantity])).toEqual([
      [10, 5],
      [20, 3],
    ])
    expect(recorded.records.orderRows[0]).toMatchObject({ status: S.FILLED, quantity: 8 })
  })

  test.each([
    ['larger than the order', 21],
    ['off the grid', 3],
    ['negative', -2],
    ['of no number', Number.NaN],
  ])('%s is denied', async (_what, displayLots) => {
    const recorded = await run([order(5, iceberg(20, displayLots))], {
      snapshots: [book(0, [[99, 1]])],
      instrument: { lotSize: '2' },
    })
    expect(recorded.records.orderRows[0]).toMatchObject({ status: S.DENIED, reason: REASON.DISPLAY_QUANTITY })
  })
})
