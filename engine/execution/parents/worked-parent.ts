import {
  ORDER_STATUS,
  ORDER_TYPE,
  type OrderStatus,
  type OrderType,
  REASON,
  type Reason,
  type Side,
  TIME_IN_FORCE,
} from '../../domain/codes.ts'
import type { Instrument } from '../../domain/instrument.ts'
import { isFinal } from '../../domain/order-transitions.ts'
import type { SeededRandom } from '../../domain/random.ts'
import type { FillReport, OrderChange, OrderReport, OrderRequest } from '../../strategies/strategy.ts'
import type {
  Algorithm,
  AlgorithmContext,
  ChildChange,
  ChildOrder,
  ParentOrder,
  VolumeSource,
} from '../algorithms/algorithm.ts'
import { Child } from './child.ts'
import type { ExecutionPort } from './execution-port.ts'

/** Children a parent may have in all before it is sent no further one. */
const CHILDREN_MAX = 1_000_000

/** What a parent needs of the desk that keeps it. */
export interface ParentHost {
  readonly port: ExecutionPort
  childSent(orderId: number, parent: WorkedParent, child: Child): void
  marketLots(instrumentIndex: number): number
  wakeAt(parent: WorkedParent, atNs: number, tag: number): void
  wakeAtVolume(parent: WorkedParent, marketLots: number): void
  volumeBetween(
    source: VolumeSource,
    instrumentIndex: number,
    fromNs: number,
    toNs: number,
  ): number | undefined
  /** Nothing more is sent for it: it may have ended already. */
  finishing(parent: WorkedParent): void
  closed(parent: WorkedParent): void
}

/** A parent while it is worked: keeps its children's accounts, so that what is filled and what may still fill never
 *  exceed it, and is what its algorithm sees of the world. */
export class WorkedParent implements AlgorithmContext, ParentOrder {
  readonly orderId: number
  readonly instrumentIndex: number
  readonly instrument: Instrument
  readonly side: Side
  readonly type: OrderType
  readonly createdNs: number
  readonly isReduceOnly: boolean
  /** In hedging, the one position its children close. */
  readonly positionId: number | undefined
  startNs = 0
  quantityLots: number
  limitTicks: number
  filledLots = 0
  workingLots = 0
  status: OrderStatus = ORDER_STATUS.SUBMITTED
  reason: Reason = REASON.NONE
  /** The market volume it waits for, in the instrument's count; Infinity for none. */
  volumeAtLots = Number.POSITIVE_INFINITY
  algorithm!: Algorithm
  readonly #host: ParentHost
  readonly #random: SeededRandom
  readonly #children = new Map<number, Child>()
  #childrenSent = 0
  /** The instrument's count when this parent first asked for it. */
  #marketBaseLots = Number.NaN
  /** Set once nothing more is sent: how the parent ends when its children have. */
  #ending: { readonly status: OrderStatus; readonly reason: Reason } | undefined
  #isStopped = false

  constructor(
    orderId: number,
    request: OrderRequest,
    setting: { host: ParentHost; random: SeededRandom; createdNs: number },
  ) {
    this.orderId = orderId
    this.instrumentIndex = request.instrumentIndex
    this.instrument = setting.host.port.instrument(request.instrumentIndex)
    this.side = request.side
    this.type = request.type ?? ORDER_TYPE.MARKET
    this.quantityLots = request.quantityLots
    this.limitTicks = this.type === ORDER_TYPE.LIMIT ? (request.limitTicks ?? 0) : 0
    this.isReduceOnly = request.isReduceOnly === true
    this.positionId = request.positionId
    this.createdNs = setting.createdNs
    this.#host = setting.host
    this.#random = setting.random
  }

  get parent(): ParentOrder {
    return this
  }

  get nowNs(): number {
    return this.#host.port.nowNs
  }

  get openLots(): number {
    return Math.max(0, this.quantityLots - this.filledLots - this.workingLots)
  }

  get bestBidTicks(): number {
    return this.#host.port.bestBidTicks(this.instrumentIndex)
  }

  get bestAskTicks(): number {
    return this.#host.port.bestAskTicks(this.instrumentIndex)
  }

  get lastTicks(): number {
    return this.#host.port.lastTicks(this.instrumentIndex)
  }

  get isClosed(): boolean {
    return isFinal(this.status)
  }

