import { describe, expect, test } from 'vitest'
import { type Delta, deltaCursor } from '../test/delta-data.ts'
import { Seeded } from '../test/seeded.ts'
import { DELTA_ACTION } from './batches.ts'
import type { BookSide } from './book-side.ts'
import { LevelConsumption } from './consumption.ts'
import { DepthBook } from './depth-book.ts'

const { ADD, UPDATE, DELETE, CLEAR } = DELTA_ACTION
const LEVELS = 2_000
const EVENTS = 100_000
const MID = 1_000_000

/** The book as two maps from price to size. */
class PlainBook {
  readonly bids = new Map<number, number>()
  readonly asks = new Map<number, number>()

  apply({ action, side, price, size }: Delta): void {
    if (action === CLEAR) {
      if (side !== 1) this.asks.clear()
      if (side !== 2) this.bids.clear()
      return
    }
    const levels = side === 1 ? this.bids : this.asks
    if (action === DELETE || size === 0) levels.delete(price)
    else levels.set(price, size)
  }
}

const delta = (action: 1 | 2 | 3 | 4, side: 0 | 1 | 2, price = 0, size = 0): Delta => ({
  tsNs: 0,
  action,
  side,
  price,
  size,
  sequence: 0,
  isLast: false,
})

/** A full book of 2,000 levels a side, then events of one to four changes, most of them near the best, some with a
 *  snapshot of everything. */
function fullDepth(seed: number): Delta[] {
  const seeded = new Seeded(seed)
  const plain = new PlainBook()
  const deltas: Delta[] = []
  const emit = (change: Delta): void => {
    plain.apply(change)
    deltas.push(change)
  }
  const snapshot = (levels: readonly (readonly [1 | 2, number, number])[]): void => {
    emit(delta(CLEAR, 0))
    for (const [side, price, size] of levels) emit(delta(ADD, side, price, size))
  }
  const first = Array.from({ length: LEVELS }, (_, level) => level + 1).flatMap(distance => [
    [1, MID - distance, seeded.whole(1, 900)] as const,
    [2, MID + distance, seeded.whole(1, 900)] as const,
  ])
  snapshot(first)
  for (let event = 0; event < EVENTS; event++) {
    deltas[deltas.length - 1] = { ...deltas.at(-1)!, isLast: true, sequence: event, tsNs: event }
    if (event > 0 && event % 25_000 === 0) {
      const all = [...plain.bids].map(([price, size]) => [1, price, size] as const)
      all.push(...[...plain.asks].map(([price, size]) => [2, price, size] as never))
      snapshot(all.filter(() => seeded.whole(0, 9) > 0))
      continue
    }
    for (let change = seeded.whole(1, 4); change > 0; change--) {
      const side = seeded.pick([1, 2] as const)
      const reach = seeded.pick([3, 3, 3, 20, LEVELS])
      const price = MID + (side === 1 ? -1 : 1) * seeded.whole(1, reach)
      const levels = side === 1 ? plain.bids : plain.asks
      if (levels.has(price) && seeded.whole(0, 2) === 0) emit(delta(DELETE, side, price))
      else emit(delta(levels.has(price) ? UPDATE : ADD, side, price, seeded.whole(1, 900)))
    }
  }
  deltas[deltas.length - 1] = { ...deltas.at(-1)!, isLast: true, sequence: EVENTS, tsNs: EVENTS }
  return deltas
}

function shown(side: BookSide): [number, number][] {
  return Array.from({ length: side.levels }, (_, level) => [
    side.keyAt(level) * side.sign,
    side.sizeAt(level),
  ])
}

