import { describe, expect, test } from 'vitest'
import { ORDER_TYPE, REASON, ORDER_STATUS as S, SIDE } from '../domain/codes.ts'
import { randomMarket } from './displayed-liquidity.ts'
import type { Print } from './market-data.ts'
import { RandomOrders } from './random-orders.ts'
import { type RecordedRun, type RunSetting, recordRun } from './recorded-run.ts'
import { Script, type Step } from './scripted-strategy.ts'

const { BUY, SELL } = SIDE
const prints: readonly Print[] = [100, 110, 120, 130].map((price, at) => ({
  tsNs: 100 * at + 10,
  price,
  size: 50,
}))

async function run(
  steps: readonly Step[],
  setting: RunSetting = {},
): Promise<RecordedRun & { script: Script }> {
  const script = new Script(steps)
  const venue = { omsType: 'HEDGING' as const, ...setting.venue }
  return { ...(await recordRun({ prints, ...setting, venue, script })), script }
}
const market = (tsNs: number, side: typeof BUY | typeof SELL, lots: number, positionId?: number): Step => [
  tsNs,
  stage =>
    stage.order({
      side,
      quantityLots: lots,
      ...(positionId !== undefined && { isReduceOnly: true, ...(positionId > 0 && { positionId }) }),
    }),
]
const fillsOf = ({ fills }: RecordedRun) =>
  fills.map(fill => [
    fill.orderId,
    fill.positionId,
    fill.price,
    fill.quantity,
    fill.realized,
    fill.positionAfter,
  ])

describe('hedging', () => {
  test('opens a position for each order, long and short beside each other', async () => {
    const recorded = await run([market(20, BUY, 3), market(120, SELL, 2), market(220, BUY, 4)])
    expect(fillsOf(recorded)).toEqual([
      [1, 1, 100, 3, 0, 3],
      [2, 2, 110, 2, 0, -2],
      [3, 3, 120, 4, 0, 4],
    ])
    // At 130: 3 × 30 − 2 × 20 + 4 × 10.
    expect(recorded.result.unrealizedUnits).toBe(90n)
    expect(recorded.result.openPositions.map(({ positionId, entrySide }) => [positionId, entrySide])).toEqual(
      [
        [1, BUY],
        [2, SELL],
        [3, BUY],
      ],
    )
    expect(recorded.script.fills.map(({ fill }) => fill.positionId)).toEqual([1, 2, 3])
  })

  test('closes the oldest of the other side first, as a fill for each', async () => {
    const recorded = await run([
      market(20, BUY, 3),
      market(30, SELL, 5),
      market(120, BUY, 4),
      market(220, SELL, 6, 0),
    ])
    expect(fillsOf(recorded).slice(3)).toEqual([
      [4, 1, 120, 3, 60, 0],
      [4, 3, 120, 3, 30, 1],
    ])
    expect(recorded.records.positions[0]).toMatchObject({
      positionId: 1,
      closedFillSeq: 4,
      realizedUnits: 60n,
    })
  })

  test('closes the position that is named, and no more of it than there is', async () => {
    const recorded = await run([market(20, BUY, 3), market(120, BUY, 4), market(220, SELL, 6, 2)])
    expect(fillsOf(recorded).slice(2)).toEqual([[3, 2, 120, 4, 40, 0]])
    expect(recorded.records.orderRows.at(-1)).toMatchObject({
      status: S.CANCELED,
      reason: REASON.REDUCE_ONLY,
    })
  })

  test('denies a reduce-only order that has nothing to close', async () => {
    const recorded = await run([market(20, BUY, 3), market(30, BUY, 1, 0), market(40, SELL, 1, 7)])
    const denied = recorded.records.orderRows.map(({ status, reason }) => [status, reason])
    expect(denied).toEqual([
      [S.DENIED, REASON.REDUCE_ONLY],
      [S.DENIED, REASON.REDUCE_ONLY],
    ])
  })

  test('keeps all fills of an order in its one position', async () => {
    const recorded = await run(
      [[20, stage => stage.order({ side: BUY, quantityLots: 5, type: ORDER_TYPE.LIMIT, limitTicks: 99 })]],
      { prints: [100, 98, 97].map((price, at) => ({ tsNs: 10 + 20 * at, price, size: 2 })) },
    )
    expect(fillsOf(recorded)).toEqual([
      [1, 1, 99, 2, 0, 2],
      [1, 1, 99, 2, 0, 4],
    ])
  })

  test('needs margin for both sides', async () => {
    const venue = { startingBalances: [{ currency: 'Y', precision: 0, units: 100n }] }
    const recorded = await run([market(20, BUY, 6), market(30, SELL, 5), market(40, SELL, 4)], { venue })
    expect(recorded.records.orderRows.map(({ orderId, reason }) => [orderId, reason])).toEqual([
      [2, REASON.INSUFFICIENT_MARGIN],
    ])
    expect(recorded.fills).toHaveLength(2)
  })

  test('closes every position at the end by an order of its own', async () => {
    const recorded = await run([market(20, BUY, 3), market(120, SELL, 2)], {
      scenario: { closePositions: true },
    })
    expect(fillsOf(recorded).slice(2)).toEqual([
      [3, 1, 130, 3, 90, 0],
      [4, 2, 130, 2, -40, 0],
    ])
    expect(recorded.result.openPositions).toEqual([])
  })

  test('liquidates every position', async () => {
    const recorded = await run([market(20, SELL, 6), market(30, BUY, 1)], {
      venue: { startingBalances: [{ currency: 'Y', precision: 0, units: 75n }] },
    })
    // At 110 the shorts lost 60, the long gained 10: 25 under 5 % of 770.
    expect(recorded.result.liquidations).toBe(1)
    expect(
      recorded.fills.slice(2).map(({ positionId, positionAfter }) => [positionId, positionAfter]),
    ).toEqual([
      [1, 0],
      [2, 0],
    ])
  })
})

