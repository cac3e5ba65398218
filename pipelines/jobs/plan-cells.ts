import type { Catalog } from '../catalog/catalog.ts'
import { type CatalogType, cellPath, DAY_NS, dateOf, type TimeRange } from '../catalog/cell-grid.ts'
import { describeSettings, type Lineage, settingsHash, settingsOfLineage } from '../catalog/lineage.ts'
import { CellMismatchError } from '../errors.ts'
import type { ConversionSettings } from './conversion-settings.ts'
import type { RawStream } from './raw-streams.ts'

/** A slice of the grid and the files one stream makes for it. */
export interface StreamCell extends TimeRange {
  readonly date: string
  /** Neighbouring days whose raw object may hold rows of this cell: it touches midnight. */
  readonly neighbourDates: readonly string[]
  /** Path or address by catalog type. */
  readonly paths: Readonly<Partial<Record<CatalogType, string>>>
}

export interface CellPlan {
  readonly missing: readonly StreamCell[]
  /** Complete cells whose neighbouring day was absent when they were made, and the objects that were. */
  readonly unsettled: readonly { readonly cell: StreamCell; readonly neighboursMissing: readonly string[] }[]
  readonly presentCells: number
}

/** Sorts a window's cells into missing and present ones; `refresh` makes all missing.
 *  @throws CellMismatchError when present cells were made with other settings. */
export async function planCells(
  catalog: Catalog,
  stream: RawStream,
  settings: ConversionSettings,
  window: TimeRange,
  refresh: boolean,
): Promise<CellPlan> {
  const lists = await Promise.all(
    stream.types.map(type => catalog.cellsOf(type, settings.instrumentId, window)),
  )
  const isPresent = (index: number): boolean => lists.every(list => list[index]?.exists === true)
  const cells = (lists[0] ?? []).map(range => streamCell(catalog, stream, settings, range))
  const missing = cells.filter((_, index) => refresh || !isPresent(index))
  const present = cells.filter((_, index) => !refresh && isPresent(index))
  const lineages = await catalog.readLineages(present.flatMap(cell => Object.values(cell.paths)))
  checkSettings(present, lineages, settings)
  const unsettled = present.flatMap(cell => {
    const neighboursMissing = lineages.get(firstPath(cell))?.neighbours_missing ?? []
    return neighboursMissing.length === 0 ? [] : [{ cell, neighboursMissing }]
  })
  return { missing, unsettled, presentCells: present.length }
}

function streamCell(
  catalog: Catalog,
  stream: RawStream,
  settings: ConversionSettings,
  range: TimeRange,
): StreamCell {
  const { startNs, endNs } = range
  const neighbourDates = [
    ...(startNs % DAY_NS === 0n ? [dateOf(startNs - 1n)] : []),
    ...(endNs % DAY_NS === 0n ? [dateOf(endNs)] : []),
  ]
  const paths = stream.types.map(type => [
    type,
    catalog.files.addressOf(cellPath(type, settings.instrumentId, range)),
  ])
  return { startNs, endNs, date: dateOf(startNs), neighbourDates, paths: Object.fromEntries(paths) }
}

function checkSettings(
  present: readonly StreamCell[],
  lineages: ReadonlyMap<string, Lineage>,
  settings: ConversionSettings,
): void {
  const hash = settingsHash(settings)
  const differing = present
    .flatMap(cell => Object.values(cell.paths))
    .filter(path => lineages.get(path)?.settings_hash !== hash)
  const file = differing[0]
  if (file === undefined) return
  const lineage = lineages.get(file)
  throw new CellMismatchError({
    file,
    cells: differing.length,
    expected: describeSettings(settings),
    found: lineage === undefined ? 'a file without lineage' : describeSettings(settingsOfLineage(lineage)),
  })
}

function firstPath(cell: StreamCell): string {
  return Object.values(cell.paths)[0] ?? ''
}
