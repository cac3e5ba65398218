import { SIDE, type Side } from '../../domain/codes.ts'
import { parseFraction } from '../../domain/decimal.ts'
import { divideHalfEvenBig, tenTo } from '../../domain/exact.ts'
import type { Instrument } from '../../domain/instrument.ts'

/** What trading at a venue costs, in whole cost units: a lot times a tick, divided so finely that fees and latency
 *  penalties of one lot are whole. All venues of a router share the unit, so their costs compare exactly.
 *
 *  A buyer pays the price, a seller receives it: costs of sales are negative, and cheaper is less for both.
 *
 *  Unrealistic in that the market drifts against every order at one rate, whatever it does at that moment. */
export class VenueCosts {
  readonly #feeUnits: bigint
  readonly #makerFeeUnits: bigint
  /** Cost units of one lot times one tick. */
  readonly #unit: bigint
  readonly #penaltyUnits: bigint
  readonly #instrument: Instrument

  private constructor(instrument: Instrument, rates: CommonRates, latencyNs: number) {
    const { unit, driftNumerator, driftDenominator } = rates
    const ofRate = (text: string): bigint => {
      const { numerator, denominator } = parseFraction(text, `fee of ${instrument.id}`)
      return (numerator * unit) / denominator
    }
    this.#instrument = instrument
    this.#unit = unit
    this.#feeUnits = ofRate(instrument.definition.takerFee)
    this.#makerFeeUnits = ofRate(instrument.definition.makerFee)
    this.#penaltyUnits = (BigInt(latencyNs) * driftNumerator * unit) / driftDenominator
  }

  /** Costs of venues whose instruments share price and size precision.
   *  @param priceDriftPerNs how much the price is taken to move against an order each ns on its way, in the quote
   *  currency, as exact decimal text */
  static ofVenues(
    venues: readonly { readonly instrument: Instrument; readonly latencyNs: number }[],
    priceDriftPerNs: string,
  ): VenueCosts[] {
    const drift = parseFraction(priceDriftPerNs, 'router.price_drift_per_ns')
    const digits = Math.max(...venues.map(({ instrument }) => instrument.definition.pricePrecision))
    const driftNumerator = drift.numerator * tenTo(digits)
    const driftDenominator = drift.denominator
    const rates = venues.flatMap(({ instrument: { definition } }) => [
      definition.takerFee,
      definition.makerFee,
    ])
    const feeDigits = Math.max(...rates.map(text => text.split('.')[1]?.length ?? 0))
    const common = { unit: tenTo(feeDigits) * driftDenominator, driftNumerator, driftDenominator }
    return venues.map(({ instrument, latencyNs }) => new VenueCosts(instrument, common, latencyNs))
  }

  /** Of one lot taken at a price, fee and latency included. */
  perLot(side: Side, priceTicks: number): bigint {
    const ticks = BigInt(priceTicks)
    const price = side === SIDE.BUY ? ticks * this.#unit : -ticks * this.#unit
    return price + ticks * this.#feeUnits + this.#penaltyUnits
  }

  /** What ranks venues whose prices are unknown: the fee rate and the penalty of one lot.
   *  @param rests whether the order will wait for takers, and pays the maker's fee */
  rank(rests: boolean): { readonly fee: bigint; readonly penalty: bigint } {
    return { fee: rests ? this.#makerFeeUnits : this.#feeUnits, penalty: this.#penaltyUnits }
  }

  /** Parts of a cost in money units of the settlement currency, each rounded half to even once.
   *  @param ticksLots sum of price times lots over what is taken */
  parts(side: Side, ticksLots: bigint, lots: number): CostParts {
    const notionalUnits = this.#money(ticksLots * this.#unit)
    const feeUnits = this.#money(ticksLots * this.#feeUnits)
    const latencyUnits = this.#money(BigInt(lots) * this.#penaltyUnits)
    const signed = side === SIDE.BUY ? notionalUnits : -notionalUnits
    return { notionalUnits, feeUnits, latencyUnits, totalUnits: signed + feeUnits + latencyUnits }
  }

  #money(units: bigint): bigint {
    const { numerator, denominator } = this.#instrument.value
    return divideHalfEvenBig(units * BigInt(numerator), this.#unit * BigInt(denominator))
  }
}

interface CommonRates {
  readonly unit: bigint
  readonly driftNumerator: bigint
  readonly driftDenominator: bigint
}

/** What a quantity costs at a venue, in money units. */
export interface CostParts {
  /** Price times quantity: paid by a buyer, received by a seller. */
  readonly notionalUnits: bigint
  readonly feeUnits: bigint
  readonly latencyUnits: bigint
  /** Notional (negative for a seller), fee and latency penalty. */
  readonly totalUnits: bigint
}
