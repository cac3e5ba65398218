import type { FactTable } from '../stored-run.ts'

type Row = Readonly<Record<string, unknown>>

/** The rows of a synthetic run and the figures they must add up to. Money as exact decimal text. */
export interface SampleFacts {
  readonly tables: Readonly<Record<FactTable, readonly Row[]>>
  readonly startNs: bigint
  readonly endNs: bigint
  readonly startText: string
  readonly endText: string
  readonly startingBalance: string
  readonly finalBalance: string
  readonly finalEquity: string
  readonly realized: string
  readonly commissions: string
  readonly counts: Readonly<Record<string, number>>
}

export interface SampleShape {
  readonly seed: number
  readonly trips: number
  readonly pricePrecision: number
  readonly sizePrecision: number
  readonly currencyPrecision: number
}

const START_NS = 1_714_557_600_000_000_000n
const SECOND_NS = 1_000_000_000n
const SECONDS = 600
const FUNDING = -1_250_000_000n

/** Trades round trips of two to three fills on a seeded walk, one second apart at least; every third trip enters
 *  with a resting limit order, the last one stays open. One order is denied, one canceled. */
export function simulateSample(shape: SampleShape): SampleFacts {
  return new SampleSimulation(shape).run()
}

class SampleSimulation {
  readonly #shape: SampleShape
  readonly #tables: Record<FactTable, Row[]> = {
    orders: [],
    order_events: [],
    fills: [],
    positions: [],
    ledger: [],
    cash_flows: [],
    equity: [],
    marks: [],
    parents: [],
    parent_algorithms: [],
    parent_schedule: [],
    routing: [],
  }
  #state: number
  #midTicks: bigint
  #balance: bigint
  #realized = 0n
  #commissions = 0n
  #orderId = 0
  #position = { id: 0, lots: 0n, peak: 0n, entryValue: 0n, openedNs: 0n, openedSeq: 0, commissions: 0n }

  constructor(shape: SampleShape) {
    this.#shape = shape
    this.#state = shape.seed * 7919 + 1
    this.#midTicks = 60_000n * 10n ** BigInt(shape.pricePrecision)
    this.#balance = 1_000_000n * 10n ** BigInt(shape.currencyPrecision)
  }

  run(): SampleFacts {
    const startingBalance = this.#money(this.#balance)
    this.#push('ledger', { ts_init: START_NS, currency: 'USDT', kind: 1, amount: startingBalance })
    const fillSeconds = this.#fillSeconds()
    for (let second = 0; second <= SECONDS; second++) {
      const tsNs = START_NS + BigInt(second) * SECOND_NS
      this.#midTicks += BigInt(Math.round((this.#random() - 0.5) * 9_000))
      if (second === 300) this.#fund(tsNs)
      for (const step of fillSeconds.get(second) ?? []) this.#fill(tsNs, step)
      this.#mark(tsNs)
    }
    this.#refused()
    if (this.#position.lots !== 0n) this.#closePosition(null, null, 0n)
    return this.#facts(startingBalance)
  }

  /** Which steps of trips happen in which second. The last trip opens only. */
  #fillSeconds(): Map<number, { trip: number; step: 'open' | 'add' | 'close' }[]> {
    const plan = new Map<number, { trip: number; step: 'open' | 'add' | 'close' }[]>()
    const { trips } = this.#shape
    for (let trip = 0; trip < trips; trip++) {
      const first = Math.floor(((trip + 0.2) * (SECONDS - 2)) / trips)
      const last = Math.floor(((trip + 0.8) * (SECONDS - 2)) / trips)
      const put = (second: number, step: 'open' | 'add' | 'close') =>
        plan.set(second, [...(plan.get(second) ?? []), { trip, step }])
      put(first, 'open')
      if (trip % 2 === 1) put(first, 'add')
      if (trip < trips - 1) put(last, 'close')
    }
    return plan
  }

  #fill(tsNs: bigint, { trip, step }: { trip: number; step: 'open' | 'add' | 'close' }): void {
    const entrySide = trip % 4 < 2 ? 1 : 2
    const side = step === 'close' ? 3 - entrySide : entrySide
    const sign = side === 1 ? 1n : -1n
    const isMaker = step === 'open' && trip % 3 === 0
    const lots =
      step === 'close' ? abs(this.#position.lots) : BigInt(1 + Math.floor(this.#random() * 40)) * 100n
    const half = 5n + BigInt(Math.floor(this.#random() * 10))
    const [bid, ask] = [this.#midTicks - half, this.#midTicks + half]
    const priceTicks = (side === 1) === isMaker ? bid : ask
    const value = this.#value(lots, priceTicks)
    const commission = (value * (isMaker ? 2n : 4n)) / 10_000n
    const fillSeq = this.#tables.fills.length + 1
    const orderId = ++this.#orderId
    if (step === 'open') this.#openPosition(tsNs, fillSeq)
    this.#position.lots += sign * lots
    this.#position.commissions += commission
    this.#balance -= commission
    this.#commissions += commission
    if (step !== 'close') this.#position.entryValue += value
    if (abs(this.#position.lots) > this.#position.peak) this.#position.peak = abs(this.#position.lots)
    let realized = 0n
    if (step === 'close') {
      realized = side === 2 ? value - this.#position.entryValue : this.#position.entryValue - value
      this.#realized += realized
      this.#balance += realized
    }
    if (isMaker) this.#restingOrder(orderId, tsNs, side, lots, priceTicks, bid, ask)
    const positionId = this.#position.id
    if (step === 'close') this.#closePosition(tsNs, fillSeq, realized, value, lots)
    this.#push('fills', {
      ts_init: tsNs,
      order_id: orderId,
      position_id: positionId,
      instrument_index: 0,
      side,
      price: this.#price(priceTicks),
      quantity: this.#size(lots),
      liquidity: isMaker ? 1 : 2,
      commission: this.#money(commission),
      realized_pnl: this.#money(realized),
      position_after: this.#size(this.#position.lots),
      evidence_kind: isMaker ? 2 : 1,
      evidence_id: isMaker ? null : fillSeq,
      evidence_text: isMaker ? `T${fillSeq}` : null,
      evidence_size: this.#size(lots * 3n),
      level_index: isMaker ? null : 0,
      best_bid: this.#price(bid),
      best_ask: this.#price(ask),
      queue_ahead: isMaker ? this.#size(lots) : null,
      resting_ns: isMaker ? SECOND_NS / 2n : 0n,
      whole_order: !isMaker,
    })
  }

  #restingOrder(
    id: number,
    tsNs: bigint,
    side: number,
    lots: bigint,
    ticks: bigint,
    bid: bigint,
    ask: bigint,
  ) {
    const acceptedNs = tsNs - SECOND_NS / 2n
    this.#pushOrder({
      order_id: id,
      side,
      quantity: this.#size(lots),
      limit_price: this.#price(ticks),
      flags: 1,
      status: 10,
      reason: 0,
      ts_created: acceptedNs,
      ts_submitted: acceptedNs,
      ts_accepted: acceptedNs,
      ts_closed: tsNs,
      filled_quantity: this.#size(lots),
      arrival_bid: this.#price(bid),
      arrival_ask: this.#price(ask),
    })
    for (const [status, at] of [
      [0, acceptedNs],
      [3, acceptedNs],
      [4, acceptedNs],
      [10, tsNs],
    ] as const)
      this.#push('order_events', { order_id: id, ts_init: at, status, reason: 0 })
  }

  /** One order denied for want of margin, one canceled at the end. */
  #refused(): void {
    const endNs = START_NS + BigInt(SECONDS) * SECOND_NS
    for (const [status, reason] of [
      [1, 4],
      [11, 8],
    ] as const) {
      const id = ++this.#orderId
      this.#pushOrder({
        order_id: id,
        side: 1,
        quantity: this.#size(100n),
        limit_price: this.#price(this.#midTicks - 1000n),
        flags: 0,
        status,
        reason,
        ts_created: endNs - SECOND_NS,
        ts_submitted: status === 1 ? null : endNs - SECOND_NS,
        ts_accepted: status === 1 ? null : endNs - SECOND_NS,
        ts_closed: endNs,
        filled_quantity: this.#size(0n),
        arrival_bid: this.#price(this.#midTicks - 5n),
        arrival_ask: this.#price(this.#midTicks + 5n),
      })
      this.#push('order_events', { order_id: id, ts_init: endNs - SECOND_NS, status: 0, reason: 0 })
      this.#push('order_events', { order_id: id, ts_init: endNs, status, reason })
    }
  }

  #pushOrder(row: Row): void {
    this.#push('orders', {
      parent_order_id: null,
      instrument_index: 0,
      type: 2,
      trigger_price: null,
      trailing_offset: null,
      display_quantity: null,
      time_in_force: 1,
      ...row,
    })
  }

  #openPosition(tsNs: bigint, fillSeq: number): void {
    const id = this.#position.id + 1
    this.#position = {
      id,
      lots: 0n,
      peak: 0n,
      entryValue: 0n,
      openedNs: tsNs,
      openedSeq: fillSeq,
      commissions: 0n,
    }
  }

  #closePosition(
    tsNs: bigint | null,
    fillSeq: number | null,
    realized: bigint,
    exitValue = 0n,
    exitLots = 0n,
  ): void {
    const { id, lots, peak, entryValue, openedNs, openedSeq, commissions } = this.#position
    const isLong = tsNs === null ? lots > 0n : this.#tables.fills[openedSeq - 1]?.side === 1
    this.#push('positions', {
      position_id: id,
      instrument_index: 0,
      side: isLong ? 1 : 2,
      opened_ts: openedNs,
      closed_ts: tsNs,
      opened_fill_seq: openedSeq,
      closed_fill_seq: fillSeq,
      peak_quantity: this.#size(peak),
      entry_value: this.#money(entryValue),
      entry_quantity: this.#size(peak),
      exit_value: this.#money(exitValue),
      exit_quantity: this.#size(exitLots),
      realized_pnl: this.#money(realized),
      commissions: this.#money(commissions),
    })
  }

  #fund(tsNs: bigint): void {
    this.#balance += FUNDING
    this.#push('cash_flows', {
      ts_init: tsNs,
      instrument_index: 0,
      kind: 2,
      fill_seq: null,
      amount: this.#money(FUNDING),
      twice_mark: null,
      position: null,
    })
  }

  #unrealized(): bigint {
    const { lots, entryValue } = this.#position
    if (lots === 0n) return 0n
    const value = this.#value(abs(lots), this.#midTicks)
    return lots > 0n ? value - entryValue : entryValue - value
  }

  #mark(tsNs: bigint): void {
    const unrealized = this.#unrealized()
    this.#push('equity', {
      ts_init: tsNs,
      balance: this.#money(this.#balance),
      unrealized: this.#money(unrealized),
      equity: this.#money(this.#balance + unrealized),
    })
    this.#push('marks', {
      ts_init: tsNs,
      instrument_index: 0,
      bid: this.#price(this.#midTicks - 5n),
      ask: this.#price(this.#midTicks + 5n),
      last: this.#price(this.#midTicks),
      position: this.#size(this.#position.lots),
    })
  }

  #facts(startingBalance: string): SampleFacts {
    const { orders, fills, positions } = this.#tables
    return {
      tables: this.#tables,
      startNs: START_NS,
      endNs: START_NS + BigInt(SECONDS) * SECOND_NS,
      startText: '2024-05-01T10:00:00Z',
      endText: '2024-05-01T10:10:00Z',
      startingBalance,
      finalBalance: this.#money(this.#balance),
      finalEquity: this.#money(this.#balance + this.#unrealized()),
      realized: this.#money(this.#realized),
      commissions: this.#money(this.#commissions),
      counts: {
        events: 9000,
        trades: 6000,
        book_events: 3000,
        orders: orders.length + fills.filter(fill => fill.whole_order === true).length,
        fills: fills.length,
        positions: positions.length,
        denied: 1,
        rejected: 0,
        canceled: 1,
      },
    }
  }

  #push(table: FactTable, row: Row): void {
    const plain = Object.entries(row).map(([name, value]) => [
      name,
      typeof value === 'bigint' ? String(value) : value,
    ])
    this.#tables[table].push(Object.fromEntries(plain))
  }

  /** Lots × ticks at currency precision; the sample's precisions never need rounding. */
  #value(lots: bigint, ticks: bigint): bigint {
    const { pricePrecision, sizePrecision, currencyPrecision } = this.#shape
    return (lots * ticks * 10n ** BigInt(currencyPrecision)) / 10n ** BigInt(pricePrecision + sizePrecision)
  }

  #price = (ticks: bigint): string => decimalText(ticks, this.#shape.pricePrecision)
  #size = (lots: bigint): string => decimalText(lots, this.#shape.sizePrecision)
  #money = (units: bigint): string => decimalText(units, this.#shape.currencyPrecision)

  /** A small linear congruential generator: the same sample for the same seed everywhere. */
  #random(): number {
    this.#state = (this.#state * 1_664_525 + 1_013_904_223) % 4_294_967_296
    return this.#state / 4_294_967_296
  }
}

function abs(value: bigint): bigint {
  return value < 0n ? -value : value
}

function decimalText(units: bigint, precision: number): string {
  const digits = abs(units)
    .toString()
    .padStart(precision + 1, '0')
  const whole = digits.slice(0, digits.length - precision)
  const fraction = precision === 0 ? '' : `.${digits.slice(digits.length - precision)}`
  return `${units < 0n ? '-' : ''}${whole}${fraction}`
}
