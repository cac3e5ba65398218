import { parseFraction, parseScaled } from './decimal.ts'
import { type Ratio, ratio, tenTo, toSafeInteger } from './exact.ts'

/** An instrument as configured: exact decimals as text. */
export interface InstrumentDefinition {
  /** `SYMBOL.VENUE`. */
  readonly id: string
  readonly venue: string
  /** `linear` settles in quote currency, `inverse` in base; `spot` exchanges base against quote. */
  readonly kind: 'spot' | 'linear' | 'inverse'
  readonly baseCurrency: string
  readonly quoteCurrency: string
  readonly settlementCurrency: string
  /** Digits after the point of prices, quantities and settlement money. */
  readonly pricePrecision: number
  readonly sizePrecision: number
  readonly currencyPrecision: number
  /** Price and quantity grids; default one unit of the precision. */
  readonly tickSize?: string
  readonly lotSize?: string
  readonly minQuantity?: string
  readonly maxQuantity?: string
  /** In quote currency. */
  readonly minNotional?: string
  /** Quote currency per contract and price unit (linear), or per contract (inverse); default 1. */
  readonly multiplier?: string
  /** Commission rates as fractions of the notional; negative is a rebate. */
  readonly makerFee: string
  readonly takerFee: string
  /** Initial margin = notional / leverage, unless a rate is given. */
  readonly leverage: string
  readonly initialMarginRate?: string
  /** Maintenance margin as a fraction of the notional, default half the initial one. */
  readonly maintenanceMarginRate?: string
  /** What a liquidation costs as a fraction of the notional, default none. */
  readonly liquidationFee?: string
}

/** An instrument compiled for the hot path: prices in ticks of 10^-pricePrecision, quantities in lots of
 *  10^-sizePrecision, money in units of 10^-currencyPrecision of the settlement currency. */
export interface Instrument {
  readonly definition: InstrumentDefinition
  /** Its place among the run's instruments, by which everything refers to it. */
  readonly index: number
  readonly id: string
  readonly isSpot: boolean
  readonly isInverse: boolean
  readonly tickSizeTicks: number
  readonly lotSizeLots: number
  readonly minQuantityLots: number
  readonly maxQuantityLots: number
  /** In money units of the quote currency; 0 when there is no minimum. */
  readonly minNotionalUnits: number
  /** Money units of one lot at one tick (linear: × price) or of one lot (inverse: ÷ price). */
  readonly value: Ratio
  /** Commission of the same, maker and taker. */
  readonly makerCommission: Ratio
  readonly takerCommission: Ratio
  /** Initial margin of the same. */
  readonly initialMargin: Ratio
  /** Value and initial margin when the price is given as twice its ticks, as marks are. */
  readonly valueAtTwice: Ratio
  readonly initialMarginAtTwice: Ratio
  /** Maintenance margin of the same, and what a liquidation costs. */
  readonly maintenanceMargin: Ratio
  readonly maintenanceMarginAtTwice: Ratio
  readonly liquidationFee: Ratio
}

/** Compiles a definition. @param index its place among the run's instruments. @throws InvalidDecimalError, PrecisionOverflowError. */
export function compileInstrument(definition: InstrumentDefinition, index = 0): Instrument {
  const { id, pricePrecision, sizePrecision } = definition
  const units = (text: string | undefined, precision: number, what: string, absent: number): number =>
    text === undefined
      ? absent
      : toSafeInteger(parseScaled(text, precision, `${what} of ${id}`), `${what} of ${id}`)
  const value = valueFraction(definition)
  const twice = definition.kind === 'inverse' ? { up: 2n, down: 1n } : { up: 1n, down: 2n }
  const scaled = (text: string, what: string): Ratio => {
    const factor = parseFraction(text, `${what} of ${id}`)
    return ratio(
      value.numerator * factor.numerator,
      value.denominator * factor.denominator,
      `${what} of ${id}`,
    )
  }
  const marginOf = ({ numerator, denominator }: Fraction, what: string) => {
    const margin = { numerator: value.numerator * numerator, denominator: value.denominator * denominator }
    return {
      once: ratio(margin.numerator, margin.denominator, `${what} of ${id}`),
      atTwice: ratio(margin.numerator * twice.up, margin.denominator * twice.down, `${what} of ${id}`),
    }
  }
  const initial = marginOf(initialRate(definition), 'leverage')
  const maintenance = marginOf(maintenanceRate(definition), 'margin_maint')
  return {
    definition,
    index,
    id,
    isSpot: definition.kind === 'spot',
    isInverse: definition.kind === 'inverse',
    tickSizeTicks: units(definition.tickSize, pricePrecision, 'tick_size', 1),
    lotSizeLots: units(definition.lotSize, sizePrecision, 'lot_size', 1),
    minQuantityLots: units(definition.minQuantity, sizePrecision, 'min_quantity', 1),
    maxQuantityLots: units(definition.maxQuantity, sizePrecision, 'max_quantity', Number.MAX_SAFE_INTEGER),
    minNotionalUnits: units(definition.minNotional, definition.currencyPrecision, 'min_notional', 0),
    value: ratio(value.numerator, value.denominator, `multiplier of ${id}`),
    makerCommission: scaled(definition.makerFee, 'maker_fee'),
    takerCommission: scaled(definition.takerFee, 'taker_fee'),
    initialMargin: initial.once,
    valueAtTwice: ratio(value.numerator * twice.up, value.denominator * twice.down, `multiplier of ${id}`),
    initialMarginAtTwice: initial.atTwice,
    maintenanceMargin: maintenance.once,
    maintenanceMarginAtTwice: maintenance.atTwice,
    liquidationFee: scaled(definition.liquidationFee ?? '0', 'liquidation_fee'),
  }
}

interface Fraction {
  readonly numerator: bigint
  readonly denominator: bigint
}

function initialRate(definition: InstrumentDefinition): Fraction {
  if (definition.initialMarginRate !== undefined) {
    return parseFraction(definition.initialMarginRate, `margin_init of ${definition.id}`)
  }
  const leverage = parseFraction(definition.leverage, `leverage of ${definition.id}`)
  return { numerator: leverage.denominator, denominator: leverage.numerator }
}

function maintenanceRate(definition: InstrumentDefinition): Fraction {
  if (definition.maintenanceMarginRate !== undefined) {
    return parseFraction(definition.maintenanceMarginRate, `margin_maint of ${definition.id}`)
  }
  const { numerator, denominator } = initialRate(definition)
  return { numerator, denominator: 2n * denominator }
}

/** Money units per (lot × tick), or for inverse instruments per (lot ÷ tick). */
function valueFraction(definition: InstrumentDefinition): { numerator: bigint; denominator: bigint } {
  const { pricePrecision, sizePrecision, currencyPrecision } = definition
  const multiplier = parseFraction(definition.multiplier ?? '1', `multiplier of ${definition.id}`)
  const exponent =
    definition.kind === 'inverse'
      ? currencyPrecision + pricePrecision - sizePrecision
      : currencyPrecision - pricePrecision - sizePrecision
  return exponent >= 0
    ? { numerator: multiplier.numerator * tenTo(exponent), denominator: multiplier.denominator }
    : { numerator: multiplier.numerator, denominator: multiplier.denominator * tenTo(-exponent) }
}
