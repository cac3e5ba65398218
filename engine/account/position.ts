import { SIDE, type Side } from '../domain/codes.ts'
import { multiplyDivide, multiplyDivideBig, toSafeInteger } from '../domain/exact.ts'
import type { Instrument } from '../domain/instrument.ts'
import { scaledAmountBig } from '../domain/money.ts'
import { WideSum } from '../domain/wide-sum.ts'
import { unrealizedUnitsOf, type ValuedHolding } from './holding.ts'

/** A closed or still open holding from flat to flat, as the positions table shows it. Values in money units. */
export interface PositionRecord {
  readonly positionId: number
  readonly instrumentIndex: number
  readonly entrySide: Side
  readonly openedNs: number
  /** Null while open. */
  readonly closedNs: number | null
  readonly openedFillSeq: number
  readonly closedFillSeq: number | null
  readonly peakLots: number
  readonly entryLots: bigint
  readonly entryUnits: bigint
  readonly exitLots: bigint
  readonly exitUnits: bigint
  readonly realizedUnits: bigint
  readonly commissionUnits: bigint
}

/** One netting position with its exact cost basis.
 *
 *  The cost is an integer in money units. Adding adds the fill's value; a partial close releases
 *  `round half even(cost × closed / held)`, so that rounding never leaves the position and the realised
 *  amounts of a round trip sum to its cash flows exactly. A flip closes and opens at the flipping price; its
 *  opening part is the fill's value less the closing part.
 *
 *  Numbers carry the cost while every product stays a safe integer; bigint takes over for larger ones. */
export class NettingPosition implements ValuedHolding {
  /** Held quantity, signed: positive long. */
  lots = 0
  /** 0 while flat; ids of successive holdings come from the account. */
  positionId = 0
  openedNs = 0
  openedFillSeq = 0
  peakLots = 0
  /** Realised by the last applied fill, in money units, gross of commission. */
  realizedUnits = 0

  readonly instrument: Instrument
  readonly instrumentIndex: number
  #cost = 0
  /** The cost while it is too large for a number. */
  #costBig: bigint | undefined
  readonly #entryLots = new WideSum()
  readonly #entryUnits = new WideSum()
  readonly #exitLots = new WideSum()
  readonly #exitUnits = new WideSum()
  readonly #realizedUnits = new WideSum()
  readonly #commissionUnits = new WideSum()

  constructor(instrument: Instrument, instrumentIndex: number) {
    this.instrument = instrument
    this.instrumentIndex = instrumentIndex
  }

  /** Lots of this fill that close what is held. */
  closingLots(side: Side, quantityLots: number): number {
    if (side === SIDE.BUY) return this.lots < 0 ? Math.min(quantityLots, -this.lots) : 0
    return this.lots > 0 ? Math.min(quantityLots, this.lots) : 0
  }

  /** Cost of what is held in money units: positive, exact. */
  costUnits(): bigint {
    return this.#costBig ?? BigInt(this.#cost)
  }

  /** Cost within floating-point error. */
  approximateCost(): number {
    return this.#costBig === undefined ? this.#cost : Number(this.#costBig)
  }

  copyCostTo(lows: Float64Array, highs: bigint[], at: number): void {
    lows[at] = this.#cost
    highs[at] = this.#costBig ?? 0n
  }

  /** Books the closing part of a fill: sets `realizedUnits`, reduces the holding.
   *  @param valueUnits the closing part's value in money units, NaN when it needs bigint. */
  close(quantityLots: number, priceTicks: number, valueUnits: number): void {
    const held = this.lots < 0 ? -this.lots : this.lots
    const released = this.#release(quantityLots, held)
    const isLong = this.lots > 0
    const gainsWhenHigher = this.gainsWhenHigher()
    if (released === undefined || Number.isNaN(valueUnits)) {
      const value = scaledAmountBig(this.instrument, this.instrument.value, priceTicks, quantityLots)
      const releasedBig = this.#releaseBig(quantityLots, held)
      const realized = gainsWhenHigher ? value - releasedBig : releasedBig - value
      this.realizedUnits = toSafeInteger(realized, `realised PnL of one fill on ${this.instrument.id}`)
      this.#exitUnits.addBig(value)
    } else {
      this.#cost -= released
      this.realizedUnits = gainsWhenHigher ? valueUnits - released : released - valueUnits
      this.#exitUnits.add(valueUnits)
    }
    this.#exitLots.add(quantityLots)
    this.lots += isLong ? -quantityLots : quantityLots
    this.#realizedUnits.add(this.realizedUnits)
  }

