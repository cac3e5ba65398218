import { describe, expect, test } from 'vitest'
import { Account, PositionNumbers } from '../account/account.ts'
import { ORDER_TYPE, REASON, ORDER_STATUS as S, SIDE, TIME_IN_FORCE } from '../domain/codes.ts'
import { compileInstrument, type InstrumentDefinition } from '../domain/instrument.ts'
import { scaledAmountBig } from '../domain/money.ts'
import type { StrategyFactory } from '../strategies/strategy.ts'
import { randomMarket } from './displayed-liquidity.ts'
import type { Snapshot } from './market-data.ts'
import { RandomOrders } from './random-orders.ts'
import { NO_LATENCY, PLAIN, type RecordedRun, type RunSetting, recordRun } from './recorded-run.ts'
import { Script, type Step } from './scripted-strategy.ts'
import { Seeded } from './seeded.ts'

const { BUY, SELL } = SIDE
const SPOT: Partial<InstrumentDefinition> = { kind: 'spot', takerFee: '0.01' }

const cash = (units: bigint, base = 0n): NonNullable<RunSetting['venue']> => ({
  accountType: 'CASH',
  startingBalances: [
    { currency: 'Y', precision: 0, units },
    { currency: 'X', precision: 0, units: base },
  ],
})
const margin = (units: bigint): NonNullable<RunSetting['venue']> => ({
  startingBalances: [{ currency: 'Y', precision: 0, units }],
})
const book = (tsNs: number, bid = 100, ask = 102, asks = [[ask, 10]] as Snapshot['asks']): Snapshot => {
  return { tsNs, bids: [[bid, 10]], asks }
}
/** Notes what is free at each step, after what the step did before it. */
async function run(steps: readonly Step[], setting: RunSetting): Promise<RecordedRun & { free: bigint[] }> {
  const free: bigint[] = []
  const noted = steps.flatMap(([tsNs, act]): Step[] => [
    [tsNs, act],
    [tsNs + 1, stage => void free.push(stage.freeUnits(0))],
  ])
  const script = new Script(noted)
  return { ...(await recordRun({ snapshots: [book(0)], ...setting, script })), free }
}
const limit = (side: typeof BUY | typeof SELL, quantityLots: number, limitTicks: number) =>
  ({ side, quantityLots, limitTicks, type: ORDER_TYPE.LIMIT }) as const
const endOf = ({ records }: RecordedRun, orderId: number) => {
  const row = records.orderRows.find(found => found.orderId === orderId)
  return row && [row.status, row.reason, row.filled]
}

describe('a cash account keeps for its working orders', () => {
  test('value and taker commission of buys, until they are canceled', async () => {
    const steps: Step[] = [
      [10, stage => stage.order(limit(BUY, 5, 100))],
      [20, stage => stage.order(limit(BUY, 5, 90))],
      [30, stage => stage.cancel(1)],
      [40, stage => stage.order(limit(BUY, 5, 90))],
    ]
    const recorded = await run(steps, { instrument: SPOT, venue: cash(960n) })
    // 5 at 100 keep 505: of the 455 left a further 5 at 90 would need 450 and 4.5, which rounds to 4.
    expect(recorded.free).toEqual([455n, 1n, 506n, 52n])
    expect(recorded.result.counts.denied).toBe(0)
  })

  test('and denies what the rest cannot pay', async () => {
    const steps: Step[] = [
      [10, stage => stage.order(limit(BUY, 5, 100))],
      [20, stage => stage.order(limit(BUY, 5, 90))],
    ]
    const recorded = await run(steps, { instrument: SPOT, venue: cash(958n) })
    expect(endOf(recorded, 2)).toEqual([S.DENIED, REASON.INSUFFICIENT_BALANCE, 0])
  })

  test('base of sells', async () => {
    const steps: Step[] = [
      [10, stage => stage.order(limit(SELL, 5, 110))],
      [20, stage => stage.order(limit(SELL, 3, 111))],
      [30, stage => stage.order(limit(SELL, 2, 111))],
    ]
    const recorded = await run(steps, { instrument: SPOT, venue: cash(0n, 7n) })
    expect(endOf(recorded, 2)).toEqual([S.DENIED, REASON.INSUFFICIENT_BALANCE, 0])
    expect(endOf(recorded, 3)).toEqual([S.CANCELED, REASON.END_OF_RUN, 0])
  })

  test('less with each fill', async () => {
    const recorded = await run(
      [
        [10, stage => stage.order(limit(BUY, 5, 100))],
        [30, () => {}],
      ],
      {
        instrument: SPOT,
        venue: cash(1_000n),
        prints: [{ tsNs: 20, price: 99, size: 2, aggressor: 2 }],
      },
    )
    // 2 bought for 200 as maker, 3 still keep 300 and 3 of commission.
    expect(recorded.free).toEqual([495n, 497n])
  })

  test('what a change makes it, unless it cannot be paid', async () => {
    const steps: Step[] = [
      [10, stage => stage.order(limit(BUY, 5, 100))],
      [20, stage => stage.modify(1, { quantityLots: 6, limitTicks: 99 })],
      [30, stage => stage.modify(1, { quantityLots: 7 })],
      [40, stage => stage.modify(1, { quantityLots: 2 })],
    ]
    const recorded = await run(steps, { instrument: SPOT, venue: cash(650n) })
    expect(recorded.free).toEqual([145n, 50n, 50n, 450n])
    const refused = recorded.records.eventRows.filter(({ tsNs }) => tsNs === 30)
    expect(refused.map(({ status, reason }) => [status, reason])).toEqual([
      [S.PENDING_UPDATE, REASON.NONE],
      [S.ACCEPTED, REASON.INSUFFICIENT_BALANCE],
    ])
  })

  test('also for orders under way and for stops', async () => {
    const steps: Step[] = [
      [10, stage => stage.submitMarket(0, BUY, 2)],
      [
        30,
        stage => stage.order({ side: BUY, quantityLots: 3, type: ORDER_TYPE.STOP_MARKET, triggerTicks: 110 }),
      ],
    ]
    const recorded = await run(steps, {
      instrument: SPOT,
      venue: { ...cash(1_000n), latency: { ...NO_LATENCY, submitNs: 5 } },
    })
    // 2 at the best ask of 102 are 204 and 2; bought for as much; 3 at 110 are 330 and 3.
    expect(recorded.free).toEqual([794n, 461n])
    expect(recorded.fills).toHaveLength(1)
  })
})

