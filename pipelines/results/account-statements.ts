import { z } from 'zod'
import { defineRelation } from '../database/statement.ts'

const none = z.object({})

export const runFundingRates = defineRelation(
  'results/run_funding_rates.sql',
  z.object({ run_id: z.string(), instrument_index: z.number(), ts_init: z.bigint(), rate: z.string() }),
  none,
)

export const runFxRates = defineRelation(
  'results/run_fx_rates.sql',
  z.object({ run_id: z.string(), valuation_currency: z.string(), currency: z.string(), rate: z.string() }),
  none,
)

export const valuedEquity = defineRelation(
  'results/valued_equity.sql',
  z.object({
    run_id: z.string(),
    ts_init: z.bigint(),
    currency: z.string(),
    balance: z.string(),
    unrealized: z.string(),
    equity: z.string(),
  }),
  none,
)
