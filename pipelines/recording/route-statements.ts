import { z } from 'zod'
import { defineQuery, defineRelation, type Statement } from '../database/statement.ts'

const routeShape = {
  decision_id: z.number(),
  addressed_index: z.number(),
  instrument_index: z.number(),
  order_id: z.number(),
  parent_order_id: z.number(),
  side: z.number(),
  outcome: z.number(),
  quantity: z.string(),
  limit_price: z.string(),
  available_quantity: z.string(),
  chosen_quantity: z.string(),
  notional: z.string(),
  fee: z.string(),
  latency_cost: z.string(),
  total_cost: z.string(),
}

export const stagedRouting = defineRelation(
  'recording/staged_routing.sql',
  z.object({ ...routeShape, ts_init_ns: z.bigint() }),
  z.object({}),
)

export const routingRows = defineQuery('recording/routing.sql', {
  params: z.object({ origin_ns: z.bigint() }),
  row: z.object({ ...routeShape, ts_init: z.bigint() }),
})

export const routeStatements: readonly Statement[] = [stagedRouting, routingRows]
