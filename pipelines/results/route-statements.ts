import { z } from 'zod'
import { defineRelation } from '../database/statement.ts'

const none = z.object({})

export const noRouting = defineRelation(
  'results/facts/no_routing.sql',
  z.object({
    run_id: z.string(),
    decision_id: z.number(),
    addressed_index: z.number(),
    instrument_index: z.number(),
    order_id: z.number().nullable(),
    parent_order_id: z.number().nullable(),
    side: z.number(),
    outcome: z.number(),
    ts_init: z.bigint(),
    quantity: z.string(),
    limit_price: z.string().nullable(),
    available_quantity: z.string().nullable(),
    chosen_quantity: z.string(),
    notional: z.string(),
    fee: z.string(),
    latency_cost: z.string(),
    total_cost: z.string(),
    file_row_number: z.bigint(),
  }),
  none,
)

export const routing = defineRelation(
  'results/routing.sql',
  z.object({
    run_id: z.string(),
    decision_id: z.number(),
    route_seq: z.bigint(),
    ts_init: z.bigint(),
    client_order_id: z.string().nullable(),
    parent_order_id: z.string().nullable(),
    addressed_instrument_id: z.string(),
    instrument_id: z.string(),
    venue: z.string(),
    side: z.string(),
    quantity: z.string(),
    limit_price: z.string().nullable(),
    available_quantity: z.string().nullable(),
    notional: z.string(),
    fee: z.string(),
    latency_cost: z.string(),
    total_cost: z.string(),
    estimated_price: z.number().nullable(),
    chosen_quantity: z.string(),
    outcome: z.string(),
  }),
  none,
)

export const routingSummary = defineRelation(
  'analysis/routing_summary.sql',
  z.object({
    run_id: z.string(),
    addressed_instrument_id: z.string(),
    instrument_id: z.string(),
    venue: z.string(),
    side: z.string(),
    outcome: z.string(),
    decisions: z.bigint(),
    chosen_quantity: z.string(),
    filled_quantity: z.string().nullable(),
    average_price: z.number().nullable(),
    commission: z.string().nullable(),
    mean_available_quantity: z.number().nullable(),
    saved_cost: z.string().nullable(),
  }),
  none,
)