  marketLots(): number {
    const marketLots = this.#host.marketLots(this.instrumentIndex)
    if (Number.isNaN(this.#marketBaseLots)) this.#marketBaseLots = marketLots
    return marketLots - this.#marketBaseLots
  }

  submit(order: ChildOrder): number {
    const { quantityLots } = order
    const isRefused = this.#ending !== undefined || this.#childrenSent === CHILDREN_MAX
    if (isRefused || !isWhole(quantityLots) || quantityLots === 0 || quantityLots > this.openLots) return 0
    const k = ++this.#childrenSent
    const orderId = this.#host.port.submitChild(this.#requestOf(order), this.orderId, k)
    const child = new Child(k, orderId, quantityLots)
    this.#children.set(k, child)
    this.workingLots += quantityLots
    this.#host.childSent(orderId, this, child)
    return k
  }

  cancel(k: number): void {
    const child = this.#children.get(k)
    if (child === undefined) return
    child.isCancelAsked = true
    this.#host.port.cancel(child.orderId)
  }

  modify(k: number, change: ChildChange): void {
    const child = this.#children.get(k)
    if (child === undefined || this.#ending !== undefined) return
    const { quantityLots = child.countedLots, limitTicks } = change
    if (!isWhole(quantityLots)) return
    const growthLots = child.ask(quantityLots, this.openLots)
    if (growthLots === undefined) return
    this.workingLots += growthLots
    this.#host.port.modify(child.orderId, {
      ...(change.quantityLots !== undefined && { quantityLots }),
      ...(limitTicks !== undefined && { limitTicks }),
    })
  }

  wakeAt(atNs: number, tag = 0): void {
    this.#host.wakeAt(this, atNs, tag)
  }

  wakeAtVolume(marketLots: number): void {
    if (Number.isNaN(marketLots)) throw new RangeError('it waits for a volume that is no number')
    this.marketLots()
    this.volumeAtLots = this.#marketBaseLots + marketLots
    this.#host.wakeAtVolume(this, this.volumeAtLots)
  }

  random(): number {
    return this.#random.next()
  }

  volumeBetween(source: VolumeSource, fromNs: number, toNs: number): number | undefined {
    return this.#host.volumeBetween(source, this.instrumentIndex, fromNs, toNs)
  }

  target(atNs: number, cumulativeLots: number): void {
    const { orderId, instrumentIndex } = this
    this.#host.port.recordTarget({ orderId, instrumentIndex, tsNs: atNs, cumulativeLots })
  }

  finish(): void {
    if (this.#ending !== undefined) return
    this.#end(ORDER_STATUS.CANCELED, REASON.SCHEDULE_ENDED)
    this.#host.finishing(this)
  }

  /** A child's fill was reported. */
  onFill(child: Child, fill: FillReport): void {
    const { quantityLots } = fill
    child.filledLots += quantityLots
    this.filledLots += quantityLots
    this.workingLots -= quantityLots
    if (!this.#isStopped) {
      this.algorithm.onChildFill?.(child.k, fill.priceTicks, quantityLots, fill.liquidity)
    }
  }

  /** A change of a child's status was reported. */
  onOrder(child: Child, report: OrderReport): void {
    if (isFinal(report.status)) {
      this.workingLots -= child.countedLots - child.filledLots
      this.#children.delete(child.k)
    } else this.workingLots -= child.settle(report)
    if (!this.#isStopped) this.algorithm.onChildOrder?.(child.k, report.status, report.reason)
    this.closeWhenDone()
  }

  /** Cancels what works and ends with a status once the venue has confirmed. */
  stop(status: OrderStatus, reason: Reason): void {
    this.#ending = { status, reason }
    this.#stopAlgorithm()
    for (const child of this.#children.values()) this.cancel(child.k)
    this.closeWhenDone()
  }

  /** Takes over a checked change. Children that no longer fit are canceled, the youngest first; until the venue has
   *  confirmed they still count. */
  change({ quantityLots, limitTicks }: OrderChange): void {
    if (quantityLots !== undefined && quantityLots <= this.filledLots) {
      this.stop(ORDER_STATUS.CANCELED, REASON.BY_STRATEGY)
      return
    }
    if (quantityLots !== undefined) this.quantityLots = quantityLots
    if (limitTicks !== undefined && this.type === ORDER_TYPE.LIMIT) this.limitTicks = limitTicks
    this.#cancelExcess()
    if (!this.#isStopped) this.algorithm.onParentChanged?.()
  }

  /** Ends the parent when nothing works any more and nothing will. */
  closeWhenDone(): void {
    if (this.isClosed || this.#children.size > 0) return
    const isFilled = this.filledLots >= this.quantityLots
    if (!isFilled && this.#ending === undefined) return
    const { status, reason } =
      isFilled || this.#ending === undefined
        ? { status: ORDER_STATUS.FILLED, reason: REASON.NONE }
        : this.#ending
    this.close(status, reason)
  }

  /** Ends the parent now, whatever its children do. */
  close(status: OrderStatus, reason: Reason): void {
    this.#end(status, reason)
    this.#stopAlgorithm()
    this.status = status
    this.reason = reason
    this.#host.closed(this)
  }

  #end(status: OrderStatus, reason: Reason): void {
    this.#ending ??= { status, reason }
  }

  #stopAlgorithm(): void {
    if (this.#isStopped) return
    this.#isStopped = true
    this.algorithm.onStop?.()
  }

  #cancelExcess(): void {
    let excessLots = this.filledLots + this.workingLots - this.quantityLots
    for (const child of [...this.#children.values()].reverse()) {
      if (child.isCancelAsked) excessLots -= child.countedLots - child.filledLots
    }
    for (const child of [...this.#children.values()].reverse()) {
      if (excessLots <= 0) return
      if (child.isCancelAsked) continue
      excessLots -= child.countedLots - child.filledLots
      this.cancel(child.k)
    }
  }

  #requestOf({ quantityLots, limitTicks = 0, isImmediate, isPostOnly }: ChildOrder): OrderRequest {
    const { instrumentIndex, side, isReduceOnly, positionId } = this
    const plain = {
      instrumentIndex,
      side,
      quantityLots,
      isReduceOnly,
      ...(positionId !== undefined && { positionId }),
    }
    if (limitTicks === 0) return plain
    return {
      ...plain,
      type: ORDER_TYPE.LIMIT,
      limitTicks,
      timeInForce: isImmediate === true ? TIME_IN_FORCE.IOC : TIME_IN_FORCE.GTC,
      isPostOnly: isPostOnly === true,
    }
  }
}

/** What is no count of lots would spoil the accounts of the parent. */
function isWhole(lots: number): boolean {
  return Number.isSafeInteger(lots) && lots >= 0
}
