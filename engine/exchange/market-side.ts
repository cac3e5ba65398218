import type { BookSide } from '../market/book-side.ts'
import type { LevelConsumption } from '../market/consumption.ts'

/** One side of the market as a taker meets it: displayed levels, and what is consumed of them. */
export interface MarketSide {
  readonly levels: BookSide
  readonly consumption: LevelConsumption
}

/** Lots a displayed level still offers. Prints exhaust levels whether or not consumption is counted.
 *  @param countsConsumption the fill model's `liquidityConsumption` */
export function offeredLots(
  { consumption }: MarketSide,
  key: number,
  displayedLots: number,
  countsConsumption: boolean,
): number {
  if (countsConsumption) return consumption.availableLots(key, displayedLots)
  return consumption.isExhausted(key) ? 0 : displayedLots
}
