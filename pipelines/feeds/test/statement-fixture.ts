import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { registerCatalogViews } from '../../catalog/catalog-views.ts'
import { copyToParquet } from '../../database/copy-to-parquet.ts'
import type { ExampleParams } from '../../database/test/statement-shape.ts'
import { declareWireTypes } from '../wire-types.ts'

/** One cell with the columns of trades, snapshots and deltas, and one small file. */
export async function prepareStatementFixture(connection: DuckDBConnection): Promise<ExampleParams> {
  await registerCatalogViews(connection, undefined)
  await declareWireTypes(connection, {
    pricePrecision: 2,
    sizePrecision: 3,
    isPriceNarrow: true,
    isSizeNarrow: false,
  })
  await connection.run(`
    create view replay_cell as
    select
      trades.*,
      depth.* exclude (instrument_id, date, ts_event, ts_init, cell_row),
      deltas.action, deltas.side, deltas.flags,
      0::bigint as file_row_number
    from trade_tick_rows as trades
    cross join order_book_depth_rows as depth
    cross join order_book_deltas_rows as deltas`)
  await connection.run('create view profile_trades as from trade_tick_rows')
  const file = join(mkdtempSync(join(tmpdir(), 'odum-statements-')), 'rows.parquet')
  await copyToParquet(connection, 'select 1::bigint as ts_init', file)
  return { 'replay/cell_row_groups.sql': { files: [file] } }
}
