import { describe, expect, test } from 'vitest'
import { EVIDENCE, LIQUIDITY, ORDER_STATUS, ORDER_TYPE, REASON, SIDE } from '../domain/codes.ts'
import type { Print, Snapshot } from './market-data.ts'
import { type RecordedRun, type RunSetting, recordRun } from './recorded-run.ts'
import { Script, type Step } from './scripted-strategy.ts'

type Levels = Snapshot['bids']
const book = (tsNs: number, bids: Levels, asks: Levels = [[200, 50]], eventNs = tsNs): Snapshot => ({
  tsNs,
  bids,
  asks,
  eventNs,
})
const sold = (tsNs: number, price: number, size: number, eventNs = tsNs): Print => ({
  tsNs,
  price,
  size,
  aggressor: 2,
  eventNs,
})
const bought = (tsNs: number, price: number, size: number): Print => ({ tsNs, price, size, aggressor: 1 })
const limit = (side: 1 | 2, quantityLots: number, limitTicks: number) => ({
  side,
  quantityLots,
  limitTicks,
  type: ORDER_TYPE.LIMIT,
})
const buy = (tsNs: number, quantityLots: number, limitTicks: number): Step => [
  tsNs,
  stage => stage.order(limit(SIDE.BUY, quantityLots, limitTicks)),
]

const run = (steps: readonly Step[], setting: RunSetting): Promise<RecordedRun> =>
  recordRun({ ...setting, script: new Script(steps) })
const fillsOf = (recorded: RecordedRun) =>
  recorded.fills.map(({ tsNs, orderId, price, quantity }) => [tsNs, orderId, price, quantity])

describe('the queue ahead', () => {
  test('is what the level shows, and prints at it go first to those ahead', async () => {
    const recorded = await run([buy(5, 50, 100)], {
      snapshots: [book(0, [[100, 100]])],
      prints: [sold(10, 100, 80), sold(20, 100, 30), sold(30, 100, 50)],
    })
    expect(fillsOf(recorded)).toEqual([
      [20, 1, 100, 10],
      [30, 1, 100, 40],
    ])
    expect(recorded.fills[0]).toMatchObject({
      liquidity: LIQUIDITY.MAKER,
      evidenceKind: EVIDENCE.TRADE,
      evidenceId: 1,
      evidenceSize: 30,
      queueAhead: 100,
      restingNs: 15,
      bestBid: 100,
      bestAsk: 200,
    })
    expect(recorded.records.orderRows[0]).toMatchObject({ status: ORDER_STATUS.FILLED, filled: 50 })
  })

  test('is not shortened by prints of the same side, but by those without aggressor', async () => {
    const prints = [bought(10, 100, 500), { tsNs: 20, price: 100, size: 101, aggressor: 0 as const }]
    const recorded = await run([buy(5, 50, 100)], { snapshots: [book(0, [[100, 100]])], prints })
    expect(fillsOf(recorded)).toEqual([[20, 1, 100, 1]])
  })

  test('never exceeds what the level shows, and is gone with the level', async () => {
    const recorded = await run([buy(5, 50, 100), buy(6, 50, 98)], {
      snapshots: [
        book(0, [
          [100, 100],
          [98, 70],
        ]),
        book(10, [[100, 20]]),
      ],
      prints: [sold(20, 100, 25), sold(30, 98, 10)],
    })
    expect(fillsOf(recorded)).toEqual([
      [20, 1, 100, 5],
      [30, 1, 100, 10],
    ])
    const empty = await run([buy(6, 50, 98)], {
      snapshots: [book(0, [[98, 70]]), book(10, [[97, 20]])],
      prints: [sold(20, 98, 10)],
    })
    expect(fillsOf(empty)).toEqual([[20, 1, 98, 10]])
  })

  test('is measured before the clamp for a print that is no later than the book event', async () => {
    const recorded = await run([buy(5, 10, 100)], {
      snapshots: [book(0, [[100, 100]]), book(20, [[100, 20]], [[200, 50]], 18)],
      prints: [sold(21, 100, 80, 18), sold(30, 100, 25)],
    })
    expect(fillsOf(recorded)).toEqual([[30, 1, 100, 5]])
  })

  test('of a print after the clamp is what the clamp left', async () => {
    const recorded = await run([buy(5, 10, 100)], {
      snapshots: [book(0, [[100, 100]]), book(20, [[100, 20]], [[200, 50]], 18)],
      prints: [sold(21, 100, 25, 19)],
    })
    expect(fillsOf(recorded)).toEqual([[21, 1, 100, 5]])
  })

  test('counts what our own orders before it took of the same print', async () => {
    const recorded = await run([buy(5, 10, 100), buy(6, 10, 100)], {
      snapshots: [book(0, [[100, 40]])],
      prints: [sold(10, 100, 55), sold(20, 100, 3)],
    })
    // 40 ahead of both; 10 to the first, so that 5 of 15 are left for the second.
    expect(fillsOf(recorded)).toEqual([
      [10, 1, 100, 10],
      [10, 2, 100, 5],
      [20, 2, 100, 3],
    ])
  })

  test('stays through a snapshot that repeats the level and changes another', async () => {
    const recorded = await run([buy(5, 50, 100)], {
      snapshots: [book(0, [[100, 100]]), book(15, [[100, 100]], [[201, 7]])],
      prints: [sold(10, 100, 80), sold(20, 100, 30)],
    })
    expect(fillsOf(recorded)).toEqual([[20, 1, 100, 10]])
  })
})

