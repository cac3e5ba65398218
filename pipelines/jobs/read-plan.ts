import type { StreamCell } from './plan-cells.ts'
import type { OpenedSource, TimedRowGroup } from './source-layouts.ts'

/** Row groups of one source that are staged together, and the cells they may touch. */
export interface ReadBatch {
  readonly source: OpenedSource
  readonly rowGroups: readonly TimedRowGroup[]
  /** Indexes into the missing cells. */
  readonly cells: ReadonlySet<number>
}

/** Values (rows × columns) staged together at most, unless a single row group is larger: a million trades or two row
 *  groups of a book, enough to keep two threads busy. */
export const BATCH_VALUES_MAX = 6 << 20

/** Which row groups must be read for these cells, in source order, each once. */
export function planReads(
  sources: readonly OpenedSource[],
  cells: readonly StreamCell[],
  batchValuesMax: number = BATCH_VALUES_MAX,
): readonly ReadBatch[] {
  const batches: ReadBatch[] = []
  for (const source of sources) {
    const candidates = cells.flatMap((cell, index) => (mayRead(cell, source) ? [{ cell, index }] : []))
    const batchRowsMax = batchValuesMax / source.mapping.fields.length
    let rowGroups: TimedRowGroup[] = []
    let touched = new Set<number>()
    const close = (): void => {
      if (rowGroups.length > 0) batches.push({ source, rowGroups, cells: touched })
      rowGroups = []
      touched = new Set()
    }
    for (const group of source.rowGroups) {
      const hits = candidates.filter(({ cell }) => overlaps(group, cell))
      if (hits.length === 0) continue
      const staged = rowGroups.reduce((sum, other) => sum + other.rows, 0)
      if (rowGroups.length > 0 && staged + group.rows > batchRowsMax) close()
      rowGroups.push(group)
      for (const { index } of hits) touched.add(index)
    }
    close()
  }
  return batches
}

/** A cell reads its own day's object and, at midnight, its neighbour's. */
function mayRead(cell: StreamCell, source: OpenedSource): boolean {
  const { date } = source
  return date === undefined || date === cell.date || cell.neighbourDates.includes(date)
}

function overlaps(group: TimedRowGroup, cell: StreamCell): boolean {
  const { bounds } = group
  return bounds === undefined || (bounds.firstNs < cell.endNs && bounds.lastNs >= cell.startNs)
}
