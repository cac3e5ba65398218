import type { Catalog } from '../catalog.ts'
import { CATALOG_TYPES, dateOf } from '../cell-grid.ts'
import { type ListedCell, listCells, listInstruments } from './list-cells.ts'

/** The old cells of one instrument and type. */
export interface OldCells {
  readonly instrument_id: string
  readonly type: string
  readonly first_date: string
  readonly last_date: string
  readonly cells: number
  readonly names: readonly string[]
}

/** The cells that end by an instant, grouped. @param instrumentIds all by default. */
export async function cellsBefore(
  catalog: Catalog,
  beforeNs: bigint,
  instrumentIds?: readonly string[],
): Promise<readonly OldCells[]> {
  const groups: OldCells[] = []
  for (const instrumentId of instrumentIds ?? (await listInstruments(catalog))) {
    for (const type of CATALOG_TYPES) {
      const { cells } = await listCells(catalog, type, instrumentId)
      const old = cells.filter(({ endNs }) => endNs <= beforeNs)
      const [first, last] = [old.at(0), old.at(-1)]
      if (first !== undefined && last !== undefined) groups.push(groupOf(old, first, last))
    }
  }
  return groups
}

function groupOf(cells: readonly ListedCell[], first: ListedCell, last: ListedCell): OldCells {
  return {
    instrument_id: first.instrumentId,
    type: first.type,
    first_date: dateOf(first.startNs),
    last_date: dateOf(last.startNs),
    cells: cells.length,
    names: cells.map(({ name }) => name),
  }
}

/** Deletes cells, those of one type and instrument after another. An abort ends it between two.
 *  @returns how many files were deleted. @throws ObjectChangedError when one in a bucket was replaced meanwhile */
export async function pruneCells(
  catalog: Catalog,
  groups: readonly OldCells[],
  signal?: AbortSignal,
): Promise<number> {
  let removed = 0
  for (const { names } of groups) {
    if (signal?.aborted === true) break
    await catalog.files.remove(names)
    removed += names.length
  }
  return removed
}
