import { describe, expect, test } from 'vitest'
import { bookCursor, type Snapshot } from '../test/market-data.ts'
import { type ConsumptionReset, LevelConsumption } from './consumption.ts'
import { DepthBook } from './depth-book.ts'

type Levels = readonly (readonly [price: number, size: number])[]

/** Shows one side after another and consumes in between. */
class Shown {
  readonly #book = new DepthBook()
  readonly #consumption: LevelConsumption
  readonly #sign: 1 | -1
  #levels: Levels = []

  constructor(reset: ConsumptionReset = 'increase', side: 'ask' | 'bid' = 'ask') {
    const bookSide = side === 'ask' ? this.#book.asks : this.#book.bids
    this.#sign = bookSide.sign
    this.#consumption = new LevelConsumption(bookSide, reset)
  }

  async show(...levels: Levels): Promise<this> {
    this.#levels = levels
    const snapshot: Snapshot = { tsNs: 0, bids: levels, asks: levels }
    const batch = await bookCursor([snapshot]).next()
    this.#book.apply(batch!, 0)
    this.#consumption.onBookEvent(batch!.depth)
    return this
  }

  available(price: number): number {
    return this.#consumption.availableLots(price * this.#sign, this.#sizeAt(price))
  }

  consume(price: number, lots: number): void {
    this.#consumption.consume(price * this.#sign, lots, this.#sizeAt(price))
  }

  print(price: number): void {
    this.#consumption.exhaustBetterThan(price * this.#sign)
  }

  #sizeAt(price: number): number {
    return this.#levels.find(level => level[0] === price)?.[1] ?? 0
  }
}

describe('consumption of a level', () => {
  test('lasts without an update', async () => {
    const shown = await new Shown().show([100, 100])
    shown.consume(100, 30)
    shown.consume(100, 50)
    expect(shown.available(100)).toBe(20)
  })

  test('only a growing size offers more under increase', async () => {
    const shown = await new Shown().show([100, 100])
    shown.consume(100, 80)
    await shown.show([100, 120])
    expect(shown.available(100)).toBe(40)
  })

  test('any change offers all under change', async () => {
    const shown = await new Shown('change').show([100, 100])
    shown.consume(100, 80)
    await shown.show([100, 100], [101, 5])
    expect(shown.available(100)).toBe(20)
    await shown.show([100, 120])
    expect(shown.available(100)).toBe(120)
  })

  test('is capped at what is shown, and the cap lasts', async () => {
    const shown = await new Shown().show([100, 100])
    shown.consume(100, 80)
    await shown.show([100, 50])
    expect(shown.available(100)).toBe(0)
    await shown.show([100, 70])
    expect(shown.available(100)).toBe(20)
  })

  test('ends with the level', async () => {
    const shown = await new Shown().show([100, 100])
    shown.consume(100, 80)
    await shown.show([101, 10])
    await shown.show([100, 100])
    expect(shown.available(100)).toBe(100)
  })

  test('never exceeds what is displayed', async () => {
    const shown = await new Shown().show([100, 100])
    shown.consume(100, 500)
    await shown.show([100, 130])
    expect(shown.available(100)).toBe(30)
  })
})

describe('a price beyond the worst displayed level', () => {
  const full: Levels = [1, 2, 3, 4, 5].map(price => [price, 10] as const)
  const shifted: Levels = [0.5, 1, 2, 3, 4].map(price => [2 * price, 10] as const)

  test('is unseen on a full side: it stays as it was', async () => {
    const shown = await new Shown().show(...full.map(([p, s]) => [2 * p, s] as const))
    shown.consume(10, 7)
    await shown.show(...shifted)
    await shown.show(...full.map(([p, s]) => [2 * p, s] as const))
    expect(shown.available(10)).toBe(3)
  })

  test('is gone on a side that shows fewer levels than it could', async () => {
    const shown = await new Shown().show(...full)
    shown.consume(5, 7)
    await shown.show([1, 10], [2, 10])
    await shown.show(...full)
    expect(shown.available(5)).toBe(10)
  })

  test('is capped when it comes back smaller', async () => {
    const shown = await new Shown().show(...full.map(([p, s]) => [2 * p, s] as const))
    shown.consume(10, 7)
    await shown.show(...shifted)
    await shown.show(...full.map(([p, s]) => [2 * p, p === 5 ? 4 : s] as const))
    expect(shown.available(10)).toBe(0)
    await shown.show(...full.map(([p, s]) => [2 * p, s] as const))
    expect(shown.available(10)).toBe(6)
  })
})

test('a print exhausts better levels until the next book event', async () => {
  const shown = await new Shown().show([100, 5], [101, 5], [102, 5])
  shown.print(102)
  expect([100, 101, 102].map(price => shown.available(price))).toEqual([0, 0, 5])
  shown.print(101)
  expect(shown.available(101)).toBe(0)
  await shown.show([100, 5], [101, 6], [102, 5])
  expect([100, 101, 102].map(price => shown.available(price))).toEqual([5, 6, 5])
})

test('bids mirror asks', async () => {
  const shown = await new Shown('increase', 'bid').show([102, 5], [101, 5], [100, 5])
  shown.print(101)
  shown.consume(101, 2)
  expect([102, 101, 100].map(price => shown.available(price))).toEqual([0, 3, 5])
  await shown.show([102, 5], [101, 9])
  expect([102, 101].map(price => shown.available(price))).toEqual([5, 7])
})

test('many consumed levels stay apart', async () => {
  const far: Levels = [1, 2, 3, 4, 5].map(price => [price, 10] as const)
  const shown = await new Shown().show(...far)
  // Each step shows five levels further down, so that the higher ones become unseen one after another.
  for (let base = 0; base > -40; base--) {
    await shown.show(...far.map(([price, size]) => [price + base, size] as const))
    shown.consume(5 + base, 3)
  }
  const top: Levels = [1, 2, 3, 4, 5].map(price => [price - 34, 10] as const)
  await shown.show(...top)
  expect(top.map(([price]) => shown.available(price))).toEqual([7, 7, 7, 7, 7])
})
