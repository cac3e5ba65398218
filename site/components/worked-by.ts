import type { Row } from './run-data.js'

/** How an order was worked: by its algorithm, sent as it was, or to close what was open at the end. */
export function workedBy(row: Row): string {
  if (row.is_closing === true) return 'closing'
  return row.algorithm === 'normal' ? 'sent whole' : String(row.algorithm)
}

/** What was asked for before what closed the rest of it. */
export function askedFirst(groups: readonly Row[]): Row[] {
  return [...groups].sort((a, b) => Number(a.is_closing === true) - Number(b.is_closing === true))
}
