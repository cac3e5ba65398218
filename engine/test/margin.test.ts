import { describe, expect, test } from 'vitest'
import { LEDGER_KIND, ORDER_FLAG, ORDER_TYPE, REASON, ORDER_STATUS as S, SIDE } from '../domain/codes.ts'
import type { Print, Snapshot } from './market-data.ts'
import { type RecordedRun, type RunSetting, recordRun } from './recorded-run.ts'
import { Script, type Step } from './scripted-strategy.ts'

const { BUY, SELL } = SIDE
const print = (tsNs: number, price: number, size = 1): Print => ({ tsNs, price, size, aggressor: 1 })
const margin = (units: bigint): NonNullable<RunSetting['venue']> => ({
  startingBalances: [{ currency: 'Y', precision: 0, units }],
})
const market = (tsNs: number, side: typeof BUY | typeof SELL, lots: number): Step => [
  tsNs,
  stage => stage.submitMarket(0, side, lots),
]
async function run(steps: readonly Step[], setting: RunSetting): Promise<RecordedRun> {
  return await recordRun({ ...setting, script: new Script(steps) })
}
const eventsOf = ({ result }: RecordedRun) =>
  result.marginEvents.map(({ tsNs, kind, equityUnits, requiredUnits }) => [
    tsNs,
    kind,
    equityUnits,
    requiredUnits,
  ])
const balanceOf = ({ result }: RecordedRun) => result.wallets[0]!.wallet.finalUnits

describe('a margin call', () => {
  test('comes once when equity falls under initial margin, and again after it recovered', async () => {
    const prints = [100, 98, 97, 99, 100, 98].map((price, at) => print(10 * (at + 1), price))
    const recorded = await run([market(15, BUY, 10)], { prints, venue: margin(110n) })
    // 10 at 100: at 98 equity is 90, its initial margin 98; at 99 equity 100 covers 99.
    expect(eventsOf(recorded)).toEqual([
      [20, 'margin_call', 90n, 98n],
      [60, 'margin_call', 90n, 98n],
    ])
    expect(recorded.result).toMatchObject({ marginCalls: 2, liquidations: 0 })
    expect(recorded.result.warnings[0]).toBe('2 margin calls; the first in TEST (Y).')
  })

  test('needs no watching while what is held is small', async () => {
    const prints = [100, 50, 1].map((price, at) => print(10 * (at + 1), price))
    const recorded = await run([market(15, BUY, 10)], { prints, venue: margin(10_000n) })
    expect(eventsOf(recorded)).toEqual([])
  })
})

describe('a liquidation', () => {
  const prints = [100, 96, 95, 94, 93].map((price, at) => print(10 * (at + 1), price))

  test('comes when equity is under the maintenance margin: orders are canceled, the position is closed', async () => {
    const steps: Step[] = [
      market(15, BUY, 10),
      [16, stage => stage.order({ side: BUY, quantityLots: 1, type: ORDER_TYPE.LIMIT, limitTicks: 50 })],
    ]
    const recorded = await run(steps, {
      prints,
      venue: margin(105n),
      instrument: { liquidationFee: '0.02' },
    })
    // At 95 equity is 55 and half of the initial 95 is 48 (47.5); at 94 it is 45 under 47.
    expect(eventsOf(recorded)).toEqual([
      [20, 'margin_call', 65n, 96n],
      [40, 'liquidation', 45n, 47n],
    ])
    expect(
      recorded.fills.map(({ tsNs, price, quantity, positionAfter }) => [
        tsNs,
        price,
        quantity,
        positionAfter,
      ]),
    ).toEqual([
      [15, 100, 10, 10],
      [40, 94, 10, 0],
    ])
    const [canceled, closing] = recorded.records.orderRows
    expect([canceled!.status, canceled!.reason]).toEqual([S.CANCELED, REASON.LIQUIDATION])
    expect(closing).toMatchObject({ status: S.FILLED, flags: ORDER_FLAG.CLOSING | ORDER_FLAG.LIQUIDATION })
    // 2 % of 940 is 18.8.
    expect(recorded.records.flows).toMatchObject([
      { tsNs: 40, kind: LEDGER_KIND.LIQUIDATION_FEE, units: -19, fillSeq: 2 },
    ])
    expect(balanceOf(recorded)).toBe(105n - 60n - 19n)
    expect(recorded.result.tradingUnits).toBe(-79n)
  })

  test('of a short', async () => {
    const rising = [100, 104, 106].map((price, at) => print(10 * (at + 1), price))
    const recorded = await run([market(15, SELL, 10)], { prints: rising, venue: margin(110n) })
    // At 106 equity is 50 under 53.
    expect(eventsOf(recorded).at(-1)).toEqual([30, 'liquidation', 50n, 53n])
    expect(recorded.fills.at(-1)).toMatchObject({ tsNs: 30, side: BUY, price: 106, positionAfter: 0 })
  })

  test('follows a maintenance rate of its own', async () => {
    const recorded = await run([market(15, BUY, 10)], {
      prints,
      venue: margin(105n),
      instrument: { maintenanceMarginRate: '0.06' },
    })
    // At 95 equity is 55, 6 % of 950 are 57.
    expect(eventsOf(recorded).at(-1)).toEqual([30, 'liquidation', 55n, 57n])
  })

  test('does not come where the venue lets positions be', async () => {
    const recorded = await run([market(15, BUY, 10)], {
      prints,
      venue: { ...margin(105n), liquidates: false },
    })
    expect(eventsOf(recorded).map(([, kind]) => kind)).toEqual(['margin_call'])
    expect(recorded.fills).toHaveLength(1)
  })

  test('goes on while there is liquidity, as one liquidation', async () => {
    const book = (tsNs: number, bid: number, size: number): Snapshot => ({
      tsNs,
      bids: [[bid, size]],
      asks: [[bid + 1, 20]],
    })
    const recorded = await run([market(15, BUY, 10)], {
      snapshots: [book(0, 99, 10), book(30, 93, 1), book(40, 92, 1), book(50, 91, 50)],
      venue: margin(105n),
    })
    expect(recorded.result.liquidations).toBe(1)
    expect(recorded.fills.map(({ tsNs, quantity }) => [tsNs, quantity])).toEqual([
      [15, 10],
      [30, 1],
      [40, 1],
      [50, 8],
    ])
  })

  test('of an inverse contract happens in its base currency', async () => {
    const inverse = {
      kind: 'inverse' as const,
      settlementCurrency: 'X',
      currencyPrecision: 8,
      leverage: '10',
    }
    const recorded = await run([market(15, BUY, 10_000)], {
      prints: [10_000, 9_600, 9_450].map((price, at) => print(10 * (at + 1), price)),
      instrument: inverse,
      venue: { startingBalances: [{ currency: 'X', precision: 8, units: 11_000_000n }] },
    })
    // Bought for 1 X. At 9,450 it is worth 1.05820106: lost 0.05820106, kept 0.05179894 under 0.05291005.
    expect(eventsOf(recorded).at(-1)).toEqual([30, 'liquidation', 5_179_894n, 5_291_005n])
    expect(balanceOf(recorded)).toBe(5_179_894n)
  })
})
