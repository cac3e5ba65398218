import { z } from 'zod'
import { defineMacro, defineQuery, defineRelation, type Statement } from '../database/statement.ts'

const none = z.object({})
const shapes = {
  params: z.object({ run_id: z.string() }),
  row: z.object({ subject: z.string(), expected: z.string(), found: z.string() }),
}

const factors = [
  'trillionths_per_unit',
  'value_numerator',
  'value_denominator',
  'maker_numerator',
  'maker_denominator',
  'taker_numerator',
  'taker_denominator',
]

export const halfEvenQuotient = defineMacro('checks/half_even_quotient.sql', none)

export const instrumentFactors = defineRelation(
  'checks/instrument_factors.sql',
  z.object({
    run_id: z.string(),
    instrument_index: z.number(),
    instrument_id: z.string(),
    settlement_currency: z.string(),
    is_inverse: z.boolean(),
    ticks_per_price: z.number(),
    lots_per_quantity: z.number(),
    units_per_money: z.number(),
    ...Object.fromEntries(factors.map(name => [name, z.bigint()])),
  }),
  none,
)

/** What a run's results are held to, by name: a statement each whose rows are disagreements. */
export const runChecks = {
  final_balances: defineQuery('checks/final_balances.sql', shapes),
  fill_totals: defineQuery('checks/fill_totals.sql', shapes),
  running_positions: defineQuery('checks/running_positions.sql', shapes),
  order_fills: defineQuery('checks/order_fills.sql', shapes),
  fill_commissions: defineQuery('checks/fill_commissions.sql', shapes),
  position_values: defineQuery('checks/position_values.sql', shapes),
} as const

/** What the checks read besides the views of results. */
export const checkRelations: readonly Statement[] = [halfEvenQuotient, instrumentFactors]

export const checkStatements: readonly Statement[] = [...checkRelations, ...Object.values(runChecks)]
