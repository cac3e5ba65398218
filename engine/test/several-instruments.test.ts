import { describe, expect, test } from 'vitest'
import { SIDE } from '../domain/codes.ts'
import type { InstrumentDefinition } from '../domain/instrument.ts'
import { SeededRandom } from '../domain/random.ts'
import type { InstrumentFeed } from '../replay/merged-streams.ts'
import { Replay } from '../replay/replay.ts'
import type { ReplayResult } from '../replay/replay-result.ts'
import type { VenueSetting } from '../replay/scenario.ts'
import type { Strategy, StrategyContext } from '../strategies/strategy.ts'
import { bookCursor, type Print, type Snapshot, tradeCursor } from './market-data.ts'
import { MemoryRecords, NO_LATENCY, PLAIN, type RunSetting, scenarioOf, venueOf } from './recorded-run.ts'
import { Seeded } from './seeded.ts'

interface Market {
  readonly instrument: InstrumentDefinition
  readonly prints?: readonly Print[]
  readonly snapshots?: readonly Snapshot[]
}

interface SeveralRun {
  readonly result: ReplayResult
  readonly records: MemoryRecords
  readonly digest: string
}

/** Replays several instruments together. @param rowsMax rows of a batch */
async function replay(
  markets: readonly Market[],
  setting: RunSetting = {},
  venues: readonly VenueSetting[] = [venueOf(setting)],
  rowsMax?: number,
): Promise<SeveralRun> {
  const records = new MemoryRecords()
  const digest: string[] = []
  const feeds = markets.map(({ prints = [], snapshots }): InstrumentFeed => {
    const trades = tradeCursor(prints, rowsMax)
    return snapshots === undefined ? { trades } : { trades, book: bookCursor(snapshots, rowsMax) }
  })
  const instruments = markets.map(({ instrument }) => instrument)
  const scenario = scenarioOf({
    ...setting,
    scenario: { snapshotMode: 'both', instruments, venues, ...setting.scenario },
  })
  const result = await new Replay(scenario, {
    feeds,
    records,
    digest: {
      update(buffer, bytes) {
        digest.push(Buffer.from(buffer, 0, bytes).toString('hex'))
        return buffer
      },
    },
  }).run()
  return { result, records, digest: digest.join('') }
}

const named = (symbol: string, venue = 'TEST'): InstrumentDefinition => {
  const baseCurrency = symbol.split('-')[0] ?? symbol
  return { ...PLAIN, id: `${symbol}.${venue}`, venue, baseCurrency }
}
const print = (tsNs: number, price = 500): Print => ({ tsNs, price, size: 1, aggressor: 1 })
const snapshot = (tsNs: number, ask: number): Snapshot => ({
  tsNs,
  bids: [[ask - 10, 1_000]],
  asks: [[ask, 1_000]],
})

/** Notes what a strategy sees as `book 0 @ 3` and `trade 0 @ 3`. */
class Witness implements Strategy {
  readonly seen: string[] = []
  readonly #context: StrategyContext

  constructor(context: StrategyContext) {
    this.#context = context
  }

  onTrade(instrumentIndex: number): void {
    this.seen.push(`trade ${instrumentIndex} @ ${this.#context.nowNs}`)
  }

  onBook(instrumentIndex: number): void {
    this.seen.push(`book ${instrumentIndex} @ ${this.#context.nowNs}`)
  }
}

async function witnessed(markets: readonly Market[], rowsMax?: number): Promise<readonly string[]> {
  let witness: Witness | undefined
  const factory = (context: StrategyContext): Strategy => {
    witness = new Witness(context)
    return witness
  }
  await replay(markets, { script: { factory } }, undefined, rowsMax)
  return witness?.seen ?? []
}

