import type { ClosablePosition } from '../account/account.ts'
import type { Accounts } from '../account/accounts.ts'
import {
  hasLimit,
  hasTrigger,
  ORDER_FLAG,
  ORDER_STATUS,
  ORDER_TYPE,
  type OrderStatus,
  type OrderType,
  REASON,
  type Reason,
  SIDE,
  type Side,
  TIME_IN_FORCE,
  TRIGGER,
} from '../domain/codes.ts'
import { PLACE } from '../domain/order-store.ts'
import { SettlementLoopError } from '../errors.ts'
import { isApproved, reasonOf } from '../execution/approval.ts'
import type { PreTradeGate } from '../execution/pre-trade-gate.ts'
import type { RiskGate } from '../execution/risk/risk-gate.ts'
import type { OrderChange, OrderRequest } from '../strategies/strategy.ts'
import type { CommandDelays } from './command-delays.ts'
import { COMMAND, CommandQueue } from './command-queue.ts'
import { OrderExpiries } from './order-expiries.ts'
import type { OrderLifecycle } from './order-lifecycle.ts'
import type { VenueGateway } from './venue-gateway.ts'

/** Commands one instant may settle before the replay calls it an endless loop. */
const COMMANDS_PER_INSTANT_MAX = 100_000

/** Takes commands from the strategy, checks orders before they are sent, and brings everything to the venue after the
 *  latency. */
export class OrderDesk {
  readonly commands = new CommandQueue()
  readonly expiries: OrderExpiries

  readonly #lifecycle: OrderLifecycle
  readonly #gateway: VenueGateway
  readonly #gate: PreTradeGate
  readonly #risk: RiskGate | undefined
  readonly #accounts: Accounts
  readonly #delays: readonly CommandDelays[]
  /** Why orders of this instant are not to be sent, by their ids. */
  readonly #refusals = new Map<number, Reason>()
  /** When the UTC day of a time ends, ns since the window's start: where DAY orders expire. */
  readonly #dayEndNs: (nowNs: number) => number

  constructor(parts: {
    readonly lifecycle: OrderLifecycle
    readonly gateway: VenueGateway
    readonly gate: PreTradeGate
    /** Absent where no limits are set. */
    readonly risk: RiskGate | undefined
    readonly accounts: Accounts
    /** To each instrument's venue. */
    readonly delays: readonly CommandDelays[]
    readonly dayEndNs: (nowNs: number) => number
  }) {
    this.#lifecycle = parts.lifecycle
    this.expiries = new OrderExpiries(parts.lifecycle)
    this.#gateway = parts.gateway
    this.#gate = parts.gate
    this.#risk = parts.risk
    this.#accounts = parts.accounts
    this.#delays = parts.delays
    this.#dayEndNs = parts.dayEndNs
  }

  submitMarket(instrumentIndex: number, side: Side, quantityLots: number): number {
    const slot = this.#create(instrumentIndex, side, quantityLots, 0)
    const orderId = this.#lifecycle.orders.orderId[slot]!
    this.commands.issue(COMMAND.SUBMIT, slot, orderId)
    return orderId
  }

  submit(request: OrderRequest): number {
    const { orders, nowNs } = this.#lifecycle
    const flags =
      (request.isPostOnly === true ? ORDER_FLAG.POST_ONLY : 0) |
      (request.isReduceOnly === true ? ORDER_FLAG.REDUCE_ONLY : 0)
    const slot = this.#create(request.instrumentIndex, request.side, request.quantityLots, flags)
    const orderId = orders.orderId[slot]!
    const type = request.type ?? ORDER_TYPE.MARKET
    orders.type[slot] = type
    orders.timeInForce[slot] = request.timeInForce ?? TIME_IN_FORCE.GTC
    orders.limitTicks[slot] = hasLimit(type) ? (request.limitTicks ?? 0) : 0
    orders.triggerTicks[slot] = hasTrigger(type) ? (request.triggerTicks ?? 0) : 0
    if (type === ORDER_TYPE.TRAILING_STOP_MARKET) {
      orders.trailingOffsetTicks[slot] = request.trailingOffsetTicks ?? 0
      orders.activationTicks[slot] = request.activationTicks ?? 0
    }
    orders.displayLots[slot] = hasLimit(type) ? (request.displayLots ?? 0) : 0
    orders.trigger[slot] = request.trigger ?? TRIGGER.LAST
    orders.closesPositionId[slot] = request.positionId ?? 0
    orders.firesRising[slot] = firesRising(type, request.side) ? 1 : 0
    if (request.timeInForce === TIME_IN_FORCE.GTD) orders.expireNs[slot] = request.expireNs ?? nowNs
    if (request.timeInForce === TIME_IN_FORCE.DAY) orders.expireNs[slot] = this.#dayEndNs(nowNs)
    this.#lifecycle.keep(slot)
    if (orders.expireNs[slot]! < Number.POSITIVE_INFINITY) this.expiries.add(slot)
    this.commands.issue(COMMAND.SUBMIT, slot, orderId)
    return orderId
  }

