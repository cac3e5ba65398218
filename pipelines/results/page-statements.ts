import { z } from 'zod'
import { defineQuery, type Statement } from '../database/statement.ts'

const runAndBuckets = z.object({ run_id: z.string(), buckets: z.bigint() })

export const equityCurve = defineQuery('analysis/pages/equity_curve.sql', {
  params: runAndBuckets,
  row: z.object({
    ts_ms: z.number(),
    equity: z.number(),
    balance: z.number(),
    drawdown: z.number(),
    drawdown_ratio: z.number().nullable(),
  }),
})

export const markCurve = defineQuery('analysis/pages/mark_curve.sql', {
  params: runAndBuckets,
  row: z.object({
    ts_ms: z.number(),
    instrument_id: z.string(),
    mark: z.number().nullable(),
    position: z.number(),
  }),
})

export const fillMarkers = defineQuery('analysis/pages/fill_markers.sql', {
  params: runAndBuckets,
  row: z.object({
    fill_seq: z.number(),
    ts_ms: z.number(),
    instrument_id: z.string(),
    side: z.string(),
    liquidity: z.string(),
    price: z.number(),
    quantity: z.number(),
    fills: z.number(),
  }),
})

export const fillPages = defineQuery('analysis/pages/fill_pages.sql', {
  params: z.object({ run_id: z.string(), page_rows: z.bigint() }),
  row: z.object({ page: z.bigint(), rows: z.bigint(), first_ns: z.bigint(), last_ns: z.bigint() }),
})

export const fillPage = defineQuery('analysis/pages/fill_page.sql', {
  params: z.object({ run_id: z.string(), page: z.bigint(), page_rows: z.bigint() }),
  row: z.object({
    fill_seq: z.bigint(),
    ts_init: z.bigint(),
    instrument_id: z.string(),
    client_order_id: z.string(),
    parent_order_id: z.string().nullable(),
    position_id: z.string(),
    side: z.string(),
    price: z.string(),
    quantity: z.string(),
    liquidity: z.string(),
    commission: z.string(),
    commission_currency: z.string(),
    realized_pnl: z.string(),
    position_after: z.string(),
    evidence_kind: z.string(),
    evidence_id: z.string().nullable(),
    best_bid: z.string().nullable(),
    best_ask: z.string().nullable(),
  }),
})

/** The reads behind pages: one run each, thinned or paged so that no page loads millions of rows. */
export const pageStatements: readonly Statement[] = [equityCurve, markCurve, fillMarkers, fillPages, fillPage]
