import {
  type AccountWorth,
  unrealizedGain,
  type WorthCopy,
  type WorthPart,
} from '../account/account-worth.ts'

/** Fills that are noted before they are looked at. */
const ENTRIES = 64

/** Of an entry: its time, twice the mark, lots, cost, and the low part of the balance. */
const FIELDS = 5

/** What a margin account with one position was after each of the last fills, as plain numbers: noting one costs a few
 *  stores, and which of them matter is told in one pass over many. */
export class FillTrail {
  count = 0
  readonly #entries = new Float64Array(ENTRIES * FIELDS)
  readonly #part: WorthPart
  readonly #twiceMark: () => number
  /** The high part of the balance is the same for all entries: how often it had changed, and what it gained. */
  #folds = -1
  #highGain = 0
  readonly #high: bigint[] = [0n]
  readonly #low = new Float64Array(1)

  private constructor(part: WorthPart, twiceMark: () => number) {
    this.#part = part
    this.#twiceMark = twiceMark
  }

  /** The trail of an account, undefined where its worth hangs on more than one position. */
  static of(worth: AccountWorth): FillTrail | undefined {
    const part = worth.onlyPart
    return part && new FillTrail(part, () => worth.twiceMarkOf(part))
  }

  /** Notes a fill. @returns false, with nothing noted, when the trail must be followed first or numbers do not do */
  note(tsNs: number): boolean {
    const { wallet, holding } = this.#part
    const { balance } = wallet
    const cost = holding.approximateCost()
    if (this.count === ENTRIES || cost > Number.MAX_SAFE_INTEGER) return false
    if (balance.folds !== this.#folds) {
      if (this.count > 0) return false
      this.#folds = balance.folds
      this.#highGain = balance.gained() - balance.low
      balance.copyTo(this.#low, this.#high, 0)
    }
    const at = FIELDS * this.count++
    const entries = this.#entries
    entries[at] = tsNs
    entries[at + 1] = this.#twiceMark()
    entries[at + 2] = holding.lots
    entries[at + 3] = cost
    entries[at + 4] = balance.low
    return true
  }

  tsNs(entry: number): number {
    return this.#entries[FIELDS * entry]!
  }

  /** What equity had changed by since the start, as `AccountWorth.gainedUnits`. */
  gain(entry: number): number {
    const entries = this.#entries
    const at = FIELDS * entry
    const lots = entries[at + 2]!
    const gained = this.#highGain + entries[at + 4]!
    if (lots === 0) return gained
    return gained + unrealizedGain(this.#part.holding.instrument, lots, entries[at + 3]!, entries[at + 1]!)
  }

  /** The entries that a drawdown can hang on, ascending: the peak before the trough of the deepest fall, that trough,
   *  the highest peak; and the last entry, whose instant may go on. An instant counts once, after its last fill.
   *  @param peakGain, fall of what came before the trail */
  extremes(peakGain: number, fall: number): readonly number[] {
    const last = this.count - 1
    let [highest, deepest] = [peakGain, fall]
    let [peak, trough, troughPeak] = [-1, -1, -1]
    for (let entry = 0; entry < last; entry++) {
      if (this.tsNs(entry + 1) === this.tsNs(entry)) continue
      const gain = this.gain(entry)
      if (gain > highest) {
        highest = gain
        peak = entry
      } else if (highest - gain > deepest) {
        deepest = highest - gain
        trough = entry
        troughPeak = peak
      }
    }
    const found = [...new Set([troughPeak, trough, peak, last])]
    return found.filter(entry => entry >= 0).sort((left, right) => left - right)
  }

  copyTo(entry: number, copy: WorthCopy): void {
    const entries = this.#entries
    const at = FIELDS * entry
    copy.twiceMarks[0] = entries[at + 1]!
    copy.lots[0] = entries[at + 2]!
    copy.lows[0] = entries[at + 4]!
    copy.highs[0] = this.#high[0]!
    copy.lows[1] = entries[at + 3]!
    copy.highs[1] = 0n
  }

  clear(): void {
    this.count = 0
  }
}
