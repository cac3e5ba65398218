import { Account } from '../account/account.ts'
import type { PositionRecord } from '../account/position.ts'
import type { Wallet } from '../account/wallet.ts'
import { compileInstrument, type Instrument } from '../domain/instrument.ts'
import { readInt64 } from '../domain/int64-halves.ts'
import { SeededRandom } from '../domain/random.ts'
import { SimulatedVenue } from '../exchange/simulated-venue.ts'
import type { Strategy } from '../strategies/strategy.ts'
import { TradeDriven } from '../strategies/trade-driven.ts'
import { EquitySampler } from './equity-sampler.ts'
import { FillRecorder } from './fill-recorder.ts'
import {
  type BookStream,
  type InstrumentFeed,
  type MergedStreams,
  openStreams,
  type Stream,
  type TradeStream,
} from './merged-streams.ts'
import { type OrderCounts, OrderDesk } from './order-desk.ts'
import { NO_RECORDS, type RecordSink } from './replay-sinks.ts'
import { type ByteDigest, ResultDigest } from './result-digest.ts'
import { type ReplayScenario, windowLengthNs } from './scenario.ts'

export interface ReplayProgress {
  readonly events: number
  /** How far the replay has come, ns since the window's start. */
  readonly tsNs: number
}

export interface ReplayPorts {
  readonly feeds: readonly InstrumentFeed[]
  /** Result tables; absent in fast mode. */
  readonly records?: RecordSink
  readonly digest: ByteDigest
  readonly onProgress?: (progress: ReplayProgress) => void
  /** Asked between batches; the replay ends with `AbortedError` of the caller when it throws. */
  readonly throwIfAborted?: () => void
}

export interface ReplayResult {
  readonly trades: number
  readonly bookEvents: number
  readonly counts: OrderCounts
  readonly positionsOpened: number
  readonly wallets: readonly Wallet[]
  readonly openPositions: readonly PositionRecord[]
  readonly unrealizedUnits: bigint
  readonly maxDrawdownUnits: bigint
  readonly warnings: readonly string[]
}

/** Drives one scenario over its feeds: deterministic, single-threaded, one `await` per batch. */
export class Replay {
  readonly #scenario: ReplayScenario
  readonly #ports: ReplayPorts
  readonly #instruments: readonly Instrument[]
  readonly #venues: readonly SimulatedVenue[]
  readonly #account: Account
  readonly #desk: OrderDesk
  readonly #recorder: FillRecorder
  readonly #sampler: EquitySampler
  readonly #strategy: Strategy
  readonly #sink: RecordSink
  readonly #endNs: number
  #trades = 0
  #bookEvents = 0
  /** Earliest time at which something besides market data is due. */
  #wakeNs = 0

