import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Catalog } from '../catalog/catalog.ts'
import { dateOf } from '../catalog/cell-grid.ts'
import type { Lineage } from '../catalog/lineage.ts'
import { type ListedCell, listCells } from '../catalog/operations/list-cells.ts'
import { Database } from '../database/open-database.ts'
import { ExportTargetError } from '../errors.ts'
import type { FixedWidth } from './fixed-point.ts'
import { type NautilusType, nameOfInterval } from './nautilus-file.ts'
import { writeNautilusFile } from './write-file.ts'

export interface NautilusExportRequest {
  readonly catalog: Catalog
  /** Absolute path of the folder to write to. */
  readonly folder: string
  readonly width: FixedWidth
  /** Ids; all by default. */
  readonly instrumentIds?: readonly string[] | undefined
  /** Replaces files that are there. */
  readonly replace?: boolean
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: (line: string) => void
}

/** What was exported of one instrument and type. */
export interface ExportedGroup {
  readonly type: string
  readonly instrument_id: string
  readonly files: number
  readonly rows: number
}

/** Folders by type, as current versions name them. */
const FOLDERS: Readonly<Record<NautilusType, string>> = {
  trade_tick: 'trades',
  order_book_deltas: 'order_book_deltas',
}

/** Cells of one day without a gap between them, of one precision: one file. */
interface CellRun {
  readonly cells: readonly ListedCell[]
  readonly lineage: Lineage
}

/** Writes trades and order book deltas in the layout of a NautilusTrader catalog: a file a day and run of adjacent cells,
 *  named by what it covers, so that importing it gives the same cells. Hours without any rows beside them are left out.
 *  An abort ends it between two files. @throws ExportTargetError, NautilusRangeError */
export async function exportNautilus(request: NautilusExportRequest): Promise<readonly ExportedGroup[]> {
  const { catalog, instrumentIds } = request
  using database = await Database.open()
  const groups: ExportedGroup[] = []
  for (const type of Object.keys(FOLDERS) as NautilusType[]) {
    for (const instrumentId of instrumentIds ?? (await catalog.instrumentsOf(type))) {
      const runs = await cellRuns(catalog, type, instrumentId)
      if (runs.length > 0) groups.push(await exportGroup(database, request, type, instrumentId, runs))
    }
  }
  return groups
}

async function exportGroup(
  database: Database,
  request: NautilusExportRequest,
  type: NautilusType,
  instrumentId: string,
  runs: readonly CellRun[],
): Promise<ExportedGroup> {
  const { catalog, width, signal, replace = false } = request
  // Like NautilusTrader, which takes `/` out of ids in paths and keeps it in the metadata.
  const folder = join(request.folder, 'data', FOLDERS[type], instrumentId.replaceAll('/', ''))
  await mkdir(folder, { recursive: true })
  let [files, rows] = [0, 0]
  for (const { cells, lineage } of runs) {
    if (signal?.aborted === true) break
    const file = join(folder, nameOfInterval(rangeOf(cells)))
    if (existsSync(file) && !replace)
      throw new ExportTargetError({ file, remedy: 'Add --replace to replace it' })
    const sources = await catalog.files.localFiles(cells.map(({ name }) => name))
    rows += await writeNautilusFile(database, { type, instrumentId, width, lineage, sources, file })
    files += 1
    request.onProgress?.(`${type} ${instrumentId}: ${files} of ${runs.length} files, ${rows} rows`)
  }
  return { type, instrument_id: instrumentId, files, rows }
}

/** Runs that hold at least one row. */
async function cellRuns(
  catalog: Catalog,
  type: NautilusType,
  instrumentId: string,
): Promise<readonly CellRun[]> {
  const { cells } = await listCells(catalog, type, instrumentId)
  const paths = cells.map(({ name }) => catalog.files.addressOf(name))
  const lineages = await catalog.readLineages(paths)
  const runs: { cells: ListedCell[]; lineage: Lineage; hasRows: boolean }[] = []
  for (const [index, cell] of cells.entries()) {
    const lineage = lineages.get(paths[index] ?? '')
    if (lineage === undefined) continue
    const run = runs.at(-1)
    const previous = run?.cells.at(-1)
    if (run !== undefined && previous !== undefined && continues(run.lineage, previous, lineage, cell)) {
      run.cells.push(cell)
      run.hasRows ||= lineage.rows > 0
    } else runs.push({ cells: [cell], lineage, hasRows: lineage.rows > 0 })
  }
  return runs.filter(({ hasRows }) => hasRows)
}

function continues(before: Lineage, previous: ListedCell, lineage: Lineage, cell: ListedCell): boolean {
  return (
    previous.endNs === cell.startNs &&
    dateOf(previous.startNs) === dateOf(cell.startNs) &&
    before.price_precision === lineage.price_precision &&
    before.size_precision === lineage.size_precision
  )
}

function rangeOf(cells: readonly ListedCell[]): { readonly startNs: bigint; readonly endNs: bigint } {
  return { startNs: cells.at(0)?.startNs ?? 0n, endNs: cells.at(-1)?.endNs ?? 0n }
}
