import { z } from 'zod'
import { defineRelation } from '../database/statement.ts'

const none = z.object({})

export const parentOrders = defineRelation(
  'results/parent_orders.sql',
  z.object({
    run_id: z.string(),
    parent_order_id: z.string(),
    instrument_id: z.string(),
    venue: z.string(),
    side: z.string(),
    quantity: z.string(),
    order_type: z.string(),
    limit_price: z.string().nullable(),
    algorithm: z.string(),
    parameters: z.string(),
    ts_created: z.bigint(),
    ts_first_child: z.bigint().nullable(),
    ts_closed: z.bigint(),
    status: z.string(),
    reason: z.string(),
    children: z.bigint(),
    filled_quantity: z.string(),
    average_price: z.number().nullable(),
  }),
  none,
)

export const parentSchedule = defineRelation(
  'results/parent_schedule.sql',
  z.object({
    run_id: z.string(),
    schedule_seq: z.bigint(),
    parent_order_id: z.string(),
    ts: z.bigint(),
    target_quantity: z.string(),
  }),
  none,
)
