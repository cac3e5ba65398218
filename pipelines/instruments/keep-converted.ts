import type { DuckDBConnection } from '@duckdb/node-api'
import type { Catalog } from '../catalog/catalog.ts'
import { allRows } from '../database/statement.ts'
import type { DefinedInstrument } from './define-instrument.ts'
import { definitionNames, loadDefinitions } from './definition-views.ts'
import { listedInstruments } from './statements.ts'
import { definitionName, STORE_METADATA } from './write-definitions.ts'

/** Leaves the grid of instruments that were converted before the import as their cells have it: only what the
 *  instruments store adds is taken. @returns the instruments that are new or were imported before, and the converted ones */
export async function keepConvertedDefinitions(
  connection: DuckDBConnection,
  catalog: Catalog,
  defined: readonly DefinedInstrument[],
): Promise<{ readonly added: readonly DefinedInstrument[]; readonly kept: readonly DefinedInstrument[] }> {
  const { files } = catalog
  const present = new Set(await definitionNames(files))
  const overlapping = defined.map(definitionName).filter(name => present.has(name))
  const keyValues = await files.keyValues(overlapping)
  const converted = overlapping.filter(name => keyValues.get(name)?.[STORE_METADATA] === undefined)
  if (converted.length === 0) return { added: defined, kept: [] }
  await loadDefinitions(connection, await files.localFiles(converted))
  const grids = new Map(
    (await allRows(connection, listedInstruments, { venue: '', type: '', pattern: '' })).map(row => [
      row.instrument_id,
      row,
    ]),
  )
  const kept = defined.flatMap(instrument => {
    const grid = grids.get(instrument.definition.instrument_id)
    if (grid === undefined) return []
    const { price_precision, size_precision, tick_size, lot_size, multiplier, is_inverse } = grid
    const asConverted = { price_precision, size_precision, tick_size, lot_size, multiplier, is_inverse }
    return [{ ...instrument, definition: { ...instrument.definition, ...asConverted } }]
  })
  return { added: defined.filter(({ definition }) => !grids.has(definition.instrument_id)), kept }
}