  /** Sends the k-th child of a parent. */
  submitChild(request: OrderRequest, parentOrderId: number, k: number): number {
    const orderId = this.submit(request)
    const { orders } = this.#lifecycle
    const slot = this.#lifecycle.slotOf(orderId)!
    orders.flags[slot]! |= ORDER_FLAG.CHILD
    orders.parentOrderId[slot] = parentOrderId
    orders.childNumber[slot] = k
    return orderId
  }

  /** Denies an order that was submitted in this instant. */
  deny(orderId: number, reason: Reason): void {
    this.#refusals.set(orderId, reason)
  }

  /** Marks an order that was submitted in this instant as part of one that was split. */
  markPart(orderId: number): void {
    const slot = this.#slotOf(orderId)
    if (slot !== undefined) this.#lifecycle.orders.flags[slot]! |= ORDER_FLAG.PART
  }

  cancel(orderId: number): void {
    const slot = this.#slotOf(orderId)
    if (slot !== undefined) this.commands.issue(COMMAND.CANCEL, slot, orderId)
  }

  modify(orderId: number, change: OrderChange): void {
    const slot = this.#slotOf(orderId)
    if (slot === undefined) return
    const { commands } = this
    const entry = commands.issue(COMMAND.MODIFY, slot, orderId)
    const type = this.#lifecycle.orders.type[slot] as OrderType
    commands.quantityLots[entry] = change.quantityLots ?? Number.NaN
    commands.limitTicks[entry] = (hasLimit(type) ? change.limitTicks : undefined) ?? Number.NaN
    commands.triggerTicks[entry] = (hasTrigger(type) ? change.triggerTicks : undefined) ?? Number.NaN
    const isTrailing = type === ORDER_TYPE.TRAILING_STOP_MARKET
    commands.trailingOffsetTicks[entry] = (isTrailing ? change.trailingOffsetTicks : undefined) ?? Number.NaN
  }

