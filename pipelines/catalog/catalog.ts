import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { Database } from '../database/open-database.ts'
import { allRows } from '../database/statement.ts'
import { CatalogFormatError, CatalogMissingError, CatalogUnwritableError } from '../errors.ts'
import { fileMetadata } from '../staging/statements.ts'
import {
  type CatalogType,
  cellPath,
  cellsOfWindow,
  checkCellLength,
  encodeId,
  instrumentFolder,
  type TimeRange,
} from './cell-grid.ts'
import { CATALOG_FORMAT_VERSION, type Lineage, parseLineage } from './lineage.ts'

const HOUR_NS = 3_600_000_000_000n

const descriptionSchema = z.object({
  format_version: z.number().int(),
  cell_length_ns: z.number().int().positive(),
  created_by: z.string(),
})

/** One cell of the grid: one file, there or not yet. */
export interface CellRef extends TimeRange {
  readonly type: CatalogType
  readonly instrumentId: string
  /** Absolute path. */
  readonly path: string
  readonly exists: boolean
}

/** A catalog folder: which cells there are is read off its listing. */
export class Catalog {
  readonly root: string
  readonly cellLengthNs: bigint

  private constructor(root: string, cellLengthNs: bigint) {
    this.root = root
    this.cellLengthNs = cellLengthNs
  }

  /** Opens an existing catalog. @throws CatalogMissingError, CatalogFormatError */
  static async open(root: string): Promise<Catalog> {
    const file = join(root, 'catalog.json')
    const text = await readFile(file, 'utf8').catch((error: unknown) => {
      throw new CatalogMissingError({ root }, error)
    })
    const found = descriptionSchema.safeParse(jsonOf(text))
    if (!found.success || found.data.format_version !== CATALOG_FORMAT_VERSION) {
      const expected = `format_version ${CATALOG_FORMAT_VERSION} and cell_length_ns`
      throw new CatalogFormatError({ file, expected, found: text.slice(0, 200) })
    }
    return new Catalog(root, BigInt(found.data.cell_length_ns))
  }

  /** Opens a catalog, making an empty one where there is none.
   *  @throws CatalogFormatError when it exists with another cell length, CatalogUnwritableError, CellLengthError */
  static async openOrCreate(root: string, cellLengthNs: bigint = HOUR_NS): Promise<Catalog> {
    checkCellLength(cellLengthNs)
    const file = join(root, 'catalog.json')
    if (!existsSync(file)) await createCatalog(root, file, cellLengthNs)
    const catalog = await Catalog.open(root)
    if (catalog.cellLengthNs !== cellLengthNs) {
      const [expected, found] = [`cell_length_ns ${cellLengthNs}`, `${catalog.cellLengthNs}`]
      throw new CatalogFormatError({ file, expected, found })
    }
    return catalog
  }

  /** The grid cells that overlap a window, ascending, each with whether its file is there. */
  async cellsOf(type: CatalogType, instrumentId: string, window: TimeRange): Promise<readonly CellRef[]> {
    const present = await this.filesOf(type, instrumentId)
    return cellsOfWindow(window, this.cellLengthNs).map(cell => {
      const path = join(this.root, cellPath(type, instrumentId, cell))
      return { type, instrumentId, ...cell, path, exists: present.has(path) }
    })
  }

  /** Absolute paths of an instrument's cell files. */
  async filesOf(type: CatalogType, instrumentId: string): Promise<ReadonlySet<string>> {
    const folder = join(this.root, instrumentFolder(type, instrumentId))
    const dates = (await namesIn(folder)).filter(name => name.startsWith('date='))
    const lists = await Promise.all(
      dates.map(async date => {
        const names = await namesIn(join(folder, date))
        return names.filter(name => name.endsWith('.parquet')).map(name => join(folder, date, name))
      }),
    )
    return new Set(lists.flat())
  }

  /** Ids of the instruments that have cells of a type, ascending. */
  async instrumentsOf(type: CatalogType): Promise<readonly string[]> {
    const names = await namesIn(join(this.root, 'data', type))
    const ids = names.flatMap(name => /^instrument_id=(.+)$/.exec(name)?.[1] ?? [])
    return ids.map(decodeURIComponent).sort()
  }

  /** Folder of an instrument's bad rows of a kind of raw data. */
  rejectedFolder(dataType: string, instrumentId: string): string {
    return join(this.root, '_rejected', dataType, `instrument_id=${encodeId(instrumentId)}`)
  }

  /** Where the rows of one cell file come from; undefined for a file of another kind. */
  async readLineage(path: string): Promise<Lineage | undefined> {
    return (await this.readLineages([path])).get(path)
  }

  /** The lineage of several cell files, by path. */
  async readLineages(paths: readonly string[]): Promise<ReadonlyMap<string, Lineage>> {
    const lineages = new Map<string, Lineage>()
    if (paths.length === 0) return lineages
    using database = await Database.open({ threads: 1 })
    const connection = await database.connect()
    const byFile = new Map<string, Record<string, string>>()
    for (const { file, key, value } of await allRows(connection, fileMetadata, { files: [...paths] })) {
      const metadata = byFile.get(file) ?? {}
      metadata[key] = value
      byFile.set(file, metadata)
    }
    for (const [file, metadata] of byFile) {
      const lineage = parseLineage(metadata)
      if (lineage !== undefined) lineages.set(file, lineage)
    }
    return lineages
  }
}

async function createCatalog(root: string, file: string, cellLengthNs: bigint): Promise<void> {
  const description = {
    format_version: CATALOG_FORMAT_VERSION,
    cell_length_ns: Number(cellLengthNs),
    created_by: 'odum',
  }
  const aside = `${file}.${randomUUID()}.tmp`
  try {
    await mkdir(root, { recursive: true })
    await writeFile(aside, `${JSON.stringify(description, null, 2)}\n`)
    await rename(aside, file)
  } catch (error) {
    throw new CatalogUnwritableError({ file, problem: String(error) }, error)
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return existsSync(folder) ? (await readdir(folder)).sort() : []
}