describe('queue models', () => {
  // 100 ahead of us, then 100 more join behind; the level falls from 200 to 120 without a print.
  const market: RunSetting = {
    snapshots: [book(0, [[100, 100]]), book(10, [[100, 200]]), book(20, [[100, 120]])],
    prints: [sold(30, 100, 100)],
  }
  test.each([
    ['risk_averse', 0],
    // Half of the 80 canceled stood ahead: 60 left, 40 beyond.
    ['prob_power(1)', 40],
    ['prob_log', 40],
  ])('%s fills %d', async (queueModel, lots) => {
    const recorded = await run([buy(5, 50, 100)], { ...market, model: { queueModel } })
    expect(recorded.fills.reduce((sum, fill) => sum + fill.quantity, 0)).toBe(lots)
  })

  test('without queues a touched order fills whole under nautilus, by chance otherwise', async () => {
    const settings = [1, 0, 0.5].map(limitTouchProbability => ({
      ...market,
      model: { limitTouchProbability },
    }))
    const [sure, never] = await Promise.all(
      settings.map(setting => run([buy(5, 50, 100)], { ...setting, preset: 'nautilus' })),
    )
    expect(sure && fillsOf(sure)).toEqual([[30, 1, 100, 50]])
    expect(never?.fills).toEqual([])
    const steps = Array.from({ length: 400 }, (): Step => buy(5, 1, 100))
    const half = await run(steps, {
      ...market,
      prints: [sold(30, 100, 400)],
      preset: 'nautilus',
      model: { limitTouchProbability: 0.5 },
    })
    expect(Math.abs(half.fills.length - 200)).toBeLessThan(40)
  })
})

describe('depth-limited books', () => {
  const five: Levels = [
    [1_000, 10],
    [999, 10],
    [998, 10],
    [997, 10],
    [996, 10],
  ]
  const asks: Levels = [[1_010, 10]]

  test('an unseen price fills by prints strictly through it alone', async () => {
    const recorded = await run([buy(5, 20, 995)], {
      snapshots: [book(0, five, asks)],
      prints: [sold(10, 995, 50), sold(20, 994, 15), sold(30, 995, 50)],
    })
    // After the print through it the queue is known to be gone.
    expect(fillsOf(recorded)).toEqual([
      [20, 1, 995, 15],
      [30, 1, 995, 5],
    ])
    expect(recorded.fills[0]?.queueAhead).toBe(-1)
  })

  test('what appears with an unseen level stands ahead', async () => {
    const shown: Levels = [...five.slice(1), [995, 30]]
    const recorded = await run([buy(5, 20, 995)], {
      snapshots: [book(0, five, asks), book(10, shown, asks)],
      prints: [sold(20, 995, 30), sold(30, 995, 4)],
    })
    expect(fillsOf(recorded)).toEqual([[30, 1, 995, 4]])
  })

  test('a side of fewer levels has no unseen prices', async () => {
    const recorded = await run([buy(5, 20, 995)], {
      snapshots: [book(0, five.slice(1), asks)],
      prints: [sold(20, 995, 3)],
    })
    expect(fillsOf(recorded)).toEqual([[20, 1, 995, 3]])
  })

  test('a level that leaves the view keeps its queue', async () => {
    const shown: Levels = [...five.slice(1), [995, 30]]
    const recorded = await run([buy(15, 20, 995)], {
      snapshots: [book(0, five, asks), book(10, shown, asks), book(20, five, asks)],
      prints: [sold(30, 995, 29), sold(40, 995, 3)],
    })
    expect(fillsOf(recorded)).toEqual([[40, 1, 995, 2]])
  })
})