test('a fill-or-kill order of a cash account fills whole or not at all for lack of money too', async () => {
  const asks: Snapshot['asks'] = [
    [102, 5],
    [120, 5],
  ]
  const steps: Step[] = [
    [10, stage => stage.order({ side: BUY, quantityLots: 10, timeInForce: TIME_IN_FORCE.FOK })],
    [20, stage => stage.order({ side: BUY, quantityLots: 9, timeInForce: TIME_IN_FORCE.FOK })],
  ]
  // 510 and 5 for the first five, 600 and 6 for the rest: 1,121, beyond the 1,031 that the best price would need.
  const recorded = await run(steps, {
    instrument: SPOT,
    venue: cash(1_120n),
    snapshots: [book(0, 100, 102, asks)],
  })
  expect(endOf(recorded, 1)).toEqual([S.CANCELED, REASON.FILL_OR_KILL, 0])
  expect(endOf(recorded, 2)).toEqual([S.FILLED, REASON.NONE, 9])
})

describe('a margin account keeps for its working orders', () => {
  const long = (lots: number): Step => [5, stage => stage.submitMarket(0, BUY, lots)]

  test('initial margin of what they would open', async () => {
    const steps: Step[] = [
      [10, stage => stage.order(limit(BUY, 5, 100))],
      [20, stage => stage.order(limit(SELL, 5, 104))],
      [30, stage => stage.order(limit(BUY, 3, 100))],
    ]
    const recorded = await run(steps, { venue: margin(102n) })
    expect(recorded.free).toEqual([52n, 0n, 0n])
    expect(endOf(recorded, 3)).toEqual([S.DENIED, REASON.INSUFFICIENT_MARGIN, 0])
  })

  test('nothing where they close the position, and the share that exceeds it', async () => {
    const steps: Step[] = [
      long(4),
      [10, stage => stage.order(limit(SELL, 4, 110))],
      [20, stage => stage.order(limit(SELL, 4, 130))],
      [30, stage => stage.order({ ...limit(SELL, 9, 120), isReduceOnly: true })],
    ]
    const recorded = await run(steps, { venue: margin(1_000n), snapshots: [book(0, 101, 103, [[103, 10]])] })
    // 4 bought at 103 and marked at 102: equity 996, margin 41 (40.8). The sells keep 44 and 52, half of it to open.
    expect(recorded.free).toEqual([955n, 955n, 907n, 907n])
  })

  test('and never denies what only closes', async () => {
    const steps: Step[] = [
      long(9),
      [10, stage => stage.order(limit(SELL, 9, 110))],
      [20, stage => stage.submitMarket(0, SELL, 9)],
    ]
    const recorded = await run(steps, { venue: margin(95n) })
    expect(recorded.result.counts.denied).toBe(0)
    expect(recorded.fills.at(-1)).toMatchObject({ quantity: 9, positionAfter: 0 })
  })
})

