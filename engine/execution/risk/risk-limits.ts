import { parseScaled } from '../../domain/decimal.ts'
import type { Instrument } from '../../domain/instrument.ts'

/** Limits on the orders of one instrument, as exact decimal text; what is absent limits nothing. */
export interface InstrumentLimitsDefinition {
  readonly maxOrderQuantity?: string
  /** In the quote currency. */
  readonly maxOrderNotional?: string
  /** Largest holding either way, should everything fill that is open. */
  readonly maxPosition?: string
  /** Largest distance of a price from the market, in hundredths of a per cent. */
  readonly priceToleranceBps?: string
}

/** Limits of one account: those of every instrument, and those over all of them. */
export interface RiskLimitsDefinition extends InstrumentLimitsDefinition {
  /** Notional of all holdings, should everything fill that is open, in each quote currency on its own. */
  readonly maxExposure?: string
  readonly maxOrdersPerSecond?: number
  readonly maxOrdersPerMinute?: number
  /** Limits that take the place of the general ones, by instrument id. */
  readonly instruments?: Readonly<Record<string, InstrumentLimitsDefinition>>
}

/** An instrument's limits in its own units; Infinity and undefined limit nothing. */
export interface InstrumentLimits {
  readonly maxOrderLots: number
  /** Money units of the quote currency. */
  readonly maxOrderUnits: bigint | undefined
  readonly maxPositionLots: number
  /** Millionths of the price. */
  readonly toleranceMillionths: number
}

/** Digits of basis points that count: a hundredth of one is a millionth of the price. */
const BPS_DIGITS = 2

/** A decimal in units of 10^-digits, towards zero: what lies beyond the grid can never be asked for. */
export function limitUnits(text: string, digits: number, what: string): bigint {
  const [whole = '0', fraction = ''] = text.split('.')
  const kept = fraction.slice(0, digits)
  return parseScaled(kept === '' ? whole : `${whole}.${kept}`, digits, what)
}

/** Puts an instrument's limits into its units. */
export function compileLimits(definition: RiskLimitsDefinition, instrument: Instrument): InstrumentLimits {
  const limits = { ...definition, ...definition.instruments?.[instrument.id] }
  const { sizePrecision, currencyPrecision } = instrument.definition
  const { maxOrderQuantity, maxOrderNotional, maxPosition, priceToleranceBps } = limits
  const number = (text: string | undefined, digits: number, what: string): number =>
    text === undefined ? Number.POSITIVE_INFINITY : Number(limitUnits(text, digits, what))
  return {
    maxOrderLots: number(maxOrderQuantity, sizePrecision, 'risk.max_order_quantity'),
    maxOrderUnits:
      maxOrderNotional === undefined
        ? undefined
        : limitUnits(maxOrderNotional, currencyPrecision, 'risk.max_order_notional'),
    maxPositionLots: number(maxPosition, sizePrecision, 'risk.max_position'),
    toleranceMillionths: number(priceToleranceBps, BPS_DIGITS, 'risk.price_tolerance_bps'),
  }
}
