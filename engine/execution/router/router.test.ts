import { describe, expect, test } from 'vitest'
import { ROUTE_OUTCOME, SIDE, type Side } from '../../domain/codes.ts'
import { compileInstrument, type InstrumentDefinition } from '../../domain/instrument.ts'
import { PLAIN } from '../../test/recorded-run.ts'
import { Seeded } from '../../test/seeded.ts'
import type { OfferedLevel } from './route-venue.ts'
import { type RouteMode, type RouteQuestion, Router } from './router.ts'

type Levels = readonly (readonly [priceTicks: number, lots: number])[]

interface Venue {
  readonly instrument?: Partial<InstrumentDefinition>
  readonly latencyNs?: number
  readonly isEnabled?: boolean
  /** Both sides show the same; absent where no book is known. */
  readonly levels?: Levels
}

const C = ROUTE_OUTCOME

/** Decides about an order of these venues; limits cut the levels as a venue would. */
function decide(
  venues: readonly Venue[],
  question: Partial<RouteQuestion>,
  setting: { mode?: RouteMode; drift?: string } = {},
) {
  const offered = (index: number, side: Side, limitTicks: number): OfferedLevel[] | undefined =>
    venues[index]?.levels
      ?.filter(
        ([price]) => limitTicks === 0 || (side === SIDE.BUY ? price <= limitTicks : price >= limitTicks),
      )
      .map(([priceTicks, lots]) => ({ priceTicks, lots }))
  const listed = venues.map(({ instrument, latencyNs = 0, isEnabled = true }, index) => ({
    instrument: compileInstrument({ ...PLAIN, id: `X-Y.V${index}`, ...instrument }, index),
    latencyNs,
    isEnabled,
  }))
  const router = new Router(setting.mode ?? 'best', listed, setting.drift ?? '0', offered)
  const verdicts = router.decide({
    side: SIDE.BUY,
    quantityLots: 10,
    limitTicks: 0,
    isWhole: false,
    isPostOnly: false,
    ...question,
  })
  return {
    chosen: verdicts.map(({ chosenLots }) => chosenLots),
    outcomes: verdicts.map(({ outcome }) => outcome),
    totals: verdicts.map(({ totalUnits }) => Number(totalUnits)),
    verdicts,
  }
}

const fee = (takerFee: string, makerFee = '0') => ({ takerFee, makerFee })

