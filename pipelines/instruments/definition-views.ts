import type { DuckDBConnection } from '@duckdb/node-api'
import type { CatalogFiles } from '../catalog/catalog-files.ts'
import { quoteIdentifier, quoteLiteral } from '../database/quote.ts'
import { allRows } from '../database/statement.ts'
import { DEFINITION_TYPES } from './definition-table.ts'
import { type ListedInstrument, listedInstruments } from './statements.ts'
import { DEFINITIONS } from './write-definitions.ts'

/** Names of all definitions of a catalog, ascending. */
export async function definitionNames(files: CatalogFiles): Promise<readonly string[]> {
  return (await files.list(DEFINITIONS)).filter(name => name.endsWith('.parquet'))
}

/** Reads definitions into `instrument_definitions`: those of conversions lack the columns of the instruments store,
 *  which are null there. */
export async function loadDefinitions(connection: DuckDBConnection, files: readonly string[]): Promise<void> {
  const nothing = Object.entries(DEFINITION_TYPES).map(([name, type]) => `null::${type} as ${name}`)
  const empty = `select ${nothing.join(', ')} where false`
  const sources = files.length === 0 ? [] : [readFiles(files)]
  await connection.run(
    `create or replace table ${quoteIdentifier('instrument_definitions')} as ` +
      [empty, ...sources].join(' union all by name '),
  )
}

function readFiles(files: readonly string[]): string {
  return `select * from read_parquet([${files.map(quoteLiteral).join(', ')}], union_by_name => true)`
}

/** Which definitions to list; what is absent fits all. */
export interface InstrumentFilter {
  readonly venue?: string | undefined
  /** As definitions name types: `perpetual`. */
  readonly type?: string | undefined
  /** Fits anywhere in id, key and venue symbol, in any case; `*` stands for any letters. */
  readonly pattern?: string | undefined
}

/** The definitions of a catalog that fit, by venue, type and id. */
export async function listInstruments(
  connection: DuckDBConnection,
  files: CatalogFiles,
  filter: InstrumentFilter = {},
): Promise<readonly ListedInstrument[]> {
  await loadDefinitions(connection, await files.localFiles(await definitionNames(files)))
  const { venue = '', type = '', pattern = '' } = filter
  return await allRows(connection, listedInstruments, { venue, type, pattern })
}
