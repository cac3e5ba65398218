import { join } from 'node:path'
import { statementName } from '../database/statement.ts'
import type { Catalog } from './catalog.ts'
import { type CatalogType, cellOfName, instrumentFolder, type TimeRange } from './cell-grid.ts'
import { hasSeveralPrecisions } from './precision-marker.ts'
import { catalogRelations } from './statements.ts'

/** What a query needs of a catalog; everything by default. */
export interface ViewSelection {
  /** Of a catalog in a bucket. One in a folder shows all: DuckDB prunes. */
  readonly instrumentIds?: readonly string[]
  /** Cells that overlap it, of a catalog in a bucket. */
  readonly window?: TimeRange
  /** The text of the query: relations it does not mention are left empty, as each costs a listing to declare. */
  readonly query?: string
}

export interface ViewInstrument {
  readonly id: string
  /** What `read_parquet` takes: a pattern over a folder, or copies of a bucket's cells. */
  readonly files: readonly string[]
  readonly severalPrecisions: boolean
}

/** The instruments that have cells of a type in the selection, with their files. */
export async function viewInstruments(
  catalog: Catalog,
  type: CatalogType,
  selection: ViewSelection,
): Promise<readonly ViewInstrument[]> {
  const instruments: ViewInstrument[] = []
  const isRemote = catalog.files.remote !== undefined
  for (const id of await catalog.instrumentsOf(type)) {
    const folder = instrumentFolder(type, id)
    const names = await catalog.files.list(folder)
    const cells = isRemote ? selectedCells(id, names, selection) : names.filter(isCell)
    if (cells.length === 0) continue
    const pattern = join(catalog.root, folder, 'date=*', '*.parquet')
    const files = isRemote ? await catalog.files.localFiles(cells) : [pattern]
    instruments.push({ id, files, severalPrecisions: hasSeveralPrecisions(names) })
  }
  return instruments
}

/** Names of an instrument's cells that the selection wants. */
export function selectedCells(
  instrumentId: string,
  names: readonly string[],
  { instrumentIds, window }: ViewSelection,
): readonly string[] {
  if (instrumentIds !== undefined && !instrumentIds.includes(instrumentId)) return []
  return names.filter(name => {
    if (!isCell(name)) return false
    const cell = cellOfName(name.slice(name.lastIndexOf('/') + 1))
    if (window === undefined || cell === undefined) return cell !== undefined
    return cell.startNs < window.endNs && cell.endNs > window.startNs
  })
}

function isCell(name: string): boolean {
  return name.endsWith('.parquet')
}

/** Whether the selected query can read a relation, by its name or through views and macros built on it. */
export function mentions({ query }: ViewSelection, relation: string): boolean {
  if (query === undefined) return true
  const reaching = new Set([relation])
  for (let before = 0; before < reaching.size; ) {
    before = reaching.size
    for (const statement of catalogRelations) {
      const uses = [...reaching].some(known => hasWord(statement.text, known))
      if (uses) reaching.add(statementName(statement))
    }
  }
  return [...reaching].some(name => hasWord(query, name))
}

function hasWord(text: string, word: string): boolean {
  return new RegExp(`\\b${word}\\b`, 'i').test(text)
}
