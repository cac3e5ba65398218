import { describe, expect, test } from 'vitest'
import type { FundingTerms } from '../account/funding.ts'
import { LEDGER_KIND, SIDE } from '../domain/codes.ts'
import type { InstrumentDefinition } from '../domain/instrument.ts'
import type { Print } from './market-data.ts'
import { type RecordedRun, recordRun } from './recorded-run.ts'
import { Script, type Step } from './scripted-strategy.ts'

const { BUY, SELL } = SIDE
const EIGHT: Partial<InstrumentDefinition> = { currencyPrecision: 8 }
const prints: readonly Print[] = [
  { tsNs: 10, price: 10_000, size: 1 },
  { tsNs: 200, price: 10_321, size: 1 },
  { tsNs: 400, price: 9_877, size: 1 },
]
const market = (tsNs: number, side: typeof BUY | typeof SELL, lots: number): Step => [
  tsNs,
  stage => stage.submitMarket(0, side, lots),
]
async function run(
  steps: readonly Step[],
  funding: readonly FundingTerms[],
  instrument: Partial<InstrumentDefinition> = EIGHT,
): Promise<RecordedRun> {
  const currency = instrument.settlementCurrency ?? 'Y'
  return await recordRun({
    prints,
    instrument,
    venue: { startingBalances: [{ currency, precision: 8, units: 10n ** 15n }] },
    scenario: { startNs: 1_000n, endNs: 2_000n, funding },
    script: new Script(steps),
  })
}
const flowsOf = ({ records }: RecordedRun) =>
  records.flows.map(({ tsNs, units, positionLots, twiceMarkTicks }) => [
    tsNs,
    units,
    positionLots,
    twiceMarkTicks,
  ])

describe('funding', () => {
  test('is paid by longs and received by shorts, on the notional at mark, rounded once', async () => {
    const rates = [
      { tsNs: 1_300n, rate: '0.0001' },
      { tsNs: 1_500n, rate: '-0.000123456789' },
    ]
    const recorded = await run([market(100, BUY, 3), market(450, SELL, 5)], [{ instrumentIndex: 0, rates }])
    // −3 × 10,321 × 0.0001 = −3.0963; 2 × 9,877 × −0.000123456789 = −2.43876540… of which eight digits are kept.
    expect(flowsOf(recorded)).toEqual([
      [300, -309_630_000, 3, 20_642],
      [500, -243_876_541, -2, 19_754],
    ])
    expect(recorded.records.flows.every(({ kind }) => kind === LEDGER_KIND.FUNDING)).toBe(true)
  })

  test('comes at every multiple of its interval, first in the window or at its start', async () => {
    const terms = { instrumentIndex: 0, intervalNs: 250n, rate: '0.01' }
    const recorded = await run([market(100, BUY, 1)], [terms])
    expect(flowsOf(recorded)).toEqual([
      [250, -103.21 * 1e8, 1, 20_642],
      [500, -98.77 * 1e8, 1, 19_754],
      [750, -98.77 * 1e8, 1, 19_754],
    ])
    expect(recorded.result.wallets[0]?.wallet.finalUnits).toBe(10n ** 15n - 30_075_000_000n)
    expect(recorded.result.tradingUnits).toBe(-30_075_000_000n)
  })

  test('at a time comes before the orders, timers and prints of that time', async () => {
    const terms = { instrumentIndex: 0, rates: [{ tsNs: 1_400n, rate: '0.01' }] }
    const opened = await run([market(400, BUY, 1)], [terms])
    expect(flowsOf(opened)).toEqual([])
    const closed = await run([market(100, BUY, 1), market(400, SELL, 1)], [terms])
    expect(flowsOf(closed)).toEqual([[400, -103.21 * 1e8, 1, 20_642]])
  })

  test('of an inverse contract is paid in base', async () => {
    const inverse = { kind: 'inverse' as const, settlementCurrency: 'X', currencyPrecision: 8 }
    const terms = { instrumentIndex: 0, rates: [{ tsNs: 1_300n, rate: '0.0001' }] }
    const recorded = await run([market(100, SELL, 100_000)], [terms], inverse)
    // 100,000 / 10,321 × 0.0001 = 0.00096889836256…
    expect(flowsOf(recorded)).toEqual([[300, 96_890, -100_000, 20_642]])
  })

  test('is part of the result hash', async () => {
    const at = (rate: string) => run([market(100, BUY, 1)], [{ instrumentIndex: 0, intervalNs: 250n, rate }])
    expect((await at('0.01')).digest).not.toBe((await at('0.02')).digest)
    expect((await at('0.01')).digest).toBe((await at('0.01')).digest)
  })
})
