import { describe, expect, test } from 'vitest'
import {
  EVIDENCE,
  LIQUIDITY,
  ORDER_STATUS,
  ORDER_TYPE,
  type OrderStatus,
  REASON,
  SIDE,
} from '../domain/codes.ts'
import { isAllowed, isFinal } from '../domain/order-transitions.ts'
import { DisplayedLiquidity, randomMarket } from './displayed-liquidity.ts'
import type { Print, Snapshot } from './market-data.ts'
import { RandomOrders } from './random-orders.ts'
import { type Fill, NO_LATENCY, type RecordedRun, type RunSetting, recordRun } from './recorded-run.ts'

const STEP_NS = 1_000
const END_NS = 950_000
const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]

/** None of these delays lets a command arrive at the time of a market event, where it would meet the book before. */
const SLOW = { ...NO_LATENCY, submitNs: 413, modifyNs: 877, cancelNs: 1_337 }
const MODELS: Readonly<Record<string, Partial<RunSetting>>> = {
  conservative: {},
  'conservative with latency': { venue: { latency: SLOW } },
  'conservative with prob_power(2) queues': { model: { queueModel: 'prob_power(2)' } },
  'the book alone': { scenario: { snapshotMode: 'book' } },
  nautilus: { preset: 'nautilus' },
  'nautilus with consumption and latency': {
    preset: 'nautilus',
    model: { liquidityConsumption: true },
    venue: { latency: { ...SLOW, reportNs: 4 } },
  },
  'trades alone': { snapshots: [] },
}

interface RandomRun extends RecordedRun {
  readonly market: { readonly snapshots: readonly Snapshot[]; readonly prints: readonly Print[] }
  readonly strategy: RandomOrders
}

async function run(seed: number, setting: Partial<RunSetting>, rowsMax?: number): Promise<RandomRun> {
  const { snapshots, prints } = randomMarket(seed, STEP_NS)
  const strategy = new RandomOrders(seed, END_NS)
  const isTradesOnly = setting.snapshots !== undefined
  const { snapshots: _none, ...others } = setting
  const recorded = await recordRun({
    ...others,
    prints,
    ...(!isTradesOnly && { snapshots }),
    ...(rowsMax && { rowsMax }),
    instrument: { takerFee: '0.001', makerFee: '-0.0002' },
    script: strategy,
    scenario: {
      snapshotMode: isTradesOnly ? 'trades' : 'both',
      startNs: 0n,
      endNs: BigInt(END_NS),
      ...setting.scenario,
    },
  })
  return { ...recorded, market: { snapshots: isTradesOnly ? [] : snapshots, prints }, strategy }
}

/** What all scenarios together came to: a property that nothing touches says nothing. */
const tally = {
  scenarios: 0,
  orders: 0,
  fills: 0,
  filledInFlight: 0,
  trailed: 0,
  tranches: 0,
  postOnlyRefused: 0,
}

function count({ fills, records, result }: RandomRun): void {
  const status = new Map<number, number>()
  for (const { orderId, status: to } of records.eventRows) {
    const isFill = to === ORDER_STATUS.PARTIALLY_FILLED || to === ORDER_STATUS.FILLED
    if (isFill && status.get(orderId) === ORDER_STATUS.PENDING_CANCEL) tally.filledInFlight++
    if (!isFill) status.set(orderId, to)
  }
  const filled = new Map<number, number>()
  for (const { orderId } of fills) filled.set(orderId, (filled.get(orderId) ?? 0) + 1)
  for (const { orderId, type, trigger, display, reason } of records.orderRows) {
    if (type === ORDER_TYPE.TRAILING_STOP_MARKET && trigger > 0 && filled.has(orderId)) tally.trailed++
    if (display > 0 && (filled.get(orderId) ?? 0) > 1) tally.tranches++
    if (reason === REASON.POST_ONLY_WOULD_TAKE) tally.postOnlyRefused++
  }
  tally.scenarios++
  tally.orders += result.counts.orders
  tally.fills += fills.length
}

const sideOf = (fill: Fill) => (fill.side === SIDE.BUY ? SIDE.BUY : SIDE.SELL)
const signed = (fill: Fill) => (fill.side === SIDE.BUY ? fill.quantity : -fill.quantity)

/** Changes of status that the table does not allow, orders that do not end, and tables that disagree. */
function illegalLives({ records, fills, result }: RandomRun): string[] {
  const problems: string[] = []
  const status = new Map<number, OrderStatus>()
  for (const { orderId, status: to } of records.eventRows) {
    const from = status.get(orderId) ?? ORDER_STATUS.INITIALIZED
    if (!isAllowed(from, to as OrderStatus)) problems.push(`order ${orderId}: ${from} to ${to}`)
    status.set(orderId, to as OrderStatus)
  }
  for (const order of records.orderRows) {
    if (status.get(order.orderId) !== order.status || !isFinal(order.status as OrderStatus)) {
      problems.push(`order ${order.orderId} ends as ${order.status}`)
    }
  }
  const whole = fills.filter(fill => fill.isWholeOrder).length
  if (records.orderRows.length + whole !== result.counts.orders) problems.push('orders are missing')
  return problems
}