describe.each([
  ['CASH', { ...PLAIN, ...SPOT, sizePrecision: 2, currencyPrecision: 4 }],
  ['MARGIN', { ...PLAIN, currencyPrecision: 4, pricePrecision: 1 }],
  ['MARGIN', { ...PLAIN, kind: 'inverse' as const, settlementCurrency: 'X', currencyPrecision: 8 }],
] as const)('%s %#', (type, definition) => {
  test.each([21, 22, 23, 24])('seed %d: what is kept is the sum over the orders after every change', seed => {
    const seeded = new Seeded(seed)
    const instrument = compileInstrument(definition)
    const account = new Account({
      type,
      instruments: [instrument],
      startingBalances: [],
      twiceMarkOf: () => 2_000,
      onPositionClosed: () => {},
      positionNumbers: new PositionNumbers(),
    })
    const { reservations, buyingPower } = account
    const orders = new Map<number, { side: typeof BUY | typeof SELL; ticks: number; lots: number }>()
    const marginOf = (ticks: number, lots: number) =>
      scaledAmountBig(instrument, instrument.initialMargin, ticks, lots)
    const costOf = (ticks: number, lots: number) =>
      scaledAmountBig(instrument, instrument.value, ticks, lots) +
      scaledAmountBig(instrument, instrument.takerCommission, ticks, lots)
    const expected = (): bigint => {
      let units = 0n
      for (const { side, ticks, lots } of orders.values()) {
        if (type === 'MARGIN') units += marginOf(ticks, lots)
        else if (side === BUY) units += costOf(ticks, lots)
      }
      return units
    }
    for (let step = 0; step < 2_000; step++) {
      const slot = seeded.whole(0, 199)
      const order = orders.get(slot)
      if (order !== undefined && seeded.whole(0, 1) === 0) {
        const filled = seeded.whole(1, order.lots)
        reservations.filled(slot, filled)
        if (filled === order.lots) orders.delete(slot)
        else orders.set(slot, { ...order, lots: order.lots - filled })
      } else if (order !== undefined && seeded.whole(0, 2) === 0) {
        reservations.release(slot)
        orders.delete(slot)
      } else {
        const next = {
          side: seeded.pick([BUY, SELL]),
          ticks: seeded.whole(1, 9_999),
          lots: seeded.whole(1, 99_999),
        }
        reservations.reserve(slot, 0, next.side, next.ticks, next.lots)
        orders.set(slot, next)
      }
      expect(buyingPower.reservedUnits(0)).toBe(expected())
      expect(reservations.count).toBe(orders.size)
    }
  })
})

const END_NS = 950_000

test.each([31, 32, 33, 34, 35, 36])(
  'seed %d: random orders never spend what others keep, and leave nothing kept',
  async seed => {
    const { snapshots, prints } = randomMarket(seed, 1_000)
    for (const submitNs of [0, 413]) {
      const overdrawn: bigint[] = []
      let freeAtEnd: bigint | undefined
      const random = new RandomOrders(seed, END_NS - 10_000)
      const factory: StrategyFactory = context => {
        const check = () => {
          if (context.freeUnits(0) < 0n) overdrawn.push(context.freeUnits(0))
        }
        const strategy = random.factory(context)
        const cancelAll = () => {
          for (const orderId of random.limits.keys()) context.cancel(orderId)
        }
        return {
          ...strategy,
          onStart: () => {
            strategy.onStart?.()
            context.setTimer(END_NS - 100, 1)
            context.setTimer(END_NS - 50, 2)
          },
          onTimer: tag => {
            if (tag === 0) strategy.onTimer?.(tag)
            else if (tag === 1) cancelAll()
            else freeAtEnd = context.freeUnits(0)
          },
          onTrade: check,
          onBook: check,
        }
      }
      const recorded = await recordRun({
        prints,
        snapshots,
        instrument: SPOT,
        venue: { ...cash(60_000n, 60n), latency: { ...NO_LATENCY, submitNs, modifyNs: 2 * submitNs } },
        scenario: { endNs: BigInt(END_NS) },
        script: { factory },
      })
      expect(overdrawn).toEqual([])
      expect(recorded.result.wallets.every(({ wallet }) => wallet.finalUnits >= 0n)).toBe(true)
      expect(freeAtEnd).toBe(recorded.result.wallets[0]?.wallet.finalUnits)
      expect(recorded.fills.length).toBeGreaterThan(50)
      expect(recorded.result.counts.denied).toBeGreaterThan(5)
    }
  },
)
