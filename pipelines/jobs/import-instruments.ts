import type { DuckDBConnection } from '@duckdb/node-api'
import { Catalog } from '../catalog/catalog.ts'
import { writeCell } from '../catalog/write-cell.ts'
import { instantNs } from '../config/time-window.ts'
import { Database } from '../database/open-database.ts'
import { quoteLiteral } from '../database/quote.ts'
import { allRows } from '../database/statement.ts'
import { CatalogMissingError, InstrumentStoreMissingError, UsageError } from '../errors.ts'
import { type DefinedInstrument, defineInstrument } from '../instruments/define-instrument.ts'
import { fillTable, REJECTION_TYPES } from '../instruments/definition-table.ts'
import { keepConvertedDefinitions } from '../instruments/keep-converted.ts'
import { rejectedStoreRows, type StoreRow, storeRows } from '../instruments/statements.ts'
import { storeExpressions } from '../instruments/store-columns.ts'
import { type OpenedStore, openStore, type StoreRootRequest, storePath } from '../instruments/store-reader.ts'
import { venueOf } from '../instruments/venues.ts'
import { STORE_METADATA, writeDefinitions } from '../instruments/write-definitions.ts'
import type { SourceObject, SourceReader } from '../sources/source-reader.ts'

export interface ImportRequest extends Omit<StoreRootRequest, 'database'> {
  /** `YYYY-MM-DD` of the store. */
  readonly date: string
  /** Absolute folder, or `gs://bucket/folder`. */
  readonly catalogRoot: string
}

/** What an import did. */
export interface ImportReport {
  readonly date: string
  readonly uri: string
  readonly rows: number
  readonly definitions: number
  /** Definitions of converted instruments, whose grid stayed as it was converted. */
  readonly kept: readonly string[]
  readonly byType: readonly { readonly venue: string; readonly type: string; readonly instruments: number }[]
  readonly rejected: readonly { readonly reason: string; readonly rows: number }[]
  readonly rejectedFile: string | undefined
  /** Venues that pipelines/instruments/venues.ts does not name. */
  readonly unknownVenues: readonly string[]
  readonly reader: { readonly kind: SourceReader['kind']; readonly requests: number; readonly bytes: number }
  readonly elapsedMs: number
}

const DAYS_SHOWN = 10

/** Loads a day's instruments store into the catalog: one definition an instrument, replacing those of earlier imports.
 *  Rows that define nothing are set aside in `_rejected/instruments/`.
 *  @throws InstrumentStoreMissingError, InstrumentStoreColumnsError, CatalogUnwritableError, UsageError, … */
export async function importInstruments(request: ImportRequest): Promise<ImportReport> {
  const startedMs = performance.now()
  const { date, catalogRoot } = request
  if (instantNs(`${date}T00:00:00Z`) === undefined) {
    throw new UsageError({ problem: `"${date}" is no day.`, remedy: 'Write it as YYYY-MM-DD.' })
  }
  using database = await Database.open()
  const store = await openStore({ ...request, database })
  const { reader } = store
  const object = await findStore(store, date)
  const catalog = await openCatalog(catalogRoot, request.env)
  const connection = await database.connect()
  await using fetched = await fetchWhole(reader, object)
  const layout = await reader.layout(object)
  await connection.run(
    'create or replace table store_instruments as select file_row_number as store_row_number, ' +
      `${storeExpressions(layout.columns, object.uri)}, ` +
      `to_json(source)::varchar as store_row from (${rowsOf(fetched.file)}) as source`,
  )
  const rows = await allRows(connection, storeRows, {})
  const { defined, rejections } = defineAll(rows)
  const metadata = { [STORE_METADATA]: object.uri, 'odum.instrument_store_identity': object.identity }
  const { added, kept } = await keepConvertedDefinitions(connection, catalog, defined)
  await writeDefinitions(connection, catalog.files, added, metadata)
  await writeDefinitions(connection, catalog.files, kept, { 'odum.instrument_store_added': object.uri })
  const rejectedFile = await setAside(connection, catalog, date, rejections)
  return {
    date,
    uri: object.uri,
    rows: rows.length,
    definitions: defined.length,
    kept: kept.map(({ definition }) => definition.instrument_id),
    byType: countedByType(defined),
    rejected: countedByReason(rejections),
    rejectedFile,
    unknownVenues: unknownVenues(defined),
    reader: { kind: reader.kind, ...reader.usage() },
    elapsedMs: performance.now() - startedMs,
  }
}

