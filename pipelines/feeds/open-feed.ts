import type { BookCursor, InstrumentFeed } from '../../engine/index.ts'
import type { TimeRange } from '../catalog/cell-grid.ts'
import type { Database } from '../database/open-database.ts'
import { BookFeed } from './book-feed.ts'
import type { SlicedCells } from './cell-slices.ts'
import { DeltaFeed } from './delta-feed.ts'
import { FeedConnections } from './feed-connections.ts'
import { TradeFeed } from './trade-feed.ts'
import { isNarrow, type WireTypes } from './wire-types.ts'

export interface FeedRequest {
  readonly trades: SlicedCells
  /** Absent for a replay without a book. */
  readonly book: SlicedCells | undefined
  /** Levels a side that the book's cells show, by file, where they hold deltas; absent where they hold wide rows. */
  readonly deltaDepths?: Readonly<Record<string, number>> | undefined
  readonly window: TimeRange
  readonly pricePrecision: number
  readonly sizePrecision: number
  /** Whether prints carry their numeric ids, which result tables name as evidence. */
  readonly isNumbered: boolean
}

/** Opens the feed of one instrument.
 *  @param resources closes its connections when the feed is done with */
export async function openFeed(
  database: Database,
  request: FeedRequest,
  resources: AsyncDisposableStack,
): Promise<InstrumentFeed> {
  const { trades, book, window, pricePrecision, sizePrecision, isNumbered } = request
  const sources = book === undefined ? [trades] : [trades, book]
  const wire: WireTypes = {
    pricePrecision,
    sizePrecision,
    isPriceNarrow: sources.every(({ priceMax }) => isNarrow(priceMax, pricePrecision)),
    isSizeNarrow: sources.every(({ sizeMax }) => isNarrow(sizeMax, sizePrecision)),
  }
  const connections = resources.use(new FeedConnections(database, wire))
  const wanted = isNumbered ? 'numbered' : book === undefined ? 'bare' : 'timed'
  const opening = [
    TradeFeed.open(connections, trades.slices, window, wanted),
    book && openBook(connections, book, request),
  ] as const
  // Should one fail, the other comes to rest before the connections are closed.
  await Promise.allSettled(opening)
  const [tradeFeed, bookFeed] = await Promise.all(opening)
  return { trades: tradeFeed, ...(bookFeed && { book: bookFeed }) }
}

function openBook(
  connections: FeedConnections,
  { slices }: SlicedCells,
  { window, deltaDepths }: FeedRequest,
): Promise<BookCursor> {
  return deltaDepths === undefined
    ? BookFeed.open(connections, slices, window)
    : DeltaFeed.open(connections, slices, window, deltaDepths)
}