describe('the whole order to the cheapest venue', () => {
  /** By hand: 10 lots cost 6·100 + 4·102 = 1008 and 0.1 % of it, or 10·101 = 1010 and nothing. Money has 3 digits. */
  const first = {
    instrument: { ...fee('0.001'), currencyPrecision: 3 },
    levels: [
      [100, 6],
      [102, 9],
    ],
  } as const
  const second = { instrument: { ...fee('0'), currencyPrecision: 3 }, levels: [[101, 10]] } as const

  test('as estimated by hand: the book walked, and the taker fee', () => {
    const { verdicts, chosen, outcomes } = decide([first, second], {})
    expect(verdicts[0]).toMatchObject({
      notionalUnits: 1_008_000n,
      feeUnits: 1_008n,
      latencyUnits: 0n,
      totalUnits: 1_009_008n,
      availableLots: 10,
    })
    expect(verdicts[1]).toMatchObject({ notionalUnits: 1_010_000n, feeUnits: 0n, totalUnits: 1_010_000n })
    expect(chosen).toEqual([10, 0])
    expect(outcomes).toEqual([C.CHOSEN, C.DEARER])
  })

  test('a seller takes the highest proceeds after fees', () => {
    const levels = [[100, 10]] as const
    const { totals, chosen } = decide(
      [
        { instrument: fee('0.02'), levels },
        { instrument: fee('0.01'), levels: [[99, 10]] },
      ],
      { side: SIDE.SELL },
    )
    expect(totals).toEqual([-980, -980])
    // 1000 less 20 and 990 less 9.9: what is rounded for the record is compared exactly.
    expect(chosen).toEqual([0, 10])
  })

  test('a latency penalty tips the choice', () => {
    const slow = { ...first, latencyNs: 5_000_000 }
    expect(decide([slow, second], {}, { drift: '0.00000001' }).chosen).toEqual([10, 0])
    // 10 lots × 5 ms × 0.00000002 per ns are a whole 1: 1009.008 + 1 against 1010.
    const { chosen, verdicts } = decide([slow, second], {}, { drift: '0.00000002' })
    expect(verdicts[0]).toMatchObject({ latencyUnits: 1_000n, totalUnits: 1_010_008n })
    expect(chosen).toEqual([0, 10])
  })

  test('a venue that shows the whole quantity comes before a cheaper one that does not', () => {
    const { chosen, outcomes } = decide([{ levels: [[90, 9]] }, { levels: [[100, 10]] }], {})
    expect(chosen).toEqual([0, 10])
    expect(outcomes).toEqual([C.TOO_LITTLE, C.CHOSEN])
    expect(decide([{ levels: [[90, 8]] }, { levels: [[100, 9]] }], {}).chosen).toEqual([0, 10])
  })

  test('disabled venues take nothing, however cheap', () => {
    const { chosen, outcomes } = decide([{ ...first, isEnabled: false }, second], {})
    expect(chosen).toEqual([0, 10])
    expect(outcomes).toEqual([C.DISABLED, C.CHOSEN])
  })

  test('where nothing is available no venue is chosen', () => {
    const { chosen, outcomes } = decide([{ isEnabled: false }, { instrument: { minQuantity: '11' } }], {})
    expect(chosen).toEqual([0, 0])
    expect(outcomes).toEqual([C.DISABLED, C.UNFIT])
  })

  test('grids, smallest and largest orders are kept', () => {
    const levels = [[100, 99]] as const
    const unfit = [{ lotSize: '4' }, { minQuantity: '11' }, { maxQuantity: '9' }, { minNotional: '1001' }]
    for (const instrument of unfit) {
      const { chosen, outcomes } = decide([{ instrument, levels }, { levels: [[200, 99]] }], {})
      expect(chosen, JSON.stringify(instrument)).toEqual([0, 10])
      expect(outcomes[0]).toBe(C.UNFIT)
    }
  })

  test('without books fees decide, then latency, then the order of the venues', () => {
    expect(decide([{ instrument: fee('0.002') }, { instrument: fee('0.001') }], {}).chosen).toEqual([0, 10])
    expect(decide([{ latencyNs: 9 }, { latencyNs: 8 }], {}, { drift: '1' }).chosen).toEqual([0, 10])
    expect(decide([{}, {}], {}).chosen).toEqual([10, 0])
    const { chosen, outcomes, verdicts } = decide([{}, { instrument: fee('0.9'), levels: [[100, 10]] }], {})
    expect(chosen).toEqual([0, 10])
    expect(outcomes).toEqual([C.NO_BOOK, C.CHOSEN])
    expect(verdicts[0]?.availableLots).toBe(-1)
  })

  test('a limit order meets the levels within its limit; one that rests goes where makers pay least', () => {
    const venues = [
      { instrument: fee('0', '0.001'), levels: [[100, 10]] },
      { instrument: fee('0.5', '-0.001'), levels: [[101, 10]] },
    ] as const
    expect(decide(venues, { limitTicks: 100 }).chosen).toEqual([10, 0])
    expect(decide(venues, { limitTicks: 99 }).chosen).toEqual([0, 10])
    expect(decide(venues, { limitTicks: 101, isPostOnly: true }).chosen).toEqual([0, 10])
  })
})

describe('split level by level', () => {
  const split = (venues: readonly Venue[], question: Partial<RouteQuestion> = {}, drift = '0') =>
    decide(venues, question, { mode: 'split', drift })

  test('by marginal cost, fee included', () => {
    // 100 and 102 at 1 % cost 101 and 103.02; the other asks 102 without a fee.
    const { chosen, outcomes } = split([
      {
        instrument: fee('0.01'),
        levels: [
          [100, 3],
          [102, 9],
        ],
      },
      {
        levels: [
          [102, 4],
          [104, 9],
        ],
      },
    ])
    expect(chosen).toEqual([6, 4])
    expect(outcomes).toEqual([C.CHOSEN, C.CHOSEN])
  })

  test('what no book shows goes to the cheapest venue that has a part', () => {
    expect(split([{ levels: [[100, 3]] }, { levels: [[99, 4]] }]).chosen).toEqual([3, 7])
  })

  test('what must go whole is not split', () => {
    const venues = [
      {
        levels: [
          [100, 5],
          [103, 5],
        ],
      },
      { levels: [[101, 10]] },
    ] as const
    expect(split(venues).chosen).toEqual([5, 5])
    expect(split(venues, { isWhole: true }).chosen).toEqual([0, 10])
  })

  test('parts lie on the coarsest grid; what is finer goes where it fits', () => {
    const venues = [
      {
        instrument: { lotSize: '4' },
        levels: [
          [100, 7],
          [101, 7],
        ],
      },
      {
        levels: [
          [100, 1],
          [102, 50],
        ],
      },
    ] as const
    // Units of 4: 400, 403 (3·100 + 101), 404 at the first; 407 (1·100 + 3·102) at the second.
    expect(split(venues, { quantityLots: 12 }).chosen).toEqual([12, 0])
    expect(split(venues, { quantityLots: 15 }).chosen).toEqual([12, 3])
    expect(split([{ ...venues[0], isEnabled: false }, venues[1]], { quantityLots: 15 }).chosen).toEqual([
      0, 15,
    ])
  })

  test('a part below the smallest order of its venue is not sent', () => {
    const small = {
      instrument: { minQuantity: '5' },
      levels: [
        [99, 2],
        [103, 9],
      ],
    } as const
    // 2 of it are cheap, but 5 cost 2·99 + 3·103 = 507; the other sells 5 for 500.
    expect(split([small, { levels: [[100, 10]] }]).chosen).toEqual([0, 10])
    // Against 105 it pays.
    expect(split([small, { levels: [[105, 10]] }]).chosen).toEqual([10, 0])
    expect(
      split([
        small,
        {
          levels: [
            [102, 4],
            [105, 9],
          ],
        },
      ]).chosen,
    ).toEqual([6, 4])
  })

  test('a venue whose every level costs more is dearer, one without offers shows too little', () => {
    const { outcomes } = split([{ levels: [[100, 10]] }, { levels: [[101, 10]] }, { levels: [] }, {}])
    expect(outcomes).toEqual([C.CHOSEN, C.DEARER, C.TOO_LITTLE, C.NO_BOOK])
  })
})

