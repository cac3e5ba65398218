import type { Accounts } from '../account/accounts.ts'
import type { Reason, Side } from '../domain/codes.ts'
import type { Instrument } from '../domain/instrument.ts'
import type { WakeQueue } from '../domain/wake-queue.ts'
import { UnknownInstrumentError } from '../errors.ts'
import type { SimulatedVenue } from '../exchange/simulated-venue.ts'
import type { ParentRecord, TargetPoint } from '../execution/parents/parent-records.ts'
import type { RoutingPort } from '../execution/router/routing-port.ts'
import type { OrderChange, OrderRequest } from '../strategies/strategy.ts'
import type { OrderDesk } from './order-desk.ts'
import type { OrderLifecycle } from './order-lifecycle.ts'
import type { RecordSink } from './replay-sinks.ts'

/** The strategy's view of a replay. */
export class ReplayContext implements RoutingPort {
  readonly instruments: readonly Instrument[]
  readonly #desk: OrderDesk
  readonly #lifecycle: OrderLifecycle
  readonly #accounts: Accounts
  readonly #indexById: ReadonlyMap<string, number>
  readonly #venues: readonly SimulatedVenue[]
  readonly #timers: WakeQueue
  readonly #sink: RecordSink
  readonly #onTimerSet: (atNs: number) => void

  constructor(parts: {
    readonly desk: OrderDesk
    readonly lifecycle: OrderLifecycle
    readonly accounts: Accounts
    readonly instruments: readonly Instrument[]
    readonly venues: readonly SimulatedVenue[]
    readonly timers: WakeQueue
    readonly sink: RecordSink
    /** Told of every timer's time. */
    readonly onTimerSet: (atNs: number) => void
  }) {
    this.#desk = parts.desk
    this.#lifecycle = parts.lifecycle
    this.#accounts = parts.accounts
    this.instruments = parts.instruments
    this.#indexById = new Map(parts.instruments.map(({ id, index }) => [id, index]))
    this.#venues = parts.venues
    this.#timers = parts.timers
    this.#sink = parts.sink
    this.#onTimerSet = parts.onTimerSet
  }

  get nowNs(): number {
    return this.#lifecycle.nowNs
  }

  instrument(instrumentIndex: number): Instrument {
    return this.instruments[instrumentIndex]!
  }

  instrumentIndexOf(id: string): number {
    const index = this.#indexById.get(id)
    if (index !== undefined) return index
    throw new UnknownInstrumentError({ id, known: [...this.#indexById.keys()] })
  }

  positionLots(instrumentIndex: number): number {
    return this.#accounts.of(instrumentIndex).position(instrumentIndex).lots
  }

  freeUnits(instrumentIndex: number): bigint {
    return this.#accounts.of(instrumentIndex).freeUnits(instrumentIndex)
  }

  bestBidTicks(instrumentIndex: number): number {
    return this.#venues[instrumentIndex]!.book.bestBidTicks()
  }

  bestAskTicks(instrumentIndex: number): number {
    return this.#venues[instrumentIndex]!.book.bestAskTicks()
  }

  lastTicks(instrumentIndex: number): number {
    return this.#venues[instrumentIndex]!.tape.priceTicks
  }

  reserveOrderId(): number {
    return this.#lifecycle.orders.reserveId()
  }

  submitChild(request: OrderRequest, parentOrderId: number, k: number): number {
    return this.#desk.submitChild(request, parentOrderId, k)
  }

  recordParent(record: ParentRecord): void {
    this.#sink.parent?.(record)
  }

  recordTarget(point: TargetPoint): void {
    this.#sink.target?.(point)
  }

  submit(request: OrderRequest): number {
    return this.#desk.submit(request)
  }

  submitMarket(instrumentIndex: number, side: Side, quantityLots: number): number {
    return this.#desk.submitMarket(instrumentIndex, side, quantityLots)
  }

  deny(orderId: number, reason: Reason): void {
    this.#desk.deny(orderId, reason)
  }

  markPart(orderId: number): void {
    this.#desk.markPart(orderId)
  }

  cancel(orderId: number): void {
    this.#desk.cancel(orderId)
  }

  modify(orderId: number, change: OrderChange): void {
    this.#desk.modify(orderId, change)
  }

  setTimer(atNs: number, tag: number): void {
    if (Number.isNaN(atNs)) throw new RangeError('a timer was asked for at a time that is no number')
    const dueNs = Math.max(atNs, this.#lifecycle.nowNs)
    this.#timers.push(dueNs, tag)
    this.#onTimerSet(dueNs)
  }
}
