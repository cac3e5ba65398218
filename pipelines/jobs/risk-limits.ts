import type { InstrumentLimitsDefinition, RiskLimitsDefinition } from '../../engine/index.ts'
import type { ResolvedConfig } from '../config/schema.ts'

type RiskSection = NonNullable<ResolvedConfig['risk']>
type OrderLimits = NonNullable<RiskSection['instruments']>[string]

/** Puts the limits of a configuration into the engine's terms. */
export function riskLimits(risk: RiskSection): RiskLimitsDefinition {
  const { max_exposure, max_orders_per_second, max_orders_per_minute, instruments = {} } = risk
  const ofInstruments = Object.entries(instruments).map(([id, limits]) => [id, orderLimits(limits)])
  return {
    ...orderLimits(risk),
    ...(max_exposure !== undefined && { maxExposure: max_exposure }),
    ...(max_orders_per_second !== undefined && { maxOrdersPerSecond: max_orders_per_second }),
    ...(max_orders_per_minute !== undefined && { maxOrdersPerMinute: max_orders_per_minute }),
    instruments: Object.fromEntries(ofInstruments),
  }
}

function orderLimits(limits: OrderLimits): InstrumentLimitsDefinition {
  const { max_order_quantity, max_order_notional, max_position, price_tolerance_bps } = limits
  return {
    ...(max_order_quantity !== undefined && { maxOrderQuantity: max_order_quantity }),
    ...(max_order_notional !== undefined && { maxOrderNotional: max_order_notional }),
    ...(max_position !== undefined && { maxPosition: max_position }),
    ...(price_tolerance_bps !== undefined && { priceToleranceBps: price_tolerance_bps }),
  }
}
