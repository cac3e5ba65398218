import { describe, expect, test } from 'vitest'
import { SIDE } from '../domain/codes.ts'
import type { Print, Snapshot } from './market-data.ts'
import { type Fill, NO_LATENCY, type RecordedRun, type RunSetting, recordRun } from './recorded-run.ts'
import { Seeded } from './seeded.ts'

/** A market of a few prices, so that levels come, go and grow while orders and prints take from them. */
function market(seed: number): { snapshots: Snapshot[]; prints: Print[] } {
  const seeded = new Seeded(seed)
  const snapshots: Snapshot[] = []
  const prints: Print[] = []
  let mid = 1_000
  for (let tsNs = 0; tsNs < 900; tsNs++) {
    if (seeded.whole(0, 3) === 0) {
      mid += seeded.whole(-1, 1)
      const side = (sign: 1 | -1) => {
        const count = seeded.whole(0, 9) === 0 ? seeded.whole(0, 4) : 5
        let price = mid
        return Array.from({ length: count }, (): [number, number] => {
          price += sign * seeded.whole(1, 2)
          return [price, seeded.pick([2, 5, 5, 8, 20])]
        })
      }
      const last = snapshots.at(-1)
      const isRepeated = last !== undefined && seeded.whole(0, 5) === 0
      snapshots.push(isRepeated ? { ...last, tsNs } : { tsNs, bids: side(-1), asks: side(1) })
    } else {
      const aggressor = seeded.pick([0, 1, 2] as const)
      prints.push({ tsNs, price: mid + seeded.whole(-3, 3), size: seeded.whole(1, 12), aggressor })
    }
  }
  return { snapshots, prints }
}

interface Level {
  displayed: number
  taken: number
}

/** Recomputes from the feed and the recorded fills what each displayed level still had, by the rules alone: what is
 *  taken lasts while the level lives, capped by what it shows; prints take their size at their price and prove better
 *  levels gone until the next book event. @returns the fills that took more than there was. */
function oversold(
  run: RecordedRun,
  { snapshots, prints }: { snapshots: Snapshot[]; prints: Print[] },
): string[] {
  const problems: string[] = []
  const sides = { [SIDE.BUY]: new Map<number, Level>(), [SIDE.SELL]: new Map<number, Level>() }
  const gone = { [SIDE.BUY]: Number.NEGATIVE_INFINITY, [SIDE.SELL]: Number.POSITIVE_INFINITY }
  let shown: Snapshot | undefined
  const fills = [...run.fills]
  const show = (snapshot: Snapshot): void => {
    if (
      shown !== undefined &&
      JSON.stringify([shown.bids, shown.asks]) === JSON.stringify([snapshot.bids, snapshot.asks])
    )
      return
    shown = snapshot
    gone[SIDE.BUY] = Number.NEGATIVE_INFINITY
    gone[SIDE.SELL] = Number.POSITIVE_INFINITY
    sides[SIDE.BUY] = next(sides[SIDE.BUY], snapshot.asks, 1)
    sides[SIDE.SELL] = next(sides[SIDE.SELL], snapshot.bids, -1)
  }
  const take = (fill: Fill): void => {
    const side = fill.side === SIDE.BUY ? SIDE.BUY : SIDE.SELL
    const level = sides[side].get(fill.price)
    const isGone = side === SIDE.BUY ? fill.price < gone[side] : fill.price > gone[side]
    const left = level === undefined || isGone ? 0 : level.displayed - level.taken
    if (fill.quantity > left || level === undefined) problems.push(`${JSON.stringify(fill)} of ${left}`)
    else level.taken += fill.quantity
  }
  for (const print of prints) {
    while (snapshots[0] !== undefined && snapshots[0].tsNs <= print.tsNs) show(snapshots.shift() as Snapshot)
    if (shown !== undefined) consume(print, shown, sides, gone)
    while (fills[0]?.tsNs === print.tsNs) take(fills.shift() as Fill)
  }
  return problems.concat(fills.map(fill => `${JSON.stringify(fill)} at no print`))
}

function next(before: Map<number, Level>, levels: Snapshot['asks'], sign: 1 | -1): Map<number, Level> {
  const after = new Map<number, Level>()
  const worst = levels.at(-1)?.[0] ?? 0
  for (const [price, size] of levels) {
    after.set(price, { displayed: size, taken: Math.min(before.get(price)?.taken ?? 0, size) })
  }
  for (const [price, level] of before) {
    if (levels.length === 5 && (price - worst) * sign > 0) after.set(price, { ...level, displayed: 0 })
  }
  return after
}

function consume(
  print: Print,
  shown: Snapshot,
  sides: Record<1 | 2, Map<number, Level>>,
  gone: Record<1 | 2, number>,
): void {
  const bestAsk = shown.asks[0]?.[0] ?? Number.POSITIVE_INFINITY
  const hitsAsks = print.aggressor === 1 || (print.aggressor === 0 && print.price >= bestAsk)
  const side = hitsAsks ? SIDE.BUY : SIDE.SELL
  gone[side] = hitsAsks ? Math.max(gone[side], print.price) : Math.min(gone[side], print.price)
  const level = sides[side].get(print.price)
  if (level !== undefined) level.taken = Math.min(level.taken + print.size, level.displayed)
}

const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
const setting = (seed: number): RunSetting => ({
  ...market(seed),
  strategy: { quantityLots: (seed % 4) + 1, everyNth: (seed % 3) + 1 },
})

describe('under the conservative preset', () => {
  test.each(SEEDS)('seed %d: no level sells more than it has left', async seed => {
    const run = await recordRun(setting(seed))
    expect(run.fills.length).toBeGreaterThan(20)
    expect(oversold(run, market(seed))).toEqual([])
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
  expect(oversold(run, market(1)).length).toBeGreaterThan(20)
})

describe('the digest', () => {
  test.each(SEEDS)('seed %d: does not depend on how the feed is cut', async seed => {
    const latency = { ...NO_LATENCY, submitNs: seed % 2 === 0 ? 0 : 7, jitterNs: seed % 5 }
    const whole = await recordRun({ ...setting(seed), scenario: { latency } })
    for (const rowsMax of [1, 2, 7, 50]) {
      const cut = await recordRun({ ...setting(seed), scenario: { latency }, rowsMax })
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