describe('the merge', () => {
  const three = ['A-Y', 'B-Y', 'C-Y'].map((symbol, index): Market => {
    const prints = [print(5), print(5), print(7 + index)]
    return {
      instrument: named(symbol),
      prints,
      snapshots: [snapshot(5, 600 + index), snapshot(9, 700 + index)],
    }
  })

  test('at equal times takes all books before all trades, each by instrument, then by source', async () => {
    expect(await witnessed(three)).toEqual([
      ...[0, 1, 2].map(index => `book ${index} @ 5`),
      ...[0, 0, 1, 1, 2, 2].map(index => `trade ${index} @ 5`),
      'trade 0 @ 7',
      'trade 1 @ 8',
      ...[0, 1, 2].map(index => `book ${index} @ 9`),
      'trade 2 @ 9',
    ])
  })

  test.each([1, 2])('does not depend on batches of %d rows', async rowsMax => {
    expect(await witnessed(three, rowsMax)).toEqual(await witnessed(three))
  })

  test.each([11, 12, 13, 14])('seed %d: many streams come in the order of a sort', async seed => {
    const seeded = new Seeded(seed)
    const times = () =>
      Array.from({ length: seeded.whole(0, 30) }, () => seeded.whole(0, 20)).toSorted((a, b) => a - b)
    const markets = Array.from({ length: 9 }, (_, index): Market => {
      // A book that repeats is no event, so each snapshot differs from the one before.
      const snapshots = times().map((tsNs, row) => snapshot(tsNs, 600 + row))
      return { instrument: named(`I${index}-Y`), prints: times().map(tsNs => print(tsNs)), snapshots }
    })
    const expected = [
      ...markets.flatMap(({ snapshots = [] }, index) =>
        snapshots.map(({ tsNs }) => ({ tsNs, kind: 'book', index })),
      ),
      ...markets.flatMap(({ prints = [] }, index) =>
        prints.map(({ tsNs }) => ({ tsNs, kind: 'trade', index })),
      ),
    ].toSorted((a, b) => a.tsNs - b.tsNs)
    expect(await witnessed(markets, seeded.whole(1, 5))).toEqual(
      expected.map(({ tsNs, kind, index }) => `${kind} ${index} @ ${tsNs}`),
    )
  })
})

describe('two venues', () => {
  const near: VenueSetting = { ...venueOf({}), name: 'NEAR' }
  const far: VenueSetting = {
    ...venueOf({}),
    name: 'FAR',
    accountType: 'CASH',
    startingBalances: [{ currency: 'Y', precision: 0, units: 10_000n }],
    latency: { ...NO_LATENCY, submitNs: 30, reportNs: 20 },
  }
  const markets: readonly Market[] = [
    {
      instrument: { ...named('A-Y', 'NEAR'), takerFee: '0.01' },
      prints: [print(10, 100)],
      snapshots: [snapshot(0, 100)],
    },
    {
      instrument: { ...named('A-Y', 'FAR'), kind: 'spot', takerFee: '0.1' },
      prints: [print(10, 200)],
      snapshots: [snapshot(0, 200), snapshot(30, 300)],
    },
  ]

  test('are worth something at every recorded fill: each account, at the marks of that instant', async () => {
    const trades = { every: [120, 60, 90], from: [20, 40, 60] }
    const moving: readonly Market[] = markets.map(({ instrument }, index) => ({
      instrument,
      snapshots: [
        snapshot(0, 100),
        ...trades.every.map((ask, at) => snapshot(trades.from[at]! + index, ask)),
      ],
    }))
    const factory = (context: StrategyContext): Strategy => ({
      onStart() {
        for (const tsNs of [5, 25, 45]) context.setTimer(tsNs, tsNs)
      },
      onTimer(tag) {
        context.submitMarket(tag === 5 ? 1 : 0, SIDE.BUY, 10)
      },
    })
    const fees = { takerFee: '0' }
    const { records, result } = await replay(
      moving.map(market => ({ ...market, instrument: { ...market.instrument, ...fees } })),
      { script: { factory }, scenario: { endNs: 100n, equityIntervalNs: 100 } },
      [near, { ...far, latency: NO_LATENCY }],
    )
    // FAR holds 10 from 100, NEAR 10 from 120 and 10 from 60: mids are 5 below, at 25 115 and at 45 55.
    expect(records.samples.map(sample => [sample.tsNs, sample.walletIndex, sample.equityUnits])).toEqual([
      [0, 0, 1_000_000_000n],
      [0, 2, 10_000n],
      [25, 0, 1_000_000_000n - 50n],
      [25, 2, 10_000n + 150n],
      [45, 0, 1_000_000_000n - 700n],
      [45, 2, 10_000n - 450n],
      [100, 0, 1_000_000_000n - 100n],
      [100, 2, 10_000n - 150n],
    ])
    expect(result.maxDrawdownUnits).toBe(1_250n)
  })

  test('have delays, fees and accounts of their own', async () => {
    const { records, result } = await replay(markets, {}, [near, far])
    expect(records.fillRows.map(f => [f.tsNs, f.instrumentIndex, f.price, f.commission])).toEqual([
      [10, 0, 100, 1],
      [40, 1, 300, 30],
    ])
    const balances = result.wallets.map(({ account, wallet }) => [
      account,
      wallet.currency,
      wallet.finalUnits,
    ])
    expect(balances).toEqual([
      ['NEAR', 'Y', 1_000_000_000n - 1n],
      ['NEAR', 'A', 0n],
      ['FAR', 'Y', 10_000n - 330n],
      ['FAR', 'A', 1n],
    ])
    // Positions count through both accounts, so that their numbers name one each.
    expect(records.positions.map(({ positionId, instrumentIndex }) => [positionId, instrumentIndex])).toEqual(
      [
        [1, 0],
        [2, 1],
      ],
    )
  })

  test('report each after its own delay, in the order of time', async () => {
    const heard: string[] = []
    const factory = (context: StrategyContext): Strategy => ({
      onTrade(instrumentIndex) {
        if (instrumentIndex !== 1) return
        context.submitMarket(1, SIDE.BUY, 1)
        context.submitMarket(0, SIDE.BUY, 1)
        context.setTimer(45, 0)
      },
      onTimer: () => void context.submitMarket(0, SIDE.SELL, 1),
      onFill: fill => void heard.push(`${fill.orderId} at ${context.nowNs}`),
    })
    await replay(markets, { script: { factory } }, [near, far])
    expect(heard).toEqual(['2 at 10', '3 at 45', '1 at 60'])
  })

  test('money of one does not pay at the other', async () => {
    const poor = { ...far, startingBalances: [] }
    const { result, records } = await replay(markets, {}, [near, poor])
    expect(result.counts).toMatchObject({ orders: 2, fills: 1, denied: 1 })
    expect(records.fillRows[0]?.instrumentIndex).toBe(0)
  })
})

