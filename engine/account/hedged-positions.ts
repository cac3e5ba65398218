import { SIDE, type Side } from '../domain/codes.ts'
import type { Instrument } from '../domain/instrument.ts'
import { WideSum } from '../domain/wide-sum.ts'
import { type Holding, unrealizedUnitsOf, type ValuedHolding } from './holding.ts'
import { NettingPosition } from './position.ts'

/** All hedging positions of one side of an instrument together: one rounding of their value, the sum of their costs. */
class SideTotal implements ValuedHolding {
  readonly instrument: Instrument
  readonly instrumentIndex: number
  lots = 0
  readonly cost = new WideSum()

  constructor(instrument: Instrument) {
    this.instrument = instrument
    this.instrumentIndex = instrument.index
  }

  closingLots(side: Side, quantityLots: number): number {
    const against = side === SIDE.BUY ? -this.lots : this.lots
    return Math.min(quantityLots, Math.max(against, 0))
  }

  costUnits(): bigint {
    return this.cost.value()
  }

  approximateCost(): number {
    return this.cost.approximate()
  }

  copyCostTo(lows: Float64Array, highs: bigint[], at: number): void {
    this.cost.copyTo(lows, highs, at)
  }

  gainsWhenHigher(): boolean {
    return this.lots > 0 !== this.instrument.isInverse
  }

  unrealizedUnits(twiceMarkTicks: number): bigint {
    return unrealizedUnitsOf(this.instrument, this.lots, this.costUnits(), twiceMarkTicks)
  }
}

/** The hedging positions of one instrument: an order that opens has a position of its own, which takes all its fills;
 *  a reduce-only order closes those of the other side, oldest first, or the one it names. Long and short are held
 *  beside each other; seen as one holding they are their net. */
export class HedgedPositions implements Holding {
  readonly instrument: Instrument
  readonly instrumentIndex: number
  readonly longs: SideTotal
  readonly shorts: SideTotal
  /** The position that the next fill goes to. */
  selected: NettingPosition
  /** By position id, oldest first. */
  readonly #open = new Map<number, NettingPosition>()
  readonly #byOrder = new Map<number, NettingPosition>()
  readonly #orderOf = new Map<number, number>()
  #orderId = 0
  #lotsBefore = 0
  #costBefore = 0n

  constructor(instrument: Instrument) {
    this.instrument = instrument
    this.instrumentIndex = instrument.index
    this.longs = new SideTotal(instrument)
    this.shorts = new SideTotal(instrument)
    this.selected = new NettingPosition(instrument, instrument.index)
  }

  /** Net of both sides. */
  get lots(): number {
    return this.longs.lots + this.shorts.lots
  }

  /** Open positions, oldest first. */
  get open(): Iterable<NettingPosition> {
    return this.#open.values()
  }

  /** @param positionId the one to close, 0 for any */
  closingLots(side: Side, quantityLots: number, positionId = 0): number {
    if (positionId > 0) return this.#open.get(positionId)?.closingLots(side, quantityLots) ?? 0
    return (side === SIDE.BUY ? this.shorts : this.longs).closingLots(side, quantityLots)
  }

  costUnits(): bigint {
    return this.longs.costUnits() + this.shorts.costUnits()
  }

  approximateCost(): number {
    return this.longs.approximateCost() + this.shorts.approximateCost()
  }

  gainsWhenHigher(): boolean {
    return this.lots > 0 !== this.instrument.isInverse
  }

  unrealizedUnits(twiceMarkTicks: number): bigint {
    return this.longs.unrealizedUnits(twiceMarkTicks) + this.shorts.unrealizedUnits(twiceMarkTicks)
  }

  /** Chooses the position that a fill goes to. @returns how many of the lots that position takes */
  select(
    order: { id: number; isReduceOnly: boolean; positionId: number },
    side: Side,
    quantityLots: number,
  ): number {
    const position = order.isReduceOnly
      ? this.#closable(side, order.positionId)
      : (this.#byOrder.get(order.id) ?? new NettingPosition(this.instrument, this.instrumentIndex))
    this.selected = position
    this.#orderId = order.id
    this.#lotsBefore = position.lots
    this.#costBefore = position.costUnits()
    return order.isReduceOnly ? position.closingLots(side, quantityLots) : quantityLots
  }

  /** Takes up what a fill made of the selected position. */
  booked(): void {
    const position = this.selected
    const { positionId, lots } = position
    const total = lots > 0 || this.#lotsBefore > 0 ? this.longs : this.shorts
    total.lots += lots - this.#lotsBefore
    total.cost.addBig(position.costUnits() - this.#costBefore)
    if (lots === 0) {
      this.#open.delete(positionId)
      this.#byOrder.delete(this.#orderOf.get(positionId) ?? 0)
      this.#orderOf.delete(positionId)
    } else if (this.#lotsBefore === 0) {
      this.#open.set(positionId, position)
      this.#byOrder.set(this.#orderId, position)
      this.#orderOf.set(positionId, this.#orderId)
    }
  }

  /** The position that an order closes: fills never exceed what is held, so there is one. */
  #closable(side: Side, positionId: number): NettingPosition {
    const named = this.#open.get(positionId)
    if (named !== undefined) return named
    for (const position of this.#open.values()) {
      if (position.closingLots(side, 1) > 0) return position
    }
    throw new TypeError('a reduce-only fill without a position to close')
  }
}
