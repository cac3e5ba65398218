import { describe, expect, test } from 'vitest'
import { SIDE } from '../domain/codes.ts'
import { DisplayedLiquidity, randomMarket } from './displayed-liquidity.ts'
import type { Print, Snapshot } from './market-data.ts'
import { type Fill, NO_LATENCY, type RecordedRun, type RunSetting, recordRun } from './recorded-run.ts'

/** The fills that took more than there was. */
function oversold(
  run: RecordedRun,
  { snapshots, prints }: { snapshots: Snapshot[]; prints: Print[] },
): string[] {
  const problems: string[] = []
  const liquidity = new DisplayedLiquidity()
  const fills = [...run.fills]
  for (const print of prints) {
    while (snapshots[0] !== undefined && snapshots[0].tsNs <= print.tsNs) {
      liquidity.show(snapshots.shift() as Snapshot)
    }
    liquidity.print(print)
    while (fills[0]?.tsNs === print.tsNs) {
      const fill = fills.shift() as Fill
      const left = liquidity.take(fill.side === SIDE.BUY ? SIDE.BUY : SIDE.SELL, fill.price, fill.quantity)
      if (left !== undefined) problems.push(`${JSON.stringify(fill)} of ${left}`)
    }
  }
  return problems.concat(fills.map(fill => `${JSON.stringify(fill)} at no print`))
}

const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
const setting = (seed: number): RunSetting => ({
  ...randomMarket(seed),
  strategy: { quantityLots: (seed % 4) + 1, everyNth: (seed % 3) + 1 },
})

describe('under the conservative preset', () => {
  test.each(SEEDS)('seed %d: no level sells more than it has left', async seed => {
    const run = await recordRun(setting(seed))
    expect(run.fills.length).toBeGreaterThan(20)
    expect(oversold(run, randomMarket(seed))).toEqual([])
  })

  test.each(SEEDS)('seed %d: lots are conserved', async seed => {
    const run = await recordRun({ ...setting(seed), scenario: { closePositions: true } })
    let position = 0
    for (const fill of run.fills) {
      position += fill.side === SIDE.BUY ? fill.quantity : -fill.quantity
      expect(fill.positionAfter).toBe(position)
    }
    const open = run.result.openPositions.reduce((lots, p) => lots + Number(p.entryLots - p.exitLots), 0)
    expect(open).toBe(Math.abs(position))
    for (const order of run.records.orderRows) {
      const filled = run.fills
        .filter(f => f.orderId === order.orderId)
        .reduce((lots, f) => lots + f.quantity, 0)
      expect([order.orderId, order.filled]).toEqual([order.orderId, filled])
      expect(filled).toBeLessThanOrEqual(order.quantity)
    }
  })
})

test('the recomputation finds overselling where the model allows it', async () => {
  const run = await recordRun({ ...setting(1), preset: 'nautilus' })
  expect(oversold(run, randomMarket(1)).length).toBeGreaterThan(20)
})

describe('the digest', () => {
  test.each(SEEDS)('seed %d: does not depend on how the feed is cut', async seed => {
    const latency = { ...NO_LATENCY, submitNs: seed % 2 === 0 ? 0 : 7, jitterNs: seed % 5 }
    const whole = await recordRun({ ...setting(seed), venue: { latency } })
    for (const rowsMax of [1, 2, 7, 50]) {
      const cut = await recordRun({ ...setting(seed), venue: { latency }, rowsMax })
      expect(cut.digest, `batches of ${rowsMax}`).toBe(whole.digest)
    }
  })

  test('covers fills and order events, and nothing else of another run', async () => {
    const [one, two] = [await recordRun(setting(1)), await recordRun(setting(2))]
    expect(one.digest).not.toBe(two.digest)
    // 64 bytes a record, two hexadecimal digits a byte.
    expect(one.digest.length).toBe(128 * (one.fills.length + one.records.eventRows.length))
  })
})
