import { CursorOrderError } from '../errors.ts'
import type { BookBatch, BookCursor, Cursor, TradeBatch, TradeCursor } from '../market/batches.ts'

/** The market data of one instrument, in the order of the scenario's instruments. */
export interface InstrumentFeed {
  readonly trades: TradeCursor
  /** Absent in mode `trades`, and where the catalog has no book. */
  readonly book?: BookCursor
}

/** One cursor's place in the merge. */
class OpenStream<Kind extends 'book' | 'trade', Batch extends BookBatch | TradeBatch> {
  readonly kind: Kind
  readonly instrumentIndex: number
  /** Order at equal times: book before trade, then venue order. */
  readonly rank: number
  batch!: Batch
  row = 0
  /** Last time seen, for the order check. */
  lastNs = Number.NEGATIVE_INFINITY
  /** The stream may be played up to and including this time before another one is due. */
  limitNs = 0
  readonly #cursor: Cursor<Batch>
  readonly #originNs: bigint

  constructor(kind: Kind, instrumentIndex: number, rank: number, cursor: Cursor<Batch>, originNs: bigint) {
    this.kind = kind
    this.instrumentIndex = instrumentIndex
    this.rank = rank
    this.#cursor = cursor
    this.#originNs = originNs
  }

  /** Loads the next batch. @returns false at the end. */
  async advance(): Promise<boolean> {
    const batch = await this.#cursor.next()
    if (batch === undefined) return false
    this.batch = batch
    this.row = 0
    return true
  }

  /** @throws CursorOrderError naming file and row. */
  failOrder(row: number): never {
    const absolute = (tsNs: number): string => (this.#originNs + BigInt(tsNs)).toString()
    throw new CursorOrderError({
      file: this.batch.file,
      row: this.batch.firstRow + row,
      tsInitNs: absolute(this.batch.tsInitNs[row]!),
      previousNs: absolute(this.lastNs),
    })
  }
}

export type TradeStream = OpenStream<'trade', TradeBatch>
export type BookStream = OpenStream<'book', BookBatch>
export type Stream = TradeStream | BookStream

/** Merges all feeds by (ts_init, book before trade, instrument order, source order). */
export class MergedStreams {
  #open: Stream[]

  constructor(streams: Stream[]) {
    this.#open = streams
  }

  /** Loads the first batch of every stream. */
  async fillAll(): Promise<void> {
    for (const stream of [...this.#open]) await this.refill(stream)
  }

  /** Loads a stream's next batch, or drops the stream at its end. */
  async refill(stream: Stream): Promise<void> {
    if (!(await stream.advance())) this.#open = this.#open.filter(other => other !== stream)
  }

  /** The stream whose head comes first, with its limit set to where the next one's head begins. */
  next(): Stream | undefined {
    const open = this.#open
    let first: Stream | undefined
    let firstNs = Number.POSITIVE_INFINITY
    let second: Stream | undefined
    let secondNs = Number.POSITIVE_INFINITY
    for (let index = 0; index < open.length; index++) {
      const stream = open[index]!
      const headNs = stream.batch.tsInitNs[stream.row]!
      if (first === undefined || headNs < firstNs || (headNs === firstNs && stream.rank < first.rank)) {
        second = first
        secondNs = firstNs
        first = stream
        firstNs = headNs
      } else if (
        second === undefined ||
        headNs < secondNs ||
        (headNs === secondNs && stream.rank < second.rank)
      ) {
        second = stream
        secondNs = headNs
      }
    }
    if (first === undefined) return undefined
    first.limitNs = second === undefined || first.rank < second.rank ? secondNs : secondNs - 1
    return first
  }
}

/** Opens the streams of all feeds. @param originNs the window's start, for messages. */
export function openStreams(feeds: readonly InstrumentFeed[], originNs: bigint): MergedStreams {
  const streams: Stream[] = []
  feeds.forEach((feed, index) => {
    if (feed.book !== undefined) streams.push(new OpenStream('book', index, index, feed.book, originNs))
    streams.push(new OpenStream('trade', index, feeds.length + index, feed.trades, originNs))
  })
  return new MergedStreams(streams)
}
