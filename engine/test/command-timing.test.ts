import { describe, expect, test } from 'vitest'
import { ORDER_TYPE, ORDER_STATUS as S, SIDE, TIME_IN_FORCE } from '../domain/codes.ts'
import type { OrderRequest } from '../strategies/strategy.ts'
import type { Print, Snapshot } from './market-data.ts'
import { NO_LATENCY, type RecordedRun, type RunSetting, recordRun } from './recorded-run.ts'
import { Script, type Step } from './scripted-strategy.ts'

type Levels = Snapshot['bids']
type Request = Omit<OrderRequest, 'instrumentIndex'>
const book = (tsNs: number, bids: Levels = [[100, 10]], asks: Levels = [[102, 10]]): Snapshot => ({
  tsNs,
  bids,
  asks,
})
const sold = (tsNs: number, price: number, size: number): Print => ({ tsNs, price, size, aggressor: 2 })
const order = (tsNs: number, request: Request): Step => [tsNs, stage => stage.order(request)]
const limit = (request: Partial<Request> & { limitTicks: number }): Request => ({
  side: SIDE.BUY,
  quantityLots: 5,
  type: ORDER_TYPE.LIMIT,
  ...request,
})

interface ScriptedRun extends RecordedRun {
  readonly script: Script
}
async function run(steps: readonly Step[], setting: RunSetting = {}): Promise<ScriptedRun> {
  const script = new Script(steps)
  return { ...(await recordRun({ snapshots: [book(0)], ...setting, script })), script }
}
const fillsOf = (recorded: RecordedRun) =>
  recorded.fills.map(({ tsNs, orderId, price, quantity }) => [tsNs, orderId, price, quantity])
const lifeOf = (recorded: RecordedRun, orderId = 1) =>
  recorded.records.eventRows.filter(row => row.orderId === orderId).map(({ tsNs, status }) => [tsNs, status])
describe('latency', () => {
  test('lets a market order be canceled in the callback that sent it', async () => {
    const script = new Script([
      [
        5,
        stage => {
          const first = stage.submitMarket(0, SIDE.BUY, 1)
          stage.submitMarket(0, SIDE.BUY, 2)
          stage.cancel(first)
        },
      ],
    ])
    const latency = { ...NO_LATENCY, submitNs: 10, cancelNs: 10 }
    const later = await recordRun({
      snapshots: [book(0)],
      venue: { latency: { ...latency, cancelNs: 4 } },
      script,
    })
    expect(fillsOf(later)).toEqual([[15, 2, 102, 2]])
    expect(lifeOf(later)).toEqual([
      [5, S.SUBMITTED],
      [9, S.CANCELED],
    ])
    // What arrives at the same time arrives in order: the cancel finds the order done.
    const same = await recordRun({ snapshots: [book(0)], venue: { latency }, script })
    expect(fillsOf(same)).toEqual([
      [15, 1, 102, 1],
      [15, 2, 102, 2],
    ])
  })

  test('expires orders of many times in their order', async () => {
    const request = (expireNs: number) =>
      limit({ limitTicks: 90, timeInForce: TIME_IN_FORCE.GTD, expireNs, quantityLots: 1 })
    const times = Array.from({ length: 3_000 }, (_, index) => 10 + ((index * 7_919) % 900))
    const cancels: Step[] = [[8, stage => stage.ids.slice(0, 2_500).forEach(id => void stage.cancel(id))]]
    const recorded = await run([...times.map(expireNs => order(7, request(expireNs))), ...cancels])
    const expired = recorded.records.eventRows.filter(({ status }) => status === S.EXPIRED)
    const expected = times
      .map((tsNs, index): readonly [number, number] => [tsNs, index + 1])
      .slice(2_500)
      .toSorted((a, b) => a[0] - b[0] || a[1] - b[1])
    expect(expired.map(({ tsNs, orderId }) => [tsNs, orderId])).toEqual(expected)
  })

  test('lets market data pass before each command arrives', async () => {
    const latency = { ...NO_LATENCY, submitNs: 10, cancelNs: 10, modifyNs: 10, reportNs: 7 }
    const recorded = await run(
      [
        order(5, { side: SIDE.BUY, quantityLots: 1 }),
        order(20, limit({ limitTicks: 101 })),
        [40, stage => stage.modify(2, { limitTicks: 100 })],
        [60, stage => stage.cancel(2)],
      ],
      {
        snapshots: [book(0), book(15, [[100, 10]], [[103, 10]]), book(16, [[100, 10]], [[109, 10]])],
        venue: { latency },
      },
    )
    // What arrives at 15 meets the book as it was before the event of that time.
    expect(fillsOf(recorded)).toEqual([[15, 1, 102, 1]])
    expect(lifeOf(recorded, 2)).toEqual([
      [20, S.SUBMITTED],
      [30, S.ACCEPTED],
      [40, S.PENDING_UPDATE],
      [50, S.ACCEPTED],
      [60, S.PENDING_CANCEL],
      [70, S.CANCELED],
    ])
    expect(recorded.script.fills.map(({ atNs }) => atNs)).toEqual([22])
    expect(
      recorded.script.reports.filter(({ report }) => report.orderId === 2).map(({ atNs }) => atNs),
    ).toEqual([27, 37, 47, 57, 67, 77])
  })

  test('jitter is seeded', async () => {
    const steps = Array.from(
      { length: 20 },
      (_, index): Step => order(5 + index * 20, { side: SIDE.BUY, quantityLots: 1 }),
    )
    const times = async (seed: number): Promise<number[]> => {
      const scenario = { seed }
      const venue = { latency: { ...NO_LATENCY, submitNs: 3, jitterNs: 9 } }
      const snapshots = Array.from({ length: 900 }, (_, index) =>
        book(index, [[100, 10]], [[102, 100 + (index % 2)]]),
      )
      return (await run(steps, { snapshots, scenario, venue })).fills.map(
        ({ tsNs }, index) => tsNs - 5 - index * 20,
      )
    }
    const [once, again, other] = [await times(1), await times(1), await times(2)]
    expect(again).toEqual(once)
    expect(other).not.toEqual(once)
    expect(Math.min(...once)).toBeGreaterThanOrEqual(3)
    expect(Math.max(...once)).toBeLessThan(12)
    expect(new Set(once).size).toBeGreaterThan(4)
  })
})