/** Fills at prices that their orders did not allow. */
function beyondLimits({ fills, records, strategy }: RandomRun): string[] {
  const types = new Map(records.orderRows.map(order => [order.orderId, order.type]))
  return fills
    .filter(fill => {
      const type = types.get(fill.orderId) ?? ORDER_TYPE.MARKET
      const isLimited =
        type === ORDER_TYPE.LIMIT || type === ORDER_TYPE.STOP_LIMIT || type === ORDER_TYPE.LIMIT_IF_TOUCHED
      const limits = strategy.limits.get(fill.orderId) ?? []
      if (!isLimited) return fill.liquidity === LIQUIDITY.MAKER
      if (fill.liquidity === LIQUIDITY.MAKER) return !limits.includes(fill.price)
      return fill.side === SIDE.BUY ? fill.price > Math.max(...limits) : fill.price < Math.min(...limits)
    })
    .map(fill => JSON.stringify(fill))
}

/** Fills that took more than a level had left, or more than a print was, makers and takers together.
 *  @param printsConsume whether prints take from the book */
function overconsumed({ market, fills }: RandomRun, printsConsume: boolean): string[] {
  const problems: string[] = []
  const liquidity = new DisplayedLiquidity()
  const ofPrint = new Map<number, number>()
  const [snapshots, prints] = [[...market.snapshots], [...market.prints]]
  for (const fill of fills) {
    for (;;) {
      const [snapshot, print] = [snapshots[0], prints[0]]
      const nextNs = Math.min(snapshot?.tsNs ?? END_NS, print?.tsNs ?? END_NS)
      if (nextNs > fill.tsNs || nextNs === END_NS) break
      if (snapshot?.tsNs === nextNs) liquidity.show(snapshots.shift() as Snapshot)
      else if (printsConsume) liquidity.print(prints.shift() as Print)
      else prints.shift()
    }
    if (fill.evidenceKind === EVIDENCE.BOOK) {
      const side = sideOf(fill)
      const levels = side === SIDE.BUY ? liquidity.shown?.asks : liquidity.shown?.bids
      const [price, displayed] = levels?.[fill.level] ?? [0, 0]
      const left = displayed === fill.evidenceSize ? liquidity.take(side, price, fill.quantity) : 0
      if (left !== undefined) problems.push(`${JSON.stringify(fill)} of ${left}`)
    } else {
      const taken = (ofPrint.get(fill.evidenceId) ?? 0) + fill.quantity
      ofPrint.set(fill.evidenceId, taken)
      const size = market.prints[fill.evidenceId]?.size ?? 0
      if (size !== fill.evidenceSize || taken > size)
        problems.push(`${JSON.stringify(fill)}: ${taken} of ${size}`)
    }
  }
  return problems
}

describe.each(Object.entries(MODELS))('random orders under %s', (name, setting) => {
  test.each(SEEDS)('seed %d', async seed => {
    const recorded = await run(seed, setting)
    const { fills, result, market } = recorded
    expect(fills.length, 'fills').toBeGreaterThan(40)
    count(recorded)
    expect(illegalLives(recorded)).toEqual([])
    expect(beyondLimits(recorded)).toEqual([])
    if (name.startsWith('conservative')) expect(overconsumed(recorded, true)).toEqual([])
    if (name === 'the book alone') expect(overconsumed(recorded, false)).toEqual([])

    let position = 0
    let cash = 0
    for (const fill of fills) {
      position += signed(fill)
      cash -= signed(fill) * fill.price
      expect(fill.positionAfter).toBe(position)
    }
    const realized = fills.reduce((sum, fill) => sum + fill.realized, 0)
    const commissions = fills.reduce((sum, fill) => sum + fill.commission, 0)
    const wallet = result.wallets[0]?.wallet
    expect(wallet && wallet.finalUnits - wallet.startingUnits).toBe(BigInt(realized - commissions))
    const last = market.snapshots.at(-1)
    const [bid, ask] = [last?.bids[0]?.[0], last?.asks[0]?.[0]]
    const mark = bid && ask ? (bid + ask) / 2 : (market.prints.at(-1)?.price ?? 0)
    // Units are whole, a mid may be half a tick.
    expect(Math.abs(cash + position * mark - realized - Number(result.unrealizedUnits))).toBeLessThan(1)
    const filled = new Map<number, number>()
    for (const { orderId, quantity } of fills) filled.set(orderId, (filled.get(orderId) ?? 0) + quantity)
    for (const order of recorded.records.orderRows) {
      expect(order.filled).toBe(filled.get(order.orderId) ?? 0)
      expect(order.filled).toBeLessThanOrEqual(order.quantity)
      expect(order.status === ORDER_STATUS.FILLED).toBe(order.filled === order.quantity)
    }
  })

  test('seed 1: the digest does not depend on how the feed is cut', async () => {
    const whole = await run(1, setting)
    for (const rowsMax of [1, 2, 7, 50]) {
      const cut = await run(1, setting, rowsMax)
      expect(cut.digest, `batches of ${rowsMax}`).toBe(whole.digest)
    }
  })
})

test('the scenarios meet every kind of order and race', () => {
  process.stdout.write(`random orders: ${JSON.stringify(tally)}\n`)
  expect(tally.orders).toBeGreaterThan(500 * tally.scenarios)
  for (const [what, times] of Object.entries(tally)) expect(times, what).toBeGreaterThan(50)
})

test('the recomputation finds what nautilus consumes twice', async () => {
  expect(overconsumed(await run(1, MODELS.nautilus ?? {}), true).length).toBeGreaterThan(5)
})
