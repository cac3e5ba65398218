import type { DuckDBConnection } from '@duckdb/node-api'
import { quoteIdentifier, quoteLiteral } from '../database/quote.ts'
import { allRows } from '../database/statement.ts'
import type { FetchedRowGroups } from '../sources/source-reader.ts'
import { assumedBuyers, stagedCells, stagedRejects, stagedSnapshots, stagedTrades } from './statements.ts'
import type { TimeUnit } from './time-units.ts'
import { type MappedField, type RawDataType, valueExpression } from './wire-formats.ts'

/** How the columns of one source file are read. */
export interface SourceMapping {
  readonly uri: string
  readonly dataType: RawDataType
  readonly fields: readonly MappedField[]
  /** Unit of each time field that has a column. */
  readonly units: Readonly<Record<string, TimeUnit>>
}

/** What a batch holds for one cell of the grid. */
export interface BatchCell {
  readonly cellIndex: bigint
  readonly rows: number
  readonly firstTsInitNs: bigint
  readonly lastTsInitNs: bigint
  /** Rows whose ts_init is below, or equal to, that of the row before. */
  readonly backwards: number
  readonly ties: number
  /** Rows with ts_init < ts_event, and by how much at most. */
  readonly beforeEvent: number
  readonly maxBeforeEventNs: bigint
}

export interface BatchProfile {
  readonly cells: readonly BatchCell[]
  readonly rejects: readonly { readonly reason: string; readonly rows: number }[]
  readonly assumedBuyers: number
}

const UNIT_MACROS: Readonly<Record<TimeUnit, string>> = {
  s: 'ns_from_seconds',
  ms: 'ns_from_milliseconds',
  us: 'ns_from_microseconds',
  ns: 'ns_from_nanoseconds',
  timestamp: 'ns_from_timestamp',
}

/** Reads fetched row groups once into the new table `table`: exact rows in source order, bad ones with a reason.
 *  Columns: those of `staged_trades` or `staged_snapshots`. */
export async function stageBatch(
  connection: DuckDBConnection,
  table: string,
  mapping: SourceMapping,
  fetched: FetchedRowGroups,
  tsInitOffsetNs: bigint,
): Promise<void> {
  const relation = mapping.dataType === 'trades' ? 'source_trades' : 'source_snapshots'
  await connection.run(`create or replace temp view ${relation} as ${sourceSelect(mapping, fetched)}`)
  const { text } = mapping.dataType === 'trades' ? stagedTrades : stagedSnapshots
  await connection.run(`create or replace table ${quoteIdentifier(table)} as ${text}`, {
    ts_init_offset_ns: tsInitOffsetNs,
  })
}

/** Counts what a staged batch holds, for each cell, and what is bad in it. */
export async function profileBatch(
  connection: DuckDBConnection,
  table: string,
  dataType: RawDataType,
  cellLengthNs: bigint,
): Promise<BatchProfile> {
  await connection.run(`create or replace temp view staged_batch as from ${quoteIdentifier(table)}`)
  const cells = await allRows(connection, stagedCells, { cell_length_ns: cellLengthNs })
  const rejects = await allRows(connection, stagedRejects, {})
  const assumed = dataType === 'trades' ? await allRows(connection, assumedBuyers, {}) : []
  return {
    cells: cells.map(cell => ({
      cellIndex: cell.cell_index,
      rows: Number(cell.row_count),
      firstTsInitNs: cell.first_ts_init,
      lastTsInitNs: cell.last_ts_init,
      backwards: Number(cell.backwards),
      ties: Number(cell.ties),
      beforeEvent: Number(cell.before_event),
      maxBeforeEventNs: cell.max_before_event_ns,
    })),
    rejects: rejects.map(({ reason, row_count }) => ({ reason, rows: Number(row_count) })),
    assumedBuyers: Number(assumed[0]?.row_count ?? 0n),
  }
}

/** The raw rows of the fetched row groups, numbered as in the source by `_row`. */
export function rawSelect(fetched: FetchedRowGroups, columns: string): string {
  const scans = contiguousRuns(fetched).map(
    run =>
      `select ${columns}, file_row_number + ${run.shift} as _row ` +
      `from read_parquet(${quoteLiteral(fetched.file)}, file_row_number => true) ` +
      `where file_row_number >= ${run.firstRow} and file_row_number < ${run.endRow}`,
  )
  return scans.join(' union all ')
}

function sourceSelect(mapping: SourceMapping, fetched: FetchedRowGroups): string {
  const grid = mapping.dataType === 'trades' ? '' : 'grid_'
  const values = mapping.fields.flatMap(field => {
    const unit = mapping.units[field.field] ?? 'ns'
    const value = valueExpression(field, UNIT_MACROS[unit], mapping.uri)
    const isGridded = field.kind === 'price' || field.kind === 'size'
    const name = isGridded ? `${grid}${field.field}` : field.field
    const hasSource = isGridded || field.kind === 'time'
    const source = field.column === undefined ? 'null' : quoteIdentifier(field.column.name)
    return [`${value} as ${name}`, ...(hasSource ? [`${source} as source_${field.field}`] : [])]
  })
  return `select ${values.join(', ')}, _row as source_row from (${rawSelect(fetched, usedColumns(mapping))})`
}

function usedColumns(mapping: SourceMapping): string {
  return mapping.fields
    .flatMap(({ column }) => (column === undefined ? [] : [quoteIdentifier(column.name)]))
    .join(', ')
}

interface RowRun {
  readonly firstRow: number
  endRow: number
  /** Position in the source minus position in the fetched file. */
  readonly shift: number
}

function contiguousRuns(fetched: FetchedRowGroups): readonly RowRun[] {
  const runs: RowRun[] = []
  for (const slice of fetched.slices) {
    const shift = slice.sourceFirstRow - slice.firstRow
    const last = runs.at(-1)
    if (last !== undefined && last.endRow === slice.firstRow && last.shift === shift)
      last.endRow += slice.rows
    else runs.push({ firstRow: slice.firstRow, endRow: slice.firstRow + slice.rows, shift })
  }
  return runs
}