/** The catalog there is, whatever its cells' length, or a new one. */
async function openCatalog(root: string, env: ImportRequest['env']): Promise<Catalog> {
  try {
    return await Catalog.open(root, env)
  } catch (error) {
    if (!(error instanceof CatalogMissingError)) throw error
    return await Catalog.openOrCreate(root, undefined, env)
  }
}

async function findStore({ reader, root, days }: OpenedStore, date: string): Promise<SourceObject> {
  const path = storePath(date)
  const [object] = await reader.find([path])
  if (object !== undefined) return object
  throw new InstrumentStoreMissingError({ root, path, days: (await days()).slice(-DAYS_SHOWN) })
}

async function fetchWhole(reader: SourceReader, object: SourceObject) {
  const { columns, rowGroups } = await reader.layout(object)
  return await reader.fetch(
    object,
    [...rowGroups.keys()],
    columns.map(({ name }) => name),
  )
}

function rowsOf(file: string): string {
  return `select * from read_parquet(${quoteLiteral(file)}, file_row_number => true)`
}

interface Rejection {
  readonly store_row_number: bigint
  readonly reason: string
}

/** One definition an instrument: of rows with the same one, the last stands. */
function defineAll(rows: readonly StoreRow[]) {
  const defined = new Map<string, { readonly instrument: DefinedInstrument; readonly row: bigint }>()
  const rejections: Rejection[] = []
  for (const row of rows) {
    const outcome = defineInstrument(row)
    if ('reason' in outcome) {
      rejections.push({ store_row_number: row.store_row_number, reason: outcome.reason })
      continue
    }
    const id = outcome.definition.instrument_id
    const earlier = defined.get(id)
    if (earlier !== undefined) {
      rejections.push({ store_row_number: earlier.row, reason: 'a later row defines the same instrument' })
    }
    defined.set(id, { instrument: outcome, row: row.store_row_number })
  }
  return { defined: [...defined.values()].map(({ instrument }) => instrument), rejections }
}

async function setAside(
  connection: DuckDBConnection,
  { files }: Catalog,
  date: string,
  rejections: readonly Rejection[],
): Promise<string | undefined> {
  if (rejections.length === 0) return undefined
  await fillTable(connection, 'rejected_instruments', REJECTION_TYPES, rejections)
  const name = `_rejected/instruments/day-${date}.parquet`
  await writeCell(connection, rejectedStoreRows.text, { files, name }, {}, undefined)
  return files.addressOf(name)
}

function countedByType(instruments: readonly DefinedInstrument[]): ImportReport['byType'] {
  const counts = new Map<string, { venue: string; type: string; instruments: number }>()
  for (const { key } of instruments) {
    const { venue, type } = key
    const count = counts.get(`${venue}:${type}`) ?? { venue, type, instruments: 0 }
    count.instruments += 1
    counts.set(`${venue}:${type}`, count)
  }
  return [...counts.entries()].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, count]) => count)
}

function countedByReason(rejections: readonly Rejection[]): ImportReport['rejected'] {
  const counts = new Map<string, number>()
  for (const { reason } of rejections) counts.set(reason, (counts.get(reason) ?? 0) + 1)
  return [...counts].map(([reason, rows]) => ({ reason, rows }))
}

function unknownVenues(instruments: readonly DefinedInstrument[]): readonly string[] {
  const venues = new Set(instruments.map(({ key }) => key.venue))
  return [...venues].filter(venue => venueOf(venue) === undefined).sort()
}
