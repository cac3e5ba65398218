import { AGGRESSOR, SIDE, type Side } from '../domain/codes.ts'
import type { Strategy, StrategyContext, StrategyFactory } from './strategy.ts'

export interface TradeDrivenSettings {
  /** `follow` takes the aggressor's side, `fade` the other one. */
  readonly side: 'follow' | 'fade' | 'buy' | 'sell'
  /** Lots per order, or the print's own size. */
  readonly quantityLots: number | 'trade'
  /** An order on every n-th print, counted from the first. */
  readonly everyNth: number
  readonly maxOrders: number
}

/** One market order per trade row and nothing else: a load for the engine and a yardstick for fills.
 *  A print without aggressor counts as bought, and is counted. */
export class TradeDriven implements Strategy {
  readonly #settings: TradeDrivenSettings
  readonly #context: StrategyContext
  readonly #buyerSide: Side
  readonly #sellerSide: Side
  #prints = 0
  #orders = 0
  #withoutAggressor = 0

  constructor(settings: TradeDrivenSettings, context: StrategyContext) {
    this.#settings = settings
    this.#context = context
    this.#buyerSide = settings.side === 'follow' || settings.side === 'buy' ? SIDE.BUY : SIDE.SELL
    this.#sellerSide = settings.side === 'fade' || settings.side === 'buy' ? SIDE.BUY : SIDE.SELL
  }

  onTrade(instrumentIndex: number, _priceTicks: number, sizeLots: number, aggressor: number): void {
    const { everyNth, maxOrders, quantityLots } = this.#settings
    if (everyNth > 1 && this.#prints++ % everyNth !== 0) return
    if (this.#orders >= maxOrders) return
    this.#orders++
    if (aggressor === AGGRESSOR.NO_AGGRESSOR) this.#withoutAggressor++
    const side = aggressor === AGGRESSOR.SELLER ? this.#sellerSide : this.#buyerSide
    this.#context.submitMarket(instrumentIndex, side, quantityLots === 'trade' ? sizeLots : quantityLots)
  }

  warnings(): string[] {
    if (this.#withoutAggressor === 0) return []
    return [`${this.#withoutAggressor} prints had no aggressor and counted as bought.`]
  }
}

/** The factory of a scenario. */
export function tradeDriven(settings: TradeDrivenSettings): StrategyFactory {
  return context => new TradeDriven(settings, context)
}
