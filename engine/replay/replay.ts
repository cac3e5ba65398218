import { Account, PositionNumbers } from '../account/account.ts'
import { Accounts } from '../account/accounts.ts'
import { compileInstrument, type Instrument } from '../domain/instrument.ts'
import { SeededRandom } from '../domain/random.ts'
import { WakeQueue } from '../domain/wake-queue.ts'
import { SettlementLoopError } from '../errors.ts'
import { SimulatedVenue } from '../exchange/simulated-venue.ts'
import type { Strategy } from '../strategies/strategy.ts'
import { CommandDelays } from './command-delays.ts'
import { EquitySampler } from './equity-sampler.ts'
import { FillRecorder } from './fill-recorder.ts'
import { FundingDesk } from './funding-desk.ts'
import { MarginDesk } from './margin-desk.ts'
import {
  type BookStream,
  type InstrumentFeed,
  type MergedStreams,
  openStreams,
  type Stream,
  type TradeStream,
} from './merged-streams.ts'
import { openPreTradeGate } from './open-pre-trade-gate.ts'
import { openStrategy } from './open-strategy.ts'
import { OrderDesk } from './order-desk.ts'
import { OrderLifecycle } from './order-lifecycle.ts'
import { ReplayContext } from './replay-context.ts'
import { type ReplayResult, unclosed } from './replay-result.ts'
import { NO_RECORDS, type RecordSink } from './replay-sinks.ts'
import { type ByteDigest, ResultDigest } from './result-digest.ts'
import { dayEndOf, type ReplayScenario, type VenueSetting, venueIndices, windowLengthNs } from './scenario.ts'
import { StrategyReports } from './strategy-reports.ts'
import { VenueGateway } from './venue-gateway.ts'

/** Rounds of commands and reports one instant may take before the replay calls it an endless loop. */
const ROUNDS_PER_INSTANT_MAX = 10_000

/** Timers, expiries and arrivals one instant may bring before the replay calls it an endless loop. */
const WAKES_PER_INSTANT_MAX = 1_000_000

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
  /** Asked between batches; the replay ends with what it throws. */
  readonly throwIfAborted?: () => void
}

/** Drives one scenario over its feeds: deterministic, single-threaded, one `await` per batch. */
export class Replay {
  readonly #scenario: ReplayScenario
  readonly #ports: ReplayPorts
  readonly #instruments: readonly Instrument[]
  readonly #venues: readonly SimulatedVenue[]
  /** Index of each instrument's venue. */
  readonly #venueIndices: readonly number[]
  readonly #accounts: Accounts
  readonly #positionNumbers = new PositionNumbers()
  readonly #lifecycle: OrderLifecycle
  readonly #desk: OrderDesk
  readonly #recorder: FillRecorder
  readonly #margin: MarginDesk
  readonly #funding: FundingDesk
  readonly #sampler: EquitySampler
  readonly #strategy: Strategy
  readonly #reports: StrategyReports | undefined
  readonly #timers = new WakeQueue()
  readonly #sink: RecordSink
  readonly #endNs: number
  #trades = 0
  #bookEvents = 0
  /** Earliest time at which something besides market data is due; what comes at the window's start or later wakes first. */
  #wakeNs = -1
  #isStarted = false

