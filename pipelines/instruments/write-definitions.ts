import { copyFile, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import type { CatalogFiles } from '../catalog/catalog-files.ts'
import { encodeId } from '../catalog/cell-grid.ts'
import { quoteIdentifier, quoteLiteral } from '../database/quote.ts'
import { CatalogUnwritableError, CellUnverifiedError } from '../errors.ts'
import { mapInParallel } from '../sources/cloud/bounded-parallel.ts'
import type { DefinedInstrument } from './define-instrument.ts'
import { DEFINITION_TYPES, fillTable } from './definition-table.ts'
import { definitionsToWrite } from './statements.ts'

/** Folder of the definitions, below the catalog root. */
export const DEFINITIONS = 'instruments'

/** Metadata key of definitions that an import made: the address of their store. */
export const STORE_METADATA = 'odum.instrument_store'

const FILES_IN_FLIGHT = 16

/** Where a definition lies, below the catalog root. */
export function definitionName({ folder, definition }: DefinedInstrument): string {
  return `${DEFINITIONS}/${folder}/${encodeId(definition.instrument_id)}.parquet`
}

/** Writes one file an instrument. All are made in one pass elsewhere and counted; each then appears whole or not at
 *  all, replacing what is there. @param metadata key-value metadata of every file.
 *  @throws CatalogUnwritableError, CellUnverifiedError and the faults of uploading */
export async function writeDefinitions(
  connection: DuckDBConnection,
  files: CatalogFiles,
  instruments: readonly DefinedInstrument[],
  metadata: Readonly<Record<string, string>>,
): Promise<void> {
  if (instruments.length === 0) return
  const rows = instruments.map(({ definition }, file_ordinal) => ({ ...definition, file_ordinal }))
  await fillTable(connection, 'new_definitions', DEFINITION_TYPES, rows)
  await files.removeLeftovers(DEFINITIONS)
  const made = await mkdtemp(join(tmpdir(), 'odum-definitions-'))
  try {
    const written = await copyApart(connection, made, metadata)
    if (written.size !== instruments.length) {
      throw new CellUnverifiedError({
        file: files.addressOf(DEFINITIONS),
        expected: `${instruments.length} definitions`,
        found: `${written.size}`,
      })
    }
    await mapInParallel([...instruments.entries()], FILES_IN_FLIGHT, async ([ordinal, instrument]) => {
      await place(files, written.get(ordinal) ?? '', definitionName(instrument))
    })
  } finally {
    await rm(made, { recursive: true, force: true })
  }
}

/** @returns the file of each row of `new_definitions`, by its ordinal. */
async function copyApart(
  connection: DuckDBConnection,
  folder: string,
  metadata: Readonly<Record<string, string>>,
): Promise<ReadonlyMap<number, string>> {
  const entries = Object.entries(metadata).map(
    ([key, value]) => `${quoteIdentifier(key)}: ${quoteLiteral(value)}`,
  )
  await connection.run(
    `copy (${definitionsToWrite.text}) to ${quoteLiteral(folder)} (format parquet, parquet_version v2, ` +
      `compression snappy, partition_by (file_ordinal), overwrite_or_ignore, kv_metadata {${entries.join(', ')}})`,
  )
  const names = await readdir(folder, { recursive: true })
  return new Map(
    names
      .filter(name => name.endsWith('.parquet'))
      .map(name => [Number(dirname(name).replace('file_ordinal=', '')), join(folder, name)]),
  )
}

async function place(files: CatalogFiles, made: string, name: string): Promise<void> {
  const aside = await files.aside(name)
  try {
    await copyFile(made, aside)
    await files.place(aside, name, 'replace')
  } catch (error) {
    await rm(aside, { force: true })
    if (!(error instanceof Error && 'syscall' in error)) throw error
    throw new CatalogUnwritableError({ file: files.addressOf(name), problem: error.message }, error)
  }
}
