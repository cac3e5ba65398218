import type { DepthBook } from './depth-book.ts'

/** One side of the book behind a sort key that ascends from the best level: ask prices as they are, bid prices
 *  negated. Matching and consumption are written once against it. */
export interface BookSide {
  /** +1 on the ask side, -1 on the bid side: price = key × sign. */
  readonly sign: 1 | -1
  key(level: number): number
  sizeLots(level: number): number
}

export function askSide(book: DepthBook): BookSide {
  return { sign: 1, key: level => book.askPriceTicks(level), sizeLots: level => book.askSizeLots(level) }
}

export function bidSide(book: DepthBook): BookSide {
  return { sign: -1, key: level => -book.bidPriceTicks(level), sizeLots: level => book.bidSizeLots(level) }
}
