import type { Instrument } from '../../domain/instrument.ts'
import { notionalUnits } from '../../domain/money.ts'
import type { InstrumentLimits } from './risk-limits.ts'

/** Whether an order asks for more than one order may. */
export function exceedsOrderQuantity(limits: InstrumentLimits, quantityLots: number): boolean {
  return quantityLots > limits.maxOrderLots
}

/** Whether an order is worth more than one order may be. @param priceTicks what it would trade at, > 0 */
export function exceedsOrderNotional(
  limits: InstrumentLimits,
  instrument: Instrument,
  priceTicks: number,
  quantityLots: number,
): boolean {
  const { maxOrderUnits } = limits
  return maxOrderUnits !== undefined && notionalUnits(instrument, priceTicks, quantityLots) > maxOrderUnits
}
