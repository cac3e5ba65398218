import { AGGRESSOR, SIDE, type Side } from '../domain/codes.ts'
import type { Strategy, StrategyContext, StrategyFactory } from './strategy.ts'

export interface TradeDrivenSettings {
  /** `follow` takes the aggressor's side, `fade` the other one. */
  readonly side: 'follow' | 'fade' | 'buy' | 'sell'
  /** Lots per order, by instrument where they differ, or the print's own size. */
  readonly quantityLots: number | readonly number[] | 'trade'
  /** An order on every n-th print, counted from the first. */
  readonly everyNth: number
  readonly maxOrders: number
}

/** One market order per trade row and nothing else: a load for the engine and a yardstick for fills.
 *  A print without aggressor counts as bought, and is counted. */
export class TradeDriven implements Strategy {
  readonly #settings: TradeDrivenSettings
  readonly #context: StrategyContext
  /** By instrument; 0 for the print's own size. */
  readonly #orderLots: readonly number[]
  readonly #buyerSide: Side
  readonly #sellerSide: Side
  #prints = 0
  #orders = 0
  #withoutAggressor = 0

  constructor(settings: TradeDrivenSettings, context: StrategyContext) {
    this.#settings = settings
    this.#context = context
    this.#orderLots = context.instruments.map(({ index }) => orderLots(settings.quantityLots, index))
    this.#buyerSide = settings.side === 'follow' || settings.side === 'buy' ? SIDE.BUY : SIDE.SELL
    this.#sellerSide = settings.side === 'fade' || settings.side === 'buy' ? SIDE.BUY : SIDE.SELL
  }

  onTrade(instrumentIndex: number, _priceTicks: number, sizeLots: number, aggressor: number): void {
    const { everyNth, maxOrders } = this.#settings
    if (everyNth > 1 && this.#prints++ % everyNth !== 0) return
    if (this.#orders >= maxOrders) return
    this.#orders++
    if (aggressor === AGGRESSOR.NO_AGGRESSOR) this.#withoutAggressor++
    const side = aggressor === AGGRESSOR.SELLER ? this.#sellerSide : this.#buyerSide
    this.#context.submitMarket(instrumentIndex, side, this.#orderLots[instrumentIndex]! || sizeLots)
  }

  warnings(): string[] {
    if (this.#withoutAggressor === 0) return []
    return [`${this.#withoutAggressor} prints had no aggressor and counted as bought.`]
  }
}

function orderLots(quantityLots: TradeDrivenSettings['quantityLots'], instrumentIndex: number): number {
  if (quantityLots === 'trade') return 0
  return typeof quantityLots === 'number' ? quantityLots : (quantityLots[instrumentIndex] ?? 0)
}

/** The factory of a scenario. */
export function tradeDriven(settings: TradeDrivenSettings): StrategyFactory {
  return context => new TradeDriven(settings, context)
}
