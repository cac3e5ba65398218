import { describe, expect, test } from 'vitest'
import { ORDER_FLAG, ORDER_TYPE, type OrderType, REASON, SIDE, type Side } from '../../domain/codes.ts'
import { compileInstrument, type InstrumentDefinition } from '../../domain/instrument.ts'
import { OrderStore } from '../../domain/order-store.ts'
import { PLAIN } from '../../test/recorded-run.ts'
import { RiskGate } from './risk-gate.ts'
import type { RiskLimitsDefinition } from './risk-limits.ts'

/** A gate over instruments whose holdings and marks the test sets. */
class Bench {
  readonly orders = new OrderStore()
  readonly held: number[]
  readonly twiceMarks: number[]
  readonly gate: RiskGate

  constructor(limits: RiskLimitsDefinition, instruments: readonly Partial<InstrumentDefinition>[] = [{}]) {
    this.held = instruments.map(() => 0)
    this.twiceMarks = instruments.map(() => 200)
    const compiled = instruments.map((instrument, at) =>
      compileInstrument({ ...PLAIN, id: `X${at}-Y.TEST`, ...instrument }, at),
    )
    this.gate = new RiskGate(limits, this.orders, compiled, {
      heldLots: index => this.held[index] ?? 0,
      twiceMarkTicks: index => this.twiceMarks[index] ?? 0,
      referenceTicks: (index, side) => {
        const twice = this.twiceMarks[index] ?? 0
        return twice === 0 ? 0 : twice / 2 + (side === SIDE.BUY ? 1 : -1)
      },
    })
  }

  order(
    quantityLots: number,
    other: {
      side?: Side
      index?: number
      type?: OrderType
      limit?: number
      trigger?: number
      flags?: number
    } = {},
  ): number {
    const slot = this.orders.acquire()
    this.orders.type[slot] = other.type ?? (other.limit === undefined ? ORDER_TYPE.MARKET : ORDER_TYPE.LIMIT)
    this.orders.side[slot] = other.side ?? SIDE.BUY
    this.orders.instrumentIndex[slot] = other.index ?? 0
    this.orders.quantityLots[slot] = quantityLots
    this.orders.limitTicks[slot] = other.limit ?? 0
    this.orders.triggerTicks[slot] = other.trigger ?? 0
    this.orders.flags[slot] = other.flags ?? 0
    return slot
  }

  /** The reason of an order's denial. */
  denial(...order: Parameters<Bench['order']>): number {
    return this.gate.orderDenial(this.order(...order), 0)
  }
}

test('order quantity: at the limit passes, one lot more does not', () => {
  const bench = new Bench({ maxOrderQuantity: '10' })
  expect(bench.denial(10)).toBe(REASON.NONE)
  expect(bench.denial(11)).toBe(REASON.RISK_ORDER_QUANTITY)
})

test('limits beyond the lot grid count up to the last whole lot', () => {
  const bench = new Bench(
    { maxOrderQuantity: '0.5', instruments: { 'X1-Y.TEST': { maxOrderQuantity: '2.9' } } },
    [{}, {}],
  )
  expect(bench.denial(1)).toBe(REASON.RISK_ORDER_QUANTITY)
  expect(bench.denial(2, { index: 1 })).toBe(REASON.NONE)
  expect(bench.denial(3, { index: 1 })).toBe(REASON.RISK_ORDER_QUANTITY)
})

