import { expect, test } from 'vitest'
import { ORDER_TYPE, SIDE } from '../domain/codes.ts'
import { deltaCursor, deltasOf } from './delta-data.ts'
import type { Snapshot } from './market-data.ts'
import { recordRun } from './recorded-run.ts'
import { Script } from './scripted-strategy.ts'

const LEVELS = 600
const deep = (tsNs: number, size: number): Snapshot => ({
  tsNs,
  bids: Array.from({ length: LEVELS }, (_, level) => [1_000 - level, size] as const),
  asks: Array.from({ length: LEVELS }, (_, level) => [1_001 + level, size] as const),
})

test('a full book fills hundreds of levels deep, each named by its index', async () => {
  const script = new Script([
    [5, stage => stage.submitMarket(0, SIDE.BUY, 2 * LEVELS)],
    // Its level lies far below the best, in sight of a full book.
    [6, stage => stage.order({ side: SIDE.BUY, type: ORDER_TYPE.LIMIT, quantityLots: 4, limitTicks: 500 })],
  ])
  const recorded = await recordRun({
    deltas: deltaCursor(deltasOf([deep(0, 2), deep(10, 1)]), 50, 0),
    prints: [{ tsNs: 20, price: 500, size: 3, aggressor: 2 }],
    script,
  })
  const walk = recorded.fills.slice(0, LEVELS)
  expect(walk.map(({ level, price }) => [level, price])).toEqual(
    Array.from({ length: LEVELS }, (_, level) => [level, 1_001 + level]),
  )
  // Two stood ahead; the event at 10 left one of them, so that 2 of the print's 3 lots reach us.
  expect(
    recorded.fills
      .slice(LEVELS)
      .map(({ tsNs, price, quantity, queueAhead }) => [tsNs, price, quantity, queueAhead]),
  ).toEqual([[20, 500, 2, 2]])
})
