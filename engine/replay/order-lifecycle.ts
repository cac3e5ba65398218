import type { Account } from '../account/account.ts'
import type { Accounts } from '../account/accounts.ts'
import {
  EVIDENCE,
  LEDGER_KIND,
  LIQUIDITY,
  type Liquidity,
  ORDER_FLAG,
  ORDER_STATUS,
  ORDER_TYPE,
  type OrderStatus,
  REASON,
  type Reason,
  type Side,
  TIME_IN_FORCE,
} from '../domain/codes.ts'
import type { Instrument } from '../domain/instrument.ts'
import { commissionUnits } from '../domain/money.ts'
import { OrderStore } from '../domain/order-store.ts'
import { isAllowed } from '../domain/order-transitions.ts'
import { IllegalTransitionError } from '../errors.ts'
import type { FillEvidence } from '../exchange/fill-receiver.ts'
import type { RiskGate } from '../execution/risk/risk-gate.ts'
import type { EquitySampler } from './equity-sampler.ts'
import type { FillRecorder } from './fill-recorder.ts'
import type { StrategyReports } from './strategy-reports.ts'

export interface OrderCounts {
  orders: number
  fills: number
  denied: number
  rejected: number
  canceled: number
}

/** Keeps orders and their status from creation to the end, books fills, records every change and reports it to a
 *  strategy that listens. Knows no venue. */
export class OrderLifecycle {
  readonly orders = new OrderStore()
  readonly counts: OrderCounts = { orders: 0, fills: 0, denied: 0, rejected: 0, canceled: 0 }
  /** Denied orders by reason. */
  readonly denials = new Map<Reason, number>()
  /** The replay's clock, ns since the window's start; set by the loop. */
  nowNs = 0

  readonly #instruments: readonly Instrument[]
  #accounts!: Accounts
  #recorder!: FillRecorder
  #reports: StrategyReports | undefined
  #risk: RiskGate | undefined
  #equity!: EquitySampler
  /** Slots of orders that outlive their instant, by order id. */
  readonly #slots = new Map<number, number>()

  constructor(instruments: readonly Instrument[]) {
    this.#instruments = instruments
  }

  connect(
    accounts: Accounts,
    recorder: FillRecorder,
    reports: StrategyReports | undefined,
    risk: RiskGate | undefined,
    equity: EquitySampler,
  ): void {
    this.#accounts = accounts
    this.#recorder = recorder
    this.#reports = reports
    this.#risk = risk
    this.#equity = equity
  }

  /** Makes an order findable by its id until it ends. */
  keep(slot: number): void {
    this.#slots.set(this.orders.orderId[slot]!, slot)
  }

  /** The slot of a kept order, undefined once it has ended. */
  slotOf(orderId: number): number | undefined {
    return this.#slots.get(orderId)
  }

  get keptCount(): number {
    return this.#slots.size
  }

