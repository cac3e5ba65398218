import type { Account } from '../account/account.ts'
import {
  LIQUIDITY,
  ORDER_FLAG,
  ORDER_STATUS,
  ORDER_TYPE,
  type OrderStatus,
  REASON,
  type Reason,
  SIDE,
  type Side,
  TIME_IN_FORCE,
} from '../domain/codes.ts'
import type { Instrument } from '../domain/instrument.ts'
import { notionalUnits } from '../domain/money.ts'
import { OrderStore } from '../domain/order-store.ts'
import type { SeededRandom } from '../domain/random.ts'
import { SettlementLoopError } from '../errors.ts'
import type { FillReceiver, SimulatedVenue } from '../exchange/simulated-venue.ts'
import type { StrategyContext } from '../strategies/strategy.ts'
import type { FillRecorder } from './fill-recorder.ts'
import type { LatencyModel } from './scenario.ts'
import { WakeQueue } from './wake-queue.ts'

/** Orders one instant may settle before the replay calls it an endless loop. */
const ORDERS_PER_INSTANT_MAX = 100_000

export interface OrderCounts {
  orders: number
  fills: number
  denied: number
  rejected: number
  canceled: number
}

/** Takes orders from the strategy, checks them, sends them to the venue after the latency and books their fills. */
export class OrderDesk implements StrategyContext, FillReceiver {
  readonly orders = new OrderStore()
  readonly counts: OrderCounts = { orders: 0, fills: 0, denied: 0, rejected: 0, canceled: 0 }
  /** Orders on their way to the venue. */
  readonly inFlight = new WakeQueue()
  /** The replay's clock, ns since the window's start; set by the loop. */
  nowNs = 0

  readonly #instruments: readonly Instrument[]
  readonly #latency: LatencyModel
  readonly #random: SeededRandom
  #venues: readonly SimulatedVenue[] = []
  #account!: Account
  #recorder!: FillRecorder
  /** Slots issued in this instant and not yet sent, in order. */
  #issued = new Int32Array(64)
  #issuedCount = 0

  constructor(instruments: readonly Instrument[], latency: LatencyModel, random: SeededRandom) {
    this.#instruments = instruments
    this.#latency = latency
    this.#random = random
  }

  /** Connects the parts that need the desk themselves. */
  connect(venues: readonly SimulatedVenue[], account: Account, recorder: FillRecorder): void {
    this.#venues = venues
    this.#account = account
    this.#recorder = recorder
  }

  submitMarket(instrumentIndex: number, side: Side, quantityLots: number): number {
    const slot = this.#create(instrumentIndex, side, quantityLots, 0)
    if (this.#issuedCount === this.#issued.length) {
      const larger = new Int32Array(2 * this.#issuedCount)
      larger.set(this.#issued)
      this.#issued = larger
    }
    this.#issued[this.#issuedCount++] = slot
    return this.orders.orderId[slot]!
  }

  hasIssued(): boolean {
    return this.#issuedCount > 0
  }

  /** Sends what was issued in this instant, in order, until nothing is left. @throws SettlementLoopError */
  settle(): void {
    for (let index = 0; index < this.#issuedCount; index++) {
      if (index === ORDERS_PER_INSTANT_MAX) {
        throw new SettlementLoopError({ rounds: ORDERS_PER_INSTANT_MAX, ts: `${this.nowNs} ns` })
      }
      this.#send(this.#issued[index]!)
    }
    this.#issuedCount = 0
  }

  /** Brings the earliest in-flight order to the venue. */
  arrive(): void {
    this.#match(this.inFlight.pop())
  }

  /** Cancels what has not reached the venue yet. */
  cancelInFlight(): void {
    while (this.inFlight.length > 0) {
      const slot = this.inFlight.pop()
      this.#close(slot, ORDER_STATUS.CANCELED, REASON.END_OF_RUN)
    }
  }

  /** Closes the position of an instrument by a market order without latency. */
  closePosition(instrumentIndex: number): void {
    const { lots } = this.#account.position(instrumentIndex)
    if (lots === 0) return
    const side = lots > 0 ? SIDE.SELL : SIDE.BUY
    const slot = this.#create(instrumentIndex, side, Math.abs(lots), ORDER_FLAG.CLOSING)
    this.#match(slot)
  }

  affordableLots(slot: number, priceTicks: number, quantityLots: number): number {
    const side = this.orders.side[slot] as Side
    const index = this.orders.instrumentIndex[slot]!
    return this.#account.buyingPower.affordableLots(index, side, priceTicks, quantityLots)
  }

  onFill(slot: number, priceTicks: number, quantityLots: number): void {
    const { orders, nowNs } = this
    const index = orders.instrumentIndex[slot]!
    const fillSeq = ++this.counts.fills
    this.#account.applyFill(
      index,
      orders.side[slot] as Side,
      priceTicks,
      quantityLots,
      this.#instruments[index]!.takerCommission,
      fillSeq,
      nowNs,
    )
    const filled = orders.filledLots[slot]! + quantityLots
    orders.filledLots[slot] = filled
    const whole =
      quantityLots === orders.quantityLots[slot] &&
      orders.createdNs[slot] === nowNs &&
      orders.flags[slot] === 0
    this.#recorder.fill(
      slot,
      nowNs,
      priceTicks,
      quantityLots,
      LIQUIDITY.TAKER,
      this.#venues[index]!.evidence,
      whole,
    )
    if (whole) {
      orders.isFilledAtOnce[slot] = 1
      return
    }
    if (filled === quantityLots) this.#recordSubmission(slot)
    const status = filled === orders.quantityLots[slot] ? ORDER_STATUS.FILLED : ORDER_STATUS.PARTIALLY_FILLED
    this.#recorder.orderEvent(slot, nowNs, status, REASON.NONE, quantityLots)
  }

