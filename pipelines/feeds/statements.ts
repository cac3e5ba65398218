import { listValue } from '@duckdb/node-api'
import { z } from 'zod'
import { defineQuery } from '../database/statement.ts'

const rowRange = { first_row: z.bigint(), end_row: z.bigint() }

const levels = Object.fromEntries(
  ['bid_price', 'bid_size', 'ask_price', 'ask_size'].flatMap(name =>
    [0, 1, 2, 3, 4].map(level => [`${name}_${level}`, z.string()]),
  ),
)

export const tradeBatch = defineQuery('replay/trade_batch.sql', {
  params: z.object({ origin_ns: z.bigint(), start_ns: z.bigint(), end_ns: z.bigint(), ...rowRange }),
  row: z.object({
    ts_init_ns: z.number(),
    price: z.string(),
    size: z.string(),
    aggressor_side: z.number(),
  }),
})

export const timedTradeBatch = defineQuery('replay/timed_trade_batch.sql', {
  params: tradeBatch.params,
  row: tradeBatch.row.extend({ ts_event_ns: z.number() }),
})

export const numberedTradeBatch = defineQuery('replay/numbered_trade_batch.sql', {
  params: tradeBatch.params,
  row: timedTradeBatch.row.extend({ trade_number: z.number() }),
})

export const bookBatch = defineQuery('replay/book_batch.sql', {
  params: z.object({ origin_ns: z.bigint(), end_ns: z.bigint(), ...rowRange }),
  row: z.object({ ts_init_ns: z.number(), ts_event_ns: z.number(), sequence: z.number(), ...levels }),
})

export const deltaBatch = defineQuery('replay/delta_batch.sql', {
  params: bookBatch.params,
  row: z.object({
    ts_init_ns: z.number(),
    ts_event_ns: z.number(),
    sequence: z.number(),
    is_event: z.number(),
    action: z.number(),
    side: z.number(),
    price: z.string(),
    size: z.string(),
  }),
})

export const rowsBefore = defineQuery('replay/rows_before.sql', {
  params: z.object({ start_ns: z.bigint() }),
  row: z.object({ rows_before: z.bigint() }),
})

export const cellRowGroups = defineQuery('replay/cell_row_groups.sql', {
  params: z.object({ files: z.array(z.string()).transform(files => listValue(files)) }),
  row: z.object({
    file_name: z.string(),
    row_group_id: z.bigint(),
    row_count: z.bigint(),
    price_max: z.number().nullable(),
    size_max: z.number().nullable(),
  }),
})

export const volumeBySecond = defineQuery('replay/volume_by_second.sql', {
  params: z.object({ start_ns: z.bigint(), end_ns: z.bigint(), period_seconds: z.bigint() }),
  row: z.object({ second: z.bigint(), volume: z.number() }),
})

export const feedStatements = [
  tradeBatch,
  timedTradeBatch,
  numberedTradeBatch,
  bookBatch,
  deltaBatch,
  rowsBefore,
  cellRowGroups,
  volumeBySecond,
]