describe('order notional', () => {
  test('of a limit order at its limit, of a stop at its trigger, of a market order at the price it meets', () => {
    const bench = new Bench({ maxOrderNotional: '1000' })
    expect(bench.denial(10, { limit: 100 })).toBe(REASON.NONE)
    expect(bench.denial(10, { limit: 101 })).toBe(REASON.RISK_ORDER_NOTIONAL)
    const stop = { type: ORDER_TYPE.STOP_MARKET, trigger: 125 }
    expect(bench.denial(8, stop)).toBe(REASON.NONE)
    expect(bench.denial(9, stop)).toBe(REASON.RISK_ORDER_NOTIONAL)
    // A buyer meets 101, a seller 99.
    expect(bench.denial(10)).toBe(REASON.RISK_ORDER_NOTIONAL)
    expect(bench.denial(10, { side: SIDE.SELL })).toBe(REASON.NONE)
  })

  test('needs a price', () => {
    const bench = new Bench({ maxOrderNotional: '1000' })
    bench.twiceMarks[0] = 0
    expect(bench.denial(1)).toBe(REASON.RISK_NO_PRICE)
    expect(bench.denial(1, { limit: 100 })).toBe(REASON.NONE)
  })

  test('of an inverse contract is its face value', () => {
    const bench = new Bench({ maxOrderNotional: '1000' }, [{ kind: 'inverse', multiplier: '100' }])
    expect(bench.denial(10, { limit: 7 })).toBe(REASON.NONE)
    expect(bench.denial(11, { limit: 7 })).toBe(REASON.RISK_ORDER_NOTIONAL)
  })
})

describe('position', () => {
  test('counts what is held, what is open on the side, and the order', () => {
    const bench = new Bench({ maxPosition: '20' })
    bench.held[0] = 5
    expect(bench.denial(10)).toBe(REASON.NONE)
    expect(bench.denial(6)).toBe(REASON.RISK_POSITION)
    expect(bench.denial(5)).toBe(REASON.NONE)
    expect(bench.denial(1)).toBe(REASON.RISK_POSITION)
    // The other way there is room for what is held, and the limit beyond.
    expect(bench.denial(25, { side: SIDE.SELL })).toBe(REASON.NONE)
    expect(bench.denial(1, { side: SIDE.SELL })).toBe(REASON.RISK_POSITION)
  })

  test('what fills and what ends makes room again', () => {
    const bench = new Bench({ maxPosition: '20' })
    const slot = bench.order(20)
    expect(bench.gate.orderDenial(slot, 0)).toBe(REASON.NONE)
    bench.gate.filled(slot, 8)
    bench.held[0] = 8
    expect(bench.denial(1)).toBe(REASON.RISK_POSITION)
    bench.gate.closed(slot)
    expect(bench.denial(12)).toBe(REASON.NONE)
    expect(bench.denial(1)).toBe(REASON.RISK_POSITION)
  })

  test('a position beyond the limit may be reduced, not turned beyond it', () => {
    const bench = new Bench({ maxPosition: '20' })
    bench.held[0] = 50
    expect(bench.denial(1)).toBe(REASON.RISK_POSITION)
    expect(bench.denial(71, { side: SIDE.SELL })).toBe(REASON.RISK_POSITION)
    expect(bench.denial(70, { side: SIDE.SELL })).toBe(REASON.NONE)
  })

  test('reduce-only orders count as far as flat, against orders that may then open', () => {
    const bench = new Bench({ maxPosition: '15' })
    const closing = { flags: ORDER_FLAG.REDUCE_ONLY }
    bench.held[0] = -10
    expect(bench.denial(10, closing)).toBe(REASON.NONE)
    expect(bench.denial(16)).toBe(REASON.RISK_POSITION)
    expect(bench.denial(15)).toBe(REASON.NONE)
    const turning = new Bench({ maxPosition: '15' })
    turning.held[0] = -10
    const slot = turning.order(25)
    expect(turning.gate.orderDenial(slot, 0)).toBe(REASON.NONE)
    expect(turning.denial(10, closing)).toBe(REASON.RISK_POSITION)
    turning.gate.closed(slot)
    expect(turning.denial(10, closing)).toBe(REASON.NONE)
  })

  test('reduce-only orders with nothing else open are neither checked nor counted', () => {
    const bench = new Bench({ maxPosition: '20', maxExposure: '1' })
    bench.held[0] = 20
    expect(bench.denial(90, { side: SIDE.SELL, flags: ORDER_FLAG.REDUCE_ONLY })).toBe(REASON.NONE)
    bench.held[0] = 0
    expect(bench.denial(21, { side: SIDE.SELL })).toBe(REASON.RISK_POSITION)
  })

  test('is set for each instrument on its own', () => {
    const bench = new Bench({ maxPosition: '20', instruments: { 'X1-Y.TEST': { maxPosition: '3' } } }, [
      {},
      {},
    ])
    expect(bench.denial(20)).toBe(REASON.NONE)
    expect(bench.denial(4, { index: 1 })).toBe(REASON.RISK_POSITION)
    expect(bench.denial(3, { index: 1 })).toBe(REASON.NONE)
  })
})

