import type { Valuation } from '../account/account-worth.ts'
import type { Accounts } from '../account/accounts.ts'
import type { Wallet } from '../account/wallet.ts'
import type { Instrument } from '../domain/instrument.ts'
import type { SimulatedVenue } from '../exchange/simulated-venue.ts'
import { equityOf, FillExtremes, type ValuedMoment } from './fill-extremes.ts'
import type { RecordSink } from './replay-sinks.ts'

/** Values all accounts on a fixed grid of `intervalNs` from the window's start, and after every fill. A sample at t is
 *  what holds after every event up to and including t; the one at the window's end includes the closing fills. An end
 *  off the grid gets one, without marks, where something was filled since the last. No sample is taken while something
 *  that is held has no price yet.
 *
 *  Of the fills between two samples those are recorded, at their own times, that a drawdown hangs on: see
 *  `FillExtremes`. They count from the first sample on; one at a sample's own instant is part of it.
 *
 *  Each account is stated in each currency it settles in. Drawdown and totals are those of the run's currency alone,
 *  which is what the first instrument settles in: other currencies are not converted, so a run over several has more
 *  to it than these figures tell. */
export class EquitySampler {
  /** Time of the next sample in ns since the window's start. */
  nextNs = 0
  /** Largest fall of equity from an earlier peak, in money units, over samples and fills. */
  maxDrawdownUnits = 0n
  /** Equity before anything happened; of an inventory that had no price yet, equity of the first sample. */
  startingUnits: bigint | undefined
  #peakUnits: bigint | undefined
  readonly #extremes: FillExtremes
  /** What the wallets that count started with. */
  readonly #depositedUnits: bigint
  readonly #intervalNs: number
  readonly #endNs: number
  readonly #accounts: Accounts
  /** Of all accounts: what samples name by its place. */
  readonly #wallets: readonly Wallet[]
  readonly #currency: string | undefined
  readonly #isCounted = ({ currency }: Wallet): boolean => currency === this.#currency
  readonly #instruments: readonly Instrument[]
  readonly #venues: readonly SimulatedVenue[]
  readonly #sink: RecordSink

  /** @param grid of the samples, up to the window's end */
  constructor(
    grid: { readonly intervalNs: number; readonly endNs: number },
    accounts: Accounts,
    instruments: readonly Instrument[],
    venues: readonly SimulatedVenue[],
    sink: RecordSink,
  ) {
    this.#intervalNs = grid.intervalNs
    this.#endNs = grid.endNs
    this.#accounts = accounts
    this.#wallets = accounts.wallets
    this.#currency = instruments[0]?.definition.settlementCurrency
    this.#instruments = instruments
    this.#venues = venues
    this.#sink = sink
    this.#extremes = new FillExtremes(accounts, this.#isCounted)
    this.#depositedUnits = this.#wallets
      .filter(this.#isCounted)
      .reduce((sum, { startingUnits }) => sum + startingUnits, 0n)
  }

  /** Marks equity after a fill; at a sample's own instant the sample does. Hot: called for each. */
  filled(tsNs: number): void {
    if (tsNs === this.nextNs || tsNs === this.#endNs) this.#extremes.hasFills = true
    else this.#extremes.filled(tsNs)
  }

  /** Notes what the run starts with. */
  noteStart(): void {
    const valuations = this.#valuations()
    if (valuations !== undefined) this.startingUnits = equityOf(valuations, this.#isCounted)
  }

  /** Takes all samples before a time: events at or after it have not happened yet. */
  sampleBefore(tsNs: number): void {
    while (this.nextNs < tsNs) this.#sample()
  }

  /** Takes the sample at the window's end, if the end lies on the grid or fills came since the last sample. */
  sampleEnd(): void {
    if (this.nextNs === this.#endNs) this.#sample()
    else if (this.#extremes.hasFills) this.#value(this.#endNs)
  }

  /** Realised less commissions so far in the run's currency. */
  tradingUnits(): bigint {
    return this.#wallets.reduce(
      (sum, wallet) => (this.#isCounted(wallet) ? sum + wallet.trading.value() : sum),
      0n,
    )
  }

  /** Unrealised PnL now in the run's currency, 0 while something that is held has no price. */
  unrealizedUnits(): bigint {
    const valuations = this.#valuations() ?? []
    return valuations.reduce(
      (sum, entry) => (this.#isCounted(entry.wallet) ? sum + entry.unrealizedUnits : sum),
      0n,
    )
  }

  #sample(): void {
    const tsNs = this.nextNs
    this.nextNs += this.#intervalNs
    for (const { account } of this.#accounts.all) account.watch?.rearm()
    if (!this.#value(tsNs)) return
    for (let index = 0; index < this.#instruments.length; index++) {
      const venue = this.#venues[index]!
      this.#sink.mark({
        tsNs,
        instrumentIndex: index,
        bidTicks: venue.book.bestBidTicks(),
        askTicks: venue.book.bestAskTicks(),
        lastTicks: venue.tape.priceTicks,
        positionLots: this.#accounts.of(index).position(index).lots,
      })
    }
  }

  /** Records what the accounts are worth, and were after the fills before. @returns whether it can be told */
  #value(tsNs: number): boolean {
    const valuations = this.#valuations()
    if (valuations === undefined) return false
    const equityUnits = equityOf(valuations, this.#isCounted)
    if (this.#extremes.hasFills) {
      for (const moment of this.#extremes.take(this.#gainOf(equityUnits))) this.#record(moment)
    }
    this.#record({ tsNs, valuations, equityUnits })
    this.#extremes.begin(this.#gainOf(this.#peakUnits ?? equityUnits))
    return true
  }

  #gainOf(equityUnits: bigint): number {
    return Number(equityUnits - this.#depositedUnits)
  }

  #record({ tsNs, valuations, equityUnits }: ValuedMoment): void {
    this.startingUnits ??= equityUnits
    this.#noteDrawdown(equityUnits)
    for (const valuation of valuations) {
      const { wallet, balanceUnits, unrealizedUnits } = valuation
      const walletIndex = this.#wallets.indexOf(wallet)
      const { precision } = wallet
      this.#sink.equity({
        tsNs,
        walletIndex,
        precision,
        balanceUnits,
        unrealizedUnits,
        equityUnits: valuation.equityUnits,
      })
    }
  }

  #noteDrawdown(equityUnits: bigint): void {
    if (this.#peakUnits === undefined || equityUnits > this.#peakUnits) this.#peakUnits = equityUnits
    const drawdown = this.#peakUnits - equityUnits
    if (drawdown > this.maxDrawdownUnits) this.maxDrawdownUnits = drawdown
  }

  /** Of all accounts; undefined while something that is held has no price yet. */
  #valuations(): Valuation[] | undefined {
    const all: Valuation[] = []
    for (const { account } of this.#accounts.all) {
      const valuations = account.worth.valuations()
      if (valuations === undefined) return undefined
      all.push(...valuations)
    }
    return all
  }
}
