import { basename } from 'node:path'
import type { Catalog } from '../../catalog/catalog.ts'
import { encodeId } from '../../catalog/cell-grid.ts'
import type { ResolvedConfig } from '../../config/schema.ts'
import type { Database } from '../../database/open-database.ts'
import { allRows } from '../../database/statement.ts'
import { loadDefinitions } from '../../instruments/definition-views.ts'
import { type InstrumentKey, instrumentKeyOf, settlementOf } from '../../instruments/instrument-key.ts'
import { INSTRUMENT_TYPES } from '../../instruments/instrument-types.ts'
import { type ListedInstrument, listedInstruments } from '../../instruments/statements.ts'
import { DEFINITIONS } from '../../instruments/write-definitions.ts'

type Instrument = ResolvedConfig['instrument']

/** The key that an object's name is, if it is one. */
export function keyOfPath(path: string): InstrumentKey | undefined {
  return instrumentKeyOf(basename(path).replace(/\.parquet$/, ''))
}

/** Where the configured instrument differs from the key in the name of its raw objects. */
export function keyDifferences(key: InstrumentKey, { instrument, venue }: ResolvedConfig): readonly string[] {
  const settlement = settlementOf(key)
  const facts: readonly (readonly [string, string, string])[] = [
    ['venue.name', venue.name, key.venue],
    ['instrument.type', instrument.type, INSTRUMENT_TYPES[key.type].definition],
    ['instrument.base_currency', instrument.base_currency, key.base],
    ['instrument.quote_currency', instrument.quote_currency, key.quote],
    ['instrument.is_inverse', String(instrument.is_inverse), String(settlement === 'INV')],
  ]
  return facts
    .filter(([name, configured, found]) => {
      // A pair that is no derivative has no settlement to compare.
      return configured !== found && !(name === 'instrument.is_inverse' && settlement === undefined)
    })
    .map(([name, configured, found]) => `${name} is ${configured}, but the raw data is named ${found}`)
}

/** Where the configured grid differs from the definition in the catalog; nothing where there is none. */
export async function definitionDifferences(
  database: Database,
  catalog: Catalog,
  instrument: Instrument,
): Promise<readonly string[]> {
  const definition = await definitionOf(database, catalog, instrument)
  if (definition === undefined) return []
  const facts = [
    ['tick_size', instrument.tick_size, definition.tick_size],
    ['lot_size', instrument.lot_size, definition.lot_size],
    ['multiplier', instrument.multiplier, definition.multiplier],
    ['is_inverse', String(instrument.is_inverse), String(definition.is_inverse)],
  ] as const
  return facts
    .filter(([, configured, defined]) => defined !== null && configured !== defined)
    .map(
      ([name, configured, defined]) =>
        `instrument.${name} is ${configured}, but the catalog's definition says ${defined}`,
    )
}

async function definitionOf(
  database: Database,
  { files }: Catalog,
  instrument: Instrument,
): Promise<ListedInstrument | undefined> {
  const type = Object.values(INSTRUMENT_TYPES).find(({ definition }) => definition === instrument.type)
  const name = `${DEFINITIONS}/${type?.folder.CEFI}/${encodeId(instrument.id)}.parquet`
  if (!(await files.has(name))) return undefined
  const connection = await database.connect()
  try {
    await loadDefinitions(connection, await files.localFiles([name]))
    const [row] = await allRows(connection, listedInstruments, { venue: '', type: '', pattern: '' })
    return row
  } finally {
    connection.closeSync()
  }
}
