import type { DuckDBConnection } from '@duckdb/node-api'
import { Database } from '../../database/open-database.ts'
import type { Catalog } from '../catalog.ts'
import { CATALOG_TYPES, type TimeRange } from '../cell-grid.ts'
import type { Lineage } from '../lineage.ts'
import { parseLineage } from '../lineage.ts'
import { contentFaults, isDerived, lineageFaults, rebuildFaults } from './cell-faults.ts'
import { type ListedCell, listCells, listInstruments } from './list-cells.ts'

/** One thing wrong with one file. */
export interface CellProblem {
  readonly instrument_id: string
  readonly type: string
  /** Path or address. */
  readonly file: string
  readonly problem: string
}

/** A cell whose lineage could be read. */
export interface VerifiedCell extends ListedCell {
  readonly lineage: Lineage
}

export interface Verification {
  readonly filesRead: number
  readonly problems: readonly CellProblem[]
  /** Every cell with a lineage, for the comparison with its sources. */
  readonly cells: readonly VerifiedCell[]
}

export interface VerifyRequest {
  /** All by default. */
  readonly instrumentIds?: readonly string[] | undefined
  /** Cells that overlap it; all by default. */
  readonly window?: TimeRange | undefined
  readonly signal?: AbortSignal | undefined
  readonly onFile?: (read: number, total: number) => void
}

/** Reads cell files again and holds them against their lineage, their place in the grid and the checks in `sql/checks`;
 *  the deltas of snapshots must rebuild them exactly. An abort ends it after the file being read. */
export async function verifyCatalog(catalog: Catalog, request: VerifyRequest = {}): Promise<Verification> {
  using database = await Database.open()
  const connection = await database.connect()
  const problems: CellProblem[] = []
  const verified: VerifiedCell[] = []
  const listings = await listWanted(catalog, request, problems)
  const total = listings.reduce((sum, cells) => sum + cells.length, 0)
  let filesRead = 0
  for (const cells of listings) {
    const lineages = await lineagesOf(catalog, cells)
    const readable: VerifiedCell[] = []
    for (const cell of cells) {
      if (request.signal?.aborted === true) return { filesRead, problems, cells: verified }
      const lineage = lineages.get(cell.name)
      const found = await cellProblems(catalog, connection, cell, lineage)
      if (lineage !== undefined && found.length === 0) readable.push({ ...cell, lineage })
      if (lineage !== undefined) verified.push({ ...cell, lineage })
      problems.push(...found.map(problem => problemOf(catalog, cell, problem)))
      filesRead += 1
      request.onFile?.(filesRead, total)
    }
    problems.push(...(await pairProblems(catalog, connection, cells, readable)))
  }
  return { filesRead, problems, cells: verified }
}

/** The wanted cells, a list an instrument; files that are no cells are problems at once. */
async function listWanted(
  catalog: Catalog,
  { instrumentIds, window }: VerifyRequest,
  problems: CellProblem[],
): Promise<readonly (readonly ListedCell[])[]> {
  const ids = instrumentIds ?? (await listInstruments(catalog))
  const listings: ListedCell[][] = []
  for (const instrumentId of ids) {
    const wanted: ListedCell[] = []
    for (const type of CATALOG_TYPES) {
      const { cells, strays } = await listCells(catalog, type, instrumentId)
      wanted.push(...cells.filter(cell => window === undefined || overlaps(cell, window)))
      for (const name of strays) {
        const problem = 'its name is no cell of the grid'
        problems.push(problemOf(catalog, { instrumentId, type, name }, problem))
      }
    }
    listings.push(wanted)
  }
  return listings
}

function overlaps(cell: TimeRange, window: TimeRange): boolean {
  return cell.startNs < window.endNs && cell.endNs > window.startNs
}

/** Lineages by name; a damaged file among them leaves the others readable. */
async function lineagesOf(
  { files }: Catalog,
  cells: readonly ListedCell[],
): Promise<ReadonlyMap<string, Lineage>> {
  const lineages = new Map<string, Lineage>()
  const note = async (names: readonly string[]): Promise<void> => {
    for (const [name, metadata] of await files.keyValues(names)) {
      const lineage = parseLineage(metadata)
      if (lineage !== undefined) lineages.set(name, lineage)
    }
  }
  const names = cells.map(({ name }) => name)
  try {
    await note(names)
  } catch {
    // One by one, so that only the damaged ones are left out; reading them tells why.
    for (const name of names) await note([name]).catch(() => undefined)
  }
  return lineages
}

async function cellProblems(
  catalog: Catalog,
  connection: DuckDBConnection,
  cell: ListedCell,
  lineage: Lineage | undefined,
): Promise<readonly string[]> {
  try {
    const [file = ''] = await catalog.files.localFiles([cell.name])
    if (lineage === undefined) return [await whyNoLineage(connection, file)]
    const faults = lineageFaults(cell, lineage)
    return [...faults, ...(await contentFaults(connection, cell, lineage, file))]
  } catch (error) {
    return [`it cannot be read: ${firstLine(error)}`]
  }
}

async function whyNoLineage(connection: DuckDBConnection, file: string): Promise<string> {
  await connection.run('select * from parquet_file_metadata($file::varchar)', { file })
  return 'it carries no lineage: another program wrote it'
}

/** Conversion writes depth rows and deltas together, and either tells the other. */
async function pairProblems(
  catalog: Catalog,
  connection: DuckDBConnection,
  cells: readonly ListedCell[],
  readable: readonly VerifiedCell[],
): Promise<readonly CellProblem[]> {
  const problems: CellProblem[] = []
  const startsOf = (type: string) =>
    new Set(cells.filter(cell => cell.type === type).map(cell => cell.startNs))
  const starts = { deltas: startsOf('order_book_deltas'), depth: startsOf('order_book_depth') }
  const deltas = new Map(
    readable.filter(({ type }) => type === 'order_book_deltas').map(cell => [cell.startNs, cell]),
  )
  for (const cell of readable) {
    if (cell.type === 'order_book_deltas' && isDerived(cell.lineage) && !starts.depth.has(cell.startNs)) {
      problems.push(problemOf(catalog, cell, 'the order_book_depth file of the same cell is missing'))
    }
    if (cell.type !== 'order_book_depth') continue
    if (!starts.deltas.has(cell.startNs)) {
      problems.push(problemOf(catalog, cell, 'the order_book_deltas file of the same cell is missing'))
    }
    const partner = deltas.get(cell.startNs)
    if (partner === undefined || !isDerived(partner.lineage)) continue
    const [depthFile = '', deltasFile = ''] = await catalog.files.localFiles([cell.name, partner.name])
    const faults = await rebuildFaults(connection, deltasFile, depthFile)
    problems.push(...faults.map(problem => problemOf(catalog, partner, problem)))
  }
  return problems
}

function problemOf(
  { files }: Catalog,
  cell: Pick<ListedCell, 'instrumentId' | 'type' | 'name'>,
  problem: string,
): CellProblem {
  const { instrumentId: instrument_id, type, name } = cell
  return { instrument_id, type, file: files.addressOf(name), problem }
}

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return message.split('\n')[0] ?? message
}
