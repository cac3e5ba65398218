import { existsSync } from 'node:fs'
import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import { hostname } from 'node:os'
import { basename, dirname, join } from 'node:path'
import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api'
import { copyToParquet } from '../database/copy-to-parquet.ts'
import { oneRow } from '../database/statement.ts'
import { CatalogUnwritableError, CellUnverifiedError } from '../errors.ts'
import { writtenCell } from '../staging/statements.ts'

/** What a written file must read back as, besides the number of rows written. */
export interface ExpectedRows {
  /** Undefined when only writing tells. */
  readonly rows?: number
  readonly firstTsInitNs: bigint | null
  /** Undefined when only writing tells. */
  readonly lastTsInitNs?: bigint | null
}

let writes = 0

/** Writes a query's rows as one file of the catalog: aside, read back, renamed. The file appears whole or not at all;
 *  one that is there is replaced.
 *  @param expected what must read back; undefined checks nothing. @returns the rows written.
 *  @throws CatalogUnwritableError, CellUnverifiedError; nothing is left behind. */
export async function writeCell(
  connection: DuckDBConnection,
  select: string,
  file: string,
  metadata: Readonly<Record<string, string>>,
  expected: ExpectedRows | undefined,
  params: Record<string, DuckDBValue> = {},
): Promise<number> {
  const aside = asideName(file)
  try {
    await mkdir(dirname(file), { recursive: true })
    const rows = await copyToParquet(connection, select, aside, { metadata, dictionary: false }, params)
    if (expected !== undefined) await verify(connection, aside, file, { rows, ...expected }, rows)
    await rename(aside, file)
    return rows
  } catch (error) {
    await rm(aside, { force: true }).catch(() => undefined)
    throw isStorageFault(error)
      ? new CatalogUnwritableError({ file, problem: problemOf(error) }, error)
      : error
  }
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

/** `<file>.<host>-<pid>-<n>.tmp`: no query sees it, and its writer can be asked whether it lives. */
function asideName(file: string): string {
  writes += 1
  return join(dirname(file), `${basename(file)}.${hostname()}-${process.pid}-${writes}.tmp`)
}

/** Deletes what killed conversions left below a folder; files of living writers, or of other machines, stay. */
export async function removeLeftovers(folder: string): Promise<number> {
  if (!existsSync(folder)) return 0
  const names = await readdir(folder, { recursive: true })
  const leftovers = names.filter(name => isLeftover(basename(name)))
  await Promise.all(leftovers.map(name => rm(join(folder, name), { force: true })))
  return leftovers.length
}

function isLeftover(name: string): boolean {
  const match = /\.parquet\.(.+)-(\d+)-\d+\.tmp$/.exec(name)
  return match !== null && match[1] === hostname() && !isAlive(Number(match[2]))
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** DuckDB and the file system name what they could not write; everything else is a fault of ours. */
function isStorageFault(error: unknown): boolean {
  const message = problemOf(error)
  return /^(IO Error|E[A-Z]+:)|No space left|Permission denied|Read-only file system/.test(message)
}

function problemOf(error: unknown): string {
  return error instanceof Error ? (error.message.split('\n')[0] ?? error.message) : String(error)
}
