import { requireUnits } from './require-units.ts'
import type { RuleContext } from './rule-context.ts'
import type { WrittenConfig } from './written-config.ts'

/** Digits after the point that SQL values with. */
const RATE_DIGITS = 8

/** Refuses a valuation that lacks the rate of a currency the scenario settles in. */
export function checkFx(
  fx: WrittenConfig['fx'],
  traded: readonly { readonly settlement_currency: string }[],
  context: RuleContext,
): void {
  if (fx === undefined) return
  for (const [currency, rate] of Object.entries(fx.rates)) {
    requireUnits(rate, RATE_DIGITS, ['fx', 'rates', currency], context)
  }
  for (const currency of new Set(traded.map(({ settlement_currency }) => settlement_currency))) {
    if (currency === fx.currency || fx.rates[currency] !== undefined) continue
    const message = `missing; the scenario settles in ${currency}, which has no rate in ${fx.currency}`
    context.addIssue({ code: 'custom', path: ['fx', 'rates', currency], message })
  }
}