const END_NS = 950_000

test.each([51, 52, 53, 54, 55, 56])(
  'seed %d: cash and inventory come to equity, and every position to its fills',
  async seed => {
    const { snapshots, prints: printed } = randomMarket(seed, 1_000)
    const inverse = seed % 2 === 0
    const recorded = await run([], {
      prints: printed,
      snapshots,
      instrument: {
        takerFee: '0.001',
        currencyPrecision: 8,
        ...(inverse && { kind: 'inverse' as const, settlementCurrency: 'X' }),
      },
      venue: { startingBalances: [{ currency: inverse ? 'X' : 'Y', precision: 8, units: 10n ** 14n }] },
      scenario: {
        endNs: BigInt(END_NS),
        strategy: new RandomOrders(seed, END_NS).factory,
        equityIntervalNs: 50_000,
      },
    })
    const { records, fills, result } = recorded
    const rows = [...records.positions]
    const sum = (amounts: readonly bigint[]) => amounts.reduce((total, amount) => total + amount, 0n)
    expect(new Set(rows.map(({ positionId }) => positionId)).size).toBe(rows.length)
    expect(rows.length).toBeGreaterThan(20)
    expect(
      fills.some(
        ({ positionId }, at) =>
          fills[at - 1]?.orderId === fills[at]?.orderId && positionId !== fills[at - 1]?.positionId,
      ),
    ).toBe(true)
    const realized = sum(fills.map(fill => BigInt(fill.realized)))
    expect(sum(rows.map(({ realizedUnits }) => realizedUnits))).toBe(realized)
    for (const row of rows) {
      const own = fills.filter(({ positionId }) => positionId === row.positionId)
      const held = own.reduce((lots, fill) => lots + (fill.side === BUY ? fill.quantity : -fill.quantity), 0)
      expect(own.at(-1)?.positionAfter).toBe(held)
      expect(Number(row.entryLots - row.exitLots)).toBe(Math.abs(held))
      expect(row.closedNs === null).toBe(held !== 0)
      if (held !== 0) continue
      const gain = row.exitUnits - row.entryUnits
      expect(row.realizedUnits).toBe((row.entrySide === BUY) === inverse ? -gain : gain)
    }
    const commissions = sum(fills.map(fill => BigInt(fill.commission)))
    expect(result.wallets[0]?.wallet.finalUnits).toBe(10n ** 14n + realized - commissions)
    for (const sample of records.samples) {
      expect(sample.equityUnits).toBe(sample.balanceUnits + sample.unrealizedUnits)
    }
    const net = fills.reduce((lots, fill) => lots + (fill.side === BUY ? fill.quantity : -fill.quantity), 0)
    expect(
      result.openPositions.reduce(
        (lots, row) => lots + Number(row.entryLots - row.exitLots) * (row.entrySide === BUY ? 1 : -1),
        0,
      ),
    ).toBe(net)
  },
)
