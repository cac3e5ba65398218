import type { DuckDBConnection } from '@duckdb/node-api'
import { quoteIdentifier, quoteLiteral } from '../database/quote.ts'
import { createRelations } from '../database/statement.ts'
import type { Catalog } from './catalog.ts'
import { type CellColumns, cellColumns } from './cell-columns.ts'
import { CATALOG_TYPES, type CatalogType } from './cell-grid.ts'
import { remoteCells } from './remote-cells.ts'
import { catalogRelations } from './statements.ts'
import { mentions, type ViewInstrument, type ViewSelection, viewInstruments } from './view-files.ts'

const CELL_FILE_COLUMNS: CellColumns = {
  instrument_id: 'varchar',
  type: 'varchar',
  date: 'date',
  start_time: 'timestamp_ns',
  end_time: 'timestamp_ns',
  row_count: 'bigint',
  size_bytes: 'bigint',
  path: 'varchar',
}

const DEFINITION_COLUMNS: CellColumns = {
  instrument_id: 'varchar',
  type: 'varchar',
  venue: 'varchar',
  symbol: 'varchar',
  base_currency: 'varchar',
  quote_currency: 'varchar',
  settlement_currency: 'varchar',
  price_precision: 'integer',
  size_precision: 'integer',
  tick_size: 'varchar',
  lot_size: 'varchar',
  multiplier: 'varchar',
  is_inverse: 'boolean',
}

/** Creates the analysts' views over a catalog: `trades`, `book_deltas`, `book_depth`, `top_of_book`, `instruments`,
 *  `cells`, `coverage` and their macros. A catalog without rows, or `undefined`, has them all, empty.
 *  Cells committed later are seen at once; instruments added later need another call.
 *  Over a bucket the views show the selected cells as they are now, copied into the cache.
 *  @throws CacheTooSmallError when these are more than it holds */
export async function registerCatalogViews(
  connection: DuckDBConnection,
  catalog: Catalog | undefined,
  selection: ViewSelection = {},
): Promise<void> {
  for (const type of CATALOG_TYPES) {
    await createView(connection, `${type}_rows`, await typeRows(catalog, type, selection))
  }
  await createView(connection, 'cell_files', await cellFiles(catalog, selection))
  await createView(connection, 'instrument_files', await instrumentFiles(catalog, selection))
  await createRelations(connection, catalogRelations)
}

/** A file of a catalog's cell, readable by DuckDB at its path below the catalog. */
export interface CellFile {
  readonly instrumentId: string
  readonly type: CatalogType
  readonly file: string
}

/** Creates the same views over single cells, such as those that some runs read, of one catalog or several.
 *  `instruments` stays empty. */
export async function registerCellViews(
  connection: DuckDBConnection,
  cells: readonly CellFile[],
): Promise<void> {
  for (const type of CATALOG_TYPES) {
    const files = Map.groupBy(
      cells.filter(cell => cell.type === type),
      cell => cell.instrumentId,
    )
    const instruments = [...files].map(([id, own]) => ({
      id,
      files: own.map(cell => cell.file),
      severalPrecisions: true,
    }))
    await createView(connection, `${type}_rows`, rowsOf(type, instruments))
  }
  await createView(connection, 'cell_files', cellFilesOf(cells.map(cell => cell.file)))
  await createView(connection, 'instrument_files', noRows(DEFINITION_COLUMNS))
  await createRelations(connection, catalogRelations)
}

async function createView(connection: DuckDBConnection, name: string, select: string): Promise<void> {
  await connection.run(`create or replace view ${quoteIdentifier(name)} as ${select}`)
}

async function typeRows(
  catalog: Catalog | undefined,
  type: CatalogType,
  selection: ViewSelection,
): Promise<string> {
  const isAsked = catalog !== undefined && mentions(selection, `${type}_rows`)
  return rowsOf(type, isAsked ? await viewInstruments(catalog, type, selection) : [])
}

/** One branch an instrument, so that a filter on instrument_id opens no other's files; the union takes the common
 *  supertype of differing precisions and never rounds. */
function rowsOf(type: CatalogType, instruments: readonly ViewInstrument[]): string {
  const columns = Object.keys(cellColumns(type)).join(', ')
  const branches = instruments.map(({ id, files, severalPrecisions }) => {
    // Reading all schemas first costs time, so only where one instrument's cells differ in precision.
    const union = severalPrecisions ? ', union_by_name => true' : ''
    return (
      `select ${quoteLiteral(id)} as instrument_id, date, ${columns}, file_row_number as cell_row ` +
      `from read_parquet([${files.map(quoteLiteral).join(', ')}], file_row_number => true, ` +
      `hive_partitioning => true, hive_types => {date: date}${union})`
    )
  })
  if (branches.length > 0) return branches.join('\nunion all\n')
  return noRows({ instrument_id: 'varchar', date: 'date', ...cellColumns(type), cell_row: 'bigint' })
}

async function cellFiles(catalog: Catalog | undefined, selection: ViewSelection): Promise<string> {
  if (catalog === undefined || !mentions(selection, 'cell_files')) return noRows(CELL_FILE_COLUMNS)
  if (catalog.files.remote !== undefined) {
    const cells = await remoteCells(catalog, catalog.files.remote, selection)
    return cells.length === 0 ? noRows(CELL_FILE_COLUMNS) : cells.join('\nunion all\n')
  }
  const globs: string[] = []
  for (const type of CATALOG_TYPES) {
    for (const { files } of await viewInstruments(catalog, type, selection)) globs.push(...files)
  }
  return cellFilesOf(globs)
}

/** What names and footers of cells tell. @param globs files or patterns */
function cellFilesOf(globs: readonly string[]): string {
  if (globs.length === 0) return noRows(CELL_FILE_COLUMNS)
  const stamp = (group: number): string =>
    `strptime(left(parse_filename(file_name, true).split('_')[${group}], 15), '%Y%m%dT%H%M%S')::timestamp_ns`
  return `
    select
        url_decode(regexp_extract(file_name, 'instrument_id=([^/]+)', 1)) as instrument_id,
        regexp_extract(file_name, 'data/([a-z_]+)/instrument_id=', 1) as type,
        regexp_extract(file_name, 'date=([0-9-]+)', 1)::date as date,
        ${stamp(1)} as start_time,
        ${stamp(2)} as end_time,
        num_rows as row_count,
        file_size_bytes::bigint as size_bytes,
        file_name as path,
    from parquet_file_metadata([${globs.map(quoteLiteral).join(', ')}])`
}

async function instrumentFiles(catalog: Catalog | undefined, selection: ViewSelection): Promise<string> {
  const isAsked = catalog !== undefined && mentions(selection, 'instrument_files')
  const names = isAsked ? await catalog.files.list('instruments') : []
  const definitions = names.filter(name => name.endsWith('.parquet'))
  if (catalog === undefined || definitions.length === 0) return noRows(DEFINITION_COLUMNS)
  const files = await catalog.files.localFiles(definitions)
  const columns = Object.keys(DEFINITION_COLUMNS).join(', ')
  return `select ${columns} from read_parquet([${files.map(quoteLiteral).join(', ')}], union_by_name => true)`
}

function noRows(columns: CellColumns): string {
  const values = Object.entries(columns).map(([name, type]) => `null::${type} as ${name}`)
  return `select ${values.join(', ')} where false`
}
