import type { Side } from '../../domain/codes.ts'
import type { Instrument } from '../../domain/instrument.ts'
import type { OrderChange, OrderRequest, StrategyContext } from '../../strategies/strategy.ts'

/** What the desk does in place of the context it was given. */
type DeskActions = Pick<StrategyContext, 'submit' | 'submitMarket' | 'cancel' | 'modify' | 'setTimer'>

/** A strategy's context whose orders go through the desk; what is only read goes past it. */
export class StrategyDoor implements StrategyContext {
  readonly #context: StrategyContext
  readonly #desk: DeskActions

  constructor(context: StrategyContext, desk: DeskActions) {
    this.#context = context
    this.#desk = desk
  }

  get nowNs(): number {
    return this.#context.nowNs
  }

  get instruments(): readonly Instrument[] {
    return this.#context.instruments
  }

  instrument(instrumentIndex: number): Instrument {
    return this.#context.instrument(instrumentIndex)
  }

  instrumentIndexOf(id: string): number {
    return this.#context.instrumentIndexOf(id)
  }

  positionLots(instrumentIndex: number): number {
    return this.#context.positionLots(instrumentIndex)
  }

  freeUnits(instrumentIndex: number): bigint {
    return this.#context.freeUnits(instrumentIndex)
  }

  bestBidTicks(instrumentIndex: number): number {
    return this.#context.bestBidTicks(instrumentIndex)
  }

  bestAskTicks(instrumentIndex: number): number {
    return this.#context.bestAskTicks(instrumentIndex)
  }

  submit(request: OrderRequest): number {
    return this.#desk.submit(request)
  }

  submitMarket(instrumentIndex: number, side: Side, quantityLots: number): number {
    return this.#desk.submitMarket(instrumentIndex, side, quantityLots)
  }

  cancel(orderId: number): void {
    this.#desk.cancel(orderId)
  }

  modify(orderId: number, change: OrderChange): void {
    this.#desk.modify(orderId, change)
  }

  setTimer(atNs: number, tag: number): void {
    this.#desk.setTimer(atNs, tag)
  }
}
