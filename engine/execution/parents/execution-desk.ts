import {
  ORDER_STATUS,
  ORDER_TYPE,
  type OrderStatus,
  REASON,
  type Reason,
  TIME_IN_FORCE,
} from '../../domain/codes.ts'
import { isFinal } from '../../domain/order-transitions.ts'
import { SeededRandom } from '../../domain/random.ts'
import type {
  FillReport,
  OrderChange,
  OrderReport,
  OrderRequest,
  Strategy,
  StrategyContext,
  StrategyFactory,
} from '../../strategies/strategy.ts'
import type { AlgorithmChoice, AlgorithmDefinition, VolumeSource } from '../algorithms/algorithm.ts'
import { changeDenialOf } from '../order-checks.ts'
import { AlgorithmBook, makeAlgorithm } from './algorithm-book.ts'
import type { Child } from './child.ts'
import type { ExecutionPort } from './execution-port.ts'
import { StrategyDoor } from './strategy-door.ts'
import { TIMER, TimerTable } from './timer-table.ts'
import { VolumeWatch } from './volume-watch.ts'
import { type ParentHost, WorkedParent } from './worked-parent.ts'

/** How many refused parents the run's summary names. */
const WARNINGS_MAX = 10

/** The algorithm that leaves an order as it is. */
const NORMAL = 'normal'

export interface ExecutionSetting {
  /** All that orders may name. */
  readonly algorithms: readonly AlgorithmDefinition[]
  /** For orders that name none; absent: they go to the venue as they are. */
  readonly fallback?: AlgorithmChoice
  readonly seed: number
  /** Lots traded in a span of time, ns since the run's origin, as a profile has them. */
  readonly volumeBetween?: (
    source: VolumeSource,
    instrumentIndex: number,
    fromNs: number,
    toNs: number,
  ) => number | undefined
}

/** Stands between a strategy and the orders: works those that name an algorithm through children, and passes the rest
 *  on. It is a strategy itself, so that a replay and a live session drive it alike; while no algorithm listens to the
 *  market it costs nothing per event. */
export class ExecutionDesk implements Strategy, ParentHost {
  readonly port: ExecutionPort
  onTrade?: NonNullable<Strategy['onTrade']>
  onBook?: NonNullable<Strategy['onBook']>
  readonly #setting: ExecutionSetting
  readonly #book: AlgorithmBook
  readonly #strategy: Strategy
  readonly #parents = new Map<number, WorkedParent>()
  readonly #choices = new Map<number, { readonly id: string; readonly text: string }>()
  readonly #children = new Map<number, { readonly parent: WorkedParent; readonly child: Child }>()
  readonly #timers = new TimerTable()
  readonly #watches = new Map<number, VolumeWatch>()
  readonly #reports: OrderReport[] = []
  readonly #warnings: string[] = []
  #refused = 0
  #tradeListeners: readonly WorkedParent[] = []
  #bookListeners: readonly WorkedParent[] = []

  constructor(strategy: StrategyFactory, port: ExecutionPort, setting: ExecutionSetting) {
    this.port = port
    this.#setting = setting
    this.#book = new AlgorithmBook(setting.algorithms)
    this.#strategy = strategy(this.#openDoor())
    this.#hook()
  }

  onStart(): void {
    this.#strategy.onStart?.()
  }

  onTimer(entry: number): void {
    const { kind, subject, tag } = this.#timers.release(entry)
    if (kind === TIMER.STRATEGY) this.#strategy.onTimer?.(tag)
    else if (kind === TIMER.START) this.#start(subject)
    else if (kind === TIMER.PARENT) this.#parents.get(subject)?.algorithm.onWake?.(tag)
    else if (kind === TIMER.CLOSE) this.#parents.get(subject)?.closeWhenDone()
    else if (kind === TIMER.VOLUME) this.#wakeByVolume(subject)
    else this.#deliver()
  }

  onFill(fill: FillReport): void {
    const { orderId, instrumentIndex, quantityLots } = fill
    const watch = this.#watches.get(instrumentIndex)
    if (watch !== undefined && fill.isPrinted) watch.marketLots -= quantityLots
    const known = this.#children.get(orderId)
    known?.parent.onFill(known.child, fill)
    this.#strategy.onFill?.(known === undefined ? fill : { ...fill, orderId: known.parent.orderId })
  }

  onOrder(report: OrderReport): void {
    const known = this.#children.get(report.orderId)
    if (known === undefined) {
      this.#strategy.onOrder?.(report)
      return
    }
    known.parent.onOrder(known.child, report)
    if (isFinal(report.status)) this.#children.delete(report.orderId)
  }

