import { z } from 'zod'
import { defineMacro, defineQuery, defineRelation } from '../database/statement.ts'
import { BOOK_LEVELS } from '../staging/wire-formats.ts'
import { operationStatements } from './operations/statements.ts'

const none = z.strictObject({})
const nullable = { text: z.string().nullable(), integer: z.number().nullable() }

const instant = {
  instrument_id: z.string(),
  date: z.string(),
  ts_event: z.bigint(),
  ts_init: z.bigint(),
  event_time: z.bigint(),
  init_time: z.bigint(),
}

const nsToTimestamp = defineMacro('macros/ns_to_timestamp.sql', none)

const trades = defineRelation(
  'catalog/trades.sql',
  z.strictObject({
    ...instant,
    price: z.string(),
    size: z.string(),
    aggressor_side: z.string(),
    trade_id: nullable.text,
    cell_row: z.bigint(),
  }),
  none,
)

const bookDeltas = defineRelation(
  'catalog/book_deltas.sql',
  z.strictObject({
    ...instant,
    action: z.string(),
    side: z.string(),
    price: z.string(),
    size: z.string(),
    flags: z.number(),
    sequence: z.bigint(),
    order_id: z.bigint(),
    cell_row: z.bigint(),
  }),
  none,
)

const levels = ['bid', 'ask'].flatMap(side =>
  ['price', 'size'].flatMap(part => Array.from({ length: BOOK_LEVELS }, (_, n) => `${side}_${part}_${n}`)),
)

const bookDepth = defineRelation(
  'catalog/book_depth.sql',
  z.strictObject({
    ...instant,
    ...Object.fromEntries(levels.map(level => [level, nullable.text])),
    sequence: z.bigint(),
  }),
  none,
)

const topOfBook = defineRelation(
  'catalog/top_of_book.sql',
  z.strictObject({
    instrument_id: z.string(),
    date: z.string(),
    ts_event: z.bigint(),
    ts_init: z.bigint(),
    init_time: z.bigint(),
    bid: nullable.text,
    bid_size: nullable.text,
    ask: nullable.text,
    ask_size: nullable.text,
    mid: nullable.text,
    spread: nullable.text,
    microprice: nullable.integer,
    sequence: z.bigint(),
  }),
  none,
)

const cellRow = z.strictObject({
  instrument_id: z.string(),
  type: z.string(),
  date: z.string(),
  start_time: z.bigint(),
  end_time: z.bigint(),
  row_count: z.bigint(),
  size_bytes: z.bigint(),
  path: z.string(),
})

/** Every cell file. */
export const cells = defineRelation('catalog/cells.sql', cellRow, none)

/** What is converted, by instrument, type and date. */
export const coverage = defineRelation(
  'catalog/coverage.sql',
  z.strictObject({
    instrument_id: z.string(),
    type: z.string(),
    date: z.string(),
    cells: z.bigint(),
    row_count: z.bigint(),
    size_bytes: z.bigint(),
    first_cell_start: z.bigint(),
    last_cell_end: z.bigint(),
  }),
  none,
)

const definition = {
  instrument_id: z.string(),
  type: z.string(),
  venue: z.string(),
  symbol: z.string(),
  base_currency: z.string(),
  quote_currency: z.string(),
  settlement_currency: z.string(),
  price_precision: z.number(),
  size_precision: z.number(),
  tick_size: z.string(),
  lot_size: z.string(),
  multiplier: z.string(),
  is_inverse: z.boolean(),
}

export const instruments = defineRelation('catalog/instruments.sql', z.strictObject(definition), none)

/** The row written to an instrument's definition file. */
export const instrumentDefinition = defineQuery('catalog/instrument_definition.sql', {
  params: z.strictObject(definition),
  row: z.strictObject(definition),
})

/** What a catalog holds, by instrument and type. */
export const contents = defineQuery('catalog/contents.sql', {
  params: none,
  row: z.strictObject({
    instrument_id: z.string(),
    type: z.string(),
    first_date: z.string(),
    last_date: z.string(),
    cells: z.bigint(),
    row_count: z.bigint(),
    size_bytes: z.bigint(),
  }),
})

/** Which hours of each day are converted. */
export const hours = defineQuery('catalog/hours.sql', {
  params: none,
  row: z.strictObject({
    instrument_id: z.string(),
    type: z.string(),
    date: z.string(),
    hours: z.string(),
    cells: z.bigint(),
    row_count: z.bigint(),
    size_bytes: z.bigint(),
  }),
})

/** What analysts query, in the order of creation: later ones use earlier ones. */
export const catalogRelations = [
  nsToTimestamp,
  trades,
  bookDeltas,
  bookDepth,
  topOfBook,
  cells,
  coverage,
  instruments,
  defineMacro('catalog/bars.sql', none),
  defineMacro('catalog/trades_between.sql', none),
  defineMacro('catalog/book_deltas_between.sql', none),
  defineMacro('catalog/book_depth_between.sql', none),
  defineMacro('catalog/mid_at.sql', none),
]

/** Differences between a cell's deltas and its depth rows. */
export const deltasRebuildDepth = defineQuery('checks/deltas_rebuild_depth.sql', {
  params: none,
  row: z.strictObject({
    problem: z.string(),
    sequence: z.bigint(),
    side: z.number(),
    price: z.string(),
    size: z.string(),
  }),
})

export const catalogStatements = [
  ...catalogRelations,
  contents,
  hours,
  instrumentDefinition,
  deltasRebuildDepth,
  ...operationStatements,
]