  constructor(scenario: ReplayScenario, ports: ReplayPorts) {
    this.#scenario = scenario
    this.#ports = ports
    this.#endNs = windowLengthNs(scenario)
    this.#instruments = scenario.instruments.map(compileInstrument)
    this.#sink = ports.records ?? NO_RECORDS
    const desk = new OrderDesk(
      this.#instruments,
      scenario.latency,
      new SeededRandom(scenario.seed, 'latency'),
    )
    this.#desk = desk
    this.#venues = this.#instruments.map(
      (instrument, index) =>
        new SimulatedVenue(
          instrument,
          {
            model: scenario.fillModel,
            mode: scenario.snapshotMode,
            hasBookData: ports.feeds[index]?.book !== undefined,
            random: new SeededRandom(scenario.seed, 'slippage'),
          },
          desk,
        ),
    )
    this.#account = new Account(
      scenario.accountType,
      this.#instruments,
      scenario.startingBalances,
      index => this.#venues[index]!.twiceMarkTicks(),
      record => this.#sink.position(record),
    )
    this.#recorder = new FillRecorder({
      sink: this.#sink,
      digest: new ResultDigest(ports.digest),
      orders: desk.orders,
      account: this.#account,
      keeps: ports.records !== undefined,
    })
    desk.connect(this.#venues, this.#account, this.#recorder)
    this.#sampler = new EquitySampler(
      scenario.equityIntervalNs,
      this.#account,
      this.#instruments,
      this.#venues,
      this.#sink,
    )
    this.#strategy = new TradeDriven(scenario.strategy, desk)
  }

  /** Replays the window. @throws CursorOrderError, PrecisionOverflowError, SettlementLoopError */
  async run(): Promise<ReplayResult> {
    const streams = openStreams(this.#ports.feeds, this.#scenario.startNs)
    await streams.fillAll()
    for (;;) {
      const exhausted = this.#drain(streams)
      if (exhausted === undefined) break
      this.#ports.throwIfAborted?.()
      this.#ports.onProgress?.({ events: this.#trades + this.#bookEvents, tsNs: exhausted.lastNs })
      await this.#sink.settle()
      await streams.refill(exhausted)
    }
    return this.#finish()
  }

  /** Runs until a stream needs its next batch. @returns that stream, undefined when all have ended. */
  #drain(streams: MergedStreams): Stream | undefined {
    for (;;) {
      const stream = streams.next()
      if (stream === undefined) return undefined
      if (stream.kind === 'trade') this.#runTrades(stream)
      else this.#runBook(stream)
      if (stream.row === stream.batch.rows) return stream
    }
  }

  /** Plays a stream's prints up to its limit. Hot: no allocation, no closures. */
  #runTrades(stream: TradeStream): void {
    const { batch, limitNs, instrumentIndex } = stream
    const { tsInitNs, priceTicksHalves, sizeLotsHalves, aggressor, rows, firstOrdinal } = batch
    const venue = this.#venues[instrumentIndex]!
    const strategy = this.#strategy
    const desk = this.#desk
    const first = stream.row
    let row = first
    let lastNs = stream.lastNs
    for (; row < rows; row++) {
      const tsNs = tsInitNs[row]!
      if (tsNs > limitNs) break
      if (tsNs < lastNs) stream.failOrder(row)
      lastNs = tsNs
      if (tsNs > this.#wakeNs) this.#wake(tsNs, tsNs)
      desk.nowNs = tsNs
      const priceTicks = readInt64(priceTicksHalves, row)
      venue.onTrade(batch, row, priceTicks, firstOrdinal + row)
      strategy.onTrade(instrumentIndex, priceTicks, readInt64(sizeLotsHalves, row), aggressor[row]!)
      if (desk.hasIssued()) {
        desk.settle()
        this.#planWake()
      }
    }
    this.#trades += row - first
    stream.row = row
    stream.lastNs = lastNs
  }

  /** Plays a stream's book rows up to its limit; rows before the window only set the book. */
  #runBook(stream: BookStream): void {
    const { batch, limitNs, instrumentIndex } = stream
    const { tsInitNs, isEvent, rows } = batch
    const venue = this.#venues[instrumentIndex]!
    let row = stream.row
    let lastNs = stream.lastNs
    let events = 0
    for (; row < rows; row++) {
      const tsNs = tsInitNs[row]!
      if (tsNs > limitNs) break
      if (tsNs < lastNs) stream.failOrder(row)
      lastNs = tsNs
      if (isEvent[row] === 0) continue
      if (tsNs >= 0) {
        if (tsNs > this.#wakeNs) this.#wake(tsNs, tsNs)
        this.#desk.nowNs = tsNs
        events++
      }
      venue.onBook(batch, row)
    }
    // A batch lives until the one after the next is read: what it repeats must be read from it from now on.
    if (row === rows && isEvent[row - 1] === 0 && venue.book.row >= 0) venue.book.repeat(batch, row - 1)
    this.#bookEvents += events
    stream.row = row
    stream.lastNs = lastNs
  }

  /** Runs what is due before an event at `tsNs`: orders that arrive up to `arrivalMaxNs`, equity samples before
   *  the event. */
  #wake(tsNs: number, arrivalMaxNs: number): void {
    const { inFlight } = this.#desk
    for (;;) {
      const arrivalNs = inFlight.nextNs()
      const sampleNs = this.#sampler.nextNs
      if (arrivalNs <= arrivalMaxNs && arrivalNs <= sampleNs) {
        this.#desk.nowNs = arrivalNs
        this.#desk.arrive()
      } else if (sampleNs < tsNs) {
        this.#sampler.sampleBefore(Math.min(tsNs, arrivalNs))
      } else break
    }
    this.#planWake()
  }

  /** An order due exactly at an event's time runs before it, so its wake lies one ns earlier. */
  #planWake(): void {
    this.#wakeNs = Math.min(this.#sampler.nextNs, this.#desk.inFlight.nextNs() - 1)
  }

  #finish(): ReplayResult {
    this.#wake(this.#endNs, this.#endNs - 1)
    this.#desk.nowNs = this.#endNs
    this.#desk.cancelInFlight()
    if (this.#scenario.closePositions) {
      for (let index = 0; index < this.#instruments.length; index++) this.#desk.closePosition(index)
    }
    this.#sampler.sampleAt(this.#endNs)
    const openPositions = this.#account.openPositions()
    for (const record of openPositions) this.#sink.position(record)
    this.#recorder.finish()
    return {
      trades: this.#trades,
      bookEvents: this.#bookEvents,
      counts: this.#desk.counts,
      positionsOpened: this.#account.positionsOpened,
      wallets: this.#account.wallets,
      openPositions,
      unrealizedUnits: this.#account.valuation()?.unrealizedUnits ?? 0n,
      maxDrawdownUnits: this.#sampler.maxDrawdownUnits,
      warnings: [...this.#strategy.warnings(), ...openPositions.map(unclosed(this.#scenario))],
    }
  }
}

function unclosed(scenario: ReplayScenario): (record: PositionRecord) => string {
  return record => {
    const { id } = scenario.instruments[record.instrumentIndex]!
    return scenario.closePositions
      ? `The position in ${id} found no liquidity to close and stays open.`
      : `The position in ${id} was left open as asked.`
  }
}
