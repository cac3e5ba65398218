import { describe, expect, test } from 'vitest'
import { ORDER_STATUS, ORDER_TYPE, REASON } from '../../domain/codes.ts'
import type { Print } from '../../test/market-data.ts'
import { SECOND, sizesOf, workRun } from '../../test/worked-run.ts'
import { almgrenChrissShares, urgencyOf } from './implementation-shortfall.ts'
import { ALGORITHMS } from './registry.ts'

/** A deep market at 100 from the start on. */
const PRINTS: readonly Print[] = [{ tsNs: 0, price: 100, size: 5 }]
/** The parents start one ns later than the first print. */
const parent = (id: string, parameters: object, rest: object = {}) => {
  return { startNs: 1, algorithm: { id, parameters }, ...rest }
}

async function sizes(id: string, quantityLots: number, parameters: object, sizePrecision = 0) {
  const run = await workRun({
    prints: PRINTS,
    instrument: { sizePrecision },
    parents: [parent(id, parameters, { quantityLots })],
  })
  return sizesOf(run.childrenOf(1)).map(([secs, lots]) => [Math.floor(secs), lots])
}

describe('twap', () => {
  test('splits 1.2 over 60 s by 20 s into three of 0.4', async () => {
    expect(await sizes('twap', 12, { horizon_secs: 60, interval_secs: 20 }, 1)).toEqual([
      [0, 4],
      [20, 4],
      [40, 4],
    ])
  })

  test('splits 1.2 over 60 s by 30 s into two of 0.6', async () => {
    expect(await sizes('twap', 12, { horizon_secs: 60, interval_secs: 30 }, 1)).toEqual([
      [0, 6],
      [30, 6],
    ])
  })

  test('sends the whole at once where a part would be less than a lot', async () => {
    expect(await sizes('twap', 2, { horizon_secs: 60, interval_secs: 10 })).toEqual([[0, 2]])
  })

  test('sends the remainder as one more at the end of the horizon', async () => {
    expect(await sizes('twap', 100_000, { horizon_secs: 60, interval_secs: 20 }, 5)).toEqual([
      [0, 33_333],
      [20, 33_333],
      [40, 33_333],
      [60, 1],
    ])
  })

  test('joins a remainder under the minimum to the last child', async () => {
    const run = await workRun({
      prints: PRINTS,
      instrument: { minQuantity: '3' },
      parents: [parent('twap', { horizon_secs: 60, interval_secs: 20 }, { quantityLots: 11 })],
    })
    expect(sizesOf(run.childrenOf(1)).map(([, lots]) => lots)).toEqual([3, 3, 5])
  })

  test('notes its schedule and ends filled', async () => {
    const run = await workRun({
      prints: PRINTS,
      parents: [parent('twap', { horizon_secs: 60, interval_secs: 20 }, { quantityLots: 9 })],
    })
    expect(run.records.targets.map(({ tsNs, cumulativeLots }) => [tsNs, cumulativeLots])).toEqual([
      [1, 3],
      [20 * SECOND + 1, 6],
      [40 * SECOND + 1, 9],
    ])
    expect(run.records.parents).toMatchObject([
      { orderId: 1, status: ORDER_STATUS.FILLED, algorithm: 'twap', createdNs: 1 },
    ])
  })
})

describe('vwap', () => {
  const WEIGHTED = { horizon_secs: 40, interval_secs: 10 }

  test('splits 1.0 by 1:2:3:4', async () => {
    const parameters = { ...WEIGHTED, volume_profile: [1, 2, 3, 4] }
    expect(await sizes('vwap', 100, parameters, 2)).toEqual([
      [0, 10],
      [10, 20],
      [20, 30],
      [30, 40],
    ])
  })

  test('splits 7 lots by 1:1:1 by largest remainder, the earlier first', async () => {
    const parameters = { horizon_secs: 30, interval_secs: 10, volume_profile: [1, 1, 1] }
    expect((await sizes('vwap', 7, parameters)).map(([, lots]) => lots)).toEqual([3, 2, 2])
  })

  test('asks the run for a profile by name', async () => {
    const run = await workRun({
      prints: PRINTS,
      parents: [parent('vwap', { ...WEIGHTED, volume_profile: 'historical' }, { quantityLots: 10 })],
      execution: {
        volumeBetween: (source, _index, fromNs) =>
          source === 'historical' ? 1 + Math.floor(fromNs / (10 * SECOND)) : 0,
      },
    })
    expect(sizesOf(run.childrenOf(1)).map(([, lots]) => lots)).toEqual([1, 2, 3, 4])
  })

  test('is denied without the profile it names, and says so', async () => {
    const run = await workRun({
      prints: PRINTS,
      parents: [parent('vwap', { ...WEIGHTED, volume_profile: 'realized' })],
    })
    expect(run.records.parents).toMatchObject([
      { status: ORDER_STATUS.DENIED, reason: REASON.INVALID_PARAMETERS },
    ])
    expect(run.result.warnings.join()).toContain('realized volume profile')
  })
})

