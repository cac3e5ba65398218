import type { OrderChange, OrderRequest } from '../../strategies/strategy.ts'
import type { ExecutionPort } from '../parents/execution-port.ts'
import type { ParentRecord, TargetPoint } from '../parents/parent-records.ts'
import { StrategyDoor } from '../parents/strategy-door.ts'
import type { ChildPlace } from './routing-port.ts'

/** What the port hands to the routing desk. */
interface RoutedOrders {
  submit(request: OrderRequest): number
  submitChild(request: OrderRequest, place: ChildPlace): number
  cancel(orderId: number): void
  modify(orderId: number, change: OrderChange): void
}

/** A port whose orders are routed; everything else goes past the router. */
export class RoutedPort extends StrategyDoor implements ExecutionPort {
  readonly #port: ExecutionPort
  readonly #orders: RoutedOrders

  constructor(port: ExecutionPort, orders: RoutedOrders) {
    super(port, {
      submit: request => orders.submit(request),
      submitMarket: (instrumentIndex, side, quantityLots) =>
        orders.submit({ instrumentIndex, side, quantityLots }),
      cancel: orderId => orders.cancel(orderId),
      modify: (orderId, change) => orders.modify(orderId, change),
      setTimer: (atNs, tag) => port.setTimer(atNs, tag),
    })
    this.#port = port
    this.#orders = orders
  }

  lastTicks(instrumentIndex: number): number {
    return this.#port.lastTicks(instrumentIndex)
  }

  reserveOrderId(): number {
    return this.#port.reserveOrderId()
  }

  submitChild(request: OrderRequest, parentOrderId: number, k: number): number {
    return this.#orders.submitChild(request, { parentOrderId, k })
  }

  recordParent(record: ParentRecord): void {
    this.#port.recordParent(record)
  }

  recordTarget(point: TargetPoint): void {
    this.#port.recordTarget(point)
  }
}
