import { describe, expect, test } from 'vitest'
import { ORDER_TYPE, SIDE } from '../domain/codes.ts'
import { deltaCursor, deltasOf } from './delta-data.ts'
import type { Print, Snapshot } from './market-data.ts'
import { type RecordedRun, type RunSetting, recordRun } from './recorded-run.ts'
import { Script, type Step } from './scripted-strategy.ts'

type Levels = Snapshot['bids']
const book = (tsNs: number, bids: Levels, asks: Levels, eventNs = tsNs): Snapshot => ({
  tsNs,
  bids,
  asks,
  eventNs,
})
const print = (tsNs: number, price: number, size: number, aggressor: 1 | 2, eventNs = tsNs): Print => ({
  tsNs,
  price,
  size,
  aggressor,
  eventNs,
})
const limit = (tsNs: number, side: 1 | 2, quantityLots: number, limitTicks: number): Step => [
  tsNs,
  stage => stage.order({ side, quantityLots, limitTicks, type: ORDER_TYPE.LIMIT }),
]
const run = (steps: readonly Step[], setting: RunSetting) =>
  recordRun({ ...setting, script: new Script(steps) })
const fillsOf = (recorded: RecordedRun) =>
  recorded.fills.map(({ tsNs, price, quantity }) => [tsNs, price, quantity])

describe('a print that is older than the book', () => {
  test('exhausts better levels and consumes its own all the same', async () => {
    const asks: Levels = [
      [1_000, 10],
      [1_001, 10],
    ]
    const recorded = await run([[25, stage => stage.submitMarket(0, SIDE.BUY, 5)]], {
      snapshots: [book(10, [[990, 5]], asks)],
      prints: [print(20, 1_001, 8, 1, 5)],
    })
    expect(fillsOf(recorded)).toEqual([[25, 1_001, 2]])
  })

  test('consumes nothing at a price that is not displayed', async () => {
    const asks: Levels = [
      [1_000, 10],
      [1_002, 10],
    ]
    const recorded = await run([[25, stage => stage.submitMarket(0, SIDE.BUY, 15)]], {
      snapshots: [book(10, [[990, 5]], asks)],
      prints: [print(20, 1_001, 8, 1, 5)],
    })
    expect(fillsOf(recorded)).toEqual([[25, 1_002, 10]])
  })

  test('is measured against the queue before the earliest of several events it lies before', async () => {
    const asks: Levels = [[200, 50]]
    const recorded = await run([limit(5, SIDE.BUY, 10, 100)], {
      snapshots: [
        book(0, [[100, 100]], asks),
        book(20, [[100, 60]], asks, 18),
        book(21, [[100, 20]], asks, 19),
      ],
      // 80 of the 100 ahead at first: 20 are left, as the book says. Of these 5 trade before the second event's time.
      prints: [print(22, 100, 80, 2, 18), print(23, 100, 5, 2, 19), print(30, 100, 18, 2)],
    })
    expect(fillsOf(recorded)).toEqual([[30, 100, 3]])
  })
})

test.each([5, 0])('a snapshot of all levels keeps the queue (source of depth %d)', async depth => {
  const asks: Levels = [[200, 50]]
  const snapshots = [book(0, [[100, 100]], asks), book(15, [[100, 100]], [[201, 7]])]
  // Every snapshot begins a cell: a clear and all levels anew.
  const recorded = await run([limit(5, SIDE.BUY, 50, 100)], {
    deltas: deltaCursor(deltasOf(snapshots, 1), undefined, depth),
    prints: [print(10, 100, 80, 2), print(20, 100, 30, 2)],
  })
  expect(fillsOf(recorded)).toEqual([[20, 100, 10]])
})

test('a timer at the window’s end does not fire, closing fills carry the end', async () => {
  const fired: number[] = []
  const recorded = await run(
    [
      [999, stage => void fired.push(stage.submitMarket(0, SIDE.BUY, 3))],
      [1_000, stage => void fired.push(stage.submitMarket(0, SIDE.BUY, 3))],
    ],
    { snapshots: [book(0, [[99, 10]], [[101, 10]])], scenario: { closePositions: true } },
  )
  expect(fired).toEqual([1])
  expect(fillsOf(recorded)).toEqual([
    [999, 101, 3],
    [1_000, 99, 3],
  ])
})

test('an event that leaves a price as it was does not forget the prints there', async () => {
  const asks: Levels = [[200, 50]]
  const setting: RunSetting = {
    model: { queueModel: 'prob_power(1)' },
    // The print of 40 reaches the book two events later: no cancellation of those ahead.
    snapshots: [book(0, [[100, 100]], asks), book(20, [[100, 100]], [[201, 5]]), book(30, [[100, 60]], asks)],
    prints: [print(10, 100, 40, 2), print(40, 100, 65, 2)],
  }
  const recorded = await run([limit(5, SIDE.BUY, 10, 100)], setting)
  expect(fillsOf(recorded)).toEqual([[40, 100, 5]])
})