  onStop(): void {
    this.#strategy.onStop?.()
    for (const parent of [...this.#parents.values()]) parent.close(ORDER_STATUS.CANCELED, REASON.END_OF_RUN)
  }

  warnings(): string[] {
    const more = this.#refused - this.#warnings.length
    const rest = more > 0 ? [`${more} further parent orders were denied for their parameters.`] : []
    return [...(this.#strategy.warnings?.() ?? []), ...this.#warnings, ...rest]
  }

  childSent(orderId: number, parent: WorkedParent, child: Child): void {
    this.#children.set(orderId, { parent, child })
  }

  marketLots(instrumentIndex: number): number {
    return this.#watchOf(instrumentIndex).marketLots
  }

  wakeAt(parent: WorkedParent, atNs: number, tag: number): void {
    if (parent.isClosed) return
    this.port.setTimer(atNs, this.#timers.take(TIMER.PARENT, parent.orderId, tag))
  }

  wakeAtVolume(parent: WorkedParent, marketLots: number): void {
    const watch = this.#watchOf(parent.instrumentIndex)
    watch.waitFor(marketLots, parent.orderId)
    if (watch.marketLots >= watch.nextLots) this.#planVolumeWake(parent.instrumentIndex, watch)
  }

  volumeBetween(
    source: VolumeSource,
    instrumentIndex: number,
    fromNs: number,
    toNs: number,
  ): number | undefined {
    return this.#setting.volumeBetween?.(source, instrumentIndex, fromNs, toNs)
  }

  /** Not at once: the algorithm is still at it. */
  finishing({ orderId }: WorkedParent): void {
    this.port.setTimer(this.port.nowNs, this.#timers.take(TIMER.CLOSE, orderId, 0))
  }

  closed(parent: WorkedParent): void {
    const { orderId, instrumentIndex, side, type, quantityLots, limitTicks, createdNs, status, reason } =
      parent
    const { id, text } = this.#choices.get(orderId) ?? { id: NORMAL, text: '{}' }
    this.#parents.delete(orderId)
    this.#choices.delete(orderId)
    this.#tradeListeners = this.#tradeListeners.filter(other => other !== parent)
    this.#bookListeners = this.#bookListeners.filter(other => other !== parent)
    this.#hook()
    const order = {
      orderId,
      instrumentIndex,
      side,
      type,
      quantityLots,
      limitTicks,
      createdNs,
      status,
      reason,
    }
    this.port.recordParent({ ...order, algorithm: id, parameters: text, closedNs: this.port.nowNs })
    this.#report(orderId, status, reason)
  }

  /** The context the strategy gets. */
  #openDoor(): StrategyContext {
    return new StrategyDoor(this.port, {
      submit: request => this.#submit(request),
      submitMarket: (instrumentIndex, side, quantityLots) =>
        this.#setting.fallback === undefined
          ? this.port.submitMarket(instrumentIndex, side, quantityLots)
          : this.#submit({ instrumentIndex, side, quantityLots }),
      cancel: orderId => this.#cancel(orderId),
      modify: (orderId, change) => this.#modify(orderId, change),
      setTimer: (atNs, tag) => this.port.setTimer(atNs, this.#timers.take(TIMER.STRATEGY, 0, tag)),
    })
  }

  #submit(request: OrderRequest): number {
    const choice = request.algorithm ?? (canBeWorked(request) ? this.#setting.fallback : undefined)
    if (choice === undefined || choice.id === NORMAL) return this.port.submit(request)
    const orderId = this.port.reserveOrderId()
    const { nowNs } = this.port
    const random = new SeededRandom(this.#setting.seed, 'parent', `${orderId}`)
    const parent = new WorkedParent(orderId, request, { host: this, random, createdNs: nowNs })
    const read = this.#book.read(choice)
    this.#choices.set(orderId, { id: read.id, text: read.text })
    this.#parents.set(orderId, parent)
    const algorithm = problemOf(request, parent) ?? makeAlgorithm(read, parent)
    if (typeof algorithm === 'string') this.#deny(parent, algorithm)
    else {
      parent.algorithm = algorithm
      this.port.setTimer(nowNs, this.#timers.take(TIMER.START, orderId, 0))
    }
    return orderId
  }

  #deny(parent: WorkedParent, problem: string): void {
    this.#refused++
    if (this.#warnings.length < WARNINGS_MAX) {
      this.#warnings.push(`Parent O-${parent.orderId} was denied. ${problem}`)
    }
    parent.algorithm = { onStart() {} }
    parent.close(ORDER_STATUS.DENIED, REASON.INVALID_PARAMETERS)
  }

  #start(orderId: number): void {
    const parent = this.#parents.get(orderId)
    if (parent === undefined) return
    parent.startNs = this.port.nowNs
    const { algorithm } = parent
    if (algorithm.onTrade !== undefined) this.#tradeListeners = [...this.#tradeListeners, parent]
    if (algorithm.onBook !== undefined) this.#bookListeners = [...this.#bookListeners, parent]
    this.#hook()
    this.#report(orderId, ORDER_STATUS.SUBMITTED, REASON.NONE)
    this.#report(orderId, ORDER_STATUS.ACCEPTED, REASON.NONE)
    algorithm.onStart()
    parent.closeWhenDone()
  }

  #cancel(orderId: number): void {
    const parent = this.#parents.get(orderId)
    if (parent === undefined) {
      this.port.cancel(orderId)
      return
    }
    this.#report(orderId, ORDER_STATUS.PENDING_CANCEL, REASON.NONE)
    parent.stop(ORDER_STATUS.CANCELED, REASON.BY_STRATEGY)
  }

  #modify(orderId: number, change: OrderChange): void {
    const parent = this.#parents.get(orderId)
    if (parent === undefined) {
      this.port.modify(orderId, change)
      return
    }
    const { quantityLots = Number.NaN, limitTicks = Number.NaN } = change
    const reason = changeDenialOf(parent.instrument, quantityLots, [limitTicks])
    this.#report(orderId, ORDER_STATUS.PENDING_UPDATE, REASON.NONE)
    this.#report(orderId, ORDER_STATUS.ACCEPTED, reason)
    if (reason === REASON.NONE) parent.change(change)
  }

  /** Listens to the market only for those who do. */
  #hook(): void {
    const strategy = this.#strategy
    const countsVolume = this.#watches.size > 0 && this.#parents.size > 0
    if (countsVolume || this.#tradeListeners.length > 0) this.onTrade = this.#onTrade
    else if (strategy.onTrade !== undefined) this.onTrade = strategy.onTrade.bind(strategy)
    else delete this.onTrade
    if (this.#bookListeners.length > 0) this.onBook = this.#onBook
    else if (strategy.onBook !== undefined) this.onBook = strategy.onBook.bind(strategy)
    else delete this.onBook
  }

  /** Hot: an addition and a comparison, then whoever listens. */
  readonly #onTrade = (index: number, priceTicks: number, sizeLots: number, aggressor: number): void => {
    const watch = this.#watches.get(index)
    if (watch !== undefined) {
      watch.marketLots += sizeLots
      if (watch.marketLots >= watch.nextLots) this.#planVolumeWake(index, watch)
    }
    this.#strategy.onTrade?.(index, priceTicks, sizeLots, aggressor)
    const listeners = this.#tradeListeners
    for (let at = 0; at < listeners.length; at++) {
      const parent = listeners[at]!
      if (parent.instrumentIndex === index) parent.algorithm.onTrade?.(priceTicks, sizeLots, aggressor)
    }
  }

  readonly #onBook = (index: number): void => {
    this.#strategy.onBook?.(index)
    const listeners = this.#bookListeners
    for (let at = 0; at < listeners.length; at++) {
      const parent = listeners[at]!
      if (parent.instrumentIndex === index) parent.algorithm.onBook?.()
    }
  }

  /** Volume wakes come after the reports of their instant, so that what a print owes to us is known by then. */
  #planVolumeWake(index: number, watch: VolumeWatch): void {
    watch.plan()
    this.port.setTimer(this.port.nowNs, this.#timers.take(TIMER.VOLUME, index, 0))
  }

  #wakeByVolume(index: number): void {
    const watch = this.#watchOf(index)
    for (const orderId of watch.takeReached()) {
      const parent = this.#parents.get(orderId)
      if (parent === undefined || parent.volumeAtLots > watch.marketLots) continue
      parent.volumeAtLots = Number.POSITIVE_INFINITY
      parent.algorithm.onVolume?.()
    }
  }

  #watchOf(instrumentIndex: number): VolumeWatch {
    const known = this.#watches.get(instrumentIndex)
    if (known !== undefined) return known
    const watch = new VolumeWatch()
    this.#watches.set(instrumentIndex, watch)
    this.#hook()
    return watch
  }

  /** Tells the strategy of its parents within the instant, but not from within its own calls. */
  #report(orderId: number, status: OrderStatus, reason: Reason): void {
    if (this.#strategy.onOrder === undefined) return
    if (this.#reports.length === 0) {
      this.port.setTimer(this.port.nowNs, this.#timers.take(TIMER.REPORTS, 0, 0))
    }
    this.#reports.push({ orderId, status, reason })
  }

  #deliver(): void {
    for (const report of this.#reports.splice(0)) this.#strategy.onOrder?.(report)
  }
}

/** Orders that wait for a trigger, end by their time in force or show a part of themselves go to the venue as they are,
 *  unless they name an algorithm. */
function canBeWorked({
  type = ORDER_TYPE.MARKET,
  timeInForce = TIME_IN_FORCE.GTC,
  isPostOnly,
  displayLots,
}: OrderRequest): boolean {
  const isPlain = type === ORDER_TYPE.MARKET || type === ORDER_TYPE.LIMIT
  const isSpecial = isPostOnly === true || displayLots !== undefined
  return isPlain && timeInForce === TIME_IN_FORCE.GTC && !isSpecial
}

/** What keeps an order from being worked at all. */
function problemOf(request: OrderRequest, parent: WorkedParent): string | undefined {
  const { quantityLots, instrument, limitTicks, type } = parent
  if (!canBeWorked(request))
    return 'Only MARKET and LIMIT orders, good till canceled and shown whole, can be worked.'
  if (!(quantityLots >= instrument.minQuantityLots)) return 'Its quantity is below the minimum.'
  if (quantityLots % instrument.lotSizeLots !== 0) return 'Its quantity is off the lot grid.'
  const pricesTicks = type === ORDER_TYPE.LIMIT ? [limitTicks] : []
  const reason = changeDenialOf(instrument, Number.NaN, pricesTicks)
  return reason === REASON.NONE ? undefined : 'Its limit is off the tick grid.'
}
