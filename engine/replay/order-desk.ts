import type { Account } from '../account/account.ts'
import {
  LIQUIDITY,
  type Liquidity,
  ORDER_FLAG,
  ORDER_STATUS,
  ORDER_TYPE,
  type OrderStatus,
  REASON,
  type Reason,
  SIDE,
  type Side,
  TIME_IN_FORCE,
  TRIGGER,
  type Trigger,
} from '../domain/codes.ts'
import type { Instrument } from '../domain/instrument.ts'
import { OrderStore, PLACE } from '../domain/order-store.ts'
import { isAllowed } from '../domain/order-transitions.ts'
import type { SeededRandom } from '../domain/random.ts'
import { IllegalTransitionError, SettlementLoopError } from '../errors.ts'
import type { FillReceiver } from '../exchange/fill-receiver.ts'
import type { SimulatedVenue } from '../exchange/simulated-venue.ts'
import { denialOf } from '../execution/order-checks.ts'
import type { OrderChange, OrderRequest } from '../strategies/strategy.ts'
import { COMMAND, CommandQueue } from './command-queue.ts'
import type { FillRecorder } from './fill-recorder.ts'
import type { LatencyModel } from './scenario.ts'
import type { StrategyReports } from './strategy-reports.ts'

/** Commands one instant may settle before the replay calls it an endless loop. */
const COMMANDS_PER_INSTANT_MAX = 100_000

export interface OrderCounts {
  orders: number
  fills: number
  denied: number
  rejected: number
  canceled: number
}

export interface DeskParts {
  readonly venues: readonly SimulatedVenue[]
  readonly account: Account
  readonly recorder: FillRecorder
  /** Absent when the strategy listens to nothing. */
  readonly reports: StrategyReports | undefined
  /** When the UTC day of a time ends, ns since the window's start: where DAY orders expire. */
  readonly dayEndNs: (nowNs: number) => number
}

/** Takes commands from the strategy, checks orders, sends them to the venue after the latency, keeps their status and
 *  books their fills. */
export class OrderDesk implements FillReceiver {
  readonly orders = new OrderStore()
  readonly commands = new CommandQueue()
  readonly counts: OrderCounts = { orders: 0, fills: 0, denied: 0, rejected: 0, canceled: 0 }
  /** The replay's clock, ns since the window's start; set by the loop. */
  nowNs = 0

  readonly #instruments: readonly Instrument[]
  readonly #latency: LatencyModel
  readonly #random: SeededRandom
  #venues: readonly SimulatedVenue[] = []
  #account!: Account
  #recorder!: FillRecorder
  #reports: StrategyReports | undefined
  #dayEndNs: DeskParts['dayEndNs'] = () => Number.POSITIVE_INFINITY
  /** When the next order expires, Infinity when none does. */
  nextExpiryNs = Number.POSITIVE_INFINITY
  /** Slots of orders that outlive their instant, by order id. */
  readonly #slots = new Map<number, number>()

  constructor(instruments: readonly Instrument[], latency: LatencyModel, random: SeededRandom) {
    this.#instruments = instruments
    this.#latency = latency
    this.#random = random
  }

  /** Connects the parts that need the desk themselves. */
  connect(parts: DeskParts): void {
    this.#venues = parts.venues
    this.#account = parts.account
    this.#recorder = parts.recorder
    this.#reports = parts.reports
    this.#dayEndNs = parts.dayEndNs
  }

  /** Live orders that outlive their instant. */
  get liveOrders(): number {
    return this.#slots.size
  }

  submitMarket(instrumentIndex: number, side: Side, quantityLots: number): number {
    const slot = this.#create(instrumentIndex, side, quantityLots, 0)
    const orderId = this.orders.orderId[slot]!
    this.commands.issue(COMMAND.SUBMIT, slot, orderId)
    return orderId
  }