/** Cheapest way to take as much as possible, by trying every division. */
function bruteForce(
  venues: readonly { levels: Levels; minLots: number; cost: (price: number) => number }[],
  quantityLots: number,
): { taken: number; cost: number } {
  const costOf = (venue: (typeof venues)[number], lots: number): number => {
    let [left, cost] = [lots, 0]
    for (const [price, size] of venue.levels) {
      const part = Math.min(left, size)
      cost += part * venue.cost(price)
      left -= part
    }
    return left === 0 ? cost : Number.POSITIVE_INFINITY
  }
  let best = { taken: 0, cost: 0 }
  const divide = (at: number, left: number, taken: number, cost: number): void => {
    const venue = venues[at]
    if (venue === undefined) {
      if (taken > best.taken || (taken === best.taken && cost < best.cost)) best = { taken, cost }
      return
    }
    for (let lots = 0; lots <= left; lots++) {
      if (lots > 0 && lots < venue.minLots) continue
      const part = costOf(venue, lots)
      if (part < Number.POSITIVE_INFINITY) divide(at + 1, left - lots, taken + lots, cost + part)
    }
  }
  divide(0, quantityLots, 0, 0)
  return best
}

test.each([1, 2, 3, 4, 5])('a split costs what the best of all divisions costs, seed %d', seed => {
  const seeded = new Seeded(seed)
  for (let round = 0; round < 300; round++) {
    const side = seeded.pick([SIDE.BUY, SIDE.SELL])
    const sign = side === SIDE.BUY ? 1 : -1
    const venues = Array.from({ length: seeded.whole(1, 3) }, () => {
      let price = 1_000 + seeded.whole(-3, 3)
      const levels = Array.from({ length: seeded.whole(0, 4) }, (): [number, number] => {
        price += sign * seeded.whole(1, 2)
        return [price, seeded.whole(1, 5)]
      })
      return {
        levels,
        minLots: seeded.whole(1, 4),
        feeMillis: seeded.whole(-1, 3),
        latencyNs: seeded.whole(0, 3),
      }
    })
    const quantityLots = seeded.whole(1, 12)
    const { chosen } = decide(
      venues.map(({ levels, minLots, feeMillis, latencyNs }) => ({
        levels,
        latencyNs,
        instrument: { minQuantity: `${minLots}`, takerFee: `${feeMillis / 1_000}` },
      })),
      { side, quantityLots },
      { mode: 'split', drift: '0.25' },
    )
    const scaled = venues.map(({ levels, minLots, feeMillis, latencyNs }) => ({
      levels,
      minLots,
      cost: (price: number) => price * (sign * 1_000 + feeMillis) + 250 * latencyNs,
    }))
    const best = bruteForce(scaled, quantityLots)
    const sent = chosen.reduce((sum, lots) => sum + lots, 0)
    const what = JSON.stringify({ seed, round, venues, quantityLots, side, chosen })
    expect(sent === 0 || sent === quantityLots, what).toBe(true)
    for (const [at, lots] of chosen.entries()) {
      if (lots > 0) expect(lots, what).toBeGreaterThanOrEqual(scaled[at]?.minLots ?? 0)
    }
    if (best.taken < quantityLots) continue
    const cost = chosen.reduce((sum, lots, at) => sum + costOf(scaled[at], lots), 0)
    expect(cost, what).toBe(best.cost)
  }
})

function costOf(
  venue: { levels: Levels; cost: (price: number) => number } | undefined,
  lots: number,
): number {
  let [left, cost] = [lots, 0]
  for (const [price, size] of venue?.levels ?? []) {
    const part = Math.min(left, size)
    cost += part * (venue?.cost(price) ?? 0)
    left -= part
  }
  return left === 0 ? cost : Number.NaN
}