describe('iceberg', () => {
  const ICEBERG = { type: ORDER_TYPE.LIMIT, limitTicks: 100, quantityLots: 10 }

  test('shows 10 in pieces of 3', async () => {
    const prints = Array.from({ length: 40 }, (_, at) => ({ tsNs: at * SECOND, price: 99, size: 2 }))
    const run = await workRun({ prints, parents: [parent('iceberg', { display_quantity: 3 }, ICEBERG)] })
    expect(sizesOf(run.childrenOf(1)).map(([, lots]) => lots)).toEqual([3, 3, 3, 1])
    expect(run.records.parents).toMatchObject([{ status: ORDER_STATUS.FILLED }])
  })

  test('shows no less than a lot, however much it varies', async () => {
    const prints = Array.from({ length: 100 }, (_, at) => ({ tsNs: at * SECOND, price: 99, size: 6 }))
    const run = await workRun({
      prints,
      instrument: { lotSize: '3' },
      parents: [parent('iceberg', { display_quantity: 6, variance: 0.99 }, { ...ICEBERG, quantityLots: 90 })],
    })
    const shown = sizesOf(run.childrenOf(1)).map(([, lots]) => lots)
    expect(new Set(shown)).toEqual(new Set([3, 6, 9]))
    expect(run.records.parents).toMatchObject([{ status: ORDER_STATUS.FILLED }])
  })

  test('needs a limit', async () => {
    const run = await workRun({ prints: PRINTS, parents: [parent('iceberg', { display_quantity: 3 })] })
    expect(run.records.parents).toMatchObject([{ reason: REASON.INVALID_PARAMETERS }])
  })
})

describe('pov', () => {
  test('takes 10 % of trades of 5, 15 and 30', async () => {
    const trades = [5, 15, 30].map((units, at) => ({ tsNs: (at + 1) * SECOND, price: 100, size: units * 10 }))
    const run = await workRun({
      prints: [...PRINTS, ...trades],
      instrument: { sizePrecision: 1 },
      parents: [parent('pov', { participation_rate: 0.1 }, { quantityLots: 1_000 })],
    })
    expect(sizesOf(run.childrenOf(1))).toEqual([
      [1, 5],
      [2, 15],
      [3, 30],
    ])
    expect(run.fillsOf(1).reduce((sum, fill) => sum + fill.quantity, 0)).toBe(50)
  })
})

describe('pov where the venue takes no less than a minimum', () => {
  const trades = Array.from({ length: 60 }, (_, at) => ({ tsNs: (at + 1) * SECOND, price: 100, size: 10 }))

  test('ends when less than that is left', async () => {
    const run = await workRun({
      // Sellers print, so that the ask keeps its 10 until the parent has taken them.
      prints: trades.map(print => ({ ...print, price: 99, aggressor: 2 })),
      snapshots: [{ tsNs: 0, bids: [[99, 50]], asks: [[100, 10]] }],
      instrument: { minQuantity: '4' },
      parents: [parent('pov', { participation_rate: 1 }, { quantityLots: 12 })],
    })
    expect(sizesOf(run.childrenOf(1)).map(([, lots]) => lots)).toEqual([8, 4])
    expect(run.records.parents).toMatchObject([
      { status: ORDER_STATUS.CANCELED, reason: REASON.SCHEDULE_ENDED },
    ])
    expect(run.records.orderRows.filter(order => order.status === ORDER_STATUS.DENIED)).toEqual([])
  })

  test('sends what it can where children of one size leave a remainder', async () => {
    const run = await workRun({
      prints: trades,
      instrument: { minQuantity: '6' },
      parents: [
        parent('pov', { participation_rate: 1, min_child: 9, max_child: 9 }, { quantityLots: 10 }),
        parent('pov', { participation_rate: 1, min_child: 9, max_child: 9 }, { quantityLots: 14 }),
      ],
    })
    expect(sizesOf(run.childrenOf(1)).map(([, lots]) => lots)).toEqual([9])
    expect(sizesOf(run.childrenOf(2)).map(([, lots]) => lots)).toEqual([8, 6])
  })

  test('refuses a rate that is hardly one', async () => {
    const run = await workRun({
      prints: trades,
      parents: [parent('pov', { participation_rate: 1e-20 })],
    })
    expect(run.records.parents).toMatchObject([{ reason: REASON.INVALID_PARAMETERS }])
  })
})

describe('is', () => {
  const HORIZON = { horizon_secs: 60, interval_secs: 20 }

  test('without risk aversion is twap', async () => {
    const risk = { ...HORIZON, risk_aversion: 0, volatility: 3 }
    for (const quantityLots of [9, 100, 101]) {
      expect(await sizes('is', quantityLots, risk)).toEqual(await sizes('twap', quantityLots, HORIZON))
    }
  })

  test('follows the published example of Almgren and Chriss', () => {
    // Their table 1: five days of trading, λ = 1e-6 per $, σ = 0.95 $/√day, η = 2.5e-6,
    // γ = 2.5e-7; the text gives κ = 0.61 per day.
    const urgency = urgencyOf(
      { risk_aversion: 1e-6, volatility: 0.95, temporary_impact: 2.5e-6, permanent_impact: 2.5e-7 },
      1,
    )
    expect(urgency).toBeCloseTo(0.61, 2)
    const shares = almgrenChrissShares(5, urgency)
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12)
    expect([...shares].sort((a, b) => b - a)).toEqual(shares)
  })

  test('goes at once where the risk is beyond all measure', async () => {
    const risk = { ...HORIZON, risk_aversion: 1e300, volatility: 1e100 }
    expect(await sizes('is', 1_000, risk)).toEqual([[0, 1_000]])
  })

  test('hurries as risk aversion grows', async () => {
    const of = async (risk_aversion: number) =>
      sizes('is', 1_000, { ...HORIZON, risk_aversion, volatility: 0.1 })
    const [calm, hurried] = [await of(0.1), await of(10)]
    expect(hurried[0]![1]!).toBeGreaterThan(calm[0]![1]!)
  })
})

test('every algorithm has what its page needs', () => {
  const ids = ALGORITHMS.map(({ id }) => id)
  expect([...ids].sort()).toEqual(ids)
  for (const { id, title, summary, formula, source } of ALGORITHMS) {
    expect(id).toMatch(/^[a-z][a-z0-9_]*$/)
    for (const text of [title, summary, formula, source]) expect(text.length).toBeGreaterThan(5)
  }
})