  /** Also of a market order that was issued in this instant and is not sent yet. */
  #slotOf(orderId: number): number | undefined {
    return this.#lifecycle.slotOf(orderId) ?? this.commands.issuedSlotOf(orderId)
  }

  hasIssued(): boolean {
    return this.commands.issuedCount > 0
  }

  /** Sends what was issued in this instant, in order, until nothing is left. @throws SettlementLoopError */
  settle(): void {
    const { commands } = this
    for (let index = 0; index < commands.issuedCount; index++) {
      if (index === COMMANDS_PER_INSTANT_MAX) {
        throw new SettlementLoopError({ rounds: COMMANDS_PER_INSTANT_MAX, ts: `${this.#lifecycle.nowNs} ns` })
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
    this.#forgetIssued()
    while (this.commands.underWayCount > 0) this.commands.release(this.commands.arrive())
    for (const slot of this.#lifecycle.keptSlots()) {
      if (this.#lifecycle.orders.status[slot] === ORDER_STATUS.INITIALIZED) continue
      this.#gateway.cancel(slot, REASON.END_OF_RUN)
    }
  }

  /** What is issued when the window has ended is not sent, and was no order. */
  #forgetIssued(): void {
    const { commands } = this
    for (let index = 0; index < commands.issuedCount; index++) {
      if (commands.kind[commands.issuedAt(index)] === COMMAND.SUBMIT) this.#lifecycle.counts.orders--
    }
    commands.clearIssued()
  }

  /** Expires the orders whose time has come. */
  expire(): void {
    for (let slot = this.expiries.takeDue(); slot >= 0; slot = this.expiries.takeDue()) {
      this.#gateway.takeOff(slot)
      this.#lifecycle.close(slot, ORDER_STATUS.EXPIRED, REASON.TIME_IN_FORCE)
    }
  }

  /** The venue liquidates: cancels all orders of some instruments, then closes their positions as far as there is
   *  liquidity. */
  liquidate(instrumentIndices: ReadonlySet<number>): void {
    const { orders } = this.#lifecycle
    for (const slot of this.#lifecycle.keptSlots()) {
      if (!instrumentIndices.has(orders.instrumentIndex[slot]!)) continue
      if (orders.status[slot] !== ORDER_STATUS.INITIALIZED) this.#gateway.cancel(slot, REASON.LIQUIDATION)
    }
    for (const index of instrumentIndices) {
      const venue = this.#gateway.venue(index)
      if (!venue.hasMarket()) continue
      for (const position of this.#accounts.of(index).closablePositions(index)) {
        const side = position.lots > 0 ? SIDE.SELL : SIDE.BUY
        if (venue.offeredLots(side, 0, Math.abs(position.lots)) === 0) continue
        this.#close(index, position, ORDER_FLAG.CLOSING | ORDER_FLAG.LIQUIDATION)
      }
    }
  }

  /** Closes what is held of an instrument by market orders without latency, one a position. */
  closePosition(instrumentIndex: number): void {
    const positions = this.#accounts.of(instrumentIndex).closablePositions(instrumentIndex)
    for (const position of positions) this.#close(instrumentIndex, position, ORDER_FLAG.CLOSING)
  }

  #close(instrumentIndex: number, { positionId, lots }: ClosablePosition, flags: number): void {
    const side = lots > 0 ? SIDE.SELL : SIDE.BUY
    const reduces = positionId > 0 ? ORDER_FLAG.REDUCE_ONLY : 0
    const slot = this.#create(instrumentIndex, side, Math.abs(lots), flags | reduces)
    this.#lifecycle.orders.closesPositionId[slot] = positionId
    this.#gateway.arrive(this.#gate.approveClosing(slot))
  }

  #create(instrumentIndex: number, side: Side, quantityLots: number, flags: number): number {
    const { orders } = this.#lifecycle
    const slot = orders.acquire()
    const { book } = this.#gateway.venue(instrumentIndex)
    orders.instrumentIndex[slot] = instrumentIndex
    orders.type[slot] = ORDER_TYPE.MARKET
    orders.side[slot] = side
    orders.timeInForce[slot] = TIME_IN_FORCE.GTC
    orders.flags[slot] = flags
    orders.quantityLots[slot] = quantityLots
    orders.createdNs[slot] = this.#lifecycle.nowNs
    orders.arrivalBidTicks[slot] = book.bestBidTicks()
    orders.arrivalAskTicks[slot] = book.bestAskTicks()
    this.#lifecycle.counts.orders++
    return slot
  }

  /** Checks a command and sends it on its way. */
  #send(entry: number): void {
    const { commands } = this
    const kind = commands.kind[entry]!
    const slot = commands.slot[entry]!
    if (kind === COMMAND.SUBMIT) {
      this.#sendOrder(entry, slot)
      return
    }
    if (!this.#isAlive(entry)) {
      commands.release(entry)
      return
    }
    if (kind === COMMAND.CANCEL) this.#sendCancel(entry, slot)
    else this.#sendChange(entry, slot)
  }

  #sendCancel(entry: number, slot: number): void {
    this.#announce(slot, ORDER_STATUS.PENDING_CANCEL)
    const delayNs = this.#delaysOf(slot).ofCancel()
    if (delayNs === 0) this.#execute(entry)
    else this.commands.send(entry, this.#lifecycle.nowNs + delayNs)
  }

  /** Checks a change and sends it; one that is refused shows as a pending update that fails. */
  #sendChange(entry: number, slot: number): void {
    const { commands } = this
    const { nowNs } = this.#lifecycle
    const quantityLots = commands.quantityLots[entry]!
    const { limitTicks, triggerTicks, trailingOffsetTicks } = commands
    const outcome = this.#gate.approveChange(
      slot,
      quantityLots,
      limitTicks[entry]!,
      triggerTicks[entry]!,
      trailingOffsetTicks[entry]!,
      nowNs,
    )
    if (!isApproved(outcome)) {
      commands.release(entry)
      this.#lifecycle.refuseChange(slot, reasonOf(outcome))
      return
    }
    this.#announce(slot, ORDER_STATUS.PENDING_UPDATE)
    commands.approve(entry, outcome)
    const delayNs = this.#delaysOf(slot).ofModify()
    if (delayNs === 0) this.#execute(entry)
    else commands.send(entry, nowNs + delayNs)
  }

  /** Shows that a cancel or a change is under way, once the venue has the order. */
  #announce(slot: number, status: OrderStatus): void {
    if (this.#lifecycle.orders.place[slot] !== PLACE.NOWHERE) this.#lifecycle.announce(slot, status)
  }

  /** Checks an order and sends it. */
  #sendOrder(entry: number, slot: number): void {
    const { commands } = this
    const { nowNs } = this.#lifecycle
    if (this.#refusals.size > 0 && this.#refuse(entry, slot)) return
    const outcome = this.#gate.approveOrder(slot, nowNs)
    if (!isApproved(outcome)) {
      commands.release(entry)
      this.#lifecycle.close(slot, ORDER_STATUS.DENIED, reasonOf(outcome))
      return
    }
    const delayNs = this.#delaysOf(slot).ofSubmit()
    if (delayNs === 0) {
      commands.release(entry)
      this.#gateway.arrive(outcome)
      return
    }
    this.#lifecycle.keep(slot)
    this.#lifecycle.submitted(slot)
    this.#gateway.reserve(outcome, this.#gate.referenceTicks(slot))
    commands.approve(entry, outcome)
    commands.send(entry, nowNs + delayNs)
  }

  /** Denies an order whose sender did so already. @returns whether it was one */
  #refuse(entry: number, slot: number): boolean {
    const orderId = this.#lifecycle.orders.orderId[slot]!
    const reason = this.#refusals.get(orderId)
    if (reason === undefined) return false
    this.#refusals.delete(orderId)
    this.commands.release(entry)
    this.#lifecycle.close(slot, ORDER_STATUS.DENIED, reason)
    return true
  }

  #delaysOf(slot: number): CommandDelays {
    return this.#delays[this.#lifecycle.orders.instrumentIndex[slot]!]!
  }

  /** What happens at the venue. */
  #execute(entry: number): void {
    const { commands } = this
    const kind = commands.kind[entry]!
    const slot = commands.slot[entry]!
    const isAlive = this.#isAlive(entry)
    commands.release(entry)
    if (!isAlive) return
    if (kind === COMMAND.CANCEL) this.#gateway.cancel(slot, REASON.BY_STRATEGY)
    else if (kind === COMMAND.SUBMIT) this.#gateway.land(commands.approved(entry))
    else {
      const quantityLots = commands.quantityLots[entry]!
      this.#risk?.changeArrives(slot, quantityLots)
      const { limitTicks, triggerTicks, trailingOffsetTicks } = commands
      this.#gateway.change(
        commands.approved(entry),
        quantityLots,
        limitTicks[entry]!,
        triggerTicks[entry]!,
        trailingOffsetTicks[entry]!,
      )
    }
  }

  /** Whether the command's order still stands: its slot has not gone to another one. */
  #isAlive(entry: number): boolean {
    const slot = this.commands.slot[entry]!
    return this.#lifecycle.orders.orderId[slot] === this.commands.orderId[entry]
  }
}

/** Stops fire when the price moves against the order's side, touched orders when it moves in favour. */
function firesRising(type: number, side: Side): boolean {
  const isTouched = type === ORDER_TYPE.MARKET_IF_TOUCHED || type === ORDER_TYPE.LIMIT_IF_TOUCHED
  return (side === SIDE.BUY) !== isTouched
}
