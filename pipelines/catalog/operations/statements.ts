import { z } from 'zod'
import { defineQuery } from '../../database/statement.ts'

const cellFault = z.strictObject({ problem: z.string(), row_count: z.bigint(), first_row: z.bigint() })
const bounds = { start_ns: z.bigint(), end_ns: z.bigint() }

/** What is wrong with the rows of one trade file. */
export const tradeCellFaults = defineQuery('checks/trade_cell_faults.sql', {
  params: z.strictObject(bounds),
  row: cellFault,
})

/** What is wrong with the rows of one depth file. */
export const depthCellFaults = defineQuery('checks/depth_cell_faults.sql', {
  params: z.strictObject(bounds),
  row: cellFault,
})

/** What is wrong with the rows of one deltas file. */
export const deltasCellFaults = defineQuery('checks/deltas_cell_faults.sql', {
  params: z.strictObject({ ...bounds, is_derived: z.boolean() }),
  row: cellFault,
})

export const operationStatements = [tradeCellFaults, depthCellFaults, deltasCellFaults]
