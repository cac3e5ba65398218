import { expect, test } from 'vitest'
import { ORDER_STATUS, ORDER_TYPE, REASON, SIDE } from '../domain/codes.ts'
import { isFinal } from '../domain/order-transitions.ts'
import { randomMarket } from './displayed-liquidity.ts'
import { RandomOrders } from './random-orders.ts'
import { NO_LATENCY, recordRun } from './recorded-run.ts'
import { Script } from './scripted-strategy.ts'

const snapshots = [{ tsNs: 0, bids: [[100, 50]], asks: [[102, 50]] }] as const
const buy = (quantityLots: number, limitTicks = 99) => ({
  side: SIDE.BUY,
  quantityLots,
  type: ORDER_TYPE.LIMIT,
  limitTicks,
})

test('orders over a limit are denied with its code, and counted by it', async () => {
  const script = new Script([
    [5, stage => stage.order(buy(6))],
    [6, stage => stage.order(buy(5))],
    [7, stage => stage.order(buy(6))],
    [8, stage => stage.order(buy(5, 90))],
  ])
  const risk = { maxOrderQuantity: '5', priceToleranceBps: '500' }
  const { result, records } = await recordRun({ snapshots, script, scenario: { risk } })
  expect(records.orderRows.map(({ orderId, status, reason }) => [orderId, status, reason])).toEqual([
    [1, ORDER_STATUS.DENIED, REASON.RISK_ORDER_QUANTITY],
    [3, ORDER_STATUS.DENIED, REASON.RISK_ORDER_QUANTITY],
    [4, ORDER_STATUS.DENIED, REASON.RISK_PRICE_TOLERANCE],
    [2, ORDER_STATUS.CANCELED, REASON.END_OF_RUN],
  ])
  expect(records.eventRows).toContainEqual({
    orderId: 4,
    tsNs: 8,
    status: ORDER_STATUS.DENIED,
    reason: REASON.RISK_PRICE_TOLERANCE,
  })
  expect(result.denials).toEqual([
    { reason: REASON.RISK_ORDER_QUANTITY, orders: 2 },
    { reason: REASON.RISK_PRICE_TOLERANCE, orders: 1 },
  ])
})

test('a change over a limit leaves the order as it was', async () => {
  const script = new Script([
    [5, stage => stage.order(buy(5))],
    [6, stage => stage.modify(1, { quantityLots: 11 })],
    [7, stage => stage.modify(1, { quantityLots: 10 })],
  ])
  const { records } = await recordRun({ snapshots, script, scenario: { risk: { maxPosition: '10' } } })
  const life = records.eventRows.map(({ tsNs, status, reason }) => [tsNs, status, reason])
  expect(life).toContainEqual([6, ORDER_STATUS.ACCEPTED, REASON.RISK_POSITION])
  expect(life).toContainEqual([7, ORDER_STATUS.ACCEPTED, REASON.NONE])
  expect(records.orderRows[0]).toMatchObject({ quantity: 10, status: ORDER_STATUS.CANCELED })
})

test('a change that the account cannot pay counts no longer', async () => {
  const script = new Script([
    [5, stage => stage.order(buy(10, 90))],
    // Fewer lots, but worth more than what the account has.
    [7, stage => stage.modify(1, { quantityLots: 9, limitTicks: 101 })],
    [8, stage => stage.order(buy(1, 1))],
  ])
  const { records } = await recordRun({
    snapshots,
    script,
    venue: { accountType: 'CASH', startingBalances: [{ currency: 'Y', precision: 0, units: 901n }] },
    scenario: { risk: { maxPosition: '10' } },
  })
  const life = records.eventRows.map(({ tsNs, status, reason }) => [tsNs, status, reason])
  expect(life).toContainEqual([7, ORDER_STATUS.ACCEPTED, REASON.INSUFFICIENT_BALANCE])
  expect(life).toContainEqual([8, ORDER_STATUS.DENIED, REASON.RISK_POSITION])
})

test('the position is closed at the end whatever the limits say', async () => {
  const script = new Script([[5, stage => stage.submitMarket(0, SIDE.BUY, 5)]])
  const scenario = { risk: { maxOrdersPerMinute: 1 }, closePositions: true }
  const { fills } = await recordRun({ snapshots, script, scenario })
  expect(fills.map(({ side, quantity }) => [side, quantity])).toEqual([
    [SIDE.BUY, 5],
    [SIDE.SELL, 5],
  ])
})

const SLOW = { ...NO_LATENCY, submitNs: 413, modifyNs: 877, cancelNs: 1_337, reportNs: 4 }
// In the larger ones reduce-only orders lead to flat before larger orders of their side fill.
const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8, 1040, 1074, 1085, 1125]

test.each(SEEDS)('random orders, seed %d: no fill carries the position beyond its limit', async seed => {
  for (const latency of [NO_LATENCY, SLOW]) {
    const maxLots = 15
    const strategy = new RandomOrders(seed, 950_000)
    const { records, result, fills } = await recordRun({
      ...randomMarket(seed, 1_000),
      script: strategy,
      venue: { latency },
      scenario: { risk: { maxPosition: `${maxLots}` }, startNs: 0n, endNs: 950_000n, snapshotMode: 'both' },
    })
    const ofPosition = result.denials.find(({ reason }) => reason === REASON.RISK_POSITION)
    expect(ofPosition?.orders, 'denials').toBeGreaterThan(5)
    expect(fills.length, 'fills').toBeGreaterThan(20)
    for (const fill of fills) expect(Math.abs(fill.positionAfter)).toBeLessThanOrEqual(maxLots)
    expect(result.denials.reduce((sum, { orders }) => sum + orders, 0)).toBe(result.counts.denied)
    expect(records.orderRows.every(({ status }) => isFinal(status as 1))).toBe(true)
  }
})
