import type { BookCursor, InstrumentFeed } from '../../engine/index.ts'
import type { TimeRange } from '../catalog/cell-grid.ts'
import type { Database } from '../database/open-database.ts'
import { BookFeed } from './book-feed.ts'
import type { SlicedCells } from './cell-slices.ts'
import { DeltaFeed } from './delta-feed.ts'
import { TradeFeed } from './trade-feed.ts'
import { declareWireTypes, isNarrow, type WireTypes } from './wire-types.ts'

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

/** Opens the feed of one instrument. @param database its own: the types of the instrument are declared in it */
export async function openFeed(database: Database, request: FeedRequest): Promise<InstrumentFeed> {
  const { trades, book, window, pricePrecision, sizePrecision, isNumbered } = request
  const sources = book === undefined ? [trades] : [trades, book]
  const wire: WireTypes = {
    pricePrecision,
    sizePrecision,
    isPriceNarrow: sources.every(({ priceMax }) => isNarrow(priceMax, pricePrecision)),
    isSizeNarrow: sources.every(({ sizeMax }) => isNarrow(sizeMax, sizePrecision)),
  }
  const connection = await database.connect()
  await declareWireTypes(connection, wire)
  connection.closeSync()
  const wanted = isNumbered ? 'numbered' : book === undefined ? 'bare' : 'timed'
  return {
    trades: await TradeFeed.open(database, trades.slices, window, wire, wanted),
    ...(book && { book: await openBook(database, book, request, wire) }),
  }
}

function openBook(
  database: Database,
  { slices }: SlicedCells,
  { window, deltaDepths }: FeedRequest,
  wire: WireTypes,
): Promise<BookCursor> {
  return deltaDepths === undefined
    ? BookFeed.open(database, slices, window, wire)
    : DeltaFeed.open(database, slices, window, wire, deltaDepths)
}
