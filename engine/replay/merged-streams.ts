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
  /** Time of that row. */
  headNs = 0
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

/** Merges all feeds by (ts_init, book before trade, instrument order, source order): a binary heap by the heads of the
 *  streams, so that many instruments cost little more than one. */
export class MergedStreams {
  /** Only the root's head ever changes: it is the stream that is played. */
  readonly #heap: Stream[] = []
  #waiting: Stream[]

  constructor(streams: Stream[]) {
    this.#waiting = streams
  }

  /** Loads the first batch of every stream. */
  async fillAll(): Promise<void> {
    for (const stream of this.#waiting) {
      if (!(await stream.advance())) continue
      stream.headNs = stream.batch.tsInitNs[0]!
      this.#heap.push(stream)
    }
    this.#waiting = []
    for (let at = (this.#heap.length >> 1) - 1; at >= 0; at--) this.#sift(at)
  }

  /** Loads the next batch of the stream that was played last, or drops it at its end. */
  async refill(stream: Stream): Promise<void> {
    if (await stream.advance()) return
    const last = this.#heap.pop()!
    if (last !== stream) this.#heap[0] = last
  }

  /** The stream whose head comes first, with its limit set to where the next one's head begins. */
  next(): Stream | undefined {
    const heap = this.#heap
    const played = heap[0]
    if (played === undefined) return undefined
    played.headNs = played.batch.tsInitNs[played.row]!
    this.#sift(0)
    const first = heap[0]!
    const left = heap[1]
    if (left === undefined) {
      first.limitNs = Number.POSITIVE_INFINITY
      return first
    }
    const right = heap[2]
    const second = right !== undefined && comesBefore(right, left) ? right : left
    first.limitNs = first.rank < second.rank ? second.headNs : second.headNs - 1
    return first
  }

  /** Lets a stream sink to its place. */
  #sift(from: number): void {
    const heap = this.#heap
    const moved = heap[from]!
    let at = from
    for (;;) {
      let child = 2 * at + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && comesBefore(heap[child + 1]!, heap[child]!)) child++
      if (!comesBefore(heap[child]!, moved)) break
      heap[at] = heap[child]!
      at = child
    }
    heap[at] = moved
  }
}

function comesBefore(a: Stream, b: Stream): boolean {
  return a.headNs < b.headNs || (a.headNs === b.headNs && a.rank < b.rank)
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
