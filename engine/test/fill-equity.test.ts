import { describe, expect, test } from 'vitest'
import { LEDGER_KIND, SIDE } from '../domain/codes.ts'
import { compileInstrument, type InstrumentDefinition } from '../domain/instrument.ts'
import { scaledAmountBig } from '../domain/money.ts'
import type { EquitySample } from '../replay/replay-sinks.ts'
import { randomMarket } from './displayed-liquidity.ts'
import type { Print, Snapshot } from './market-data.ts'
import { RandomOrders } from './random-orders.ts'
import { PLAIN, type RecordedRun, type RunSetting, recordRun } from './recorded-run.ts'
import { Script, type Step } from './scripted-strategy.ts'

const { BUY, SELL } = SIDE
const print = (tsNs: number, price: number): Print => ({ tsNs, price, size: 1_000, aggressor: 1 })
const market = (tsNs: number, side: typeof BUY | typeof SELL, lots: number): Step => [
  tsNs,
  stage => stage.submitMarket(0, side, lots),
]
const equityOf = ({ records }: RecordedRun) =>
  records.samples.map(({ tsNs, equityUnits }) => [tsNs, equityUnits])

/** The deepest fall from an earlier high, as the analysis takes it from the rows. */
function deepestFall(equities: readonly bigint[]): bigint {
  let high = equities[0] ?? 0n
  let fall = 0n
  for (const equity of equities) {
    if (equity > high) high = equity
    if (high - equity > fall) fall = high - equity
  }
  return fall
}

/** Prices from `prices`, one every 10 ns from 0; a grid of 100 ns in a window of 200. */
async function run(
  prices: readonly number[],
  steps: readonly Step[],
  setting: Partial<RunSetting> = {},
): Promise<RecordedRun> {
  return await recordRun({
    prints: prices.map((price, at) => print(10 * at, price)),
    script: new Script(steps),
    ...setting,
    venue: { startingBalances: [{ currency: 'Y', precision: 0, units: 10_000n }], ...setting.venue },
    scenario: { endNs: 200n, equityIntervalNs: 100, ...setting.scenario },
  })
}

describe('between two samples', () => {
  test('the peak, and the trough of the deepest fall with its peak, are kept at their own times', async () => {
    // 10 held from 100 and one more bought at each touch: only the prices of touches count, not the 500 and the 1.
    const prices = [100, 100, 110, 500, 90, 1, 120, 105, 105, 100]
    const touches = [25, 45, 65, 75].map(tsNs => market(tsNs, BUY, 1))
    const recorded = await run(prices, [market(5, BUY, 10), ...touches])
    expect(equityOf(recorded)).toEqual([
      [0, 10_000n],
      [25, 10_100n],
      [45, 9_880n],
      [65, 10_240n],
      [100, 9_975n],
      [200, 9_975n],
    ])
    expect(recorded.result.maxDrawdownUnits).toBe(265n)
    // Marks stay on the grid.
    expect(recorded.records.marks.map(({ tsNs }) => tsNs)).toEqual([0, 100, 200])
  })

  test('what the sample itself outdoes is left out', async () => {
    const recorded = await run([100, 100, 110, 110, 90, 90, 80], [market(5, BUY, 10), market(45, BUY, 1)])
    expect(equityOf(recorded)).toEqual([
      [0, 10_000n],
      [100, 9_790n],
      [200, 9_790n],
    ])
    const rising = await run([100, 100, 110, 120, 130], [market(5, BUY, 10), market(25, BUY, 1)])
    expect(equityOf(rising).map(([tsNs]) => tsNs)).toEqual([0, 100, 200])
  })

  test('an instant counts once, after its last fill', async () => {
    // The first of two lots costs 1 against the mid and earns a rebate of 10, the second costs 401 and earns 50.
    const dear: Snapshot = {
      tsNs: 0,
      bids: [[98, 5]],
      asks: [
        [100, 1],
        [500, 1],
      ],
    }
    const recorded = await run([], [market(25, BUY, 2)], {
      instrument: { takerFee: '-0.1' },
      snapshots: [dear, { tsNs: 40, bids: [[600, 5]], asks: [[602, 5]] }],
    })
    expect(recorded.fills.map(({ tsNs, price }) => [tsNs, price])).toEqual([
      [25, 100],
      [25, 500],
    ])
    expect(equityOf(recorded).slice(0, 3)).toEqual([
      [0, 10_000n],
      [25, 9_658n],
      [100, 10_662n],
    ])
    expect(recorded.result.maxDrawdownUnits).toBe(342n)
  })

  test('a fill at the instant of a sample is part of the sample', async () => {
    const recorded = await run(
      [100, 110, 90],
      [market(5, BUY, 10), market(100, SELL, 4), market(200, SELL, 1)],
    )
    expect(equityOf(recorded)).toEqual([
      [0, 10_000n],
      [100, 9_900n],
      [200, 9_900n],
    ])
  })

  test('nothing is added where nothing trades', async () => {
    const recorded = await run([100, 110, 90, 300, 1], [])
    expect(equityOf(recorded).map(([tsNs]) => tsNs)).toEqual([0, 100, 200])
  })
})

