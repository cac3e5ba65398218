import type { Side } from '../../domain/codes.ts'

const INITIAL_SLOTS = 256

/** Lots that may still fill, by instrument and side: of orders that work and of those in flight. An order counts
 *  with the larger of what it is and what a change on its way would make it. */
export class OpenQuantities {
  readonly #lots: Float64Array
  /** By order slot: lots it counts with, and changes of it that are under way. */
  #counted = new Float64Array(INITIAL_SLOTS)
  #changes = new Int32Array(INITIAL_SLOTS)

  constructor(instruments: number) {
    this.#lots = new Float64Array(2 * instruments)
  }

  /** Lots open on one side of an instrument. */
  of(instrumentIndex: number, side: Side): number {
    return this.#lots[2 * instrumentIndex + side - 1]!
  }

  /** Lots an order counts with. */
  counted(slot: number): number {
    return this.#counted[slot] ?? 0
  }

  /** An order is sent. */
  open(slot: number, instrumentIndex: number, side: Side, lots: number): void {
    if (slot >= this.#counted.length) this.#grow(slot)
    this.#changes[slot] = 0
    this.#set(slot, instrumentIndex, side, lots)
  }

  /** Part of an order filled. */
  fill(slot: number, instrumentIndex: number, side: Side, lots: number): void {
    const counted = this.counted(slot)
    if (counted > 0) this.#set(slot, instrumentIndex, side, Math.max(counted - lots, 0))
  }

  /** An order has ended. */
  close(slot: number, instrumentIndex: number, side: Side): void {
    if (this.counted(slot) > 0) this.#set(slot, instrumentIndex, side, 0)
  }

  /** A change is sent that leaves an order `lots` to fill. */
  changeSent(slot: number, instrumentIndex: number, side: Side, lots: number): void {
    this.#changes[slot]!++
    if (lots > this.counted(slot)) this.#set(slot, instrumentIndex, side, lots)
  }

  /** A change arrives; once none is left under way the order counts with what it has to fill. */
  changeArrives(slot: number, instrumentIndex: number, side: Side, lots: number): void {
    this.#changes[slot]!--
    if (this.#changes[slot] === 0) this.#set(slot, instrumentIndex, side, Math.max(lots, 0))
  }

  /** A change that arrived was refused: the order counts with what it has to fill as it is. */
  changeRefused(slot: number, instrumentIndex: number, side: Side, lots: number): void {
    if (this.#changes[slot] === 0 || lots > this.counted(slot)) this.#set(slot, instrumentIndex, side, lots)
  }

  #set(slot: number, instrumentIndex: number, side: Side, lots: number): void {
    this.#lots[2 * instrumentIndex + side - 1]! += lots - this.counted(slot)
    this.#counted[slot] = lots
  }

  #grow(slot: number): void {
    const capacity = 2 ** Math.ceil(Math.log2(slot + 1))
    const [counted, changes] = [this.#counted, this.#changes]
    this.#counted = new Float64Array(capacity)
    this.#counted.set(counted)
    this.#changes = new Int32Array(capacity)
    this.#changes.set(changes)
  }
}
