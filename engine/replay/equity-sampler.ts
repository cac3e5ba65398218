import type { Account } from '../account/account.ts'
import type { Instrument } from '../domain/instrument.ts'
import type { SimulatedVenue } from '../exchange/simulated-venue.ts'
import type { RecordSink } from './replay-sinks.ts'

/** Values the account on a fixed grid of `intervalNs` from the window's start. A sample at t is what holds after
 *  every event up to and including t; the one at the window's end includes the closing fills, and an end off the
 *  grid gets none. No sample is taken while something that is held has no price yet. */
export class EquitySampler {
  /** Time of the next sample in ns since the window's start. */
  nextNs = 0
  /** Largest fall of equity from an earlier peak, in money units, over the samples. */
  maxDrawdownUnits = 0n
  /** Equity of the first sample. */
  startingUnits: bigint | undefined
  #peakUnits: bigint | undefined
  readonly #intervalNs: number
  readonly #account: Account
  readonly #instruments: readonly Instrument[]
  readonly #venues: readonly SimulatedVenue[]
  readonly #sink: RecordSink

  constructor(
    intervalNs: number,
    account: Account,
    instruments: readonly Instrument[],
    venues: readonly SimulatedVenue[],
    sink: RecordSink,
  ) {
    this.#intervalNs = intervalNs
    this.#account = account
    this.#instruments = instruments
    this.#venues = venues
    this.#sink = sink
  }

  /** Takes all samples before a time: events at or after it have not happened yet. */
  sampleBefore(tsNs: number): void {
    while (this.nextNs < tsNs) this.#sample()
  }

  /** Takes the sample at the window's end, if the end lies on the grid. */
  sampleAt(endNs: number): void {
    if (this.nextNs === endNs) this.#sample()
  }

  #sample(): void {
    const tsNs = this.nextNs
    this.nextNs += this.#intervalNs
    const valuation = this.#account.valuation()
    if (valuation === undefined) return
    const { balanceUnits, unrealizedUnits, equityUnits } = valuation
    this.startingUnits ??= equityUnits
    if (this.#peakUnits === undefined || equityUnits > this.#peakUnits) this.#peakUnits = equityUnits
    const drawdown = this.#peakUnits - equityUnits
    if (drawdown > this.maxDrawdownUnits) this.maxDrawdownUnits = drawdown
    this.#sink.equity({ tsNs, balanceUnits, unrealizedUnits, equityUnits })
    for (let index = 0; index < this.#instruments.length; index++) {
      const venue = this.#venues[index]!
      this.#sink.mark({
        tsNs,
        instrumentIndex: index,
        bidTicks: venue.book.bestBidTicks(),
        askTicks: venue.book.bestAskTicks(),
        lastTicks: venue.tape.priceTicks,
        positionLots: this.#account.position(index).lots,
      })
    }
  }
}