describe('at the window’s end', () => {
  const held = [market(5, BUY, 10)]
  const steps = [...held, market(125, BUY, 1), market(145, BUY, 1)]
  const prices = [...Array.from({ length: 12 }, () => 100), 60, 90, 105]

  test('an end off the grid has a row where something was filled since the last sample', async () => {
    const recorded = await run(prices, steps, { scenario: { endNs: 150n, equityIntervalNs: 100 } })
    expect(equityOf(recorded)).toEqual([
      [0, 10_000n],
      [100, 10_000n],
      [125, 9_600n],
      [150, 10_095n],
    ])
    expect(recorded.records.marks.map(({ tsNs }) => tsNs)).toEqual([0, 100])
    const quiet = await run(prices, held, { scenario: { endNs: 150n, equityIntervalNs: 100 } })
    expect(equityOf(quiet).map(([tsNs]) => tsNs)).toEqual([0, 100])
  })

  test('closing fills are part of the row at the end', async () => {
    const recorded = await run(prices, held, {
      instrument: { takerFee: '0.1' },
      scenario: { endNs: 150n, equityIntervalNs: 100, closePositions: true },
    })
    expect(equityOf(recorded)).toEqual([
      [0, 10_000n],
      [100, 9_900n],
      [150, 9_900n + 50n - 105n],
    ])
    expect(recorded.result.maxDrawdownUnits).toBe(155n)
  })
})

describe('a cash account', () => {
  const SPOT = { kind: 'spot' as const, baseCurrency: 'X', settlementCurrency: 'Y' }
  const cash: NonNullable<RunSetting['venue']> = {
    accountType: 'CASH',
    startingBalances: [
      { currency: 'Y', precision: 0, units: 1_000n },
      { currency: 'X', precision: 0, units: 10n },
    ],
  }

  test('is marked with all that it holds, and from the first sample with a price on', async () => {
    const recorded = await recordRun({
      prints: [print(30, 100), print(50, 150), print(57, 50)],
      script: new Script([market(35, SELL, 1), market(55, SELL, 1)]),
      instrument: SPOT,
      venue: cash,
      scenario: { endNs: 60n, equityIntervalNs: 20 },
    })
    // No price at 0 and 20; at 40 nine lots at 100 and 1,100 are held; the sale at 55 finds 150 a lot.
    expect(equityOf(recorded)).toEqual([
      [40, 2_000n],
      [55, 2_450n],
      [60, 1_650n],
    ])
    expect(recorded.result.startingEquityUnits).toBe(2_000n)
    expect(recorded.result.maxDrawdownUnits).toBe(800n)
  })
})

/** Equity after every instant with a fill and at every sample, from fills, cash flows and market data alone: cash paid
 *  and received, and what is left at its mark. */
function equityByHand(
  { fills, records }: RecordedRun,
  feed: { readonly prints: readonly Print[]; readonly snapshots: readonly Snapshot[] },
  definition: InstrumentDefinition,
  starting: { readonly units: bigint; readonly lots: number },
  sampled: ReadonlySet<number>,
): Map<number, bigint> {
  const instrument = compileInstrument(definition)
  const sign = instrument.isInverse ? -1n : 1n
  let cash = starting.units
  let lots = 0
  let [fillAt, flowAt, printAt, bookAt] = [0, 0, 0, 0]
  const byTime = new Map<number, bigint>()
  const instants = new Set([...fills.map(({ tsNs }) => tsNs), ...sampled])
  for (const tsNs of [...instants].sort((a, b) => a - b)) {
    for (; (fills[fillAt]?.tsNs ?? Number.POSITIVE_INFINITY) <= tsNs; fillAt++) {
      const { side, price, quantity, commission } = fills[fillAt]!
      const value = scaledAmountBig(instrument, instrument.value, price, quantity)
      cash += sign * (side === BUY ? -value : value) - BigInt(commission)
      lots += side === BUY ? quantity : -quantity
    }
    for (; (records.flows[flowAt]?.tsNs ?? Number.POSITIVE_INFINITY) <= tsNs; flowAt++) {
      cash += BigInt(records.flows[flowAt]!.units)
    }
    while ((feed.prints[printAt]?.tsNs ?? Number.POSITIVE_INFINITY) <= tsNs) printAt++
    while ((feed.snapshots[bookAt]?.tsNs ?? Number.POSITIVE_INFINITY) <= tsNs) bookAt++
    const book = feed.snapshots[bookAt - 1]
    const [bid, ask] = [book?.bids[0]?.[0], book?.asks[0]?.[0]]
    const last = feed.prints[printAt - 1]?.price ?? 0
    const twiceMark = bid === undefined || ask === undefined ? 2 * last : bid + ask
    const held = lots + starting.lots
    if (held !== 0 && twiceMark === 0) continue
    const worth =
      held === 0 ? 0n : scaledAmountBig(instrument, instrument.valueAtTwice, twiceMark, Math.abs(held))
    byTime.set(tsNs, cash + sign * (held < 0 ? -worth : worth))
  }
  return byTime
}