describe('one account', () => {
  const inverse = (base: string): InstrumentDefinition => ({
    ...named(`${base}-USD`),
    kind: 'inverse',
    quoteCurrency: 'USD',
    settlementCurrency: base,
    currencyPrecision: 8,
    multiplier: '100',
  })
  const coins: VenueSetting = {
    ...venueOf({}),
    startingBalances: [
      { currency: 'A', precision: 8, units: 1_000_000_000n },
      { currency: 'B', precision: 8, units: 2_000_000_000n },
    ],
  }

  test('is valued in each currency it settles in', async () => {
    const run = await replay(
      [
        { instrument: inverse('A'), prints: [print(10, 1_000), print(15, 2_000)] },
        { instrument: inverse('B'), prints: [print(12, 50)] },
      ],
      { strategy: { maxOrders: 2 }, scenario: { endNs: 20n, equityIntervalNs: 10 } },
      [coins],
    )
    const last = run.records.samples.filter(({ tsNs }) => tsNs === 20)
    expect(last.map(sample => [sample.walletIndex, sample.balanceUnits, sample.unrealizedUnits])).toEqual([
      // One contract of 100 USD, long from 1,000 to 2,000: 0.1 − 0.05 of A. Whatever happens to B is B's.
      [0, 1_000_000_000n, 5_000_000n],
      [1, 2_000_000_000n, 0n],
    ])
    // Headline figures are those of the first instrument's currency.
    expect(run.result.unrealizedUnits).toBe(5_000_000n)
    expect(run.result.startingEquityUnits).toBe(1_000_000_000n)
  })

  test('counts a currency that two pairs hold once', async () => {
    const cash: VenueSetting = {
      ...venueOf({}),
      accountType: 'CASH',
      startingBalances: [
        { currency: 'Y', precision: 0, units: 1_000n },
        { currency: 'A', precision: 0, units: 7n },
      ],
    }
    const spot = (symbol: string, quoteCurrency: string): InstrumentDefinition => {
      return { ...named(symbol), kind: 'spot', quoteCurrency, settlementCurrency: quoteCurrency }
    }
    const run = await replay(
      [
        { instrument: spot('A-Y', 'Y'), prints: [print(1, 100)] },
        { instrument: spot('A-Z', 'Z'), prints: [print(1, 90)] },
        { instrument: spot('B-A', 'A'), prints: [print(1, 3)] },
        { instrument: spot('B-Y', 'Y'), prints: [print(1, 300)] },
      ],
      { strategy: { maxOrders: 0 }, scenario: { endNs: 20n, equityIntervalNs: 10 } },
      [cash],
    )
    // A is paid with in B-A, so it is valued as itself and as nothing else.
    expect(
      run.records.samples.filter(({ tsNs }) => tsNs === 10).map(({ equityUnits }) => equityUnits),
    ).toEqual([1_000n, 0n, 7n])
    const without = await replay(
      [
        { instrument: spot('A-Y', 'Y'), prints: [print(1, 100)] },
        { instrument: spot('A-Z', 'Z'), prints: [print(1, 90)] },
      ],
      { strategy: { maxOrders: 0 }, scenario: { endNs: 20n, equityIntervalNs: 10 } },
      [cash],
    )
    expect(
      without.records.samples.filter(({ tsNs }) => tsNs === 10).map(({ equityUnits }) => equityUnits),
    ).toEqual([1_700n, 0n])
  })
})

