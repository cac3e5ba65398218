import { FILL_MODEL_PRESETS } from '../../engine/index.ts'
import { requireUnits } from './require-units.ts'
import { defaultCurrencyPrecision, type ResolvedInstrument } from './resolve-instrument.ts'
import type { RuleContext } from './rule-context.ts'
import type { WrittenConfig } from './written-config.ts'

type WrittenVenue = WrittenConfig['venue']

/** The preset's rules, each replaced by the one that is written. */
function resolveFillModel(written: WrittenVenue['fill_model']) {
  const preset = FILL_MODEL_PRESETS[written.preset]
  return {
    preset: written.preset,
    liquidity_consumption: written.liquidity_consumption ?? preset.liquidityConsumption,
    consumption_reset: written.consumption_reset ?? preset.consumptionReset,
    print_exhausts_better: written.print_exhausts_better ?? preset.printExhaustsBetter,
    trades_only_liquidity: written.trades_only_liquidity ?? preset.tradesOnlyLiquidity,
    on_book_exhausted: written.on_book_exhausted ?? preset.onBookExhausted,
    prob_slippage: written.prob_slippage ?? preset.slippageProbability,
    queue_position: written.queue_position ?? preset.queuePosition,
    queue_model: written.queue_model ?? preset.queueModel,
    prob_fill_on_limit: written.prob_fill_on_limit ?? preset.limitTouchProbability,
    ...(written.price_protection_ticks !== undefined && {
      price_protection_ticks: written.price_protection_ticks,
    }),
  }
}

/** Fills in balances, currency precisions and the rules of the fill preset.
 *  @param instruments what is traded there, at least one */
export function resolveVenue(
  written: WrittenVenue,
  instruments: readonly ResolvedInstrument[],
  context: RuleContext,
) {
  const { starting_balance, ...rest } = written
  const base_currency = written.base_currency ?? instruments[0]?.settlement_currency ?? ''
  const starting_balances = resolveBalances(written, base_currency, context)
  const currency_precision = currencyPrecisions(written, base_currency, instruments)
  for (const [currency, balance] of Object.entries(starting_balances)) {
    const digits = currency_precision[currency] ?? defaultCurrencyPrecision(currency)
    currency_precision[currency] = digits
    requireUnits(balance, digits, balancePath(written, currency), context)
  }
  return {
    ...rest,
    base_currency,
    starting_balances,
    currency_precision,
    fill_model: resolveFillModel(written.fill_model),
  }
}

export type ResolvedVenue = ReturnType<typeof resolveVenue>

function currencyPrecisions(
  written: WrittenVenue,
  base_currency: string,
  instruments: readonly ResolvedInstrument[],
): Record<string, number> {
  const digits: Record<string, number> = { ...written.currency_precision }
  for (const { settlement_currency, currency_precision } of instruments) {
    digits[settlement_currency] = currency_precision
  }
  const others = instruments.flatMap(instrument => [instrument.base_currency, instrument.quote_currency])
  for (const currency of [base_currency, ...others]) digits[currency] ??= defaultCurrencyPrecision(currency)
  return digits
}

function balancePath(written: WrittenVenue, currency: string): PropertyKey[] {
  const named = written.starting_balances?.[currency] !== undefined
  return named ? ['venue', 'starting_balances', currency] : ['venue', 'starting_balance']
}

/** `starting_balance` is the balance of the base currency; `starting_balances` names every currency. */
function resolveBalances(
  written: WrittenVenue,
  base_currency: string,
  context: RuleContext,
): Record<string, string> {
  const { starting_balance, starting_balances } = written
  if (starting_balance === undefined && starting_balances === undefined) {
    const message = 'missing; give it, or starting_balances by currency'
    context.addIssue({ code: 'custom', path: ['venue', 'starting_balance'], message })
    return {}
  }
  if (starting_balance === undefined) return { ...starting_balances }
  const ofBase = starting_balances?.[base_currency]
  if (ofBase !== undefined && ofBase !== starting_balance) {
    const message = `${starting_balance} contradicts starting_balances.${base_currency}, which is ${ofBase}`
    context.addIssue({ code: 'custom', path: ['venue', 'starting_balance'], message })
  }
  return { ...starting_balances, [base_currency]: starting_balance }
}
