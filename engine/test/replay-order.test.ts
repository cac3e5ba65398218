import { describe, expect, test } from 'vitest'
import { ORDER_STATUS, REASON, SIDE } from '../domain/codes.ts'
import { FILL_MODEL_PRESETS } from '../exchange/fill-model.ts'
import { Replay } from '../replay/replay.ts'
import { bookCursor, cursorOf, type Print, type Snapshot, tradeBatch, tradeCursor } from './market-data.ts'
import { MemoryRecords, NO_LATENCY, PLAIN, recordRun, scenarioOf } from './recorded-run.ts'

const snapshot = (tsNs: number, ask: number, size = 1_000): Snapshot => ({
  tsNs,
  bids: [[ask - 10, 1_000]],
  asks: [[ask, size]],
})
const print = (tsNs: number, price = 500): Print => ({ tsNs, price, size: 1, aggressor: 1 })

describe('events', () => {
  test('at equal times come book before trade', async () => {
    const run = await recordRun({
      snapshots: [snapshot(1, 1_000), snapshot(5, 1_001), snapshot(5, 1_002)],
      prints: [print(4), print(5)],
    })
    expect(run.fills.map(fill => [fill.tsNs, fill.price, fill.evidenceId])).toEqual([
      [4, 1_000, 0],
      [5, 1_002, 2],
    ])
  })

  test('of several instruments merge in the order of the configuration at equal times', async () => {
    const records = new MemoryRecords()
    const other = { ...PLAIN, id: 'Z-Y.TEST', baseCurrency: 'Z' }
    const scenario = scenarioOf({ scenario: { instruments: [PLAIN, other], snapshotMode: 'both' } })
    const replay = new Replay(scenario, {
      feeds: [
        {
          trades: tradeCursor([print(1, 1), print(2, 1), print(2, 1), print(9, 1)], 2),
          book: bookCursor([snapshot(0, 100), snapshot(2, 101), snapshot(9, 102)], 1),
        },
        {
          trades: tradeCursor([print(2, 1), print(3, 1), print(9, 1)], 1),
          book: bookCursor([snapshot(0, 200), snapshot(3, 203), snapshot(9, 209)], 2),
        },
      ],
      records,
      digest: { update: buffer => buffer },
    })
    const result = await replay.run()
    expect(records.fillRows.map(fill => [fill.tsNs, fill.instrumentIndex, fill.price])).toEqual([
      [1, 0, 100],
      [2, 0, 101],
      [2, 0, 101],
      [2, 1, 200],
      [3, 1, 203],
      [9, 0, 102],
      [9, 1, 209],
    ])
    expect(result).toMatchObject({ trades: 7, bookEvents: 6 })
  })

  test('that repeat the snapshot before are none', async () => {
    const run = await recordRun({
      snapshots: [snapshot(1, 1_000, 5), snapshot(2, 1_000, 5), snapshot(3, 1_000, 6)],
      prints: [print(2), print(3)],
    })
    expect(run.result.bookEvents).toBe(2)
    expect(run.fills.map(fill => fill.evidenceId)).toEqual([0, 2])
  })

  test('before the window set the book silently', async () => {
    const run = await recordRun({
      snapshots: [snapshot(-20, 1_000), snapshot(-1, 1_001)],
      prints: [print(0)],
    })
    expect(run.fills.map(fill => [fill.tsNs, fill.price])).toEqual([[0, 1_001]])
    expect(run.result).toMatchObject({ trades: 1, bookEvents: 0 })
  })

  test('that go backwards stop the run, naming file and row', async () => {
    const trades = cursorOf([tradeBatch([print(1), print(7)], 40), tradeBatch([print(7), print(6)], 42)])
    const digest = { update: (buffer: SharedArrayBuffer) => buffer }
    const scenario = scenarioOf({ scenario: { startNs: 1_000_000n, endNs: 1_001_000n } })
    await expect(new Replay(scenario, { feeds: [{ trades }], digest }).run()).rejects.toMatchObject({
      code: 'CURSOR_ORDER',
      fields: { file: 'trades.parquet', row: 43, tsInitNs: '1000006', previousNs: '1000007' },
    })
    const book = bookCursor([snapshot(5, 1_000), snapshot(4, 1_001)], 1)
    const feeds = [{ trades: tradeCursor([]), book }]
    await expect(new Replay(scenario, { feeds, digest }).run()).rejects.toMatchObject({
      code: 'CURSOR_ORDER',
      fields: { file: 'book.parquet', row: 1 },
    })
  })
})

