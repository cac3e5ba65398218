import { existsSync } from 'node:fs'
import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import { hostname } from 'node:os'
import { dirname, join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { encodeId } from '../catalog/cell-grid.ts'
import { quoteIdentifier, quoteLiteral } from '../database/quote.ts'
import { CatalogUnwritableError, CellUnverifiedError } from '../errors.ts'
import type { DefinedInstrument } from './define-instrument.ts'
import { DEFINITION_TYPES, fillTable } from './definition-table.ts'
import { definitionsToWrite } from './statements.ts'

/** Folder of the definitions, below the catalog root. */
export const DEFINITIONS = 'instruments'

/** Where a definition lies. */
export function definitionFile(catalogRoot: string, folder: string, instrumentId: string): string {
  return join(catalogRoot, DEFINITIONS, folder, `${encodeId(instrumentId)}.parquet`)
}

/** Writes one file an instrument, all in one pass: aside, counted, then renamed one by one; each appears whole or not
 *  at all. @param metadata key-value metadata of every file. @throws CatalogUnwritableError, CellUnverifiedError */
export async function writeDefinitions(
  connection: DuckDBConnection,
  catalogRoot: string,
  instruments: readonly DefinedInstrument[],
  metadata: Readonly<Record<string, string>>,
): Promise<void> {
  const rows = instruments.map(({ definition }, file_ordinal) => ({ ...definition, file_ordinal }))
  await fillTable(connection, 'new_definitions', DEFINITION_TYPES, rows)
  await removeLeftovers(catalogRoot)
  const aside = join(catalogRoot, asideName())
  try {
    await copyPartitioned(connection, aside, metadata)
    const written = (await readdir(aside, { recursive: true })).filter(name => name.endsWith('.parquet'))
    if (written.length !== instruments.length) {
      throw new CellUnverifiedError({
        file: join(catalogRoot, DEFINITIONS),
        expected: `${instruments.length} definitions`,
        found: `${written.length}`,
      })
    }
    for (const folder of new Set(instruments.map(instrument => instrument.folder))) {
      await mkdir(join(catalogRoot, DEFINITIONS, folder), { recursive: true })
    }
    for (const name of written) {
      const instrument = instruments[Number(/^file_ordinal=(\d+)$/.exec(dirname(name))?.[1])]
      if (instrument === undefined) throw new RangeError(`${name} belongs to no definition`)
      const { folder, definition } = instrument
      await rename(join(aside, name), definitionFile(catalogRoot, folder, definition.instrument_id))
    }
  } catch (error) {
    throw isStorageFault(error)
      ? new CatalogUnwritableError({ file: join(catalogRoot, DEFINITIONS), problem: problemOf(error) }, error)
      : error
  } finally {
    await rm(aside, { recursive: true, force: true })
  }
}

async function copyPartitioned(
  connection: DuckDBConnection,
  folder: string,
  metadata: Readonly<Record<string, string>>,
): Promise<void> {
  const entries = Object.entries(metadata).map(
    ([key, value]) => `${quoteIdentifier(key)}: ${quoteLiteral(value)}`,
  )
  await connection.run(
    `copy (${definitionsToWrite.text}) to ${quoteLiteral(folder)} (format parquet, parquet_version v2, ` +
      `compression snappy, partition_by (file_ordinal), kv_metadata {${entries.join(', ')}})`,
  )
}

function asideName(): string {
  return `_import-${hostname()}-${process.pid}.tmp`
}

/** Deletes what killed imports of this machine left; those that run stay. */
async function removeLeftovers(catalogRoot: string): Promise<void> {
  if (!existsSync(catalogRoot)) return
  for (const name of await readdir(catalogRoot)) {
    const match = /^_import-(.+)-(\d+)\.tmp$/.exec(name)
    if (match === null || match[1] !== hostname()) continue
    const pid = Number(match[2])
    if (pid === process.pid || !isAlive(pid))
      await rm(join(catalogRoot, name), { recursive: true, force: true })
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

function isStorageFault(error: unknown): boolean {
  return /^(IO Error|E[A-Z]+:)|No space left|Permission denied|Read-only file system/.test(problemOf(error))
}

function problemOf(error: unknown): string {
  return error instanceof Error ? (error.message.split('\n')[0] ?? error.message) : String(error)
}