describe('timers', () => {
  test('run before commands of their time, and those before the event', async () => {
    const seen: string[] = []
    const script = new Script(
      [
        [10, stage => void stage.order(limit({ limitTicks: 101 }))],
        [20, stage => void seen.push(`timer at ${stage.nowNs}: ${stage.bestAskTicks(0)}`)],
        [1_000, () => void seen.push('at the end')],
      ],
      stage => ({ onBook: () => void seen.push(`book at ${stage.nowNs}: ${stage.bestAskTicks(0)}`) }),
    )
    const factory = (context: Parameters<typeof script.factory>[0]) => {
      const strategy = script.factory(context)
      return { ...strategy, onOrder: () => void seen.push(`order at ${context.nowNs}`) }
    }
    await recordRun({
      script: { factory },
      snapshots: [book(0), book(20, [[100, 10]], [[105, 10]])],
      venue: { latency: { ...NO_LATENCY, submitNs: 10 } },
    })
    expect(seen).toEqual([
      'book at 0: 102',
      'order at 10',
      'timer at 20: 102',
      'order at 20',
      'book at 20: 105',
    ])
  })

  test('set between events fire in time', async () => {
    const fired: number[] = []
    const factory = (context: Parameters<Script['factory']>[0]) => ({
      onTrade: () => context.setTimer(context.nowNs + 3, 0),
      onTimer: () => void fired.push(context.nowNs),
    })
    await recordRun({
      script: { factory },
      prints: [sold(1, 100, 1), sold(9, 100, 1), sold(9, 100, 1), sold(20, 1, 1)],
    })
    expect(fired).toEqual([4, 12, 12, 23])
  })
})

describe('an endless loop', () => {
  test.each<[string, Script['factory']]>([
    [
      'of orders on fills',
      context => ({
        onTrade: () => void context.submitMarket(0, SIDE.BUY, 1),
        onFill: () => void context.submitMarket(0, SIDE.BUY, 1),
      }),
    ],
    [
      'of timers',
      context => ({
        onTrade: () => context.setTimer(context.nowNs, 0),
        onTimer: () => context.setTimer(context.nowNs, 0),
      }),
    ],
  ])('%s is SETTLEMENT_LOOP', async (_name, factory) => {
    const running = recordRun({ script: { factory }, prints: [sold(1, 100, 1), sold(2, 100, 1)] })
    await expect(running).rejects.toMatchObject({ code: 'SETTLEMENT_LOOP' })
  })
})

test('what a strategy issues in onStop is not sent and not counted', async () => {
  const factory = (context: Parameters<Script['factory']>[0]) => ({
    onStop: () => void context.submitMarket(0, SIDE.BUY, 1),
  })
  const { result, records } = await recordRun({ script: { factory }, prints: [sold(1, 100, 1)] })
  expect(result.counts.orders).toBe(0)
  expect(records.orderRows).toEqual([])
})
