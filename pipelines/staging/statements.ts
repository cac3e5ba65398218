import { listValue } from '@duckdb/node-api'
import { z } from 'zod'
import { defineMacro, defineQuery } from '../database/statement.ts'
import { BOOK_LEVELS } from './wire-formats.ts'

const none = z.strictObject({})
const time = z.bigint()
const nullable = { time: z.bigint().nullable(), decimal: z.string().nullable() }

const file = z.strictObject({ file: z.string() })

export const sourceColumns = defineQuery('staging/source_columns.sql', {
  params: file,
  row: z.strictObject({ name: z.string(), type: z.string() }),
})

export const sourceRowGroups = defineQuery('staging/source_row_groups.sql', {
  params: file,
  row: z.strictObject({
    row_group: z.bigint(),
    name: z.string(),
    group_rows: z.bigint(),
    compressed_bytes: z.bigint(),
    min: nullable.time,
    max: nullable.time,
    null_count: z.bigint().nullable(),
  }),
})

const levels = Object.fromEntries(
  ['bid', 'ask'].flatMap(side =>
    ['price', 'size'].flatMap(part =>
      Array.from({ length: BOOK_LEVELS }, (_, n) => [`${side}_${part}_${n}`, nullable.decimal]),
    ),
  ),
)

const stagedTrade = z.strictObject({
  ts_event: nullable.time,
  ts_init: nullable.time,
  price: nullable.decimal,
  size: nullable.decimal,
  aggressor_side: z.number(),
  trade_id: z.string().nullable(),
  source_row: z.bigint(),
  reason: z.string().nullable(),
})

const stagedSnapshot = z.strictObject({
  ts_event: nullable.time,
  ts_init: nullable.time,
  ...levels,
  source_row: z.bigint(),
  reason: z.string().nullable(),
})

const offset = z.strictObject({ ts_init_offset_ns: z.bigint() })

export const stagedTrades = defineQuery('staging/staged_trades.sql', { params: offset, row: stagedTrade })
export const stagedSnapshots = defineQuery('staging/staged_snapshots.sql', {
  params: offset,
  row: stagedSnapshot,
})
export const noTrades = defineQuery('staging/no_trades.sql', { params: none, row: stagedTrade })
export const noSnapshots = defineQuery('staging/no_snapshots.sql', { params: none, row: stagedSnapshot })

export const stagedCells = defineQuery('staging/staged_cells.sql', {
  params: z.strictObject({ cell_length_ns: z.bigint() }),
  row: z.strictObject({
    cell_index: z.bigint(),
    row_count: z.bigint(),
    first_ts_init: time,
    last_ts_init: time,
    backwards: z.bigint(),
    ties: z.bigint(),
    before_event: z.bigint(),
    max_before_event_ns: time,
  }),
})

const rowCount = z.strictObject({ row_count: z.bigint() })

export const stagedRejects = defineQuery('staging/staged_rejects.sql', {
  params: none,
  row: z.strictObject({ reason: z.string(), row_count: z.bigint() }),
})
export const assumedBuyers = defineQuery('staging/assumed_buyers.sql', { params: none, row: rowCount })

/** The source's own columns follow; they differ from file to file. */
export const rejectedRows = defineQuery('staging/rejected_rows.sql', {
  params: none,
  row: z.looseObject({ reason: z.string(), _source_row: z.bigint() }),
})

export const tradeCell = defineQuery('staging/trade_cell.sql', {
  params: none,
  row: stagedTrade.omit({ source_row: true, reason: true }),
})
export const depthCell = defineQuery('staging/depth_cell.sql', {
  params: none,
  row: stagedSnapshot.omit({ source_row: true, reason: true }).extend({ sequence: z.bigint() }),
})
export const deltasCell = defineQuery('staging/deltas_cell.sql', {
  params: none,
  row: z.strictObject({
    ts_event: time,
    ts_init: time,
    action: z.number(),
    side: z.number(),
    price: z.string(),
    size: z.string(),
    flags: z.number(),
    sequence: z.bigint(),
    order_id: z.bigint(),
  }),
})

export const tradeDuplicates = defineQuery('staging/trade_duplicates.sql', { params: none, row: rowCount })
export const snapshotDuplicates = defineQuery('staging/snapshot_duplicates.sql', {
  params: none,
  row: rowCount,
})
const ordered = { batch_index: z.number() }
export const tradeDistinct = defineQuery('staging/trade_distinct.sql', {
  params: none,
  row: stagedTrade.extend(ordered),
})
export const snapshotDistinct = defineQuery('staging/snapshot_distinct.sql', {
  params: none,
  row: stagedSnapshot.extend(ordered),
})

/** Bounds of a raw time column that has no statistics. */
export const timeBounds = defineQuery('staging/time_bounds.sql', {
  params: none,
  row: z.strictObject({ least: nullable.time, greatest: nullable.time }),
})

/** Row count and bounds of a written file, read back. */
export const writtenCell = defineQuery('staging/written_cell.sql', {
  params: file,
  row: z.strictObject({
    row_count: z.bigint(),
    first_ts_init: nullable.time,
    last_ts_init: nullable.time,
  }),
})

/** Key-value metadata of Parquet files. */
export const fileMetadata = defineQuery('staging/file_metadata.sql', {
  params: z.strictObject({ files: z.array(z.string()).transform(files => listValue(files)) }),
  row: z.strictObject({ file: z.string(), key: z.string(), value: z.string() }),
})

const MACROS = [
  'ns_from_seconds',
  'ns_from_milliseconds',
  'ns_from_microseconds',
  'ns_from_nanoseconds',
  'ns_from_timestamp',
  'price_from_double',
  'price_from_exact',
  'size_from_double',
  'size_from_exact',
  'aggressor_from_integer',
  'aggressor_from_text',
]

/** Conversions of single values; they need the types and steps of `declarePrecisions`. */
export const stagingMacros = MACROS.map(name => defineMacro(`macros/${name}.sql`, none))

export const stagingStatements = [
  ...stagingMacros,
  sourceColumns,
  sourceRowGroups,
  stagedTrades,
  stagedSnapshots,
  noTrades,
  noSnapshots,
  stagedCells,
  stagedRejects,
  assumedBuyers,
  rejectedRows,
  tradeCell,
  depthCell,
  deltasCell,
  tradeDuplicates,
  snapshotDuplicates,
  tradeDistinct,
  snapshotDistinct,
  timeBounds,
  writtenCell,
  fileMetadata,
]
