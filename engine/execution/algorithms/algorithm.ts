import type { z } from 'zod'
import type { Liquidity, OrderStatus, Reason, Side } from '../../domain/codes.ts'
import type { Instrument } from '../../domain/instrument.ts'

/** What an execution algorithm may know and do. It speaks of its parent, its children, market events, clock and timers
 *  alone: no backtest, no venue, so that it runs live unchanged. Prices in ticks, quantities in lots, times in ns since
 *  the run's origin. */

/** The order that is to be worked, as it stands now: it may be changed while it is worked. */
export interface ParentOrder {
  readonly side: Side
  readonly quantityLots: number
  /** 0 for a market order. */
  readonly limitTicks: number
  /** When the algorithm was started. */
  readonly startNs: number
}

/** A child as an algorithm asks for it; side and instrument are the parent's. */
export interface ChildOrder {
  readonly quantityLots: number
  /** 0 for a market order, the default. */
  readonly limitTicks?: number
  /** What does not fill on arrival is canceled (limit orders). */
  readonly isImmediate?: boolean
  /** Rejected instead of taking (limit orders). */
  readonly isPostOnly?: boolean
}

/** What a working child may be changed to. More quantity or another price queues anew. */
export interface ChildChange {
  readonly quantityLots?: number
  readonly limitTicks?: number
}

/** Where the traded volume of an interval of time comes from when a schedule follows it. */
export type VolumeSource = 'historical' | 'realized'

/** One parent's view of its execution. No command has an outcome at once: reports tell, and may come late. */
export interface AlgorithmContext {
  readonly nowNs: number
  readonly instrument: Instrument
  readonly parent: ParentOrder
  /** Filled so far, as far as reported. */
  readonly filledLots: number
  /** What children may still fill: working at the venue or on the way to it. */
  readonly workingLots: number
  /** What may still be sent: the parent's quantity less what is filled and what children may still fill. */
  readonly openLots: number
  /** Best prices of the book and last trade, 0 where there is none. */
  readonly bestBidTicks: number
  readonly bestAskTicks: number
  readonly lastTicks: number
  /** Lots the market has traded since the algorithm first asked, without what the prints owe to our own fills.
   *  The first call starts the count. */
  marketLots(): number
  /** Sends a child. @returns its number k, from 1; 0 where it was not sent: it exceeds `openLots`, or is no whole
   *  number of lots. */
  submit(child: ChildOrder): number
  /** Asks to cancel a child; without effect on one that has ended. */
  cancel(k: number): void
  /** Asks to change a child; without effect on one that has ended. A quantity that the parent has no room for is not
   *  taken over. */
  modify(k: number, change: ChildChange): void
  /** Calls `onWake(tag)` at a time, now where that has passed. Times at the run's end or later never come.
   *  @param tag a whole number of 32 bits, default 0 */
  wakeAt(atNs: number, tag?: number): void
  /** Calls `onVolume` once `marketLots()` has reached a count; a further call replaces the count. */
  wakeAtVolume(marketLots: number): void
  /** A seeded number in [0, 1), a stream of its own per parent. */
  random(): number
  /** Lots traded in [fromNs, toNs) as a profile has them; undefined where the run brings no such profile. */
  volumeBetween(source: VolumeSource, fromNs: number, toNs: number): number | undefined
  /** Notes that by a time this much is meant to be done, cumulatively: the curve that adherence is measured against.
   *  Calls ascend in time. */
  target(atNs: number, cumulativeLots: number): void
  /** No further child will be sent: the parent ends when the children have, canceled where something is unfilled. */
  finish(): void
}

/** Works one parent. Everything but `onStart` is optional; what is not there costs nothing. */
export interface Algorithm {
  /** The parent's time has come. */
  onStart(): void
  /** A time asked for has come. */
  onWake?(tag: number): void
  /** The market volume asked for has been reached. */
  onVolume?(): void
  /** Every print of the instrument. */
  onTrade?(priceTicks: number, sizeLots: number, aggressor: number): void
  /** Every change of the instrument's book. */
  onBook?(): void
  onChildFill?(k: number, priceTicks: number, quantityLots: number, liquidity: Liquidity): void
  /** A change of a child's status; final ones free what did not fill. */
  onChildOrder?(k: number, status: OrderStatus, reason: Reason): void
  /** The parent's quantity or limit has changed. */
  onParentChanged?(): void
  /** The parent has ended, was canceled, or the run ends: nothing sent from here on is sent. */
  onStop?(): void
}

/** Parameters as one would write them. */
export interface AlgorithmExample {
  readonly parameters: Readonly<Record<string, unknown>>
  /** Whether the order must be a LIMIT order. */
  readonly needsLimit?: boolean
}

/** An algorithm as it is registered, or exported as `algorithm` by a file. Quantities among the parameters are exact
 *  decimals in the instrument's units. */
export interface AlgorithmDefinition<Parameters = unknown> {
  /** Name in configurations: lower case, digits, `_`. */
  readonly id: string
  readonly title: string
  /** What it does, in a sentence or two. */
  readonly summary: string
  /** How children follow from the parameters. */
  readonly formula: string
  /** Where the formula is from. */
  readonly source: string
  readonly parameters: z.ZodType<Parameters>
  /** Parameters that fit a plain order of any instrument: shown to users, and what tests try it with. */
  readonly example: AlgorithmExample
  /** Makes the algorithm of one parent. Must not send anything yet.
   *  @throws InvalidAlgorithmParametersError where the parameters do not fit the parent: it is denied */
  create(context: AlgorithmContext, parameters: Parameters): Algorithm
}

/** The algorithm an order names, with its parameters as they are written. */
export interface AlgorithmChoice {
  readonly id: string
  readonly parameters?: unknown
}

/** Declares an algorithm: keeps the type of its parameters between schema and `create`. */
export function defineAlgorithm<Parameters>(
  definition: AlgorithmDefinition<Parameters>,
): AlgorithmDefinition {
  return definition as unknown as AlgorithmDefinition
}
