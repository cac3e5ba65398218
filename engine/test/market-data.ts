import type { BookBatch, Cursor, DepthBatch, TradeBatch } from '../market/batches.ts'

/** A print: time in ns since the window's start, price in ticks, size in lots, aggressor (1 buyer, 2 seller). */
export interface Print {
  readonly tsNs: number
  readonly price: number
  readonly size: number
  readonly aggressor?: 0 | 1 | 2
  /** Venue time where it differs. */
  readonly eventNs?: number
}

/** A five-level (or `depth`-level) snapshot: price and size pairs, best first. */
export interface Snapshot {
  readonly tsNs: number
  readonly bids: readonly (readonly [price: number, size: number])[]
  readonly asks: readonly (readonly [price: number, size: number])[]
  /** Venue time where it differs. */
  readonly eventNs?: number
}

/** A cursor over batches that lie in memory. */
export function cursorOf<Batch>(batches: readonly Batch[]): Cursor<Batch> {
  let at = 0
  return { next: async () => batches[at++] }
}

/** Prints as a cursor. @param rowsMax how many a batch holds. */
export function tradeCursor(prints: readonly Print[], rowsMax = 1_000): Cursor<TradeBatch> {
  return cursorOf(cut(prints, rowsMax).map(({ part, first }) => tradeBatch(part, first)))
}

export function tradeBatch(prints: readonly Print[], first = 0): TradeBatch {
  const rows = prints.length
  const batch = {
    rows,
    tsInitNs: Float64Array.from(prints, print => print.tsNs),
    tsEventNs: Float64Array.from(prints, print => print.eventNs ?? print.tsNs),
    priceTicks: Float64Array.from(prints, print => print.price),
    sizeLots: Float64Array.from(prints, print => print.size),
    aggressor: Uint8Array.from(prints, print => print.aggressor ?? 1),
    tradeNumbers: new Float64Array(0),
    firstOrdinal: first,
    file: 'trades.parquet',
    firstRow: first,
  }
  return batch
}

/** Snapshots as a cursor; one that repeats the one before it is no event. Columns are reused for every other batch,
 *  as the catalog's feed does.
 *  @param rowsMax how many a batch holds. */
export function bookCursor(snapshots: readonly Snapshot[], rowsMax = 1_000, depth = 5): Cursor<BookBatch> {
  const columns = [emptyBook(rowsMax, depth), emptyBook(rowsMax, depth)] as const
  const parts = cut(snapshots, rowsMax)
  let turn = 0
  return {
    next: async () => {
      const cutting = parts[turn]
      if (cutting === undefined) return undefined
      const batch = columns[turn++ % 2]!
      return fillBook(batch, cutting.part, cutting.first, snapshots)
    },
  }
}

function fillBook(
  batch: DepthBatch,
  part: readonly Snapshot[],
  first: number,
  all: readonly Snapshot[],
): DepthBatch {
  part.forEach((snapshot, row) => {
    batch.tsInitNs[row] = snapshot.tsNs
    batch.tsEventNs[row] = snapshot.eventNs ?? snapshot.tsNs
    batch.sequence[row] = first + row
    const before = all[first + row - 1]
    batch.isEvent[row] = before === undefined || levelsOf(before) !== levelsOf(snapshot) ? 1 : 0
    for (let level = 0; level < batch.depth; level++) {
      const [bid, ask] = [snapshot.bids[level] ?? [0, 0], snapshot.asks[level] ?? [0, 0]]
      batch.bidPriceTicks[level]![row] = bid[0]
      batch.bidSizeLots[level]![row] = bid[1]
      batch.askPriceTicks[level]![row] = ask[0]
      batch.askSizeLots[level]![row] = ask[1]
    }
  })
  return { ...batch, rows: part.length, firstRow: first }
}

function emptyBook(rows: number, depth: number): DepthBatch {
  const levels = () => Array.from({ length: depth }, () => new Float64Array(rows))
  return {
    kind: 'depth',
    rows,
    depth,
    tsInitNs: new Float64Array(rows),
    tsEventNs: new Float64Array(rows),
    sequence: new Float64Array(rows),
    bidPriceTicks: levels(),
    bidSizeLots: levels(),
    askPriceTicks: levels(),
    askSizeLots: levels(),
    isEvent: new Uint8Array(rows),
    file: 'book.parquet',
    firstRow: 0,
  }
}

function levelsOf(snapshot: Snapshot): string {
  return JSON.stringify([snapshot.bids, snapshot.asks])
}

function cut<Row>(rows: readonly Row[], rowsMax: number): { part: readonly Row[]; first: number }[] {
  const parts = []
  for (let first = 0; first < rows.length; first += rowsMax) {
    parts.push({ part: rows.slice(first, first + rowsMax), first })
  }
  return parts
}
