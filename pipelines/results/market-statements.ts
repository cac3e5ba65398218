import { z } from 'zod'
import { defineQuery, defineRelation, type Statement } from '../database/statement.ts'

const none = z.object({})

const sliceOfRun = z.object({ run_id: z.string(), first_row: z.bigint(), end_row: z.bigint() })

export const runQuotes = defineRelation(
  'analysis/market/run_quotes.sql',
  z.object({
    instrument_index: z.number(),
    ts_init: z.bigint(),
    mid: z.string().nullable(),
    integral: z.string(),
  }),
  none,
)

export const runVolume = defineRelation(
  'analysis/market/run_volume.sql',
  z.object({
    instrument_index: z.number(),
    ts_init: z.bigint(),
    quantity: z.string(),
    value: z.string(),
  }),
  none,
)

export const fillMidsSlice = defineQuery('analysis/market/fill_mids_slice.sql', {
  params: sliceOfRun,
  row: z.object({
    mid_before: z.string().nullable(),
    mid_100ms: z.string().nullable(),
    mid_1s: z.string().nullable(),
    mid_5s: z.string().nullable(),
    mid_30s: z.string().nullable(),
    mid_60s: z.string().nullable(),
    mid_300s: z.string().nullable(),
  }),
})

export const parentMarksSlice = defineQuery('analysis/market/parent_marks_slice.sql', {
  params: sliceOfRun,
  row: z.object({
    parent_order_id: z.string(),
    decision_mid: z.string().nullable(),
    arrival_mid: z.string().nullable(),
    close_mid: z.string().nullable(),
    interval_vwap: z.number().nullable(),
    interval_twap: z.number().nullable(),
    market_quantity: z.string(),
  }),
})

export const shownCells = defineQuery('analysis/market/shown_cells.sql', {
  params: none,
  row: z.object({
    instrument_id: z.string(),
    type: z.string(),
    path: z.string(),
    rows: z.bigint().nullable(),
  }),
})

/** What the analysis of one run reads and writes, over the relations of `run-market.ts`; and the cells a page's runs read. */
export const marketStatements: readonly Statement[] = [
  runQuotes,
  runVolume,
  fillMidsSlice,
  parentMarksSlice,
  shownCells,
]
