import { z } from 'zod'
import { defineQuery, defineRelation } from '../database/statement.ts'

const nothing = z.object({})
const LEVELS = [0, 1, 2, 3, 4]

const generatedLevels = Object.fromEntries(
  LEVELS.flatMap(level =>
    ['ask_price', 'ask_size', 'bid_price', 'bid_size'].map(name => [`${name}_${level}`, z.number()]),
  ),
)

const wireLevels = Object.fromEntries(
  LEVELS.flatMap(level =>
    ['asks', 'bids'].flatMap(side => [
      [`${side}[${level}].price`, z.number()],
      [`${side}[${level}].amount`, z.number()],
    ]),
  ),
)

export const generatedTrades = defineRelation(
  'sample/generated_trades.sql',
  z.object({
    ts_event_offset_ns: z.number(),
    ts_init_offset_ns: z.number(),
    trade_number: z.number(),
    price: z.number(),
    size: z.number(),
    is_buyer: z.number(),
  }),
  nothing,
)

export const generatedSnapshots = defineRelation(
  'sample/generated_snapshots.sql',
  z.object({ ts_event_offset_ns: z.number(), ts_init_offset_ns: z.number(), ...generatedLevels }),
  nothing,
)

export const odumTrades = defineQuery('sample/odum_trades.sql', {
  params: z.object({ instrument_key: z.string(), day_ns: z.bigint() }),
  row: z.object({
    instrument_key: z.string(),
    price: z.number(),
    size: z.number(),
    aggressor_side: z.number(),
    trade_id: z.string(),
    ts_event: z.bigint(),
    ts_init: z.bigint(),
  }),
})

const tardisParams = z.object({ exchange: z.string(), symbol: z.string(), day_ns: z.bigint() })

export const tardisTrades = defineQuery('sample/tardis_trades.sql', {
  params: tardisParams,
  row: z.object({
    exchange: z.string(),
    symbol: z.string(),
    timestamp: z.bigint(),
    local_timestamp: z.bigint(),
    id: z.string(),
    side: z.string(),
    price: z.number(),
    amount: z.number(),
  }),
})

export const tardisSnapshots = defineQuery('sample/tardis_snapshots.sql', {
  params: tardisParams,
  row: z.object({
    exchange: z.string(),
    symbol: z.string(),
    timestamp: z.bigint(),
    local_timestamp: z.bigint(),
    ...wireLevels,
  }),
})

/** Every statement of the sample generator; the relations come first, since the queries read them. */
export const sampleStatements = [
  generatedTrades,
  generatedSnapshots,
  odumTrades,
  tardisTrades,
  tardisSnapshots,
] as const
