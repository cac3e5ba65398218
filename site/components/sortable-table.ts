import type { Input, TableOptions } from '@observablehq/inputs'
import { Inputs } from './std.js'

/** A table whose headings sort by their columns, also by the keyboard: Enter or the space bar on a heading. */
export function sortableTable<Row>(rows: readonly Row[], options: TableOptions<Row>): Input<readonly Row[]> {
  const table = Inputs.table<Row>(rows, options)
  for (const heading of table.querySelectorAll<HTMLTableCellElement>('thead th[title]')) {
    heading.tabIndex = 0
    heading.addEventListener('keydown', event => {
      if (event.key !== 'Enter' && event.key !== ' ') return
      event.preventDefault()
      heading.click()
    })
  }
  return table
}
