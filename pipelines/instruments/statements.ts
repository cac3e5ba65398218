import { z } from 'zod'
import { defineQuery, type Statement } from '../database/statement.ts'

const none = z.strictObject({})
const text = z.string().nullable()
const integer = z.number().nullable()
const instantNs = z.bigint().nullable()

/** A day's instruments store, typed. */
export const storeRows = defineQuery('instruments/store_rows.sql', {
  params: none,
  row: z.strictObject({
    store_row_number: z.bigint(),
    instrument_key: text,
    venue_symbol: text,
    settlement_currency: text,
    tick_size: text,
    lot_size: text,
    multiplier: text,
    is_inverse: z.boolean().nullable(),
    available_from: instantNs,
    available_to: instantNs,
    store_row: z.string(),
  }),
})
export type StoreRow = z.output<typeof storeRows.row>

/** What conversion and import both tell of an instrument. */
const described = {
  venue: z.string(),
  type: z.string(),
  base_currency: z.string(),
  quote_currency: z.string(),
  settlement_currency: z.string(),
  price_precision: integer,
  size_precision: integer,
  tick_size: text,
  lot_size: text,
  multiplier: z.string(),
  is_inverse: z.boolean(),
}

/** What the instruments store adds. */
const told = {
  instrument_key: text,
  venue_symbol: text,
  expiry: text,
  strike: text,
  option_right: text,
  available_from: instantNs,
  available_to: instantNs,
  store_row: text,
}

const definition = z.strictObject({ instrument_id: z.string(), symbol: z.string(), ...described, ...told })
export type InstrumentDefinition = z.output<typeof definition>

export const definitionsToWrite = defineQuery('instruments/definitions_to_write.sql', {
  params: none,
  row: definition.extend({ file_ordinal: z.number() }),
})

export const rejectedStoreRows = defineQuery('instruments/rejected_store_rows.sql', {
  params: none,
  row: z.strictObject({
    reason: z.string(),
    store_row_number: z.bigint(),
    instrument_key: text,
    store_row: z.string(),
  }),
})

const listed = z.strictObject({ instrument_id: z.string(), ...described, ...told })
export type ListedInstrument = z.output<typeof listed>

export const listedInstruments = defineQuery('instruments/listed_instruments.sql', {
  params: z.strictObject({ venue: z.string(), type: z.string(), pattern: z.string() }),
  row: listed,
})

/** Every statement of this folder. */
export const instrumentStatements: readonly Statement[] = [
  storeRows,
  rejectedStoreRows,
  definitionsToWrite,
  listedInstruments,
]