describe('a full book made by deltas', () => {
  test.each([1, 2])('seed %d: 2,000 levels and 100,000 events agree with plain maps', async seed => {
    const deltas = fullDepth(seed)
    const seeded = new Seeded(seed + 100)
    const plain = new PlainBook()
    const book = new DepthBook()
    const cursor = deltaCursor(deltas, 997, 0)
    let [at, events] = [0, 0]
    for (let batch = await cursor.next(); batch !== undefined; batch = await cursor.next()) {
      for (let row = 0; row < batch.rows; row++) {
        plain.apply(deltas[at++]!)
        if (batch.isEvent[row] === 0) continue
        book.apply(batch, row)
        events++
        expectSame(book, plain, seeded, events % 2_000 === 0)
      }
      if (batch.isEvent[batch.rows - 1] === 0) book.leave(batch)
    }
    expect(events).toBe(EVENTS + 1)
    expect([book.depth, book.sequence]).toEqual([0, EVENTS])
  })

  /** Compares the best prices, the sizes of some prices and, where asked, every level. */
  function expectSame(book: DepthBook, plain: PlainBook, seeded: Seeded, whole: boolean): void {
    const price = MID + seeded.whole(-30, 30)
    if (book.bids.levels !== plain.bids.size || book.asks.levels !== plain.asks.size) expect.fail('levels')
    if (book.bids.sizeOf(-price) !== (plain.bids.get(price) ?? 0)) expect.fail(`bid ${price}`)
    if (book.asks.sizeOf(price) !== (plain.asks.get(price) ?? 0)) expect.fail(`ask ${price}`)
    if (!whole) return
    expect(shown(book.bids)).toEqual([...plain.bids].toSorted((a, b) => b[0] - a[0]))
    expect(shown(book.asks)).toEqual([...plain.asks].toSorted((a, b) => a[0] - b[0]))
    expect(book.bestBidTicks()).toBe(Math.max(...plain.bids.keys()))
    expect(book.bestAskTicks()).toBe(Math.min(...plain.asks.keys()))
  }
})

describe('a snapshot group', () => {
  const events = async (...groups: readonly (readonly Delta[])[]) => {
    const deltas = groups.flatMap((group, sequence) =>
      group.map((change, index) => ({ ...change, sequence, isLast: index === group.length - 1 })),
    )
    const batch = await deltaCursor(deltas, undefined, 0).next()
    const ends = deltas.flatMap(({ isLast }, row) => (isLast ? [row] : []))
    return { batch: batch!, ends }
  }

  test('counts as its difference to the book before', async () => {
    const book = new DepthBook()
    const consumption = new LevelConsumption(book.asks, 'change')
    const { batch, ends } = await events(
      [delta(CLEAR, 0), delta(ADD, 2, 101, 10), delta(ADD, 2, 102, 10), delta(ADD, 2, 103, 10)],
      [delta(CLEAR, 0), delta(ADD, 2, 101, 10), delta(ADD, 2, 102, 11), delta(ADD, 2, 104, 5)],
      [delta(DELETE, 2, 101), delta(ADD, 2, 101, 10)],
    )
    book.apply(batch, ends[0]!)
    consumption.onBookEvent(0)
    for (const key of [101, 102, 103]) consumption.consume(key, 4, 10)
    book.apply(batch, ends[1]!)
    consumption.onBookEvent(0)
    const changed = Array.from({ length: book.asks.changes }, (_, index) => book.asks.changedKeyAt(index))
    expect(changed.toSorted((a, b) => a - b)).toEqual([102, 103, 104])
    expect([101, 102, 104].map(key => consumption.availableLots(key, book.asks.sizeOf(key)))).toEqual([
      6, 11, 5,
    ])
    // Gone and back within one event is no change.
    book.apply(batch, ends[2]!)
    consumption.onBookEvent(0)
    expect(consumption.availableLots(101, 10)).toBe(6)
  })

  test('of one side leaves the other', async () => {
    const book = new DepthBook()
    const { batch, ends } = await events(
      [delta(CLEAR, 0), delta(ADD, 2, 101, 10), delta(ADD, 1, 99, 10)],
      [delta(CLEAR, 2), delta(ADD, 2, 102, 10)],
      [delta(CLEAR, 0)],
    )
    book.apply(batch, ends[0]!)
    book.apply(batch, ends[1]!)
    expect([book.bestBidTicks(), book.bestAskTicks()]).toEqual([99, 102])
    book.apply(batch, ends[2]!)
    expect([book.bestBidTicks(), book.bestAskTicks(), book.hasBook()]).toEqual([0, 0, true])
  })
})
