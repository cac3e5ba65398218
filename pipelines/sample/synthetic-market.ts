import { setImmediate as nextTurn } from 'node:timers/promises'
import { arrivalWeights, countsByWeight } from './arrival-weights.ts'
import type { Ladder } from './ladder.ts'
import { Random } from './random.ts'
import { DEPTH, SyntheticBook } from './synthetic-book.ts'

/** What is generated. Times are ns since the start of the UTC day. */
export interface MarketPlan {
  readonly seed: number
  readonly fromNs: number
  readonly toNs: number
  readonly trades: number
  /** Steps of the book; each is one snapshot. */
  readonly snapshots: number
  /** Start price in steps of the price grid. */
  readonly startSteps: number
  readonly medianPrintLots: number
  readonly medianLevelLots: number
}

/** Receives the market in `ts_init` order, a snapshot before the prints that follow it. */
export interface MarketSink {
  snapshot(tsEventNs: number, tsInitNs: number, book: SyntheticBook): void
  print(tsEventNs: number, tsInitNs: number, priceSteps: number, lots: number, isBuyer: boolean): void
}

/** Room before the first snapshot for its venue time to lie in the window. */
const HEAD_NS = 20_000_000
const DAY_NS = 86_400_000_000_000
const DAILY_VOLATILITY = 0.025
/** Share of snapshots in which the price moves. */
const MOVE_CHANCE = 0.3

/** Snapshots between two turns of the event loop, in which a Ctrl-C is noticed. */
const TURN_SNAPSHOTS = 20_000

/** Generates a market: snapshots at uneven intervals, and between them clustered aggressive orders, each a
 *  run of prints that walks the levels displayed by the latest snapshot. The same plan gives the same rows.
 *  @throws the signal's reason once it is aborted */
export async function generateMarket(
  plan: MarketPlan,
  sink: MarketSink,
  signal?: AbortSignal,
): Promise<void> {
  const random = new Random(plan.seed, 1)
  const book = new SyntheticBook(plan.startSteps, plan.medianLevelLots, random)
  const counts = countsByWeight(plan.trades, arrivalWeights(plan.snapshots, new Random(plan.seed, 2)))
  const intervalNs = (plan.toNs - plan.fromNs - HEAD_NS) / plan.snapshots
  const moveSteps =
    (plan.startSteps * DAILY_VOLATILITY * Math.sqrt(intervalNs / DAY_NS)) / Math.sqrt(MOVE_CHANCE)
  const tape = new Tape(plan, random, sink)
  const clock = new VenueClock(random)
  let snapshotNs = snapshotTime(plan, intervalNs, 0, random)
  for (let index = 0; index < plan.snapshots; index++) {
    if (index % TURN_SNAPSHOTS === 0) {
      await nextTurn()
      signal?.throwIfAborted()
    }
    const isLast = index === plan.snapshots - 1
    const nextNs = isLast ? plan.toNs : snapshotTime(plan, intervalNs, index + 1, random)
    if (index > 0) book.advance(drawMove(moveSteps, tape.takeImbalance(), random))
    sink.snapshot(clock.eventNs(snapshotNs), snapshotNs, book)
    tape.trade(book, counts[index] ?? 0, snapshotNs, nextNs)
    snapshotNs = nextNs
  }
}

/** The uneven but ascending time of a snapshot, in whole microseconds. */
function snapshotTime(plan: MarketPlan, intervalNs: number, index: number, random: Random): number {
  const offsetNs = (index + 0.5 * random.uniform()) * intervalNs
  return Math.floor((plan.fromNs + HEAD_NS + offsetNs) / 1_000) * 1_000
}

/** How far the price moves: mostly not at all, else normally, leaning the way the flow went. */
function drawMove(moveSteps: number, imbalance: number, random: Random): number {
  if (!random.chance(MOVE_CHANCE)) return 0
  const lean = Math.sign(imbalance)
  return Math.round(moveSteps * (random.normal() + 0.1 * lean)) || lean
}

