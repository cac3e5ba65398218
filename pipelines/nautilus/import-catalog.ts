import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Catalog } from '../catalog/catalog.ts'
import { instrumentFolder } from '../catalog/cell-grid.ts'
import { lineageMetadata } from '../catalog/lineage.ts'
import { notePrecisions } from '../catalog/precision-marker.ts'
import { writeCell } from '../catalog/write-cell.ts'
import { Database } from '../database/open-database.ts'
import { NautilusConflictError, NautilusMissingError } from '../errors.ts'
import { matchInstrument } from '../instruments/match-instrument.ts'
import { importDefinitions } from './import-definitions.ts'
import { type ImportedCell, importedCells, type NautilusGroup } from './imported-cells.ts'
import { columnsOf, inspectFile, type NautilusFile } from './nautilus-file.ts'
import { createStagedRows, stageFile } from './stage-file.ts'
import { cellRows } from './statements.ts'

export interface NautilusImportRequest {
  readonly catalog: Catalog
  /** Absolute path of a catalog's folder, of a folder below it, or of one file. */
  readonly path: string
  /** Instruments by id, canonical key or venue symbol; all by default. */
  readonly instruments?: readonly string[] | undefined
  /** Replaces cells that are there. */
  readonly refresh?: boolean
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: (line: string) => void
}

/** What was imported of one instrument and type. */
export interface ImportedGroup {
  readonly type: string
  readonly instrument_id: string
  readonly price_precision: number
  readonly size_precision: number
  readonly files: number
  readonly rows: number
  readonly cells_written: number
  readonly cells_present: number
}

export interface NautilusImport {
  readonly groups: readonly ImportedGroup[]
  /** Ids of the instruments that were not defined before. */
  readonly defined: readonly string[]
  /** Parquet files of other kinds: quotes, bars, … */
  readonly skipped: readonly string[]
}

/** Imports trades and order book deltas of a NautilusTrader catalog into cells, exactly. Importing again changes nothing.
 *  An abort ends it between two cells; importing again resumes.
 *  @throws NautilusMissingError, NautilusFileError, NautilusConflictError, CatalogUnwritableError, … */