  submit(request: OrderRequest): number {
    const { orders } = this
    const flags =
      (request.isPostOnly === true ? ORDER_FLAG.POST_ONLY : 0) |
      (request.isReduceOnly === true ? ORDER_FLAG.REDUCE_ONLY : 0)
    const slot = this.#create(request.instrumentIndex, request.side, request.quantityLots, flags)
    const orderId = orders.orderId[slot]!
    const type = request.type ?? ORDER_TYPE.MARKET
    orders.type[slot] = type
    orders.timeInForce[slot] = request.timeInForce ?? TIME_IN_FORCE.GTC
    orders.limitTicks[slot] = request.limitTicks ?? 0
    orders.triggerTicks[slot] = request.triggerTicks ?? 0
    orders.trigger[slot] = request.trigger ?? TRIGGER.LAST
    orders.firesRising[slot] = firesRising(type, request.side) ? 1 : 0
    if (request.timeInForce === TIME_IN_FORCE.GTD) orders.expireNs[slot] = request.expireNs ?? this.nowNs
    if (request.timeInForce === TIME_IN_FORCE.DAY) orders.expireNs[slot] = this.#dayEndNs(this.nowNs)
    this.nextExpiryNs = Math.min(this.nextExpiryNs, orders.expireNs[slot]!)
    this.#slots.set(orderId, slot)
    this.commands.issue(COMMAND.SUBMIT, slot, orderId)
    return orderId
  }

  cancel(orderId: number): void {
    const slot = this.#slots.get(orderId)
    if (slot !== undefined) this.commands.issue(COMMAND.CANCEL, slot, orderId)
  }

  modify(orderId: number, change: OrderChange): void {
    const slot = this.#slots.get(orderId)
    if (slot === undefined) return
    const { commands } = this
    const entry = commands.issue(COMMAND.MODIFY, slot, orderId)
    commands.quantityLots[entry] = change.quantityLots ?? Number.NaN
    commands.limitTicks[entry] = change.limitTicks ?? Number.NaN
    commands.triggerTicks[entry] = change.triggerTicks ?? Number.NaN
  }

  hasIssued(): boolean {
    return this.commands.issuedCount > 0
  }

  /** Sends what was issued in this instant, in order, until nothing is left. @throws SettlementLoopError */
  settle(): void {
    const { commands } = this
    for (let index = 0; index < commands.issuedCount; index++) {
      if (index === COMMANDS_PER_INSTANT_MAX) {
        throw new SettlementLoopError({ rounds: COMMANDS_PER_INSTANT_MAX, ts: `${this.nowNs} ns` })
      }
      this.#send(commands.issuedAt(index))
    }
    commands.clearIssued()
  }

  /** Brings the earliest command under way to the venue. */
  arrive(): void {
    this.#execute(this.commands.arrive())
  }