/** Venue times: whole milliseconds, a little before they reach us, never backwards. */
class VenueClock {
  #lastNs = 0
  readonly #random: Random

  constructor(random: Random) {
    this.#random = random
  }

  eventNs(tsInitNs: number): number {
    const latencyNs = Math.min(15_000_000, 500_000 + 2_000_000 * this.#random.exponential())
    const eventNs = Math.floor((tsInitNs - latencyNs) / 1_000_000) * 1_000_000
    this.#lastNs = Math.max(this.#lastNs, eventNs)
    return this.#lastNs
  }
}

/** Aggressive orders between two snapshots. */
class Tape {
  readonly #plan: MarketPlan
  readonly #random: Random
  readonly #sink: MarketSink
  readonly #clock: VenueClock
  #isBuyer = true
  #imbalanceLots = 0

  constructor(plan: MarketPlan, random: Random, sink: MarketSink) {
    this.#plan = plan
    this.#random = random
    this.#sink = sink
    this.#clock = new VenueClock(random)
  }

  /** Bought less sold lots since the last call. */
  takeImbalance(): number {
    const imbalance = this.#imbalanceLots
    this.#imbalanceLots = 0
    return imbalance
  }

  /** Prints `count` trades after `fromNs` and before `toNs` at the levels the book displays. */
  trade(book: SyntheticBook, count: number, fromNs: number, toNs: number): void {
    const bids = new DisplayedLevels(book.bids)
    const asks = new DisplayedLevels(book.asks)
    let tsInitNs = fromNs + 1
    let done = 0
    while (done < count) {
      const prints = Math.min(count - done, Math.ceil(2 * this.#random.exponential()))
      if (this.#random.chance(0.35)) this.#isBuyer = !this.#isBuyer
      const dueNs = fromNs + ((toNs - fromNs) * (done + this.#random.uniform() * prints)) / count
      tsInitNs = Math.min(Math.max(tsInitNs, Math.floor(dueNs)), toNs - 1)
      tsInitNs = this.#sweep(this.#isBuyer ? asks : bids, prints, tsInitNs, toNs)
      done += prints
    }
  }

  /** One aggressive order: prints that share a venue time. @returns the time of its last print. */
  #sweep(levels: DisplayedLevels, prints: number, fromNs: number, toNs: number): number {
    const eventNs = this.#clock.eventNs(fromNs)
    let tsInitNs = fromNs
    for (let print = 0; print < prints; print++) {
      if (print > 0 && this.#random.chance(0.5)) {
        tsInitNs = Math.min(toNs - 1, tsInitNs + 100 + (this.#random.word() % 1_400))
      }
      const lots = levels.take(this.#random.lots(this.#plan.medianPrintLots, 1.6))
      this.#imbalanceLots += this.#isBuyer ? lots : -lots
      this.#sink.print(eventNs, tsInitNs, levels.takenSteps, lots, this.#isBuyer)
    }
    return tsInitNs
  }
}

/** What is left of a side's displayed levels until the next snapshot. */
class DisplayedLevels {
  /** Price of the level last taken from. */
  takenSteps = 0
  readonly #ladder: Ladder
  #level = 0
  #takenLots = 0

  constructor(ladder: Ladder) {
    this.#ladder = ladder
  }

  /** Takes at most `lots` from the best level that has any; the deepest is taken to be refilled at once.
   *  @returns the lots taken, never more than the level displays. */
  take(lots: number): number {
    const displayed = this.#ladder.lots[this.#level] ?? 0
    const taken = Math.min(lots, displayed - this.#takenLots)
    this.takenSteps = this.#ladder.steps[this.#level] ?? 0
    this.#takenLots += taken
    if (this.#takenLots === displayed) {
      this.#level = Math.min(this.#level + 1, DEPTH - 1)
      this.#takenLots = 0
    }
    return taken
  }
}