const END_NS = 950_000
const tally = { fills: 0, extras: 0, betweenSamplesDeeper: 0, liquidations: 0 }

interface Variety {
  readonly instrument?: Partial<InstrumentDefinition>
  readonly venue?: Partial<NonNullable<RunSetting['venue']>>
  readonly units?: bigint
  readonly lots?: number
  readonly preset?: 'nautilus'
}

const VARIETIES: Readonly<Record<string, Variety>> = {
  netting: {},
  'netting with rebates': { instrument: { makerFee: '-0.002' }, preset: 'nautilus' },
  hedging: { venue: { omsType: 'HEDGING' } },
  inverse: { instrument: { kind: 'inverse', settlementCurrency: 'X', multiplier: '1000' } },
  'a balance beyond 2^53': { units: 10n ** 19n },
  'liquidated again and again': {
    units: 900n * 10n ** 4n,
    instrument: { leverage: '20', maintenanceMarginRate: '0.04', liquidationFee: '0.001' },
  },
  cash: {
    instrument: { kind: 'spot', sizePrecision: 0 },
    venue: { accountType: 'CASH' },
    lots: 60,
    units: 10n ** 10n,
  },
}

describe.each(Object.entries(VARIETIES))(
  '%s',
  (_name, { instrument, venue, units = 10n ** 12n, lots = 0, preset }) => {
    test.each([
      [61, 50_000, END_NS],
      [62, 50_000, END_NS],
      [63, 7_000, END_NS],
      [64, 1_300, END_NS],
      [65, 470_000, 940_001],
      [66, 2_000_000, END_NS],
    ])(
      'seed %d, every %d ns: the drawdown over all fills is the recorded one',
      async (seed, intervalNs, endNs) => {
        const feed = randomMarket(seed, 1_000)
        const definition: InstrumentDefinition = {
          ...PLAIN,
          takerFee: '0.001',
          makerFee: '0.0002',
          currencyPrecision: 4,
          ...instrument,
        }
        const currency = definition.settlementCurrency
        const recorded = await recordRun({
          ...feed,
          ...(preset && { preset }),
          instrument: definition,
          venue: {
            startingBalances: [
              { currency, precision: 4, units },
              ...(lots === 0 ? [] : [{ currency: 'X', precision: 4, units: BigInt(lots) * 10_000n }]),
            ],
            ...venue,
          },
          script: new RandomOrders(seed, endNs),
          scenario: { endNs: BigInt(endNs), equityIntervalNs: intervalNs, closePositions: seed % 2 === 0 },
        })
        const { records, fills, result } = recorded
        const totals = records.samples.filter(
          ({ walletIndex }) => walletIndex === records.samples[0]?.walletIndex,
        )
        const sampled = new Set(records.marks.map(({ tsNs }) => tsNs).concat(totals.at(-1)?.tsNs ?? []))
        const byHand = equityByHand(recorded, feed, definition, { units, lots }, sampled)
        expect(totals.length).toBe(records.samples.length)

        const times = totals.map(({ tsNs }) => tsNs)
        expect(times).toEqual([...new Set(times)].sort((a, b) => a - b))
        const rows = (samples: readonly EquitySample[]) =>
          samples.map(({ tsNs, equityUnits }) => [tsNs, equityUnits])
        expect(rows(totals)).toEqual(times.map(tsNs => [tsNs, byHand.get(tsNs)]))
        const fall = deepestFall([...byHand.values()])
        expect(deepestFall(totals.map(({ equityUnits }) => equityUnits))).toBe(fall)
        expect(result.maxDrawdownUnits).toBe(fall)

        const onGrid = totals.filter(({ tsNs }) => sampled.has(tsNs))
        tally.fills += fills.length
        tally.extras += totals.length - onGrid.length
        if (deepestFall(onGrid.map(({ equityUnits }) => equityUnits)) < fall) tally.betweenSamplesDeeper++
        tally.liquidations += records.flows.filter(({ kind }) => kind === LEDGER_KIND.LIQUIDATION_FEE).length
        expect(totals.length - onGrid.length).toBeLessThanOrEqual(3 * onGrid.length)
      },
    )
  },
)

test('the scenarios above had something to lose between samples', () => {
  expect(tally.fills).toBeGreaterThan(5_000)
  expect(tally.extras).toBeGreaterThan(200)
  expect(tally.betweenSamplesDeeper).toBeGreaterThan(10)
  expect(tally.liquidations).toBeGreaterThan(0)
})
