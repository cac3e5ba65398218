import { describe, expect, test } from 'vitest'
import { EVIDENCE, ORDER_STATUS, REASON, SIDE } from '../domain/codes.ts'
import type { Print, Snapshot } from './market-data.ts'
import { type RecordedRun, recordRun } from './recorded-run.ts'

const book = (tsNs: number, asks: Snapshot['asks'], bids: Snapshot['bids'] = [[1, 1_000]]): Snapshot => ({
  tsNs,
  bids,
  asks,
})
/** A print far from the book, sized as the order it triggers; the seller's side leaves the asks alone. */
const trigger = (tsNs: number, size: number): Print => ({ tsNs, price: 500, size, aggressor: 0 })

const fillsOf = (run: RecordedRun) =>
  run.fills.map(({ orderId, price, quantity }) => [orderId, price, quantity])
const ends = (run: RecordedRun) =>
  run.records.orderRows.map(({ orderId, status, reason }) => [orderId, status, reason])

/** BUY orders as large as their prints. */
const MIRROR = { side: 'buy', quantityLots: 'trade' } as const

describe('a displayed level', () => {
  test('sells its size once', async () => {
    const run = await recordRun({
      snapshots: [book(0, [[1_000, 100]])],
      prints: [trigger(1, 30), trigger(2, 50), trigger(3, 50)],
      strategy: MIRROR,
    })
    expect(fillsOf(run)).toEqual([
      [1, 1_000, 30],
      [2, 1_000, 50],
      [3, 1_000, 20],
    ])
    expect(ends(run)).toEqual([[3, ORDER_STATUS.CANCELED, REASON.NO_LIQUIDITY]])
  })

  test.each([
    ['increase', 40],
    ['change', 60],
  ] as const)('that grows to 120 under %s gives the third order %d of 60', async (consumptionReset, lots) => {
    const run = await recordRun({
      snapshots: [book(0, [[1_000, 100]]), book(3, [[1_000, 120]])],
      prints: [trigger(1, 30), trigger(2, 50), trigger(4, 60)],
      strategy: MIRROR,
      model: { consumptionReset },
    })
    expect(fillsOf(run).at(-1)).toEqual([3, 1_000, lots])
  })

  test('sells again and again without consumption', async () => {
    const run = await recordRun({
      preset: 'nautilus',
      snapshots: [book(0, [[1_000, 100]])],
      prints: [trigger(1, 90), trigger(2, 90)],
      strategy: MIRROR,
    })
    expect(fillsOf(run)).toEqual([
      [1, 1_000, 90],
      [2, 1_000, 90],
    ])
  })
})

describe('walking the book', () => {
  test('takes level after level, each with its own evidence', async () => {
    const run = await recordRun({
      snapshots: [
        book(
          0,
          [
            [1_000, 3],
            [1_001, 4],
            [1_005, 10],
          ],
          [[990, 6]],
        ),
      ],
      prints: [trigger(1, 9)],
      strategy: MIRROR,
    })
    expect(run.fills.map(f => [f.price, f.quantity, f.level, f.evidenceSize, f.isWholeOrder])).toEqual([
      [1_000, 3, 0, 3, false],
      [1_001, 4, 1, 4, false],
      [1_005, 2, 2, 10, false],
    ])
    expect(run.fills[0]).toMatchObject({
      evidenceKind: EVIDENCE.BOOK,
      evidenceId: 0,
      bestBid: 990,
      bestAsk: 1_000,
      side: SIDE.BUY,
    })
    expect(run.records.eventRows.map(({ status }) => status)).toEqual([
      ORDER_STATUS.SUBMITTED,
      ORDER_STATUS.PARTIALLY_FILLED,
      ORDER_STATUS.PARTIALLY_FILLED,
      ORDER_STATUS.FILLED,
    ])
    expect(run.records.orderRows).toMatchObject([{ orderId: 1, filled: 9, status: ORDER_STATUS.FILLED }])
  })

  test('a sale walks the bids downwards', async () => {
    const run = await recordRun({
      snapshots: [
        book(
          0,
          [[1_000, 3]],
          [
            [990, 6],
            [989, 6],
          ],
        ),
      ],
      prints: [{ tsNs: 1, price: 2_000, size: 8, aggressor: 1 }],
      strategy: { side: 'sell', quantityLots: 'trade' },
    })
    expect(fillsOf(run)).toEqual([
      [1, 990, 6],
      [1, 989, 2],
    ])
  })

  test('on a one-level book the rest slips one tick under nautilus', async () => {
    const run = await recordRun({
      preset: 'nautilus',
      depth: 1,
      instrument: { tickSize: '5' },
      snapshots: [book(0, [[1_000, 3]], [[990, 3]])],
      prints: [trigger(1, 8)],
      strategy: MIRROR,
    })
    expect(fillsOf(run)).toEqual([
      [1, 1_000, 3],
      [1, 1_005, 5],
    ])
  })
})

