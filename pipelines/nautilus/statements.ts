import { z } from 'zod'
import { defineQuery } from '../database/statement.ts'

/** What staged rows give to each cell. */
export const stagedCells = defineQuery('nautilus/staged_cells.sql', {
  params: z.strictObject({ cell_length_ns: z.bigint() }),
  row: z.strictObject({
    start_ns: z.bigint(),
    file_index: z.number(),
    row_count: z.bigint(),
    first_ts_init: z.bigint(),
    last_ts_init: z.bigint(),
  }),
})

/** The rows of one cell. */
export const cellRows = defineQuery('nautilus/cell_rows.sql', {
  params: z.strictObject({ start_ns: z.bigint(), end_ns: z.bigint() }),
  row: z.looseObject({ ts_event: z.bigint(), ts_init: z.bigint() }),
})

export const nautilusStatements = [stagedCells, cellRows]