  /** Books the opening or adding part of a fill. @param valueUnits its value in money units.
   *  @returns false, with nothing booked, when the value or the cost needs `openBig`. */
  open(side: Side, quantityLots: number, valueUnits: number): boolean {
    const cost = this.#cost + valueUnits
    if (this.#costBig !== undefined || !(cost <= Number.MAX_SAFE_INTEGER)) return false
    this.#cost = cost
    this.#entryUnits.add(valueUnits)
    this.#hold(side, quantityLots)
    return true
  }

  /** The same at any size. */
  openBig(side: Side, quantityLots: number, valueUnits: bigint): void {
    this.#costBig = this.costUnits() + valueUnits
    this.#cost = 0
    this.#entryUnits.addBig(valueUnits)
    this.#hold(side, quantityLots)
  }

  /** Starts a holding. */
  begin(positionId: number, fillSeq: number, tsNs: number): void {
    this.positionId = positionId
    this.openedFillSeq = fillSeq
    this.openedNs = tsNs
    this.peakLots = 0
    this.#entryLots.reset()
    this.#entryUnits.reset()
    this.#exitLots.reset()
    this.#exitUnits.reset()
    this.#realizedUnits.reset()
    this.#commissionUnits.reset()
  }

  addCommission(units: number): void {
    this.#commissionUnits.add(units)
  }

  /** The holding's record. @param closedFillSeq, closedNs null while it is open. */
  record(entrySide: Side, closedFillSeq: number | null, closedNs: number | null): PositionRecord {
    return {
      positionId: this.positionId,
      instrumentIndex: this.instrumentIndex,
      entrySide,
      openedNs: this.openedNs,
      closedNs,
      openedFillSeq: this.openedFillSeq,
      closedFillSeq,
      peakLots: this.peakLots,
      entryLots: this.#entryLots.value(),
      entryUnits: this.#entryUnits.value(),
      exitLots: this.#exitLots.value(),
      exitUnits: this.#exitUnits.value(),
      realizedUnits: this.#realizedUnits.value(),
      commissionUnits: this.#commissionUnits.value(),
    }
  }

  /** Whether a rising value of what is held gains: long, or short of an inverse contract, whose value in base
   *  currency falls as the price rises. */
  gainsWhenHigher(): boolean {
    return this.lots > 0 !== this.instrument.isInverse
  }

  /** Unrealised PnL in money units, exact. @param twiceMarkTicks twice the mark, so that a mid stays whole. */
  unrealizedUnits(twiceMarkTicks: number): bigint {
    return unrealizedUnitsOf(this.instrument, this.lots, this.costUnits(), twiceMarkTicks)
  }

  #hold(side: Side, quantityLots: number): void {
    this.#entryLots.add(quantityLots)
    this.lots += side === SIDE.BUY ? quantityLots : -quantityLots
    const held = this.lots < 0 ? -this.lots : this.lots
    if (held > this.peakLots) this.peakLots = held
  }

  /** The released cost, or undefined when it needs bigint. */
  #release(closedLots: number, heldLots: number): number | undefined {
    if (this.#costBig !== undefined) return undefined
    if (closedLots === heldLots) return this.#cost
    const released = multiplyDivide(this.#cost, closedLots, heldLots)
    return Number.isNaN(released) ? undefined : released
  }

  #releaseBig(closedLots: number, heldLots: number): bigint {
    const cost = this.costUnits()
    const released = multiplyDivideBig(cost, BigInt(closedLots), BigInt(heldLots))
    const rest = cost - released
    const fits = rest <= BigInt(Number.MAX_SAFE_INTEGER)
    this.#cost = fits ? Number(rest) : 0
    this.#costBig = fits ? undefined : rest
    return released
  }
}