test('the book stays what it is while batches repeat it', async () => {
  // Batches of one row share two sets of columns; three of them repeat the first one.
  const run = await recordRun({
    snapshots: [0, 1, 2, 3].map(tsNs => snapshot(tsNs, 1_000, 5)).concat(snapshot(8, 2_000)),
    prints: [print(3), print(7)],
    rowsMax: 1,
  })
  expect(run.fills.map(fill => [fill.tsNs, fill.price, fill.evidenceId])).toEqual([
    [3, 1_000, 0],
    [7, 1_000, 0],
  ])
})

describe('latency', () => {
  const delayed = (
    submitNs: number,
    prints: readonly Print[],
    snapshots: readonly Snapshot[],
    jitterNs = 0,
  ) => recordRun({ prints, snapshots, venue: { latency: { ...NO_LATENCY, submitNs, jitterNs } } })

  test('an order meets the book of its arrival', async () => {
    const run = await delayed(10, [print(1)], [snapshot(0, 1_000), snapshot(10, 1_001), snapshot(12, 1_002)])
    expect(run.fills).toMatchObject([{ tsNs: 11, price: 1_001, isWholeOrder: false }])
    expect(run.records.orderRows).toMatchObject([{ createdNs: 1, submittedNs: 1, closedNs: 11 }])
    expect(run.records.eventRows).toMatchObject([
      { tsNs: 1, status: ORDER_STATUS.SUBMITTED },
      { tsNs: 11, status: ORDER_STATUS.FILLED },
    ])
  })

  test('one due at an event’s time arrives before it', async () => {
    const run = await delayed(10, [print(1)], [snapshot(0, 1_000), snapshot(11, 1_001)])
    expect(run.fills).toMatchObject([{ tsNs: 11, price: 1_000 }])
  })

  test('orders arrive in time order, at equal times as they were sent', async () => {
    const run = await delayed(3, [print(1), print(1), print(2)], [snapshot(0, 1_000)])
    expect(run.fills.map(fill => [fill.orderId, fill.tsNs])).toEqual([
      [1, 4],
      [2, 4],
      [3, 5],
    ])
  })

  test('jitter is seeded, bounded and may overtake', async () => {
    const prints = Array.from({ length: 300 }, (_, index) => print(index))
    const run = await delayed(100, prints, [snapshot(0, 1_000, 10_000)], 50)
    const delays = run.fills.map(fill => fill.tsNs - (fill.orderId - 1))
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(100)
    expect(Math.max(...delays)).toBeLessThan(150)
    expect(new Set(delays).size).toBeGreaterThan(20)
    expect(run.fills.map(fill => fill.tsNs)).toEqual(
      run.fills.map(fill => fill.tsNs).toSorted((a, b) => a - b),
    )
    expect((await delayed(100, prints, [snapshot(0, 1_000, 10_000)], 50)).digest).toBe(run.digest)
  })

  test('orders still on their way at the end are canceled, also those due at the end itself', async () => {
    const run = await delayed(10, [print(989), print(990), print(995)], [snapshot(0, 1_000)])
    expect(run.fills.map(fill => fill.tsNs)).toEqual([999])
    expect(run.records.orderRows.slice(1)).toMatchObject([
      { orderId: 2, status: ORDER_STATUS.CANCELED, reason: REASON.END_OF_RUN, closedNs: 1_000 },
      { orderId: 3, status: ORDER_STATUS.CANCELED, reason: REASON.END_OF_RUN, closedNs: 1_000 },
    ])
  })
})

