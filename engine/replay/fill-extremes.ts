import type { AccountWorth, Valuation, WorthCopy } from '../account/account-worth.ts'
import type { Accounts } from '../account/accounts.ts'
import type { Wallet } from '../account/wallet.ts'
import { FillTrail } from './fill-trail.ts'

/** All accounts at one instant. */
interface Moment {
  tsNs: number
  /** What equity had changed by since the start. */
  gain: number
  readonly copies: readonly WorthCopy[]
}

/** What all accounts were worth at one instant. */
export interface ValuedMoment {
  readonly tsNs: number
  readonly valuations: readonly Valuation[]
  /** Of the wallets that count. */
  readonly equityUnits: bigint
}

/** Time of a moment that stands for nothing. */
const NONE = -1

/** Remembers, of all fills since the last sample of equity, those that a drawdown can hang on: the new peak, and the
 *  trough of the deepest fall with the peak before it. An instant counts once, after its last fill.
 *
 *  Chosen in floating point, which is exact while what trading came to is a safe integer of money units; nothing is
 *  valued in bigint until a sample asks. */
export class FillExtremes {
  /** Whether anything was filled since the last sample. */
  hasFills = false
  /** Of all accounts. */
  readonly #worths: readonly AccountWorth[]
  readonly #counts: (wallet: Wallet) => boolean
  /** The wallets that count, with what values them. */
  readonly #counted: readonly { readonly worth: AccountWorth; readonly wallet: Wallet }[]
  /** Gain at the highest equity so far; NaN before the first sample. */
  #peakGain = Number.NaN
  /** Deepest fall since the last sample. */
  #fall = 0
  // Four moments change places, so that nothing is copied twice: the one being looked at, the new peak, the trough, and
  // the peak before the trough. While that is still the new peak itself, the fourth is spare.
  #latest: Moment
  /** Of a run with one position: fills that are not looked at yet. */
  readonly #trail: FillTrail | undefined
  #peak: Moment
  #trough: Moment
  #troughPeak: Moment
  #spare: Moment

  /** @param counts whether a wallet's currency is the one that drawdown is stated in */
  constructor(accounts: Accounts, counts: (wallet: Wallet) => boolean) {
    this.#worths = accounts.all.map(({ account }) => account.worth)
    this.#counts = counts
    this.#counted = this.#worths.flatMap(worth => {
      return worth.wallets.filter(counts).map(wallet => ({ worth, wallet }))
    })
    const moment = (): Moment => ({
      tsNs: NONE,
      gain: Number.NaN,
      copies: this.#worths.map(worth => worth.newCopy()),
    })
    const [only] = this.#worths
    this.#trail = this.#worths.length === 1 && this.#counted.length === 1 ? FillTrail.of(only!) : undefined
    this.#latest = moment()
    this.#peak = moment()
    this.#trough = moment()
    this.#troughPeak = this.#peak
    this.#spare = moment()
  }

  /** Marks equity after a fill. Hot: called for each. */
  filled(tsNs: number): void {
    this.hasFills = true
    const trail = this.#trail
    if (trail !== undefined) {
      if (trail.note(tsNs)) return
      this.#followTrail(trail)
      if (trail.note(tsNs)) return
    }
    this.#mark(tsNs)
  }

  /** Marks equity as it stands. */
  #mark(tsNs: number): void {
    if (tsNs !== this.#latest.tsNs) this.#settle()
    const latest = this.#latest
    latest.tsNs = tsNs
    const gain = this.#gained()
    latest.gain = gain
    if (gain > this.#peakGain || this.#peakGain - gain > this.#fall) {
      for (let at = 0; at < latest.copies.length; at++) this.#worths[at]!.copyTo(latest.copies[at]!)
    }
  }

  /** Ends the span since the last sample, at a sample. @returns the extremes by time, those left out that the sample
   *  itself outdoes: the drawdown over what is left is that over all fills. @param sampleGain of the sample's equity */
  take(sampleGain: number): ValuedMoment[] {
    if (this.#trail !== undefined) this.#followTrail(this.#trail)
    this.#settle()
    const hasTrough = this.#trough.tsNs !== NONE && this.#trough.gain < sampleGain
    const hasPeak = this.#peak.gain > sampleGain && !(hasTrough && this.#troughPeak === this.#peak)
    const taken: ValuedMoment[] = []
    if (hasTrough) this.#value(this.#troughPeak, taken)
    if (hasTrough) this.#value(this.#trough, taken)
    if (hasPeak) this.#value(this.#peak, taken)
    return taken
  }

  /** Begins the next span. @param peakGain of the highest equity so far over the equity that gains count from */
  begin(peakGain: number): void {
    this.hasFills = false
    this.#peakGain = peakGain
    this.#fall = 0
    this.#peak.tsNs = NONE
    this.#trough.tsNs = NONE
    this.#sharePeak()
  }

  /** Takes up what the trail holds: of its instants those that matter, in time order, and the last one, which further
   *  fills may belong to. */
  #followTrail(trail: FillTrail): void {
    if (trail.count === 0) return
    // Fills of the latest instant that came since stand in its place.
    if (trail.tsNs(0) === this.#latest.tsNs) this.#latest.tsNs = NONE
    else this.#settle()
    for (const at of trail.extremes(this.#peakGain, this.#fall)) {
      if (this.#latest.tsNs !== trail.tsNs(at)) this.#settle()
      this.#latest.tsNs = trail.tsNs(at)
      this.#latest.gain = trail.gain(at)
      trail.copyTo(at, this.#latest.copies[0]!)
    }
    trail.clear()
  }

  /** Takes up the latest instant, which no further fill belongs to. */
  #settle(): void {
    const latest = this.#latest
    if (latest.tsNs === NONE) return
    const { gain } = latest
    if (gain > this.#peakGain) {
      this.#peakGain = gain
      const isNeeded = this.#troughPeak === this.#peak && this.#trough.tsNs !== NONE
      const isShared = this.#troughPeak === this.#peak && !isNeeded
      this.#latest = isNeeded ? this.#spare : this.#peak
      this.#peak = latest
      if (isShared) this.#troughPeak = latest
    } else if (this.#peakGain - gain > this.#fall) {
      this.#fall = this.#peakGain - gain
      this.#latest = this.#trough
      this.#trough = latest
      this.#sharePeak()
    }
    this.#latest.tsNs = NONE
  }

  /** Makes the new peak that of the trough. */
  #sharePeak(): void {
    if (this.#troughPeak === this.#peak) return
    this.#spare = this.#troughPeak
    this.#troughPeak = this.#peak
  }

  #gained(): number {
    const counted = this.#counted
    let gain = 0
    for (let at = 0; at < counted.length; at++) {
      const { worth, wallet } = counted[at]!
      gain += worth.gainedUnits(wallet)
    }
    return gain
  }

  #value({ tsNs, copies }: Moment, into: ValuedMoment[]): void {
    if (tsNs === NONE) return
    const valuations: Valuation[] = []
    for (const [at, copy] of copies.entries()) {
      const ofAccount = this.#worths[at]!.valuationsOf(copy)
      if (ofAccount === undefined) return
      valuations.push(...ofAccount)
    }
    into.push({ tsNs, valuations, equityUnits: equityOf(valuations, this.#counts) })
  }
}

/** Equity of the wallets that count. */
export function equityOf(valuations: readonly Valuation[], counts: (wallet: Wallet) => boolean): bigint {
  return valuations.reduce((sum, entry) => (counts(entry.wallet) ? sum + entry.equityUnits : sum), 0n)
}
