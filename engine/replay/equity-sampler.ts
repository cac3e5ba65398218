import type { Valuation } from '../account/account.ts'
import type { Accounts } from '../account/accounts.ts'
import type { Wallet } from '../account/wallet.ts'
import type { Instrument } from '../domain/instrument.ts'
import type { SimulatedVenue } from '../exchange/simulated-venue.ts'
import type { RecordSink } from './replay-sinks.ts'

/** Values all accounts on a fixed grid of `intervalNs` from the window's start. A sample at t is what holds after
 *  every event up to and including t; the one at the window's end includes the closing fills, and an end off the
 *  grid gets none. No sample is taken while something that is held has no price yet.
 *
 *  Each account is stated in each currency it settles in. Drawdown and totals are those of the run's currency alone,
 *  which is what the first instrument settles in: other currencies are not converted, so a run over several has more
 *  to it than these figures tell. */
export class EquitySampler {
  /** Time of the next sample in ns since the window's start. */
  nextNs = 0
  /** Largest fall of equity from an earlier peak, in money units, over the samples. */
  maxDrawdownUnits = 0n
  /** Equity before anything happened; of an inventory that had no price yet, equity of the first sample. */
  startingUnits: bigint | undefined
  #peakUnits: bigint | undefined
  readonly #intervalNs: number
  readonly #accounts: Accounts
  /** Of all accounts: what samples name by its place. */
  readonly #wallets: readonly Wallet[]
  readonly #currency: string | undefined
  readonly #instruments: readonly Instrument[]
  readonly #venues: readonly SimulatedVenue[]
  readonly #sink: RecordSink

  constructor(
    intervalNs: number,
    accounts: Accounts,
    instruments: readonly Instrument[],
    venues: readonly SimulatedVenue[],
    sink: RecordSink,
  ) {
    this.#intervalNs = intervalNs
    this.#accounts = accounts
    this.#wallets = accounts.wallets
    this.#currency = instruments[0]?.definition.settlementCurrency
    this.#instruments = instruments
    this.#venues = venues
    this.#sink = sink
  }

  /** Notes what the run starts with. */
  noteStart(): void {
    const valuations = this.#valuations()
    if (valuations !== undefined) this.startingUnits = this.#total(valuations, 'equityUnits')
  }

  /** Takes all samples before a time: events at or after it have not happened yet. */
  sampleBefore(tsNs: number): void {
    while (this.nextNs < tsNs) this.#sample()
  }

  /** Takes the sample at the window's end, if the end lies on the grid. */
  sampleAt(endNs: number): void {
    if (this.nextNs === endNs) this.#sample()
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
    return this.#total(this.#valuations() ?? [], 'unrealizedUnits')
  }

  #sample(): void {
    const tsNs = this.nextNs
    this.nextNs += this.#intervalNs
    for (const { account } of this.#accounts.all) account.watch?.rearm()
    const valuations = this.#valuations()
    if (valuations === undefined) return
    this.#noteDrawdown(this.#total(valuations, 'equityUnits'))
    for (const { wallet, balanceUnits, unrealizedUnits, equityUnits } of valuations) {
      const walletIndex = this.#wallets.indexOf(wallet)
      const { precision } = wallet
      this.#sink.equity({ tsNs, walletIndex, precision, balanceUnits, unrealizedUnits, equityUnits })
    }
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

  #noteDrawdown(equityUnits: bigint): void {
    this.startingUnits ??= equityUnits
    if (this.#peakUnits === undefined || equityUnits > this.#peakUnits) this.#peakUnits = equityUnits
    const drawdown = this.#peakUnits - equityUnits
    if (drawdown > this.maxDrawdownUnits) this.maxDrawdownUnits = drawdown
  }

  /** Of all accounts; undefined while something that is held has no price yet. */
  #valuations(): Valuation[] | undefined {
    const all: Valuation[] = []
    for (const { account } of this.#accounts.all) {
      const valuations = account.valuations()
      if (valuations === undefined) return undefined
      all.push(...valuations)
    }
    return all
  }

  #total(valuations: readonly Valuation[], field: 'unrealizedUnits' | 'equityUnits'): bigint {
    return valuations.reduce((sum, entry) => (this.#isCounted(entry.wallet) ? sum + entry[field] : sum), 0n)
  }

  #isCounted({ currency }: Wallet): boolean {
    return currency === this.#currency
  }
}
