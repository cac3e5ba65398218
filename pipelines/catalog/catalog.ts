import { rm, writeFile } from 'node:fs/promises'
import { z } from 'zod'
import { OdumError } from '../../engine/domain/odum-error.ts'
import { CatalogFormatError, CatalogMissingError, CatalogUnwritableError } from '../errors.ts'
import type { CatalogFiles } from './catalog-files.ts'
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
import { openCatalogFiles } from './open-catalog-files.ts'

const HOUR_NS = 3_600_000_000_000n
const DESCRIPTION = 'catalog.json'

type Environment = Readonly<Record<string, string | undefined>>

const descriptionSchema = z.object({
  format_version: z.number().int(),
  cell_length_ns: z.number().int().positive(),
  created_by: z.string(),
})

/** One cell of the grid: one file, there or not yet. */
export interface CellRef extends TimeRange {
  readonly type: CatalogType
  readonly instrumentId: string
  /** Absolute path, or the address in a bucket. */
  readonly path: string
  readonly exists: boolean
}

/** A catalog in a folder or a bucket: which cells there are is read off its listing. */
export class Catalog {
  readonly files: CatalogFiles
  readonly cellLengthNs: bigint

  private constructor(files: CatalogFiles, cellLengthNs: bigint) {
    this.files = files
    this.cellLengthNs = cellLengthNs
  }

  /** Absolute folder, or `gs://bucket/folder`. */
  get root(): string {
    return this.files.root
  }

  /** Opens an existing catalog.
   *  @param env names endpoint, credentials and cache of a catalog in a bucket; default the process's.
   *  @throws CatalogMissingError, CatalogFormatError */
  static async open(root: string, env: Environment = process.env): Promise<Catalog> {
    const files = openCatalogFiles(root, env)
    const text = await files.readText(DESCRIPTION)
    if (text === undefined) throw new CatalogMissingError({ root })
    const found = descriptionSchema.safeParse(jsonOf(text))
    if (!found.success || found.data.format_version !== CATALOG_FORMAT_VERSION) {
      const expected = `format_version ${CATALOG_FORMAT_VERSION} and cell_length_ns`
      const file = files.addressOf(DESCRIPTION)
      throw new CatalogFormatError({ file, expected, found: text.slice(0, 200) })
    }
    return new Catalog(files, BigInt(found.data.cell_length_ns))
  }

  /** Opens a catalog, making an empty one where there is none.
   *  @throws CatalogFormatError when it exists with another cell length, CatalogUnwritableError, CellLengthError */
  static async openOrCreate(
    root: string,
    cellLengthNs: bigint = HOUR_NS,
    env: Environment = process.env,
  ): Promise<Catalog> {
    checkCellLength(cellLengthNs)
    const files = openCatalogFiles(root, env)
    if (!(await files.has(DESCRIPTION))) {
      await files.removeLeftovers('')
      await createCatalog(files, cellLengthNs)
    }
    const catalog = await Catalog.open(root, env)
    if (catalog.cellLengthNs !== cellLengthNs) {
      const [expected, found] = [`cell_length_ns ${cellLengthNs}`, `${catalog.cellLengthNs}`]
      throw new CatalogFormatError({ file: files.addressOf(DESCRIPTION), expected, found })
    }
    return catalog
  }

  /** Name below the root of a path that this catalog gave out. */
  nameOf(path: string): string {
    const name = path.slice(this.root.length + 1)
    if (this.files.addressOf(name) !== path) throw new RangeError(`${path} is not below ${this.root}`)
    return name
  }

  /** The grid cells that overlap a window, ascending, each with whether its file is there. */
  async cellsOf(type: CatalogType, instrumentId: string, window: TimeRange): Promise<readonly CellRef[]> {
    const present = await this.filesOf(type, instrumentId)
    return cellsOfWindow(window, this.cellLengthNs).map(cell => {
      const path = this.files.addressOf(cellPath(type, instrumentId, cell))
      return { type, instrumentId, ...cell, path, exists: present.has(path) }
    })
  }

  /** Paths of an instrument's cell files. */
  async filesOf(type: CatalogType, instrumentId: string): Promise<ReadonlySet<string>> {
    const names = await this.files.list(instrumentFolder(type, instrumentId))
    const cells = names.filter(name => name.endsWith('.parquet'))
    return new Set(cells.map(name => this.files.addressOf(name)))
  }

  /** Ids of the instruments that have cells of a type, ascending. */
  async instrumentsOf(type: CatalogType): Promise<readonly string[]> {
    const names = await this.files.foldersIn(`data/${type}`)
    const ids = names.flatMap(name => /^instrument_id=(.+)$/.exec(name)?.[1] ?? [])
    return ids.map(decodeURIComponent).sort()
  }

  /** Files DuckDB can read, by path: of a catalog in a bucket, copies that are made where they are absent.
   *  @throws CacheTooSmallError and the faults of reading */
  async localFiles(paths: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const local = await this.files.localFiles(paths.map(path => this.nameOf(path)))
    return new Map(paths.map((path, index) => [path, local[index] ?? path]))
  }

  /** Folder name of an instrument's bad rows of a kind of raw data. */
  rejectedFolder(dataType: string, instrumentId: string): string {
    return `_rejected/${dataType}/instrument_id=${encodeId(instrumentId)}`
  }

  /** Where the rows of one cell file come from; undefined for a file of another kind. */
  async readLineage(path: string): Promise<Lineage | undefined> {
    return (await this.readLineages([path])).get(path)
  }

  /** The lineage of several cell files, by path. */
  async readLineages(paths: readonly string[]): Promise<ReadonlyMap<string, Lineage>> {
    const lineages = new Map<string, Lineage>()
    const keyValues = await this.files.keyValues(paths.map(path => this.nameOf(path)))
    for (const path of paths) {
      const lineage = parseLineage(keyValues.get(this.nameOf(path)) ?? {})
      if (lineage !== undefined) lineages.set(path, lineage)
    }
    return lineages
  }
}

async function createCatalog(files: CatalogFiles, cellLengthNs: bigint): Promise<void> {
  const description = {
    format_version: CATALOG_FORMAT_VERSION,
    cell_length_ns: Number(cellLengthNs),
    created_by: 'odum',
  }
  let aside: string | undefined
  try {
    aside = await files.aside(DESCRIPTION)
    await writeFile(aside, `${JSON.stringify(description, null, 2)}\n`)
    // Where another conversion made it meanwhile, that one's is read back and compared.
    await files.place(aside, DESCRIPTION, 'expected')
  } catch (error) {
    if (aside !== undefined) await rm(aside, { force: true }).catch(() => undefined)
    if (error instanceof OdumError) throw error
    throw new CatalogUnwritableError({ file: files.addressOf(DESCRIPTION), problem: String(error) }, error)
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
