import { rm } from 'node:fs/promises'
import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api'
import { copyToParquet } from '../database/copy-to-parquet.ts'
import { oneRow } from '../database/statement.ts'
import { CatalogUnwritableError, CellConflictError, CellUnverifiedError } from '../errors.ts'
import { writtenCell } from '../staging/statements.ts'
import type { CatalogFiles } from './catalog-files.ts'

/** What a written file must read back as, besides the number of rows written. */
export interface ExpectedRows {
  /** Undefined when only writing tells. */
  readonly rows?: number
  readonly firstTsInitNs: bigint | null
  /** Undefined when only writing tells. */
  readonly lastTsInitNs?: bigint | null
}

/** A file of a catalog, there or not yet. */
export interface CatalogFile {
  readonly files: CatalogFiles
  readonly name: string
}

/** Writes a query's rows as one file of the catalog: aside, read back, put in place. The file appears whole or not at
 *  all. Where another writer stored the same cell in a bucket meanwhile, its file stays.
 *  @param expected what must read back, for a cell; undefined checks nothing and replaces whatever is there.
 *  @returns the rows written.
 *  @throws CatalogUnwritableError, CellUnverifiedError, CellConflictError; nothing is left behind. */
export async function writeCell(
  connection: DuckDBConnection,
  select: string,
  { files, name }: CatalogFile,
  metadata: Readonly<Record<string, string>>,
  expected: ExpectedRows | undefined,
  params: Record<string, DuckDBValue> = {},
): Promise<number> {
  const file = files.addressOf(name)
  let aside: string | undefined
  try {
    aside = await files.aside(name)
    const rows = await copyToParquet(connection, select, aside, { metadata, dictionary: false }, params)
    if (expected !== undefined) await verify(connection, aside, file, { rows, ...expected }, rows)
    const placed = await files.place(aside, name, expected === undefined ? 'replace' : 'expected')
    if (placed === 'taken') await requireSameCell({ files, name }, metadata)
    return rows
  } catch (error) {
    if (aside !== undefined) await rm(aside, { force: true }).catch(() => undefined)
    throw isStorageFault(error)
      ? new CatalogUnwritableError({ file, problem: problemOf(error) }, error)
      : error
  }
}

/** Metadata by which two files of one cell are known to hold the same rows. Sources are left out: the same object
 *  may be read from the mount by one writer and from the bucket by the other. */
const CONTENT_KEYS = ['odum.settings_hash', 'odum.start_ns', 'odum.end_ns', 'odum.rows']

/** Losing a race is success when the winner's cell says the same. @throws CellConflictError */
async function requireSameCell(
  { files, name }: CatalogFile,
  metadata: Readonly<Record<string, string>>,
): Promise<void> {
  const theirs = (await files.keyValues([name])).get(name) ?? {}
  if (CONTENT_KEYS.every(key => theirs[key] === metadata[key])) return
  const told = (values: Readonly<Record<string, string>>): string =>
    CONTENT_KEYS.map(key => `${key.slice('odum.'.length)} ${values[key] ?? 'none'}`).join(', ')
  throw new CellConflictError({ file: files.addressOf(name), expected: told(metadata), found: told(theirs) })
}

async function verify(
  connection: DuckDBConnection,
  aside: string,
  file: string,
  expected: ExpectedRows & { readonly rows: number },
  rowsWritten: number,
): Promise<void> {
  const found = await oneRow(connection, writtenCell, { file: aside })
  const isSame =
    rowsWritten === expected.rows &&
    Number(found.row_count) === expected.rows &&
    found.first_ts_init === expected.firstTsInitNs &&
    (expected.lastTsInitNs === undefined || found.last_ts_init === expected.lastTsInitNs)
  if (isSame) return
  throw new CellUnverifiedError({
    file,
    expected: `${expected.rows} rows from ${expected.firstTsInitNs} to ${expected.lastTsInitNs ?? 'any'}`,
    found: `${found.row_count} rows from ${found.first_ts_init} to ${found.last_ts_init}`,
  })
}

/** DuckDB and the file system name what they could not write; everything else is a fault of ours. */
function isStorageFault(error: unknown): boolean {
  const message = problemOf(error)
  return /^(IO Error|E[A-Z]+:)|No space left|Permission denied|Read-only file system/.test(message)
}

function problemOf(error: unknown): string {
  return error instanceof Error ? (error.message.split('\n')[0] ?? error.message) : String(error)
}
