import { describe, expect, test } from 'vitest'
import { SIDE, type Side } from '../domain/codes.ts'
import { compileInstrument, type InstrumentDefinition } from '../domain/instrument.ts'
import { PLAIN } from '../test/recorded-run.ts'
import { Account, PositionNumbers } from './account.ts'
import type { PositionRecord } from './position.ts'

const UNIT = 100_000_000

/** Whole prices and quantities, money at eight digits. */
const EXACT: InstrumentDefinition = { ...PLAIN, currencyPrecision: 8, takerFee: '0.0001' }

class Book {
  readonly account: Account
  readonly closed: PositionRecord[] = []
  markTicks = 0
  #fills = 0
  readonly #instrument

  constructor(definition: InstrumentDefinition, startingUnits = 10n ** 18n) {
    this.#instrument = compileInstrument(definition)
    this.account = new Account({
      type: 'MARGIN',
      instruments: [this.#instrument],
      startingBalances: [{ currency: definition.settlementCurrency, precision: 8, units: startingUnits }],
      twiceMarkOf: () => 2 * this.markTicks,
      onPositionClosed: record => void this.closed.push(record),
      positionNumbers: new PositionNumbers(),
    })
  }

  fill(side: Side, lots: number, ticks: number): void {
    const seq = ++this.#fills
    this.account.applyFill(0, side, ticks, lots, this.#instrument.takerCommission, seq, seq)
  }

  /** Change of the balance so far. */
  earned(): bigint {
    const [wallet] = this.account.wallets
    return wallet!.balance.value() - wallet!.startingUnits
  }
}

const { BUY, SELL } = SIDE

describe('netting on a linear contract, fee 0.0001', () => {
  test('realises against the average entry and pays each fill’s commission', () => {
    const book = new Book(EXACT)
    book.fill(BUY, 12, 100)
    const earned = [
      [BUY, 17, 99],
      [SELL, 9, 101],
      [SELL, 4, 105],
      [BUY, 3, 103],
    ] as const
    // Entry 2,883 over 29 lots: 9 of them cost 894.724137931… and are booked at eight digits, half to even; what
    // is left in the position carries the remainder, so the second release is within one unit of the average.
    const expected = [-28_830_000n, 1_389_666_207n, 3_619_948_966n, 3_616_858_966n]
    earned.forEach(([side, lots, ticks], step) => {
      book.fill(side, lots, ticks)
      const difference = book.earned() - expected[step]!
      expect(difference >= -1n && difference <= 1n, `step ${step}: ${book.earned()}`).toBe(true)
    })
    expect(book.account.position(0).lots).toBe(19)
  })

  test('books the released cost rounded half to even, and keeps the rest', () => {
    const book = new Book({ ...EXACT, takerFee: '0' })
    book.fill(BUY, 12, 100)
    book.fill(BUY, 17, 99)
    book.fill(SELL, 9, 101)
    // 288,300,000,000 × 9 / 29 = 89,472,413,793.10… units.
    expect(book.account.lastRealizedUnits).toBe(909 * UNIT - 89_472_413_793)
    expect(book.account.position(0).costUnits()).toBe(288_300_000_000n - 89_472_413_793n)
  })
})

describe('positions', () => {
  test('a round trip realises exactly its exit less its entry', () => {
    const book = new Book(EXACT)
    book.fill(SELL, 7, 31)
    book.fill(SELL, 5, 37)
    book.fill(BUY, 5, 29)
    book.fill(BUY, 7, 41)
    const [record] = book.closed
    expect(record).toMatchObject({
      positionId: 1,
      entrySide: SELL,
      openedFillSeq: 1,
      closedFillSeq: 4,
      peakLots: 12,
      entryLots: 12n,
      exitLots: 12n,
      entryUnits: BigInt((7 * 31 + 5 * 37) * UNIT),
      exitUnits: BigInt((5 * 29 + 7 * 41) * UNIT),
      realizedUnits: BigInt((7 * 31 + 5 * 37 - 5 * 29 - 7 * 41) * UNIT),
    })
    expect(record!.realizedUnits - record!.commissionUnits).toBe(book.earned())
  })

  test('a flip closes one record and opens the next at the flipping price', () => {
    const book = new Book(EXACT)
    book.fill(BUY, 4, 100)
    book.fill(SELL, 10, 110)
    expect(book.account).toMatchObject({
      lastRealizedUnits: 40 * UNIT,
      lastPositionId: 2,
      lastPositionAfterLots: -6,
    })
    expect(book.closed).toHaveLength(1)
    expect(book.closed[0]).toMatchObject({ positionId: 1, closedFillSeq: 2, exitUnits: BigInt(440 * UNIT) })
    const [open] = book.account.openPositions()
    expect(open).toMatchObject({
      positionId: 2,
      entrySide: SELL,
      peakLots: 6,
      entryUnits: BigInt(660 * UNIT),
    })
    // The flip's commission of 0.11 is shared four to six.
    expect(book.closed[0]!.commissionUnits).toBe(4_000_000n + 4_400_000n)
    expect(open!.commissionUnits).toBe(6_600_000n)
  })

  test('reopening after flat is a new position', () => {
    const book = new Book(EXACT)
    for (const side of [BUY, SELL, SELL, BUY, BUY]) book.fill(side, 1, 10)
    expect(book.closed.map(({ positionId }) => positionId)).toEqual([1, 2])
    expect(book.account.openPositions().map(({ positionId }) => positionId)).toEqual([3])
  })

  test('costs beyond 2^53 stay exact', () => {
    const book = new Book({ ...EXACT, takerFee: '0' }, 0n)
    const ticks = 90_000_001
    for (let count = 0; count < 5; count++) book.fill(BUY, 1_000_003, ticks)
    const value = BigInt(ticks) * 1_000_003n * BigInt(UNIT)
    expect(value).toBeGreaterThan(2n ** 53n)
    expect(book.account.position(0).costUnits()).toBe(5n * value)
    book.markTicks = ticks + 1
    expect(book.account.position(0).unrealizedUnits(2 * ticks + 2)).toBe(5n * 1_000_003n * BigInt(UNIT))
    for (let count = 0; count < 5; count++) book.fill(SELL, 1_000_003, ticks + 2)
    expect(book.closed[0]).toMatchObject({
      entryUnits: 5n * value,
      exitUnits: 5n * (value + 2n * 1_000_003n * BigInt(UNIT)),
      realizedUnits: 10n * 1_000_003n * BigInt(UNIT),
    })
    expect(book.account.position(0).costUnits()).toBe(0n)
  })

  test('a realised amount that no file column holds is refused', () => {
    const book = new Book({ ...EXACT, takerFee: '0' }, 0n)
    book.fill(BUY, 2 ** 40, 1)
    expect(() => book.fill(SELL, 2 ** 40, 3)).toThrow(/realised PnL of one fill on X-Y.TEST/)
  })
})

describe('inverse contracts', () => {
  const definition: InstrumentDefinition = {
    ...EXACT,
    kind: 'inverse',
    settlementCurrency: 'X',
    takerFee: '0.00075',
  }

  test('a short loses base when the price rises, and pays its fee in base', () => {
    const book = new Book(definition)
    book.fill(SELL, 100_000, 10_000)
    expect(book.account.lastCommissionUnits).toBe(750_000)
    expect(book.earned()).toBe(-750_000n)
    expect(book.account.position(0).unrealizedUnits(22_000)).toBe(-90_909_091n)
    book.fill(BUY, 100_000, 11_000)
    expect(book.account.lastRealizedUnits).toBe(-90_909_091)
  })

  test('a long gains base when the price rises', () => {
    const book = new Book(definition)
    book.fill(BUY, 100_000, 10_000)
    expect(book.account.position(0).unrealizedUnits(22_000)).toBe(90_909_091n)
  })
})
