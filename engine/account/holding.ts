import type { Side } from '../domain/codes.ts'
import type { Instrument } from '../domain/instrument.ts'

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