  #create(instrumentIndex: number, side: Side, quantityLots: number, flags: number): number {
    const { orders } = this
    const slot = orders.acquire()
    const venue = this.#venues[instrumentIndex]!
    orders.instrumentIndex[slot] = instrumentIndex
    orders.type[slot] = ORDER_TYPE.MARKET
    orders.side[slot] = side
    orders.timeInForce[slot] = TIME_IN_FORCE.GTC
    orders.flags[slot] = flags
    orders.quantityLots[slot] = quantityLots
    orders.createdNs[slot] = this.nowNs
    orders.arrivalBidTicks[slot] = venue.book.bestBidTicks()
    orders.arrivalAskTicks[slot] = venue.book.bestAskTicks()
    this.counts.orders++
    return slot
  }

  #send(slot: number): void {
    const reason = this.#denial(slot)
    if (reason !== REASON.NONE) {
      this.counts.denied++
      this.#close(slot, ORDER_STATUS.DENIED, reason)
      return
    }
    const { submitNs, jitterNs } = this.#latency
    if (submitNs === 0 && jitterNs === 0) {
      this.#match(slot)
      return
    }
    const extraNs = jitterNs > 0 ? Math.floor(this.#random.next() * jitterNs) : 0
    this.orders.status[slot] = ORDER_STATUS.SUBMITTED
    this.inFlight.push(this.nowNs + submitNs + extraNs, slot)
  }

  #denial(slot: number): Reason {
    const { orders } = this
    const index = orders.instrumentIndex[slot]!
    const instrument = this.#instruments[index]!
    const quantityLots = orders.quantityLots[slot]!
    if (quantityLots < instrument.minQuantityLots) return REASON.QUANTITY_BELOW_MINIMUM
    if (quantityLots > instrument.maxQuantityLots) return REASON.QUANTITY_ABOVE_MAXIMUM
    if (instrument.lotSizeLots !== 1 && quantityLots % instrument.lotSizeLots !== 0) {
      return REASON.QUANTITY_OFF_GRID
    }
    const side = orders.side[slot] as Side
    const referenceTicks = this.#venues[index]!.referenceTicks(side)
    if (referenceTicks === 0) return REASON.NONE
    if (instrument.minNotionalUnits > 0) {
      const notional = notionalUnits(instrument, referenceTicks, quantityLots)
      if (notional < BigInt(instrument.minNotionalUnits)) return REASON.NOTIONAL_BELOW_MINIMUM
    }
    return this.#account.buyingPower.denial(index, side, referenceTicks, quantityLots)
  }

  #match(slot: number): void {
    const { orders } = this
    const venue = this.#venues[orders.instrumentIndex[slot]!]!
    if (!venue.hasMarket()) {
      this.counts.rejected++
      this.#close(slot, ORDER_STATUS.REJECTED, REASON.NO_MARKET)
      return
    }
    const quantityLots = orders.quantityLots[slot]!
    const restLots = venue.matchMarket(slot, orders.side[slot] as Side, quantityLots)
    if (restLots > 0) {
      this.#close(slot, ORDER_STATUS.CANCELED, venue.restReason)
      return
    }
    orders.status[slot] = ORDER_STATUS.FILLED
    if (orders.isFilledAtOnce[slot] === 0)
      this.#recorder.closedOrder(slot, orders.createdNs[slot]!, this.nowNs, REASON.NONE)
    orders.release(slot)
  }

  /** Ends an order that was not filled whole. */
  #close(slot: number, status: OrderStatus, reason: Reason): void {
    const { orders } = this
    const wasSent = status !== ORDER_STATUS.DENIED
    if (wasSent && orders.filledLots[slot] === 0) this.#recordSubmission(slot)
    if (status === ORDER_STATUS.CANCELED) this.counts.canceled++
    orders.status[slot] = status
    const restLots = orders.quantityLots[slot]! - orders.filledLots[slot]!
    this.#recorder.orderEvent(slot, this.nowNs, status, reason, restLots)
    this.#recorder.closedOrder(slot, wasSent ? orders.createdNs[slot]! : -1, this.nowNs, reason)
    orders.release(slot)
  }

  #recordSubmission(slot: number): void {
    const { orders } = this
    this.#recorder.orderEvent(
      slot,
      orders.createdNs[slot]!,
      ORDER_STATUS.SUBMITTED,
      REASON.NONE,
      orders.quantityLots[slot]!,
    )
  }
}
