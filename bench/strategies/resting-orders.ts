import { ORDER_TYPE, SIDE, type Strategy, type StrategyFactory } from '../../engine/index.ts'

/** How far behind the best a filled order is replaced, in ticks. */
const REPLACED_TICKS = 5_000

/** When the book is known, ns since the window's start. */
const BEGINS_NS = 1_000_000_000

/** Rests half of `orders` a side, one a tick from the best outwards, and replaces what fills. */
export function strategy(parameters: { readonly orders: number }): StrategyFactory {
  return context => {
    const rest = (side: 1 | 2, ticks: number): void => {
      const best = side === SIDE.BUY ? context.bestBidTicks(0) : context.bestAskTicks(0)
      const limitTicks = best + (side === SIDE.BUY ? -ticks : ticks)
      if (best === 0) return
      context.submit({ instrumentIndex: 0, side, type: ORDER_TYPE.LIMIT, quantityLots: 1, limitTicks })
    }
    const strategy: Strategy = {
      onStart: () => context.setTimer(BEGINS_NS, 0),
      onTimer: () => {
        for (let order = 0; order < parameters.orders; order++) {
          rest(order % 2 === 0 ? SIDE.BUY : SIDE.SELL, order >> 1)
        }
      },
      onFill: ({ side }) => rest(side, REPLACED_TICKS),
    }
    return strategy
  }
}
