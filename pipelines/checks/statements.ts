import { z } from 'zod'
import { defineQuery, type Statement } from '../database/statement.ts'

const shapes = {
  params: z.object({ run_id: z.string() }),
  row: z.object({ subject: z.string(), expected: z.string(), found: z.string() }),
}

/** What a run's results are held to, by name: a statement each whose rows are disagreements. */
export const runChecks = {
  final_balances: defineQuery('checks/final_balances.sql', shapes),
  fill_totals: defineQuery('checks/fill_totals.sql', shapes),
  running_positions: defineQuery('checks/running_positions.sql', shapes),
  order_fills: defineQuery('checks/order_fills.sql', shapes),
  fill_commissions: defineQuery('checks/fill_commissions.sql', shapes),
  routing_decisions: defineQuery('checks/routing_decisions.sql', shapes),
  position_values: defineQuery('checks/position_values.sql', shapes),
  funding_payments: defineQuery('checks/funding_payments.sql', shapes),
  liquidation_fees: defineQuery('checks/liquidation_fees.sql', shapes),
} as const

export const checkStatements: readonly Statement[] = Object.values(runChecks)
