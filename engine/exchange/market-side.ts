import type { BookSide } from '../market/book-side.ts'
import type { LevelConsumption } from '../market/consumption.ts'

/** One side of the market as a taker meets it: displayed levels, and what is consumed of them. */
export interface MarketSide {
  readonly levels: BookSide
  readonly consumption: LevelConsumption
}
