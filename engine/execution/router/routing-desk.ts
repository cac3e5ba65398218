import { hasTrigger, ORDER_TYPE, REASON, SIDE, TIME_IN_FORCE } from '../../domain/codes.ts'
import type { Instrument } from '../../domain/instrument.ts'
import type {
  FillReport,
  OrderChange,
  OrderReport,
  OrderRequest,
  Strategy,
} from '../../strategies/strategy.ts'
import type { ExecutionPort } from '../parents/execution-port.ts'
import type { RouteSink } from './route-record.ts'
import { RoutedPort } from './routed-port.ts'
import type { RouteQuestion, Router, VenueVerdict } from './router.ts'
import type { ChildPlace, RoutingPort } from './routing-port.ts'
import { SplitOrder } from './split-order.ts'

/** Sends one part of an order. @param isFirst whether it stands for the whole */
type SendPart = (request: OrderRequest, isFirst: boolean) => number

/** Stands between those who send orders and the venues: orders addressed to the routed instrument go where the router
 *  says, all others pass. Stop and touched orders and reduce-only orders stay with the instrument they name. */
export class RoutingDesk {
  /** What strategies and algorithms send through. */
  readonly port: ExecutionPort
  readonly #port: RoutingPort
  readonly #router: Router
  readonly #addressed: Instrument
  /** The router's venues, in its order. */
  readonly #instruments: readonly Instrument[]
  readonly #record: RouteSink
  readonly #split = new Map<number, SplitOrder>()
  #decisions = 0

  constructor(
    port: RoutingPort,
    parts: {
      readonly router: Router
      readonly addressed: Instrument
      readonly instruments: readonly Instrument[]
      readonly record: RouteSink
    },
  ) {
    this.#port = port
    this.#router = parts.router
    this.#addressed = parts.addressed
    this.#instruments = parts.instruments
    this.#record = parts.record
    this.port = new RoutedPort(port, this)
  }

  /** Hands reports on as if orders that were split were one. */
  listener(strategy: Strategy): Strategy {
    return {
      onFill: fill => strategy.onFill?.(this.#fillOf(fill)),
      onOrder: report => {
        const whole = this.#orderOf(report)
        if (whole !== undefined) strategy.onOrder?.(whole)
      },
    }
  }

  submit(request: OrderRequest): number {
    if (!this.#isRouted(request)) return this.#port.submit(request)
    return this.#route(request, undefined, part => {
      const { instrumentIndex, side, quantityLots } = part
      return isPlain(part)
        ? this.#port.submitMarket(instrumentIndex, side, quantityLots)
        : this.#port.submit(part)
    })
  }

  submitChild(request: OrderRequest, place: ChildPlace): number {
    const { parentOrderId, k } = place
    if (!this.#isRouted(request)) return this.#port.submitChild(request, parentOrderId, k)
    // Further parts of a child have no number of their own.
    return this.#route(request, place, (part, isFirst) =>
      this.#port.submitChild(part, parentOrderId, isFirst ? k : 0),
    )
  }

  cancel(orderId: number): void {
    for (const part of this.#split.get(orderId)?.orderIds ?? [orderId]) this.#port.cancel(part)
  }

  modify(orderId: number, change: OrderChange): void {
    const split = this.#split.get(orderId)
    if (split === undefined) this.#port.modify(orderId, change)
    else for (const part of split.changes(change)) this.#port.modify(part.orderId, part.change)
  }

  #isRouted(request: OrderRequest): boolean {
    const { instrumentIndex, type = ORDER_TYPE.MARKET, isReduceOnly } = request
    if (instrumentIndex !== this.#addressed.index || hasTrigger(type) || isReduceOnly === true) return false
    return isWhole(request.quantityLots) && (type !== ORDER_TYPE.LIMIT || isWhole(request.limitTicks))
  }

  #route(request: OrderRequest, place: ChildPlace | undefined, send: SendPart): number {
    const question = questionOf(request)
    const verdicts = this.#router.decide(question)
    const parts: { readonly orderId: number; readonly lots: number; readonly at: number }[] = []
    for (const { at, chosenLots } of verdicts) {
      if (chosenLots === 0) continue
      const orderId = send(this.#partOf(request, at, chosenLots), parts.length === 0)
      parts.push({ orderId, lots: chosenLots, at })
    }
    const orderIds = new Map(parts.map(({ at, orderId }) => [at, orderId]))
    const orderId = parts[0]?.orderId ?? this.#deny(request, send)
    this.#note(question, place, verdicts, orderIds)
    if (parts.length > 1) this.#keep(new SplitOrder(parts))
    return orderId
  }

  #deny(request: OrderRequest, send: SendPart): number {
    const orderId = send(request, true)
    this.#port.deny(orderId, REASON.NO_VENUE)
    return orderId
  }

  /** An order's part at one venue; its limit is never worse than the order's. */
  #partOf(request: OrderRequest, at: number, quantityLots: number): OrderRequest {
    const { index, tickSizeTicks } = this.#instruments[at]!
    const part = { ...request, instrumentIndex: index, quantityLots }
    if (request.limitTicks === undefined) return part
    const steps = request.limitTicks / tickSizeTicks
    const limitTicks = (request.side === SIDE.BUY ? Math.floor(steps) : Math.ceil(steps)) * tickSizeTicks
    return { ...part, limitTicks }
  }

  #keep(order: SplitOrder): void {
    for (const orderId of order.orderIds) {
      this.#port.markPart(orderId)
      this.#split.set(orderId, order)
    }
  }

  #fillOf(fill: FillReport): FillReport {
    return this.#split.get(fill.orderId)?.onFill(fill) ?? fill
  }

  #orderOf(report: OrderReport): OrderReport | undefined {
    const order = this.#split.get(report.orderId)
    if (order === undefined) return report
    const whole = order.onOrder(report)
    if (!order.isOpen) for (const orderId of order.orderIds) this.#split.delete(orderId)
    return whole
  }

  #note(
    question: RouteQuestion,
    place: ChildPlace | undefined,
    verdicts: readonly VenueVerdict[],
    orderIds: ReadonlyMap<number, number>,
  ): void {
    const { side, quantityLots, limitTicks } = question
    const decision = {
      decisionId: ++this.#decisions,
      tsNs: this.#port.nowNs,
      addressedIndex: this.#addressed.index,
      parentOrderId: place?.parentOrderId ?? 0,
      ...{ side, quantityLots, limitTicks },
    }
    for (const { at, ...verdict } of verdicts) {
      const instrumentIndex = this.#instruments[at]!.index
      this.#record({ ...decision, ...verdict, instrumentIndex, orderId: orderIds.get(at) ?? 0 })
    }
  }
}

/** What is no positive whole number is left to the checks of orders, which say so. */
function isWhole(value: number | undefined): boolean {
  return value !== undefined && Number.isSafeInteger(value) && value > 0
}

function questionOf(request: OrderRequest): RouteQuestion {
  const { side, quantityLots, type, limitTicks = 0, timeInForce, isPostOnly = false } = request
  const isWhole = timeInForce === TIME_IN_FORCE.FOK
  return { side, quantityLots, limitTicks: type === ORDER_TYPE.LIMIT ? limitTicks : 0, isWhole, isPostOnly }
}

/** Whether the short way says all there is to an order. */
function isPlain({ type = ORDER_TYPE.MARKET, timeInForce = TIME_IN_FORCE.GTC }: OrderRequest): boolean {
  return type === ORDER_TYPE.MARKET && timeInForce === TIME_IN_FORCE.GTC
}
