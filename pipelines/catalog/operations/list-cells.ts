import type { Catalog } from '../catalog.ts'
import {
  CATALOG_TYPES,
  type CatalogType,
  cellOfName,
  cellPath,
  instrumentFolder,
  type TimeRange,
} from '../cell-grid.ts'

/** One cell file of a catalog. */
export interface ListedCell extends TimeRange {
  readonly type: CatalogType
  readonly instrumentId: string
  /** Below the root. */
  readonly name: string
}

export interface CellListing {
  readonly cells: readonly ListedCell[]
  /** Names of Parquet files that are no cell of the grid where they lie. */
  readonly strays: readonly string[]
}

/** The cell files of one instrument and type, ascending by time. */
export async function listCells(
  catalog: Catalog,
  type: CatalogType,
  instrumentId: string,
): Promise<CellListing> {
  const names = await catalog.files.list(instrumentFolder(type, instrumentId))
  const cells: ListedCell[] = []
  const strays: string[] = []
  for (const name of names.filter(found => found.endsWith('.parquet'))) {
    const range = cellOfName(name.slice(name.lastIndexOf('/') + 1))
    if (range !== undefined && isOnGrid(catalog, range) && cellPath(type, instrumentId, range) === name) {
      cells.push({ type, instrumentId, ...range, name })
    } else strays.push(name)
  }
  return { cells, strays }
}

/** Ids of all instruments that have cells, ascending. */
export async function listInstruments(catalog: Catalog): Promise<readonly string[]> {
  const lists = await Promise.all(CATALOG_TYPES.map(type => catalog.instrumentsOf(type)))
  return [...new Set(lists.flat())].sort()
}

function isOnGrid({ cellLengthNs }: Catalog, { startNs, endNs }: TimeRange): boolean {
  return startNs % cellLengthNs === 0n && endNs - startNs === cellLengthNs
}