  constructor(scenario: ReplayScenario, ports: ReplayPorts) {
    this.#scenario = scenario
    this.#ports = ports
    this.#endNs = windowLengthNs(scenario)
    const instruments = scenario.instruments.map((definition, index) => compileInstrument(definition, index))
    this.#instruments = instruments
    this.#venueIndices = venueIndices(scenario)
    this.#sink = ports.records ?? NO_RECORDS
    const lifecycle = new OrderLifecycle(instruments)
    const gateway = new VenueGateway(lifecycle)
    this.#lifecycle = lifecycle
    this.#venues = instruments.map(instrument => this.#openVenue(instrument, gateway))
    this.#accounts = this.#openAccounts()
    this.#recorder = new FillRecorder({
      sink: this.#sink,
      digest: new ResultDigest(ports.digest),
      orders: lifecycle.orders,
      keeps: ports.records !== undefined,
    })
    const [accounts, venues, timers] = [this.#accounts, this.#venues, this.#timers]
    const { gate, risk } = openPreTradeGate(scenario.risk, {
      orders: lifecycle.orders,
      instruments,
      accounts,
      venues,
    })
    const desk = new OrderDesk({
      lifecycle,
      gateway,
      gate,
      risk,
      accounts,
      delays: this.#openDelays(),
      dayEndNs: nowNs => dayEndOf(scenario, nowNs),
    })
    this.#desk = desk
    const liquidates = scenario.venues.map(venue => venue.liquidates !== false)
    this.#margin = new MarginDesk(accounts, desk, liquidates)
    this.#funding = new FundingDesk(scenario.funding ?? [], scenario, {
      accounts,
      venues,
      recorder: this.#recorder,
    })
    gateway.connect(venues, accounts)
    const context = new ReplayContext({
      desk,
      lifecycle,
      accounts,
      instruments,
      venues,
      timers,
      sink: this.#sink,
      onTimerSet: atNs => this.#wakeBefore(atNs),
    })
    const { strategy, listener } = openStrategy(scenario, context, {
      venues,
      submitNsOf: index => this.#venueOf(instruments[index]!).latency.submitNs,
      record: record => this.#sink.route?.(record),
    })
    this.#strategy = strategy
    this.#reports = listener && this.#openReports(listener)
    const grid = { intervalNs: scenario.equityIntervalNs, endNs: this.#endNs }
    this.#sampler = new EquitySampler(grid, accounts, instruments, venues, this.#sink)
    lifecycle.connect(accounts, this.#recorder, this.#reports, risk, this.#sampler)
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
      await this.#ports.digest.settle?.()
      await streams.refill(exhausted)
    }
    return this.#finish()
  }

  #venueOf(instrument: Instrument): VenueSetting {
    return this.#scenario.venues[this.#venueIndices[instrument.index]!]!
  }

  #openVenue(instrument: Instrument, receiver: VenueGateway): SimulatedVenue {
    const { snapshotMode: mode, seed } = this.#scenario
    const { fillModel: model } = this.#venueOf(instrument)
    const { id, index } = instrument
    const hasBookData = this.#ports.feeds[index]?.book !== undefined
    const random = new SeededRandom(seed, 'slippage', index === 0 ? '' : id)
    return new SimulatedVenue(instrument, { model, mode, hasBookData, random }, receiver)
  }

  /** One account a venue, over its instruments. */
  #openAccounts(): Accounts {
    const open = (setting: VenueSetting, venueIndex: number): Account =>
      new Account({
        type: setting.accountType,
        instruments: this.#instruments.filter(({ index }) => this.#venueIndices[index] === venueIndex),
        startingBalances: setting.startingBalances,
        twiceMarkOf: index => this.#venues[index]!.twiceMarkTicks(),
        onPositionClosed: record => this.#sink.position(record),
        positionNumbers: this.#positionNumbers,
        isHedging: setting.omsType === 'HEDGING',
      })
    const all = this.#scenario.venues.map((setting, venueIndex) => {
      return { name: setting.name, account: open(setting, venueIndex) }
    })
    return new Accounts(all, this.#venueIndices)
  }

  #openDelays(): CommandDelays[] {
    const { venues, seed } = this.#scenario
    const ofVenues = venues.map(({ name, latency }, venueIndex) => {
      return new CommandDelays(latency, new SeededRandom(seed, 'latency', venueIndex === 0 ? '' : name))
    })
    return this.#venueIndices.map(venueIndex => ofVenues[venueIndex]!)
  }

  /** Reports are kept only for a strategy that listens. */
  #openReports(listener: Strategy): StrategyReports {
    const delaysNs = this.#scenario.venues.map(({ latency }) => latency.reportNs)
    const reports = new StrategyReports(delaysNs, this.#venueIndices, () => this.#lifecycle.nowNs)
    reports.listen(listener)
    return reports
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
    const { tsInitNs, priceTicks, sizeLots, aggressor, rows, firstOrdinal } = batch
    const venue = this.#venues[instrumentIndex]!
    const strategy = this.#strategy
    const desk = this.#desk
    const lifecycle = this.#lifecycle
    const reports = this.#reports
    const margin = this.#margin
    const first = stream.row
    let row = first
    let lastNs = stream.lastNs
    for (; row < rows; row++) {
      const tsNs = tsInitNs[row]!
      if (tsNs > limitNs) break
      if (tsNs < lastNs) stream.failOrder(row)
      lastNs = tsNs
      if (tsNs > this.#wakeNs) this.#wake(tsNs, tsNs)
      lifecycle.nowNs = tsNs
      const price = priceTicks[row]!
      venue.onTrade(batch, row, price, firstOrdinal + row)
      if (margin.isArmed) margin.check(tsNs)
      strategy.onTrade?.(instrumentIndex, price, sizeLots[row]!, aggressor[row]!)
      if (desk.hasIssued() || (reports !== undefined && reports.nextNs() <= tsNs)) this.#settle()
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
    const strategy = this.#strategy
    const desk = this.#desk
    const lifecycle = this.#lifecycle
    const reports = this.#reports
    const margin = this.#margin
    let row = stream.row
    let lastNs = stream.lastNs
    let events = 0
    for (; row < rows; row++) {
      const tsNs = tsInitNs[row]!
      if (tsNs > limitNs) break
      if (tsNs < lastNs) stream.failOrder(row)
      lastNs = tsNs
      if (isEvent[row] === 0) continue
      if (tsNs < 0) {
        venue.onBook(batch, row)
        continue
      }
      if (tsNs > this.#wakeNs) this.#wake(tsNs, tsNs)
      lifecycle.nowNs = tsNs
      events++
      venue.onBook(batch, row)
      if (margin.isArmed) margin.check(tsNs)
      strategy.onBook?.(instrumentIndex)
      if (desk.hasIssued() || (reports !== undefined && reports.nextNs() <= tsNs)) this.#settle()
    }
    // A batch lives until the one after the next is read: what its end repeats or begins must be kept.
    if (row === rows && isEvent[row - 1] === 0) venue.book.leave(batch)
    this.#bookEvents += events
    stream.row = row
    stream.lastNs = lastNs
  }

  /** Sends commands and hands over reports of this instant until none is left. @throws SettlementLoopError */
  #settle(): void {
    const desk = this.#desk
    for (let round = 0; ; round++) {
      if (desk.hasIssued()) desk.settle()
      if (this.#reports?.deliver(this.#lifecycle.nowNs) !== true && !desk.hasIssued()) break
      if (round === ROUNDS_PER_INSTANT_MAX) {
        throw new SettlementLoopError({ rounds: round, ts: `${this.#lifecycle.nowNs} ns` })
      }
    }
    this.#planWake()
  }

  /** Starts the strategy, once the book that the window begins with is known. */
  #start(): void {
    this.#isStarted = true
    this.#sampler.noteStart()
    this.#strategy.onStart?.()
    this.#settle()
  }

  /** Runs what is due before an event at `tsNs`: funding, timers, expiries, arrivals and reports up to `dueMaxNs` in time
   *  order, at equal times in that order, and equity samples before the event. */
  #wake(tsNs: number, dueMaxNs: number): void {
    if (!this.#isStarted) this.#start()
    const lifecycle = this.#lifecycle
    let wakes = 0
    for (;;) {
      const dueNs = this.#nextDueNs()
      const sampleNs = this.#sampler.nextNs
      if (dueNs <= dueMaxNs && dueNs <= sampleNs) {
        wakes = dueNs > lifecycle.nowNs ? 0 : wakes + 1
        if (wakes > WAKES_PER_INSTANT_MAX) {
          throw new SettlementLoopError({ rounds: WAKES_PER_INSTANT_MAX, ts: `${lifecycle.nowNs} ns` })
        }
        lifecycle.nowNs = Math.max(dueNs, lifecycle.nowNs)
        this.#runDue(dueNs)
      } else if (sampleNs < tsNs) {
        this.#sampler.sampleBefore(Math.min(tsNs, dueNs))
      } else break
    }
    this.#planWake()
  }

  #runDue(dueNs: number): void {
    if (this.#funding.nextNs === dueNs) this.#funding.pay()
    else if (this.#timers.nextNs() === dueNs) this.#strategy.onTimer?.(this.#timers.pop())
    else if (this.#desk.expiries.nextNs() === dueNs) this.#desk.expire()
    else if (this.#desk.commands.nextArrivalNs() === dueNs) this.#desk.arrive()
    this.#settle()
  }

  #nextDueNs(): number {
    return Math.min(
      this.#funding.nextNs,
      this.#timers.nextNs(),
      this.#desk.expiries.nextNs(),
      this.#desk.commands.nextArrivalNs(),
      this.#reports?.nextNs() ?? Number.POSITIVE_INFINITY,
    )
  }

  /** What is due exactly at an event's time runs before it, so its wake lies one ns earlier. */
  #planWake(): void {
    this.#wakeNs = Math.min(this.#sampler.nextNs, this.#nextDueNs() - 1)
  }

  /** A timer set between events may be due before what is planned. */
  #wakeBefore(atNs: number): void {
    this.#wakeNs = Math.min(this.#wakeNs, atNs - 1)
  }

  #finish(): ReplayResult {
    this.#wake(this.#endNs, this.#endNs - 1)
    this.#lifecycle.nowNs = this.#endNs
    this.#strategy.onStop?.()
    this.#desk.cancelAll()
    if (this.#scenario.closePositions) {
      for (let index = 0; index < this.#instruments.length; index++) this.#desk.closePosition(index)
    }
    this.#sampler.sampleEnd()
    const openPositions = this.#accounts.all.flatMap(({ account }) => account.openPositions())
    for (const record of openPositions) this.#sink.position(record)
    this.#recorder.finish()
    return {
      trades: this.#trades,
      bookEvents: this.#bookEvents,
      counts: this.#lifecycle.counts,
      denials: [...this.#lifecycle.denials].map(([reason, orders]) => ({ reason, orders })),
      positionsOpened: this.#positionNumbers.opened,
      wallets: this.#accounts.all.flatMap(({ name, account }) =>
        account.wallets.map(wallet => ({ account: name, wallet: wallet.result() })),
      ),
      tradingUnits: this.#sampler.tradingUnits(),
      startingEquityUnits: this.#sampler.startingUnits,
      unrealizedUnits: this.#sampler.unrealizedUnits(),
      maxDrawdownUnits: this.#sampler.maxDrawdownUnits,
      openPositions,
      marginCalls: this.#margin.marginCalls,
      liquidations: this.#margin.liquidations,
      marginEvents: this.#margin.events,
      warnings: [
        ...(this.#strategy.warnings?.() ?? []),
        ...this.#margin.warnings(),
        ...openPositions.map(unclosed(this.#scenario)),
      ],
    }
  }
}
