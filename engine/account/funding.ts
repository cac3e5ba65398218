import { parseFraction } from '../domain/decimal.ts'
import { divideHalfEvenBig } from '../domain/exact.ts'
import type { Instrument } from '../domain/instrument.ts'

/** Funding rates of one perpetual: each at its own time, or one at every multiple of an interval of UTC.
 *  Rates are exact decimals, fractions of the notional; a positive one is paid by longs to shorts. */
export type FundingTerms = { readonly instrumentIndex: number } & (
  | { readonly rates: readonly { readonly tsNs: bigint; readonly rate: string }[] }
  | { readonly intervalNs: bigint; readonly rate: string }
)

interface Fraction {
  readonly numerator: bigint
  readonly denominator: bigint
}

/** A payment that is due. */
export interface FundingDue {
  readonly instrumentIndex: number
  readonly rate: Fraction
}

/** One perpetual's boundaries, one after the other. */
class FundingClock {
  readonly instrumentIndex: number
  /** Time of the next boundary, ns since the window's start, Infinity after the last. */
  nextNs = Number.POSITIVE_INFINITY
  readonly #boundaries: Iterator<{ readonly tsNs: bigint; readonly rate: string }>
  readonly #startNs: bigint
  #rate = '0'

  constructor(terms: FundingTerms, startNs: bigint, endNs: bigint) {
    this.instrumentIndex = terms.instrumentIndex
    this.#startNs = startNs
    this.#boundaries = boundariesOf(terms, startNs, endNs)
    this.#advance()
  }

  take(): Fraction {
    const rate = parseFraction(this.#rate, 'funding rate')
    this.#advance()
    return rate
  }

  #advance(): void {
    const { value, done } = this.#boundaries.next()
    this.nextNs = done === true ? Number.POSITIVE_INFINITY : Number(value.tsNs - this.#startNs)
    this.#rate = done === true ? '0' : value.rate
  }
}

function* boundariesOf(terms: FundingTerms, startNs: bigint, endNs: bigint) {
  if ('rates' in terms) {
    const within = terms.rates.filter(({ tsNs }) => tsNs >= startNs && tsNs < endNs)
    yield* within.toSorted((a, b) => Number(a.tsNs - b.tsNs))
    return
  }
  const { intervalNs, rate } = terms
  let tsNs = ((startNs + intervalNs - 1n) / intervalNs) * intervalNs
  for (; tsNs < endNs; tsNs += intervalNs) yield { tsNs, rate }
}

/** When which perpetual pays funding. What is due at a time comes before anything else of that time. */
export class FundingCalendar {
  nextNs = Number.POSITIVE_INFINITY
  readonly #clocks: readonly FundingClock[]

  /** @param startNs, endNs the window's, ns since the Unix epoch */
  constructor(terms: readonly FundingTerms[], startNs: bigint, endNs: bigint) {
    this.#clocks = terms.map(each => new FundingClock(each, startNs, endNs))
    this.#plan()
  }

  /** The next payment, in the order of the terms at equal times; there must be one. */
  take(): FundingDue {
    const clock = this.#clocks.find(({ nextNs }) => nextNs === this.nextNs)!
    const due = { instrumentIndex: clock.instrumentIndex, rate: clock.take() }
    this.#plan()
    return due
  }

  #plan(): void {
    this.nextNs = this.#clocks.reduce(
      (least, { nextNs }) => Math.min(least, nextNs),
      Number.POSITIVE_INFINITY,
    )
  }
}

/** What a holder receives, in money units of the settlement currency: −sign(position) × notional at mark × rate,
 *  rounded half to even once. @param lots held, signed */
export function fundingUnits(
  instrument: Instrument,
  lots: number,
  twiceMarkTicks: number,
  rate: Fraction,
): bigint {
  const { numerator, denominator } = instrument.valueAtTwice
  const value = BigInt(-lots) * BigInt(numerator) * rate.numerator
  const divisor = BigInt(denominator) * rate.denominator
  return instrument.isInverse
    ? divideHalfEvenBig(value, divisor * BigInt(twiceMarkTicks))
    : divideHalfEvenBig(value * BigInt(twiceMarkTicks), divisor)
}