describe('changes', () => {
  const keep = Number.NaN

  test('a change counts from when it is sent, and as what it made the order once it has arrived', () => {
    const bench = new Bench({ maxPosition: '20' })
    const slot = bench.order(5, { limit: 100 })
    expect(bench.gate.orderDenial(slot, 0)).toBe(REASON.NONE)
    expect(bench.gate.changeDenial(slot, 21, keep, keep, 0)).toBe(REASON.RISK_POSITION)
    expect(bench.gate.changeDenial(slot, 15, keep, keep, 0)).toBe(REASON.NONE)
    expect(bench.denial(6)).toBe(REASON.RISK_POSITION)
    // A smaller one on its way gives nothing back before it arrives.
    expect(bench.gate.changeDenial(slot, 2, keep, keep, 0)).toBe(REASON.NONE)
    expect(bench.denial(6)).toBe(REASON.RISK_POSITION)
    bench.gate.changeArrives(slot, 15)
    bench.orders.quantityLots[slot] = 15
    expect(bench.denial(6)).toBe(REASON.RISK_POSITION)
    bench.gate.changeArrives(slot, 2)
    expect(bench.denial(18)).toBe(REASON.NONE)
  })

  test('are checked for size, notional and price like orders', () => {
    const bench = new Bench({ maxOrderQuantity: '10', maxOrderNotional: '900', priceToleranceBps: '100' })
    const slot = bench.order(5, { limit: 100 })
    expect(bench.gate.orderDenial(slot, 0)).toBe(REASON.NONE)
    expect(bench.gate.changeDenial(slot, 11, keep, keep, 0)).toBe(REASON.RISK_ORDER_QUANTITY)
    expect(bench.gate.changeDenial(slot, 10, keep, keep, 0)).toBe(REASON.RISK_ORDER_NOTIONAL)
    expect(bench.gate.changeDenial(slot, keep, 102, keep, 0)).toBe(REASON.RISK_PRICE_TOLERANCE)
    expect(bench.gate.changeDenial(slot, 8, 101, keep, 0)).toBe(REASON.NONE)
  })
})

describe('exposure', () => {
  test('sums holdings and open orders over the instruments of a quote currency, at their marks', () => {
    const bench = new Bench({ maxExposure: '1000' }, [
      {},
      {},
      { quoteCurrency: 'Z', settlementCurrency: 'Z' },
    ])
    bench.held[1] = -4
    expect(bench.denial(5)).toBe(REASON.NONE)
    // 400 held short, 500 open, 100 more is the limit.
    expect(bench.denial(2, { limit: 1 })).toBe(REASON.RISK_EXPOSURE)
    expect(bench.denial(1, { limit: 1 })).toBe(REASON.NONE)
    expect(bench.denial(10, { index: 2 })).toBe(REASON.NONE)
    expect(bench.denial(11, { index: 2 })).toBe(REASON.RISK_EXPOSURE)
  })

  test('what does not raise it passes beyond the limit', () => {
    const bench = new Bench({ maxExposure: '1000' })
    bench.held[0] = 40
    expect(bench.denial(80, { side: SIDE.SELL })).toBe(REASON.NONE)
    expect(bench.denial(1, { side: SIDE.SELL })).toBe(REASON.RISK_EXPOSURE)
  })

  test('is exact where units of two currencies differ in digits, and needs the mark of all that counts', () => {
    const bench = new Bench({ maxExposure: '100.25' }, [{ currencyPrecision: 2 }, { currencyPrecision: 0 }])
    bench.twiceMarks[0] = 1
    bench.twiceMarks[1] = 200
    bench.held[1] = 1
    expect(bench.denial(1)).toBe(REASON.RISK_EXPOSURE)
    bench.held[1] = 0
    expect(bench.denial(200)).toBe(REASON.NONE)
    expect(bench.denial(1)).toBe(REASON.RISK_EXPOSURE)
    bench.twiceMarks[1] = 0
    bench.held[1] = 1
    expect(bench.denial(1)).toBe(REASON.RISK_NO_PRICE)
  })
})