  /** Slots of all kept orders, oldest first. */
  keptSlots(): readonly number[] {
    return [...this.#slots.values()]
  }

  remainingLots(slot: number): number {
    return this.orders.quantityLots[slot]! - this.orders.filledLots[slot]!
  }

  /** Books a fill; in hedging as one fill for each position that it opens or closes. @returns whether it completes
   *  the order. */
  fill(
    slot: number,
    priceTicks: number,
    quantityLots: number,
    liquidity: Liquidity,
    evidence: FillEvidence,
  ): boolean {
    const index = this.orders.instrumentIndex[slot]!
    const account = this.#accounts.of(index)
    if (!account.isHedging) return this.#book(slot, account, priceTicks, quantityLots, liquidity, evidence)
    const order = {
      id: this.orders.orderId[slot]!,
      isReduceOnly: (this.orders.flags[slot]! & ORDER_FLAG.REDUCE_ONLY) !== 0,
      positionId: this.orders.closesPositionId[slot]!,
    }
    const side = this.orders.side[slot] as Side
    let isComplete = false
    for (let rest = quantityLots; rest > 0; ) {
      const lots = account.select(index, order, side, rest)
      isComplete = this.#book(slot, account, priceTicks, lots, liquidity, evidence)
      rest -= lots
    }
    return isComplete
  }

  #book(
    slot: number,
    account: Account,
    priceTicks: number,
    quantityLots: number,
    liquidity: Liquidity,
    evidence: FillEvidence,
  ): boolean {
    const { orders, nowNs } = this
    const index = orders.instrumentIndex[slot]!
    const instrument = this.#instruments[index]!
    const rate = liquidity === LIQUIDITY.MAKER ? instrument.makerCommission : instrument.takerCommission
    const side = orders.side[slot] as Side
    account.applyFill(index, side, priceTicks, quantityLots, rate, ++this.counts.fills, nowNs)
    if (account.isHedging) account.booked(index)
    const filled = orders.filledLots[slot]! + quantityLots
    orders.filledLots[slot] = filled
    this.#risk?.filled(slot, quantityLots)
    const isComplete = filled === orders.quantityLots[slot]
    const isWhole =
      isComplete &&
      quantityLots === filled &&
      orders.createdNs[slot] === nowNs &&
      orders.type[slot] === ORDER_TYPE.MARKET &&
      orders.timeInForce[slot] === TIME_IN_FORCE.GTC &&
      orders.flags[slot] === 0
    this.#recorder.fill(slot, account, nowNs, priceTicks, quantityLots, liquidity, evidence, isWhole)
    const isPrinted = evidence.kind === EVIDENCE.TRADE
    this.#reports?.fill(
      orders.orderId[slot]!,
      index,
      side,
      priceTicks,
      quantityLots,
      liquidity,
      account.lastPositionId,
      isPrinted,
    )
    if ((orders.flags[slot]! & ORDER_FLAG.LIQUIDATION) !== 0)
      this.#chargeLiquidation(index, priceTicks, quantityLots)
    this.#equity.filled(nowNs)
    if (isWhole) {
      orders.isFilledAtOnce[slot] = 1
      return true
    }
    this.submitted(slot)
    const status = isComplete ? ORDER_STATUS.FILLED : ORDER_STATUS.PARTIALLY_FILLED
    this.setStatus(slot, status, REASON.NONE, quantityLots)
    return isComplete
  }

  /** What the venue takes for a fill that liquidates. */
  #chargeLiquidation(index: number, priceTicks: number, quantityLots: number): void {
    const instrument = this.#instruments[index]!
    const units = commissionUnits(instrument, instrument.liquidationFee, priceTicks, quantityLots)
    if (units === 0) return
    const wallet = this.#accounts.of(index).bookFlow(index, BigInt(-units))
    this.#recorder.flow({
      tsNs: this.nowNs,
      walletIndex: this.#accounts.wallets.indexOf(wallet),
      instrumentIndex: index,
      kind: LEDGER_KIND.LIQUIDATION_FEE,
      units: -units,
      fillSeq: this.counts.fills,
      twiceMarkTicks: 0,
      positionLots: 0,
    })
  }

  /** Notes once that an order was sent, at the time of its creation. */
  submitted(slot: number): void {
    const { orders } = this
    if (orders.status[slot] !== ORDER_STATUS.INITIALIZED) return
    orders.status[slot] = ORDER_STATUS.SUBMITTED
    const createdNs = orders.createdNs[slot]!
    this.#recorder.orderEvent(
      slot,
      createdNs,
      ORDER_STATUS.SUBMITTED,
      REASON.NONE,
      orders.quantityLots[slot]!,
    )
    this.#reports?.order(
      orders.orderId[slot]!,
      orders.instrumentIndex[slot]!,
      ORDER_STATUS.SUBMITTED,
      REASON.NONE,
    )
  }

  /** Notes that the venue took an order, or a change of it. */
  acknowledged(slot: number): void {
    this.submitted(slot)
    if (Number.isNaN(this.orders.acceptedNs[slot])) this.orders.acceptedNs[slot] = this.nowNs
    this.setStatus(slot, ORDER_STATUS.ACCEPTED, REASON.NONE, this.remainingLots(slot))
  }

  /** Notes that the venue refused a change that was under way. */
  changeRefused(slot: number, reason: Reason): void {
    this.#risk?.changeRefused(slot)
    if (this.orders.status[slot] !== ORDER_STATUS.PENDING_UPDATE) return
    this.setStatus(slot, ORDER_STATUS.ACCEPTED, reason, this.remainingLots(slot))
  }

  /** Shows a change that was refused before it was sent, where the order's status allows it. */
  refuseChange(slot: number, reason: Reason): void {
    if (!isAllowed(this.orders.status[slot] as OrderStatus, ORDER_STATUS.PENDING_UPDATE)) return
    const lots = this.remainingLots(slot)
    this.setStatus(slot, ORDER_STATUS.PENDING_UPDATE, REASON.NONE, lots)
    this.setStatus(slot, ORDER_STATUS.ACCEPTED, reason, lots)
  }

  /** Shows that a cancel or a change is under way, where the order's status allows it. */
  announce(slot: number, status: OrderStatus): void {
    if (isAllowed(this.orders.status[slot] as OrderStatus, status)) {
      this.setStatus(slot, status, REASON.NONE, this.remainingLots(slot))
    }
  }

  /** @throws IllegalTransitionError */
  setStatus(slot: number, status: OrderStatus, reason: Reason, quantityLots: number): void {
    const { orders } = this
    const from = orders.status[slot] as OrderStatus
    const orderId = orders.orderId[slot]!
    if (!isAllowed(from, status)) throw new IllegalTransitionError({ orderId, from, to: status })
    orders.status[slot] = status
    this.#recorder.orderEvent(slot, this.nowNs, status, reason, quantityLots)
    this.#reports?.order(orderId, orders.instrumentIndex[slot]!, status, reason)
  }

  /** Ends an order that was not filled whole. */
  close(slot: number, status: OrderStatus, reason: Reason): void {
    if (status === ORDER_STATUS.DENIED) {
      this.counts.denied++
      this.denials.set(reason, (this.denials.get(reason) ?? 0) + 1)
    } else {
      this.submitted(slot)
      if (status === ORDER_STATUS.REJECTED) this.counts.rejected++
      else this.counts.canceled++
    }
    this.setStatus(slot, status, reason, this.remainingLots(slot))
    this.retire(slot, reason)
  }

  /** Records a finished order, unless its one fill tells all, and frees its slot. */
  retire(slot: number, reason: Reason): void {
    const { orders } = this
    if (orders.isFilledAtOnce[slot] === 0) {
      const wasSent = orders.status[slot] !== ORDER_STATUS.DENIED
      this.#recorder.closedOrder(slot, wasSent ? orders.createdNs[slot]! : -1, this.nowNs, reason)
    }
    this.#risk?.closed(slot)
    if (this.#slots.size > 0) this.#slots.delete(orders.orderId[slot]!)
    orders.orderId[slot] = 0
    orders.release(slot)
  }
}