describe('a print beyond the best', () => {
  const asks = [
    [1_000, 10],
    [1_001, 10],
  ] as const

  test('leaves what its own level still holds, until the next book event', async () => {
    const run = await recordRun({
      snapshots: [book(0, asks), book(2, [...asks, [1_002, 1]])],
      prints: [
        { tsNs: 1, price: 1_001, size: 8, aggressor: 1 },
        { tsNs: 3, price: 700, size: 5, aggressor: 1 },
      ],
      strategy: { side: 'buy', quantityLots: 5 },
    })
    expect(fillsOf(run)).toEqual([
      [1, 1_001, 2],
      [2, 1_000, 5],
    ])
    expect(ends(run)).toEqual([[1, ORDER_STATUS.CANCELED, REASON.NO_LIQUIDITY]])
  })

  test('means nothing in book mode', async () => {
    const run = await recordRun({
      scenario: { snapshotMode: 'book' },
      snapshots: [book(0, asks)],
      prints: [{ tsNs: 1, price: 1_001, size: 8, aggressor: 1 }],
      strategy: { side: 'buy', quantityLots: 5 },
    })
    expect(fillsOf(run)).toEqual([[1, 1_000, 5]])
  })

  test('pre-consumes its size from the best under nautilus with consumption', async () => {
    const run = await recordRun({
      preset: 'nautilus',
      model: { liquidityConsumption: true },
      snapshots: [book(0, asks)],
      prints: [{ tsNs: 1, price: 1_001, size: 14, aggressor: 1 }],
      strategy: { side: 'buy', quantityLots: 9 },
    })
    expect(fillsOf(run)).toEqual([[1, 1_001, 6]])
  })

  test('exhausts better levels even where our own orders consume nothing', async () => {
    const run = await recordRun({
      model: { liquidityConsumption: false },
      snapshots: [book(0, asks)],
      prints: [{ tsNs: 1, price: 1_001, size: 8, aggressor: 1 }],
      strategy: { side: 'buy', quantityLots: 5 },
    })
    expect(fillsOf(run)).toEqual([[1, 1_001, 5]])
  })
})

describe('a print through nothing displayed', () => {
  test.each([
    ['between bid and ask', 995, 1],
    ['on the other side of the book', 700, 1],
    ['between levels', 1_003, 1],
  ] as const)('%s consumes nothing at its price', async (_where, price, aggressor) => {
    const asks = [
      [1_000, 10],
      [1_005, 10],
    ] as const
    const run = await recordRun({
      snapshots: [book(0, asks, [[990, 10]])],
      prints: [{ tsNs: 1, price, size: 8, aggressor }],
      strategy: { side: 'buy', quantityLots: 10 },
    })
    expect(fillsOf(run)).toEqual([[1, price > 1_000 ? 1_005 : 1_000, 10]])
  })
})

describe('without a market', () => {
  test('orders before the first book event are rejected', async () => {
    const run = await recordRun({
      snapshots: [book(5, [[1_000, 10]])],
      prints: [trigger(1, 1), trigger(5, 1)],
      strategy: MIRROR,
    })
    expect(ends(run)).toEqual([[1, ORDER_STATUS.REJECTED, REASON.NO_MARKET]])
    expect(fillsOf(run)).toEqual([[2, 1_000, 1]])
    expect(run.result.counts).toEqual({ orders: 2, fills: 1, denied: 0, rejected: 1, canceled: 0 })
  })

  test('an empty side has no liquidity', async () => {
    const run = await recordRun({
      snapshots: [book(0, [])],
      prints: [trigger(1, 1)],
      strategy: MIRROR,
    })
    expect(ends(run)).toEqual([[1, ORDER_STATUS.CANCELED, REASON.NO_LIQUIDITY]])
  })
})

