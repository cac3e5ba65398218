import type { Accounts } from '../account/accounts.ts'
import { FundingCalendar, type FundingTerms, fundingUnits } from '../account/funding.ts'
import { LEDGER_KIND } from '../domain/codes.ts'
import { toSafeInteger } from '../domain/exact.ts'
import type { SimulatedVenue } from '../exchange/simulated-venue.ts'
import type { FillRecorder } from './fill-recorder.ts'

/** Pays funding on what is held when a boundary comes, before anything else of that time.
 *  Unrealistic in that the mark is our mid or last price, not the venue's index. */
export class FundingDesk {
  readonly #calendar: FundingCalendar
  readonly #accounts: Accounts
  readonly #venues: readonly SimulatedVenue[]
  readonly #recorder: FillRecorder

  constructor(
    terms: readonly FundingTerms[],
    window: { readonly startNs: bigint; readonly endNs: bigint },
    parts: { accounts: Accounts; venues: readonly SimulatedVenue[]; recorder: FillRecorder },
  ) {
    this.#calendar = new FundingCalendar(terms, window.startNs, window.endNs)
    this.#accounts = parts.accounts
    this.#venues = parts.venues
    this.#recorder = parts.recorder
  }

  /** Time of the next boundary, ns since the window's start. */
  get nextNs(): number {
    return this.#calendar.nextNs
  }

  /** Pays what is due next. */
  pay(): void {
    const tsNs = this.#calendar.nextNs
    const { instrumentIndex, rate } = this.#calendar.take()
    const account = this.#accounts.of(instrumentIndex)
    const { lots, instrument } = account.position(instrumentIndex)
    const twiceMarkTicks = this.#venues[instrumentIndex]!.twiceMarkTicks()
    if (lots === 0 || twiceMarkTicks === 0) return
    const units = fundingUnits(instrument, lots, twiceMarkTicks, rate)
    const wallet = account.bookFlow(instrumentIndex, units)
    this.#recorder.flow({
      tsNs,
      walletIndex: this.#accounts.wallets.indexOf(wallet),
      instrumentIndex,
      kind: LEDGER_KIND.FUNDING,
      units: toSafeInteger(units, `funding on ${instrument.id}`),
      fillSeq: 0,
      twiceMarkTicks,
      positionLots: lots,
    })
  }
}