  /** At the window's end: cancels what works and what is under way. */
  cancelAll(): void {
    while (this.commands.underWayCount > 0) this.commands.release(this.commands.arrive())
    for (const slot of [...this.#slots.values()]) {
      this.#takeOff(slot)
      this.#close(slot, ORDER_STATUS.CANCELED, REASON.END_OF_RUN)
    }
  }

  /** Expires the orders whose time has come. */
  expire(): void {
    this.nextExpiryNs = Number.POSITIVE_INFINITY
    for (const slot of [...this.#slots.values()]) {
      const expireNs = this.orders.expireNs[slot]!
      if (expireNs > this.nowNs) {
        this.nextExpiryNs = Math.min(this.nextExpiryNs, expireNs)
        continue
      }
      this.#takeOff(slot)
      this.#close(slot, ORDER_STATUS.EXPIRED, REASON.TIME_IN_FORCE)
    }
  }

  /** Closes the position of an instrument by a market order without latency. */
  closePosition(instrumentIndex: number): void {
    const { lots } = this.#account.position(instrumentIndex)
    if (lots === 0) return
    const side = lots > 0 ? SIDE.SELL : SIDE.BUY
    this.#accept(this.#create(instrumentIndex, side, Math.abs(lots), ORDER_FLAG.CLOSING))
  }

  affordableLots(slot: number, priceTicks: number, quantityLots: number): number {
    const side = this.orders.side[slot] as Side
    const index = this.orders.instrumentIndex[slot]!
    const isReduceOnly = (this.orders.flags[slot]! & ORDER_FLAG.REDUCE_ONLY) !== 0
    const wanted = isReduceOnly ? this.#account.position(index).closingLots(side, quantityLots) : quantityLots
    return this.#account.buyingPower.affordableLots(index, side, priceTicks, wanted)
  }

  remainingLots(slot: number): number {
    return this.orders.quantityLots[slot]! - this.orders.filledLots[slot]!
  }

  onFill(slot: number, priceTicks: number, quantityLots: number, liquidity: Liquidity): void {
    const { orders, nowNs } = this
    const index = orders.instrumentIndex[slot]!
    const instrument = this.#instruments[index]!
    const rate = liquidity === LIQUIDITY.MAKER ? instrument.makerCommission : instrument.takerCommission
    const side = orders.side[slot] as Side
    this.#account.applyFill(index, side, priceTicks, quantityLots, rate, ++this.counts.fills, nowNs)
    const filled = orders.filledLots[slot]! + quantityLots
    orders.filledLots[slot] = filled
    const isComplete = filled === orders.quantityLots[slot]
    const isWhole =
      quantityLots === filled &&
      isComplete &&
      orders.createdNs[slot] === nowNs &&
      orders.type[slot] === ORDER_TYPE.MARKET &&
      orders.flags[slot] === 0
    const { evidence } = this.#venues[index]!
    this.#recorder.fill(slot, nowNs, priceTicks, quantityLots, liquidity, evidence, isWhole)
    this.#reports?.fill(orders.orderId[slot]!, index, side, priceTicks, quantityLots, liquidity)
    if (isWhole) {
      orders.isFilledAtOnce[slot] = 1
      return
    }
    if (orders.status[slot] === ORDER_STATUS.INITIALIZED) this.#recordSubmission(slot)
    const status = isComplete ? ORDER_STATUS.FILLED : ORDER_STATUS.PARTIALLY_FILLED
    this.#setStatus(slot, status, REASON.NONE, quantityLots)
    // An order that rested ends here; one that is matching on arrival ends where it was matched.
    if (isComplete && orders.place[slot] === PLACE.RESTING) this.#retire(slot, REASON.NONE)
  }

  onRemoved(slot: number, reason: Reason): void {
    this.#close(slot, ORDER_STATUS.CANCELED, reason)
  }

  onTriggered(slot: number): void {
    const { orders } = this
    orders.place[slot] = PLACE.NOWHERE
    this.#setStatus(slot, ORDER_STATUS.TRIGGERED, REASON.NONE, this.remainingLots(slot))
    if (hasLimit(orders.type[slot]!)) this.#matchLimit(slot)
    else this.#matchMarket(slot)
  }

  #create(instrumentIndex: number, side: Side, quantityLots: number, flags: number): number {
    const { orders } = this
    const slot = orders.acquire()
    const { book } = this.#venues[instrumentIndex]!
    orders.instrumentIndex[slot] = instrumentIndex
    orders.type[slot] = ORDER_TYPE.MARKET
    orders.side[slot] = side
    orders.timeInForce[slot] = TIME_IN_FORCE.GTC
    orders.flags[slot] = flags
    orders.quantityLots[slot] = quantityLots
    orders.createdNs[slot] = this.nowNs
    orders.arrivalBidTicks[slot] = book.bestBidTicks()
    orders.arrivalAskTicks[slot] = book.bestAskTicks()
    this.counts.orders++
    return slot
  }

  /** Checks a command and sends it on its way. */
  #send(entry: number): void {
    const { commands, orders } = this
    const kind = commands.kind[entry]!
    const slot = commands.slot[entry]!
    if (kind === COMMAND.SUBMIT) {
      const reason = this.#denial(slot)
      if (reason !== REASON.NONE) {
        commands.release(entry)
        this.#close(slot, ORDER_STATUS.DENIED, reason)
        return
      }
    } else if (!this.#isAlive(entry)) {
      commands.release(entry)
      return
    } else if (orders.place[slot] !== PLACE.NOWHERE) {
      this.#announce(
        slot,
        kind === COMMAND.CANCEL ? ORDER_STATUS.PENDING_CANCEL : ORDER_STATUS.PENDING_UPDATE,
      )
    }
    const delayNs = this.#delayNs(kind)
    if (delayNs === 0) this.#execute(entry)
    else {
      if (kind === COMMAND.SUBMIT) {
        this.#slots.set(orders.orderId[slot]!, slot)
        this.#recordSubmission(slot)
      }
      commands.send(entry, this.nowNs + delayNs)
    }
  }

  #delayNs(kind: number): number {
    const { submitNs, cancelNs, modifyNs, jitterNs } = this.#latency
    const baseNs = kind === COMMAND.SUBMIT ? submitNs : kind === COMMAND.CANCEL ? cancelNs : modifyNs
    return jitterNs > 0 ? baseNs + Math.floor(this.#random.next() * jitterNs) : baseNs
  }

  /** What happens at the venue. */
  #execute(entry: number): void {
    const { commands } = this
    const kind = commands.kind[entry]!
    const slot = commands.slot[entry]!
    const isAlive = this.#isAlive(entry)
    commands.release(entry)
    if (!isAlive) return
    if (kind === COMMAND.SUBMIT) this.#accept(slot)
    else if (kind === COMMAND.CANCEL) this.#executeCancel(slot)
    else this.#executeModify(slot, entry)
  }

  /** Whether the command's order still stands: its slot has not gone to another one. */
  #isAlive(entry: number): boolean {
    const slot = this.commands.slot[entry]!
    return this.orders.orderId[slot] === this.commands.orderId[entry]
  }

  #denial(slot: number): Reason {
    const { orders } = this
    const index = orders.instrumentIndex[slot]!
    const venue = this.#venues[index]!
    const limit = orders.limitTicks[slot]!
    const reference = limit > 0 ? limit : orders.triggerTicks[slot]!
    const referenceTicks = reference > 0 ? reference : venue.referenceTicks(orders.side[slot] as Side)
    return denialOf(orders, slot, this.#instruments[index]!, this.#account, referenceTicks, this.nowNs)
  }

  /** An order has reached the venue. */
  #accept(slot: number): void {
    const type = this.orders.type[slot]!
    if (type === ORDER_TYPE.MARKET) this.#matchMarket(slot)
    else if (type === ORDER_TYPE.LIMIT) this.#acceptLimit(slot)
    else this.#acceptTrigger(slot)
  }

  #acceptLimit(slot: number): void {
    const { orders } = this
    const venue = this.#venues[orders.instrumentIndex[slot]!]!
    const side = orders.side[slot] as Side
    const limitTicks = orders.limitTicks[slot]!
    const isPostOnly = (orders.flags[slot]! & ORDER_FLAG.POST_ONLY) !== 0
    if (isPostOnly && venue.wouldTake(side, limitTicks)) {
      this.#close(slot, ORDER_STATUS.REJECTED, REASON.POST_ONLY_WOULD_TAKE)
      return
    }
    const timeInForce = orders.timeInForce[slot]!
    if (timeInForce !== TIME_IN_FORCE.IOC && timeInForce !== TIME_IN_FORCE.FOK) this.#acknowledge(slot)
    this.#matchLimit(slot)
  }

  #acceptTrigger(slot: number): void {
    const { orders } = this
    this.#acknowledge(slot)
    orders.place[slot] = PLACE.WAITING
    this.#venues[orders.instrumentIndex[slot]!]!.hold(
      slot,
      orders.trigger[slot] as Trigger,
      orders.side[slot] as Side,
      orders.triggerTicks[slot]!,
      orders.firesRising[slot] === 1,
    )
  }

  #acknowledge(slot: number): void {
    this.#recordSubmissionOnce(slot)
    this.orders.acceptedNs[slot] = this.nowNs
    this.#setStatus(slot, ORDER_STATUS.ACCEPTED, REASON.NONE, this.remainingLots(slot))
  }

  #matchMarket(slot: number): void {
    const { orders } = this
    const venue = this.#venues[orders.instrumentIndex[slot]!]!
    if (!venue.hasMarket()) {
      this.#close(slot, ORDER_STATUS.REJECTED, REASON.NO_MARKET)
      return
    }
    const restLots = venue.matchMarket(slot, orders.side[slot] as Side, this.remainingLots(slot))
    if (restLots > 0) this.#close(slot, ORDER_STATUS.CANCELED, venue.restReason)
    else this.#retire(slot, REASON.NONE)
  }

  /** Matches a limit order as far as it takes; the rest comes to rest, or is canceled as its time in force says. */
  #matchLimit(slot: number): void {
    const { orders } = this
    const venue = this.#venues[orders.instrumentIndex[slot]!]!
    const side = orders.side[slot] as Side
    const limitTicks = orders.limitTicks[slot]!
    const timeInForce = orders.timeInForce[slot]!
    const wanted = this.remainingLots(slot)
    if (timeInForce === TIME_IN_FORCE.FOK && venue.offeredLots(side, limitTicks, wanted) < wanted) {
      this.#close(slot, ORDER_STATUS.CANCELED, REASON.FILL_OR_KILL)
      return
    }
    const restLots = venue.matchLimit(slot, side, wanted, limitTicks)
    if (restLots === 0) this.#retire(slot, REASON.NONE)
    else if (timeInForce === TIME_IN_FORCE.IOC || timeInForce === TIME_IN_FORCE.FOK) {
      this.#close(slot, ORDER_STATUS.CANCELED, REASON.TIME_IN_FORCE)
    } else this.#rest(slot)
  }

  #rest(slot: number): void {
    const { orders } = this
    const venue = this.#venues[orders.instrumentIndex[slot]!]!
    orders.place[slot] = PLACE.RESTING
    orders.queueAheadLots[slot] = venue.rest(slot, orders.side[slot] as Side, orders.limitTicks[slot]!)
  }

  #executeCancel(slot: number): void {
    this.#takeOff(slot)
    this.#close(slot, ORDER_STATUS.CANCELED, REASON.BY_STRATEGY)
  }

  /** More quantity or another price queues anew; less quantity keeps the place. */
  #executeModify(slot: number, entry: number): void {
    const { orders, commands } = this
    const [quantityLots, limitTicks, triggerTicks] = [
      commands.quantityLots[entry]!,
      commands.limitTicks[entry]!,
      commands.triggerTicks[entry]!,
    ]
    if (quantityLots <= orders.filledLots[slot]!) {
      this.#executeCancel(slot)
      return
    }
    const wasWaiting = orders.place[slot] === PLACE.WAITING
    const keepsPlace =
      !(quantityLots > orders.quantityLots[slot]!) &&
      isSame(limitTicks, orders.limitTicks[slot]!) &&
      isSame(triggerTicks, orders.triggerTicks[slot]!)
    if (!keepsPlace) this.#takeOff(slot)
    if (!Number.isNaN(quantityLots)) orders.quantityLots[slot] = quantityLots
    if (!Number.isNaN(limitTicks)) orders.limitTicks[slot] = limitTicks
    if (!Number.isNaN(triggerTicks)) orders.triggerTicks[slot] = triggerTicks
    if (orders.status[slot] === ORDER_STATUS.PENDING_UPDATE) this.#acknowledge(slot)
    if (keepsPlace) return
    if (wasWaiting) this.#acceptTrigger(slot)
    else this.#matchLimit(slot)
  }

  /** Takes an order off the venue's books, wherever it stands. */
  #takeOff(slot: number): void {
    const { orders } = this
    const venue = this.#venues[orders.instrumentIndex[slot]!]!
    const side = orders.side[slot] as Side
    if (orders.place[slot] === PLACE.RESTING) venue.unrest(slot, side, orders.limitTicks[slot]!)
    else if (orders.place[slot] === PLACE.WAITING) {
      const trigger = orders.trigger[slot] as Trigger
      venue.triggers.remove(slot, trigger, side, orders.triggerTicks[slot]!, orders.firesRising[slot] === 1)
    }
    orders.place[slot] = PLACE.NOWHERE
  }

  /** Ends an order that was not filled whole. */
  #close(slot: number, status: OrderStatus, reason: Reason): void {
    if (status === ORDER_STATUS.DENIED) this.counts.denied++
    else {
      this.#recordSubmissionOnce(slot)
      if (status === ORDER_STATUS.REJECTED) this.counts.rejected++
      else this.counts.canceled++
    }
    this.#setStatus(slot, status, reason, this.remainingLots(slot))
    this.#retire(slot, reason)
  }

  /** Records a finished order, unless its one fill tells all, and frees its slot. */
  #retire(slot: number, reason: Reason): void {
    const { orders } = this
    if (orders.isFilledAtOnce[slot] === 0) {
      const wasSent = orders.status[slot] !== ORDER_STATUS.DENIED
      this.#recorder.closedOrder(slot, wasSent ? orders.createdNs[slot]! : -1, this.nowNs, reason)
    }
    if (this.#slots.size > 0) this.#slots.delete(orders.orderId[slot]!)
    orders.orderId[slot] = 0
    orders.release(slot)
  }

  /** Shows that a cancel or a change is under way. */
  #announce(slot: number, status: OrderStatus): void {
    if (isAllowed(this.orders.status[slot] as OrderStatus, status)) {
      this.#setStatus(slot, status, REASON.NONE, this.remainingLots(slot))
    }
  }

  #setStatus(slot: number, status: OrderStatus, reason: Reason, quantityLots: number): void {
    const { orders } = this
    const from = orders.status[slot] as OrderStatus
    if (!isAllowed(from, status)) {
      throw new IllegalTransitionError({ orderId: orders.orderId[slot]!, from, to: status })
    }
    orders.status[slot] = status
    this.#recorder.orderEvent(slot, this.nowNs, status, reason, quantityLots)
    this.#reports?.order(orders.orderId[slot]!, status, reason)
  }

  #recordSubmissionOnce(slot: number): void {
    if (this.orders.status[slot] === ORDER_STATUS.INITIALIZED) this.#recordSubmission(slot)
  }

  #recordSubmission(slot: number): void {
    const { orders } = this
    orders.status[slot] = ORDER_STATUS.SUBMITTED
    const createdNs = orders.createdNs[slot]!
    this.#recorder.orderEvent(
      slot,
      createdNs,
      ORDER_STATUS.SUBMITTED,
      REASON.NONE,
      orders.quantityLots[slot]!,
    )
    this.#reports?.order(orders.orderId[slot]!, ORDER_STATUS.SUBMITTED, REASON.NONE)
  }
}

/** NaN stands for "as it is". */
function isSame(wanted: number, current: number): boolean {
  return Number.isNaN(wanted) || wanted === current
}

function hasLimit(type: number): boolean {
  return type === ORDER_TYPE.STOP_LIMIT || type === ORDER_TYPE.LIMIT_IF_TOUCHED
}

/** Stops fire when the price moves against the order's side, touched orders when it moves in favour. */
function firesRising(type: number, side: Side): boolean {
  const isTouched = type === ORDER_TYPE.MARKET_IF_TOUCHED || type === ORDER_TYPE.LIMIT_IF_TOUCHED
  return (side === SIDE.BUY) !== isTouched
}
