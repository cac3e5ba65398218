import type { RowGroupSlice } from './source-reader.ts'

/** Where the rows of the chosen row groups lie: `source` when the file read holds all row groups in their places,
 *  `extract` when it holds the chosen ones alone, in the order given. */
export function rowGroupSlices(
  all: readonly { readonly rows: number }[],
  chosen: readonly number[],
  file: 'source' | 'extract',
): RowGroupSlice[] {
  const starts: number[] = []
  let position = 0
  for (const { rows } of all) {
    starts.push(position)
    position += rows
  }
  let extracted = 0
  return chosen.map(rowGroup => {
    const rows = all[rowGroup]?.rows
    const sourceFirstRow = starts[rowGroup]
    if (rows === undefined || sourceFirstRow === undefined) {
      throw new RangeError(`row group ${rowGroup} of ${all.length}`)
    }
    const firstRow = file === 'source' ? sourceFirstRow : extracted
    extracted += rows
    return { rowGroup, firstRow, rows, sourceFirstRow }
  })
}