describe('a context', () => {
  test('finds instruments by their id, and names what there is', async () => {
    const found: number[] = []
    const factory = (context: StrategyContext): Strategy => {
      found.push(...context.instruments.map(({ id }) => context.instrumentIndexOf(id)))
      context.instrumentIndexOf('D-Y.TEST')
      return {}
    }
    const markets = [{ instrument: named('A-Y') }, { instrument: named('B-Y') }]
    await expect(replay(markets, { script: { factory } })).rejects.toMatchObject({
      code: 'UNKNOWN_INSTRUMENT',
      fields: { id: 'D-Y.TEST', known: ['A-Y.TEST', 'B-Y.TEST'] },
    })
    expect(found).toEqual([0, 1])
  })

  test('needs a venue for every instrument', async () => {
    await expect(replay([{ instrument: named('A-Y', 'NOWHERE') }])).rejects.toMatchObject({
      code: 'VENUE_MISSING',
      fields: { id: 'A-Y.NOWHERE', known: ['TEST'] },
    })
  })
})

describe('chance', () => {
  test('of one instrument is not shifted by another', async () => {
    const prints = Array.from({ length: 60 }, (_, index) => print(1 + index, 500))
    const slipped = async (markets: readonly Market[]) =>
      (await replay(markets, { model: { slippageProbability: 0.5 } })).records.fillRows
        .filter(({ instrumentIndex }) => instrumentIndex === 0)
        .map(({ price }) => price)
    const alone = await slipped([{ instrument: named('A-Y'), prints }])
    expect(new Set(alone).size).toBe(2)
    expect(
      await slipped([
        { instrument: named('A-Y'), prints },
        { instrument: named('B-Y'), prints },
      ]),
    ).toEqual(alone)
  })

  test('has a stream for each scope', () => {
    const draws = (scope?: string) => {
      const random = new SeededRandom(1, 'slippage', scope)
      return Array.from({ length: 4 }, () => random.next())
    }
    expect(draws('A')).toEqual(draws('A'))
    expect(draws('A')).not.toEqual(draws('B'))
    expect(draws('')).toEqual(draws())
  })
})

test('a run of several instruments does not depend on how its feeds are cut', async () => {
  const markets = ['A-Y', 'B-Y', 'C-Y'].map((symbol, at): Market => {
    const prints = Array.from({ length: 50 }, (_, index) => print(3 * index + at, 500 + (index % 7)))
    const snapshots = Array.from({ length: 40 }, (_, index) => snapshot(4 * index, 505 + ((index + at) % 5)))
    return { instrument: named(symbol), prints, snapshots }
  })
  const setting: RunSetting = { venue: { latency: { ...NO_LATENCY, submitNs: 5, jitterNs: 7 } } }
  const whole = await replay(markets, setting)
  expect(whole.records.fillRows.length).toBeGreaterThan(100)
  for (const rowsMax of [1, 3, 16]) {
    expect((await replay(markets, setting, undefined, rowsMax)).digest).toBe(whole.digest)
  }
})
