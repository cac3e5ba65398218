import { REASON, type Reason, SIDE, type Side } from '../../domain/codes.ts'
import { tenTo } from '../../domain/exact.ts'
import type { Instrument } from '../../domain/instrument.ts'
import { notionalUnits, scaledAmountBig } from '../../domain/money.ts'
import type { OpenQuantities } from './open-quantities.ts'
import { worstLots } from './position-limit.ts'
import { limitUnits } from './risk-limits.ts'

/** What the rule asks of the account and the market. */
export interface ExposureSources {
  /** Held lots, signed. */
  heldLots(instrumentIndex: number): number
  /** Twice the mark in ticks, 0 where there is none. */
  twiceMarkTicks(instrumentIndex: number): number
}

/** Bounds the notional of all holdings at their marks, should everything of the worse side fill that is open.
 *
 *  Notionals are in the quote currency: the limit holds for each quote currency on its own, and nothing is converted.
 *  Unrealistic in that all instruments are taken to move against us at once: a hedge counts as twice its size. */
export class ExposureLimit {
  readonly #instruments: readonly Instrument[]
  readonly #open: OpenQuantities
  readonly #sources: ExposureSources
  /** The limit in units of 10^-digits, and for each instrument what its money units are in those. */
  readonly #maxUnits: bigint
  readonly #scales: readonly bigint[]

  constructor(
    limit: string,
    instruments: readonly Instrument[],
    open: OpenQuantities,
    sources: ExposureSources,
  ) {
    const digits = Math.max(...instruments.map(({ definition }) => definition.currencyPrecision))
    this.#instruments = instruments
    this.#open = open
    this.#sources = sources
    this.#maxUnits = limitUnits(limit, digits, 'risk.max_exposure')
    this.#scales = instruments.map(({ definition }) => tenTo(digits - definition.currencyPrecision))
  }

  /** Checks lots that would be added to what is open. One that raises no exposure passes even over the limit. */
  denial(index: number, side: Side, addedLots: number): Reason {
    const before = this.#worstOf(index, side, 0)
    const after = this.#worstOf(index, side, addedLots)
    if (after <= before) return REASON.NONE
    const currency = this.#instruments[index]!.definition.quoteCurrency
    let units = 0n
    for (let other = 0; other < this.#instruments.length; other++) {
      if (this.#instruments[other]!.definition.quoteCurrency !== currency) continue
      const lots = other === index ? after : this.#worstOf(other, side, 0)
      if (lots === 0) continue
      const twiceMark = this.#sources.twiceMarkTicks(other)
      if (twiceMark === 0) return REASON.RISK_NO_PRICE
      units += this.#unitsOf(other, twiceMark, lots)
    }
    return units > this.#maxUnits ? REASON.RISK_EXPOSURE : REASON.NONE
  }

  /** Largest holding either way, should one side of what is open fill whole. */
  #worstOf(index: number, side: Side, addedLots: number): number {
    const held = this.#sources.heldLots(index)
    const addedBuys = side === SIDE.BUY ? addedLots : 0
    const long = worstLots(SIDE.BUY, held, this.#open.of(index, SIDE.BUY)) + addedBuys
    const short = worstLots(SIDE.SELL, held, this.#open.of(index, SIDE.SELL)) + addedLots - addedBuys
    return Math.max(long, short)
  }

  #unitsOf(index: number, twiceMarkTicks: number, lots: number): bigint {
    const instrument = this.#instruments[index]!
    const units = instrument.isInverse
      ? notionalUnits(instrument, twiceMarkTicks, lots)
      : scaledAmountBig(instrument, instrument.valueAtTwice, twiceMarkTicks, lots)
    return units * this.#scales[index]!
  }
}
