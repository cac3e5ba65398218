import type { DuckDBConnection } from '@duckdb/node-api'
import type { ResolvedConfig } from '../config/schema.ts'
import type { Catalog } from './catalog.ts'
import { encodeId } from './cell-grid.ts'
import { instrumentDefinition } from './statements.ts'
import { writeCell } from './write-cell.ts'

/** Folder names of definitions, after NautilusTrader's classes. */
const FOLDERS = { spot: 'currency_pair', perpetual: 'crypto_perpetual', future: 'crypto_future' } as const

/** Writes an instrument's definition where there is none. @throws CatalogUnwritableError */
export async function writeInstrumentFile(
  connection: DuckDBConnection,
  catalog: Catalog,
  instrument: ResolvedConfig['instrument'],
  venue: string,
  replace: boolean,
): Promise<void> {
  const name = `instruments/${FOLDERS[instrument.type]}/${encodeId(instrument.id)}.parquet`
  if (!replace && (await catalog.files.has(name))) return
  const row = instrumentDefinition.params.parse({
    instrument_id: instrument.id,
    type: instrument.type,
    venue,
    symbol: instrument.symbol,
    base_currency: instrument.base_currency,
    quote_currency: instrument.quote_currency,
    settlement_currency: instrument.settlement_currency,
    price_precision: instrument.price_precision,
    size_precision: instrument.size_precision,
    tick_size: instrument.tick_size,
    lot_size: instrument.lot_size,
    multiplier: instrument.multiplier,
    is_inverse: instrument.is_inverse,
  })
  const target = { files: catalog.files, name }
  await writeCell(connection, instrumentDefinition.text, target, {}, undefined, row)
}