describe('the end of a run', () => {
  const prints = [print(1), print(2), print(3)]

  test('closes what is open without latency, at the end', async () => {
    const run = await recordRun({
      prints,
      snapshots: [snapshot(0, 1_000)],
      scenario: { closePositions: true },
      venue: { latency: { ...NO_LATENCY, submitNs: 1, jitterNs: 0 } },
    })
    expect(run.fills.at(-1)).toMatchObject({ tsNs: 1_000, side: SIDE.SELL, quantity: 3, price: 990 })
    expect(run.records.positions).toMatchObject([{ closedNs: 1_000, openedNs: 2, closedFillSeq: 4 }])
    expect(run.result.openPositions).toEqual([])
  })

  test('leaves it open when asked to', async () => {
    const run = await recordRun({ prints, scenario: { closePositions: false } })
    expect(run.fills).toHaveLength(3)
    expect(run.records.positions).toMatchObject([{ closedNs: null, closedFillSeq: null, entryLots: 3n }])
    expect(run.result.warnings).toEqual(['The position in X-Y.TEST was left open as asked.'])
  })

  test('a window beyond exact time is refused', () => {
    const scenario = scenarioOf({ scenario: { endNs: 2n ** 53n } })
    const feeds = [{ trades: tradeCursor([]) }]
    expect(() => new Replay(scenario, { feeds, digest: { update: buffer => buffer } })).toThrow(
      /at most 104 days/,
    )
  })
})

describe('the equity grid', () => {
  const at = async (endNs: bigint, closePositions: boolean) =>
    recordRun({
      prints: [
        { tsNs: 0, price: 100, size: 1, aggressor: 1 },
        { tsNs: 10, price: 105, size: 1, aggressor: 1 },
        { tsNs: 15, price: 90, size: 1, aggressor: 1 },
      ],
      instrument: { takerFee: '0.01', currencyPrecision: 2 },
      strategy: { maxOrders: 1 },
      scenario: {
        endNs,
        closePositions,
        equityIntervalNs: 10,
      },
      venue: { startingBalances: [{ currency: 'Y', precision: 2, units: 100_000n }] },
    })

  test('shows what holds after every event up to its instant; the end includes the closing fills', async () => {
    const run = await at(20n, true)
    expect(run.records.samples).toMatchObject([
      { tsNs: 0, balanceUnits: 99_900n, unrealizedUnits: 0n },
      { tsNs: 10, balanceUnits: 99_900n, unrealizedUnits: 500n },
      { tsNs: 20, balanceUnits: 99_900n - 1_000n - 90n, unrealizedUnits: 0n },
    ])
    expect(run.records.marks.map(mark => [mark.tsNs, mark.lastTicks, mark.positionLots])).toEqual([
      [0, 100, 1],
      [10, 105, 1],
      [20, 90, 0],
    ])
    expect(run.result.maxDrawdownUnits).toBe(1_590n)
    // What the run starts with is not what its first fill left of it.
    expect(run.result.startingEquityUnits).toBe(100_000n)
  })

  test('has no sample at an end off the grid', async () => {
    const run = await at(25n, false)
    expect(run.records.samples.map(({ tsNs }) => tsNs)).toEqual([0, 10, 20])
    expect(run.result.unrealizedUnits).toBe(-1_000n)
  })

  test('is marked at the mid where both sides show', async () => {
    const run = await recordRun({
      snapshots: [snapshot(0, 1_000), { tsNs: 5, bids: [[993, 1]], asks: [[1_002, 1]] }],
      prints: [print(1)],
      instrument: { currencyPrecision: 1 },
      scenario: {
        endNs: 10n,
        equityIntervalNs: 10,
      },
      venue: { startingBalances: [{ currency: 'Y', precision: 1, units: 10n ** 6n }] },
    })
    expect(run.records.samples.at(-1)).toMatchObject({ tsNs: 10, unrealizedUnits: -25n })
  })
})

test('every n-th print and at most so many orders', async () => {
  const prints = Array.from(
    { length: 20 },
    (_, index): Print => ({
      tsNs: index,
      price: 100,
      size: 1,
      aggressor: index % 3 === 0 ? 0 : 2,
    }),
  )
  const run = await recordRun({ prints, strategy: { everyNth: 3, maxOrders: 4, side: 'fade' } })
  expect(run.fills.map(fill => [fill.tsNs, fill.side])).toEqual([0, 3, 6, 9].map(tsNs => [tsNs, SIDE.SELL]))
  expect(run.result.warnings).toContain('4 prints had no aggressor and counted as bought.')
})

test('the presets are what the documentation says', () => {
  expect(FILL_MODEL_PRESETS.conservative).toMatchObject({
    liquidityConsumption: true,
    consumptionReset: 'increase',
  })
  expect(FILL_MODEL_PRESETS.nautilus).toMatchObject({ liquidityConsumption: false, onBookExhausted: 'slip' })
})