describe('on trades alone', () => {
  const prints: readonly Print[] = [
    { tsNs: 1, price: 100, size: 4, aggressor: 1 },
    { tsNs: 2, price: 90, size: 5, aggressor: 2 },
  ]

  test('an order fills whole at the last price, and says that its size is assumed', async () => {
    const run = await recordRun({ prints, strategy: { quantityLots: 50 } })
    expect(run.fills).toMatchObject([
      {
        side: SIDE.BUY,
        price: 100,
        quantity: 50,
        evidenceKind: EVIDENCE.LAST_PRICE,
        evidenceId: 0,
        evidenceSize: 4,
      },
      {
        side: SIDE.SELL,
        price: 90,
        quantity: 50,
        evidenceKind: EVIDENCE.LAST_PRICE,
        evidenceId: 1,
        evidenceSize: 5,
      },
    ])
    expect(run.fills.map(fill => [fill.level, fill.isWholeOrder])).toEqual([
      [255, true],
      [255, true],
    ])
    expect(run.records.orderRows).toEqual([])
    expect(run.records.eventRows).toEqual([])
  })

  test('trade_size bounds it by what the print has left', async () => {
    const run = await recordRun({
      prints,
      strategy: { quantityLots: 50 },
      model: { tradesOnlyLiquidity: 'trade_size' },
      scenario: { closePositions: true },
    })
    expect(fillsOf(run)).toEqual([
      [1, 100, 4],
      [2, 90, 5],
    ])
    expect(ends(run).slice(0, 2)).toEqual([
      [1, ORDER_STATUS.CANCELED, REASON.NO_LIQUIDITY],
      [2, ORDER_STATUS.CANCELED, REASON.NO_LIQUIDITY],
    ])
    // The closing order finds the last print used up: the position stays open, and the run says so.
    expect(run.result.openPositions).toMatchObject([{ entrySide: SIDE.SELL, closedNs: null }])
    expect(run.result.warnings).toContain(
      'The position in X-Y.TEST found no liquidity to close and stays open.',
    )
  })

  test('slippage is one tick against us, seeded', async () => {
    const many = Array.from(
      { length: 400 },
      (_, index): Print => ({
        tsNs: index,
        price: 1_000,
        size: 1,
        aggressor: index % 2 === 0 ? 1 : 2,
      }),
    )
    const slipping = (seed: number) =>
      recordRun({
        prints: many,
        model: { slippageProbability: 0.25 },
        instrument: { tickSize: '5' },
        scenario: { seed },
      })
    const run = await slipping(1)
    const worse = run.fills.filter(fill => fill.price !== 1_000)
    expect(worse.length).toBeGreaterThan(60)
    expect(worse.length).toBeLessThan(140)
    expect(worse.every(fill => fill.price === (fill.side === SIDE.BUY ? 1_005 : 995))).toBe(true)
    expect((await slipping(1)).digest).toBe(run.digest)
    expect((await slipping(2)).digest).not.toBe(run.digest)
  })
})

describe('denials', () => {
  test.each([
    ['below the minimum', { minQuantity: '5' }, REASON.QUANTITY_BELOW_MINIMUM],
    ['above the maximum', { maxQuantity: '3' }, REASON.QUANTITY_ABOVE_MAXIMUM],
    ['off the grid', { lotSize: '3' }, REASON.QUANTITY_OFF_GRID],
    ['too small a notional', { minNotional: '401' }, REASON.NOTIONAL_BELOW_MINIMUM],
    ['beyond the margin', { leverage: '0.0000001' }, REASON.INSUFFICIENT_MARGIN],
  ])('%s', async (_what, instrument, reason) => {
    const run = await recordRun({
      instrument,
      prints: [{ tsNs: 1, price: 100, size: 4, aggressor: 1 }],
      strategy: { quantityLots: 4 },
    })
    expect(ends(run)).toEqual([[1, ORDER_STATUS.DENIED, reason]])
    expect(run.records.eventRows.map(({ status }) => status)).toEqual([ORDER_STATUS.DENIED])
    expect(run.result.counts).toMatchObject({ orders: 1, denied: 1, fills: 0 })
  })

  test('an inverse contract’s notional is its quantity in quote currency', async () => {
    const setting = (minNotional: string) => ({
      instrument: {
        kind: 'inverse' as const,
        settlementCurrency: 'Y',
        currencyPrecision: 8,
        multiplier: '100',
        minNotional,
      },
      venue: { startingBalances: [{ currency: 'Y', precision: 8, units: 10n ** 12n }] },
      prints: [{ tsNs: 1, price: 60_000, size: 3, aggressor: 1 as const }],
      strategy: { quantityLots: 3 },
    })
    expect((await recordRun(setting('300'))).result.counts).toMatchObject({ denied: 0, fills: 1 })
    expect((await recordRun(setting('301'))).result.counts).toMatchObject({ denied: 1, fills: 0 })
  })
})
