import type { Catalog } from '../../catalog/catalog.ts'
import { CATALOG_TYPES, type CatalogType, DAY_NS, instrumentFolder } from '../../catalog/cell-grid.ts'

/** How many cells of which days are converted, read off the catalog's listing. */
export interface ConvertedCells {
  readonly cellsOfDay: number
  /** Ids of the instruments that have cells. */
  readonly instrumentIds: ReadonlySet<string>
  cellsOf(type: CatalogType, instrumentId: string, date: string): number
}

/** @param catalog undefined where there is none: nothing is converted. */
export async function convertedCells(catalog: Catalog | undefined): Promise<ConvertedCells> {
  const counts = new Map<string, number>()
  const instrumentIds = new Set<string>()
  const keyOf = (type: string, id: string, date: string): string => `${type} ${date} ${id}`
  for (const type of catalog === undefined ? [] : CATALOG_TYPES) {
    for (const id of (await catalog?.instrumentsOf(type)) ?? []) {
      instrumentIds.add(id)
      for (const name of (await catalog?.files.list(instrumentFolder(type, id))) ?? []) {
        const date = /\/date=([0-9-]+)\/[^/]+\.parquet$/.exec(name)?.[1]
        if (date === undefined) continue
        const key = keyOf(type, id, date)
        counts.set(key, (counts.get(key) ?? 0) + 1)
      }
    }
  }
  return {
    cellsOfDay: catalog === undefined ? 24 : Number(DAY_NS / catalog.cellLengthNs),
    instrumentIds,
    cellsOf: (type, id, date) => counts.get(keyOf(type, id, date)) ?? 0,
  }
}