describe('prints through the limit', () => {
  test('fill at the limit, whatever the queue and the aggressor', async () => {
    const snapshots = [book(0, [[10_005, 500]], [[10_010, 5]])]
    const setting = { snapshots, instrument: { pricePrecision: 2 } }
    for (const print of [sold(10, 10_000, 7), bought(10, 10_000, 7)]) {
      const recorded = await run([buy(5, 10, 10_005)], { ...setting, prints: [print] })
      expect(fillsOf(recorded)).toEqual([[10, 1, 10_005, 7]])
    }
  })

  test('are shared in price-time order, for no more than they are', async () => {
    const steps = [buy(5, 4, 99), buy(6, 4, 100), buy(7, 4, 99), buy(8, 4, 100)]
    const recorded = await run(steps, { snapshots: [book(0, [[90, 1]])], prints: [sold(10, 98, 11)] })
    expect(fillsOf(recorded)).toEqual([
      [10, 2, 100, 4],
      [10, 4, 100, 4],
      [10, 1, 99, 3],
    ])
  })

  test('fill our two sides for no more than they are', async () => {
    const steps: Step[] = [buy(5, 6, 101), [6, stage => stage.order(limit(SIDE.SELL, 6, 99))]]
    const snapshots = [book(0, [[90, 1]], [[110, 1]])]
    const recorded = await run(steps, {
      snapshots,
      prints: [{ tsNs: 10, price: 100, size: 8, aggressor: 0 }],
    })
    expect(recorded.fills.reduce((sum, fill) => sum + fill.quantity, 0)).toBe(8)
  })
})

describe('the opposite best', () => {
  test('at or through the limit fills from its unconsumed size, at the limit', async () => {
    const snapshots = [
      book(0, [[100, 10]], [[105, 10]]),
      book(
        10,
        [[90, 10]],
        [
          [99, 3],
          [100, 4],
          [101, 50],
        ],
      ),
      book(
        20,
        [[90, 10]],
        [
          [99, 3],
          [100, 6],
          [101, 50],
        ],
      ),
    ]
    const recorded = await run([buy(5, 20, 100)], { snapshots })
    expect(fillsOf(recorded)).toEqual([
      [10, 1, 100, 3],
      [10, 1, 100, 4],
      [20, 1, 100, 2],
    ])
    expect(
      recorded.fills.map(fill => [fill.evidenceKind, fill.evidenceId, fill.level, fill.evidenceSize]),
    ).toEqual([
      [EVIDENCE.BOOK, 1, 0, 3],
      [EVIDENCE.BOOK, 1, 1, 4],
      [EVIDENCE.BOOK, 2, 1, 6],
    ])
  })

  test('that makers emptied offers takers nothing', async () => {
    const snapshots = [book(0, [[100, 10]], [[105, 10]]), book(10, [[90, 10]], [[100, 6]])]
    const steps: Step[] = [buy(5, 5, 100), [15, stage => stage.submitMarket(0, SIDE.BUY, 5)]]
    const recorded = await run(steps, { snapshots })
    expect(fillsOf(recorded)).toEqual([
      [10, 1, 100, 5],
      [15, 2, 100, 1],
    ])
  })
})

describe('trades alone', () => {
  test('have no queue; a limit takes at the last price when it reaches it', async () => {
    const steps: Step[] = [
      buy(5, 5, 99),
      [15, stage => stage.order(limit(SIDE.BUY, 5, 102))],
      [16, stage => stage.order(limit(SIDE.SELL, 5, 101))],
    ]
    const recorded = await run(steps, { prints: [sold(10, 100, 9), sold(20, 99, 3), bought(30, 101, 4)] })
    expect(fillsOf(recorded)).toEqual([
      [15, 2, 100, 5],
      [20, 1, 99, 3],
      [30, 3, 101, 4],
    ])
    expect(recorded.fills.map(fill => fill.evidenceKind)).toEqual([
      EVIDENCE.LAST_PRICE,
      EVIDENCE.TRADE,
      EVIDENCE.TRADE,
    ])
  })

  test('never slip beyond a limit', async () => {
    const steps: Step[] = [
      [15, stage => stage.order(limit(SIDE.BUY, 5, 100))],
      [16, stage => stage.order(limit(SIDE.BUY, 5, 102))],
    ]
    const recorded = await run(steps, { prints: [sold(10, 100, 9)], model: { slippageProbability: 1 } })
    expect(recorded.fills.map(fill => fill.price)).toEqual([100, 101])
  })

  test('in the book alone, prints fill nothing', async () => {
    const recorded = await run([buy(5, 50, 100)], {
      snapshots: [book(0, [[100, 1]])],
      prints: [sold(10, 99, 80)],
      scenario: { snapshotMode: 'book' },
    })
    expect(recorded.fills).toEqual([])
    expect(recorded.records.orderRows[0]).toMatchObject({
      status: ORDER_STATUS.CANCELED,
      reason: REASON.END_OF_RUN,
    })
  })
})
