import { z } from 'zod'
import { defineQuery, type Statement } from '../database/statement.ts'

const count = z.bigint()
const ns = z.bigint()
const hour = { hour_start: ns }

/** Which rows: half-open in ts_init. */
const window = { instrument_id: z.string(), start_ns: ns, end_ns: ns }

export const gaps = defineQuery('quality/gaps.sql', {
  params: z.strictObject({ ...window, gap_ns: ns }),
  row: z.strictObject({
    stream: z.string(),
    ...hour,
    row_count: count,
    gap_count: count,
    longest_gap_ns: ns,
    longest_gap_start: ns,
  }),
})

export const duplicateTradeIds = defineQuery('quality/duplicate_trade_ids.sql', {
  params: z.strictObject(window),
  row: z.strictObject({
    ...hour,
    trade_count: count,
    without_id_count: count,
    duplicate_count: count,
    example_trade_id: z.string().nullable(),
  }),
})

export const clockSkew = defineQuery('quality/clock_skew.sql', {
  params: z.strictObject(window),
  row: z.strictObject({
    stream: z.string(),
    ...hour,
    least_ns: ns,
    p01_ns: ns,
    median_ns: ns,
    p99_ns: ns,
    greatest_ns: ns,
    negative_count: count,
  }),
})

export const bookStates = defineQuery('quality/book_states.sql', {
  params: z.strictObject(window),
  row: z.strictObject({
    ...hour,
    snapshot_count: count,
    crossed_count: count,
    locked_count: count,
    one_sided_count: count,
  }),
})

export const staleBooks = defineQuery('quality/stale_books.sql', {
  params: z.strictObject({ ...window, stale_ns: ns }),
  row: z.strictObject({
    ...hour,
    trade_count: count,
    without_book_count: count,
    stale_count: count,
    p99_age_ns: ns.nullable(),
    greatest_age_ns: ns.nullable(),
  }),
})

export const priceJumps = defineQuery('quality/price_jumps.sql', {
  params: z.strictObject({ ...window, jump_fraction: z.number() }),
  row: z.strictObject({
    ...hour,
    jump_count: count,
    greatest_move_fraction: z.number(),
    greatest_move_ts_init: ns,
  }),
})

/** Skew of the clocks in raw rows, before conversion. */
export const rawClockSkew = defineQuery('quality/raw_clock_skew.sql', {
  params: z.strictObject({}),
  row: z.strictObject({
    row_count: count,
    least_ns: ns.nullable(),
    median_ns: ns.nullable(),
    greatest_ns: ns.nullable(),
    negative_count: count,
  }),
})

/** Every statement of this folder. */
export const qualityStatements: readonly Statement[] = [
  gaps,
  duplicateTradeIds,
  clockSkew,
  bookStates,
  staleBooks,
  priceJumps,
  rawClockSkew,
]
