import type { Side } from '../domain/codes.ts'
import type { Instrument } from '../domain/instrument.ts'
import { scaledAmountBig } from '../domain/money.ts'

/** What is held of an instrument: a netting position, or all hedging positions of one side together. */
export interface Holding {
  readonly instrument: Instrument
  readonly instrumentIndex: number
  /** Signed: positive long. */
  readonly lots: number
  /** Lots of an order that would close what is held. */
  closingLots(side: Side, quantityLots: number): number
  /** Cost in money units: positive, exact. */
  costUnits(): bigint
  /** Cost within floating-point error. */
  approximateCost(): number
  /** Whether a rising value of what is held gains. */
  gainsWhenHigher(): boolean
  /** Unrealised PnL in money units, exact. @param twiceMarkTicks twice the mark, so that a mid stays whole. */
  unrealizedUnits(twiceMarkTicks: number): bigint
}

/** A holding that is valued as one: a netting position, or one side of a hedged instrument. */
export interface ValuedHolding extends Holding {
  /** Copies the cost as two parts that add up to it; costs no arithmetic. */
  copyCostTo(lows: Float64Array, highs: bigint[], at: number): void
}

/** Unrealised PnL of signed lots that cost so much, in money units, exact. @param twiceMarkTicks twice the mark */
export function unrealizedUnitsOf(
  instrument: Instrument,
  lots: number,
  costUnits: bigint,
  twiceMarkTicks: number,
): bigint {
  if (lots === 0) return 0n
  const value = scaledAmountBig(instrument, instrument.valueAtTwice, twiceMarkTicks, Math.abs(lots))
  return lots > 0 !== instrument.isInverse ? value - costUnits : costUnits - value
}