describe('order rate', () => {
  test('a window slides: the n-th last order must be a whole second ago', () => {
    const bench = new Bench({ maxOrdersPerSecond: 2, maxOrdersPerMinute: 3 })
    const sendAt = (seconds: number) => bench.gate.orderDenial(bench.order(1), seconds * 1e9)
    expect([sendAt(0), sendAt(0.5)]).toEqual([REASON.NONE, REASON.NONE])
    expect(sendAt(0.999_999_999)).toBe(REASON.RISK_ORDERS_PER_SECOND)
    expect(sendAt(1)).toBe(REASON.NONE)
    expect(sendAt(1.5)).toBe(REASON.RISK_ORDERS_PER_MINUTE)
    expect(sendAt(59.999_999_999)).toBe(REASON.RISK_ORDERS_PER_MINUTE)
    expect(sendAt(60)).toBe(REASON.NONE)
    expect(sendAt(60.25)).toBe(REASON.RISK_ORDERS_PER_MINUTE)
    expect(sendAt(60.5)).toBe(REASON.NONE)
  })

  test('changes count, what was denied for another reason does not', () => {
    const bench = new Bench({ maxOrdersPerSecond: 2, maxOrderQuantity: '5' })
    expect(bench.denial(6)).toBe(REASON.RISK_ORDER_QUANTITY)
    const slot = bench.order(1, { limit: 100 })
    expect(bench.gate.orderDenial(slot, 0)).toBe(REASON.NONE)
    expect(bench.gate.changeDenial(slot, 2, Number.NaN, Number.NaN, 0)).toBe(REASON.NONE)
    expect(bench.denial(1)).toBe(REASON.RISK_ORDERS_PER_SECOND)
  })
})

describe('price tolerance', () => {
  test('either way from the mid, exactly', () => {
    const bench = new Bench({ priceToleranceBps: '50' })
    bench.twiceMarks[0] = 2_001
    // The mid is 1000.5; 50 bps of it are 5.0025 ticks.
    expect(bench.denial(1, { limit: 1_005 })).toBe(REASON.NONE)
    expect(bench.denial(1, { limit: 1_006 })).toBe(REASON.RISK_PRICE_TOLERANCE)
    expect(bench.denial(1, { limit: 996 })).toBe(REASON.NONE)
    expect(bench.denial(1, { limit: 995 })).toBe(REASON.RISK_PRICE_TOLERANCE)
    bench.twiceMarks[0] = 2_000
    expect(bench.denial(1, { limit: 1_005 })).toBe(REASON.NONE)
    bench.twiceMarks[0] = 2e12
    expect(bench.denial(1, { limit: 1.005e12 })).toBe(REASON.NONE)
    expect(bench.denial(1, { limit: 1.005e12 + 1 })).toBe(REASON.RISK_PRICE_TOLERANCE)
  })

  test('a market order is measured by the price it meets, a limit behind a trigger from the trigger', () => {
    const bench = new Bench({ priceToleranceBps: '99.99' })
    expect(bench.denial(1)).toBe(REASON.RISK_PRICE_TOLERANCE)
    bench.twiceMarks[0] = 210
    expect(bench.denial(1)).toBe(REASON.NONE)
    expect(bench.denial(1, { type: ORDER_TYPE.STOP_MARKET, trigger: 500 })).toBe(REASON.NONE)
    const stopLimit = { type: ORDER_TYPE.STOP_LIMIT, trigger: 500 }
    expect(bench.denial(1, { ...stopLimit, limit: 504 })).toBe(REASON.NONE)
    expect(bench.denial(1, { ...stopLimit, limit: 505 })).toBe(REASON.RISK_PRICE_TOLERANCE)
  })

  test('needs a market', () => {
    const bench = new Bench({ priceToleranceBps: '50' })
    bench.twiceMarks[0] = 0
    expect(bench.denial(1, { limit: 100 })).toBe(REASON.RISK_NO_PRICE)
  })
})