export async function importNautilus(request: NautilusImportRequest): Promise<NautilusImport> {
  const { path, instruments = [], signal } = request
  const folder = await mkdtemp(join(tmpdir(), 'odum-nautilus-'))
  try {
    // On disk, so that memory does not grow with what is imported.
    using database = await Database.open({ file: join(folder, 'staging.duckdb') })
    const { files, skipped } = await inspectFiles(database, path)
    const groups = groupFiles(wantedFiles(files, instruments))
    if (groups.length === 0) throw new NautilusMissingError({ path, skipped: skipped.length, instruments })
    const imported: ImportedGroup[] = []
    for (const group of groups) {
      if (signal?.aborted === true) break
      imported.push(await importGroup(database, request, group))
    }
    const { defined, others } = await defineInstruments(database, request, skipped)
    return { groups: imported, defined, skipped: others }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function inspectFiles(
  database: Database,
  path: string,
): Promise<{ readonly files: readonly NautilusFile[]; readonly skipped: readonly string[] }> {
  const connection = await database.connect()
  const files: NautilusFile[] = []
  const skipped: string[] = []
  for (const file of await parquetFiles(path)) {
    const found = await inspectFile(connection, file)
    if (found === undefined) skipped.push(file)
    else files.push(found)
  }
  connection.closeSync()
  return { files, skipped }
}

/** Takes definitions of instruments from the files that hold no ticks. */
async function defineInstruments(
  database: Database,
  { catalog, signal }: NautilusImportRequest,
  files: readonly string[],
): Promise<{ readonly defined: readonly string[]; readonly others: readonly string[] }> {
  const connection = await database.connect()
  const defined: string[] = []
  const others: string[] = []
  for (const file of files) {
    if (signal?.aborted === true) break
    const columns = await columnsOf(connection, file)
    const ids = await importDefinitions(
      connection,
      catalog,
      file,
      columns.map(({ name }) => name),
    )
    if (ids === undefined) others.push(file)
    else defined.push(...ids)
  }
  connection.closeSync()
  return { defined, others }
}

async function parquetFiles(path: string): Promise<readonly string[]> {
  const status = await stat(path).catch(() => undefined)
  if (status === undefined) throw new NautilusMissingError({ path, skipped: 0, instruments: [] })
  if (status.isFile()) return [path]
  const names = await readdir(path, { recursive: true })
  return names
    .filter(name => name.endsWith('.parquet'))
    .sort()
    .map(name => join(path, name))
}

function wantedFiles(files: readonly NautilusFile[], texts: readonly string[]): readonly NautilusFile[] {
  if (texts.length === 0) return files
  const ids = [...new Set(files.map(({ instrumentId }) => instrumentId))]
  const wanted = texts.map(
    text =>
      matchInstrument(
        text,
        ids.map(id => ({ id })),
      ).id,
  )
  return files.filter(({ instrumentId }) => wanted.includes(instrumentId))
}

function groupFiles(files: readonly NautilusFile[]): readonly NautilusGroup[] {
  const groups = Map.groupBy(files, ({ type, instrumentId }) => `${type}/${instrumentId}`)
  return [...groups.values()].flatMap(own => {
    const [first] = own
    if (first === undefined) return []
    const pricePrecision = Math.max(...own.map(file => file.pricePrecision))
    const sizePrecision = Math.max(...own.map(file => file.sizePrecision))
    const { type, instrumentId } = first
    return [{ type, instrumentId, precisions: { pricePrecision, sizePrecision }, files: own }]
  })
}

async function importGroup(
  database: Database,
  request: NautilusImportRequest,
  group: NautilusGroup,
): Promise<ImportedGroup> {
  const { catalog, onProgress } = request
  const { type, instrumentId, precisions, files } = group
  const connection = await database.connect()
  await createStagedRows(connection, type, precisions)
  let rows = 0
  for (const [index, file] of files.entries()) {
    rows += await stageFile(database, file, index, precisions)
    onProgress?.(`${type} ${instrumentId}: ${index + 1} of ${files.length} files, ${rows} rows`)
  }
  const cells = await importedCells(connection, catalog, group)
  const missing = await missingCells(request, group, cells)
  const folder = instrumentFolder(type, instrumentId)
  await catalog.files.removeLeftovers(folder)
  if (missing.length > 0) {
    await notePrecisions(catalog.files, folder, precisions.pricePrecision, precisions.sizePrecision)
  }
  let written = 0
  for (const cell of missing) {
    if (request.signal?.aborted === true) break
    const { name, startNs: start_ns, endNs: end_ns } = cell
    const target = { files: catalog.files, name }
    const metadata = lineageMetadata(cell.lineage)
    await writeCell(connection, cellRows.text, target, metadata, cell, { start_ns, end_ns })
    written += 1
    onProgress?.(`${type} ${instrumentId}: ${written} of ${missing.length} cells`)
  }
  await connection.run('drop table nautilus_rows')
  connection.closeSync()
  return {
    type,
    instrument_id: instrumentId,
    price_precision: precisions.pricePrecision,
    size_precision: precisions.sizePrecision,
    files: files.length,
    rows,
    cells_written: written,
    cells_present: cells.length - missing.length,
  }
}

/** Cells that are not there yet; those of an earlier import of the same files are.
 *  @throws NautilusConflictError where others are, unless they are to be replaced */
async function missingCells(
  { catalog, refresh = false }: NautilusImportRequest,
  { type, instrumentId }: NautilusGroup,
  cells: readonly ImportedCell[],
): Promise<readonly ImportedCell[]> {
  const present = await catalog.filesOf(type, instrumentId)
  const pathOf = ({ name }: ImportedCell): string => catalog.files.addressOf(name)
  if (refresh) return cells
  const there = cells.filter(cell => present.has(pathOf(cell)))
  const lineages = await catalog.readLineages(there.map(pathOf))
  const others = there.filter(cell => {
    const found = lineages.get(pathOf(cell))
    return found === undefined || !isSame(lineageMetadata(found), lineageMetadata(cell.lineage))
  })
  const [first] = others
  if (first !== undefined) {
    throw new NautilusConflictError({ file: pathOf(first), cells: others.length, instrumentId })
  }
  return cells.filter(cell => !present.has(pathOf(cell)))
}

function isSame(left: Readonly<Record<string, string>>, right: Readonly<Record<string, string>>): boolean {
  const keys = Object.keys({ ...left, ...right })
  return keys.every(key => left[key] === right[key])
}
