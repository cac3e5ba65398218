import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { copyToParquet } from '../../database/copy-to-parquet.ts'
import type { ExampleParams } from '../../database/test/statement-shape.ts'
import { declarePrecisions } from '../precisions.ts'
import { depthCell, noSnapshots, noTrades } from '../statements.ts'

/** What staging statements read: mapped sources, one staged batch, one cell, one small file. */
export async function prepareStatementFixture(connection: DuckDBConnection): Promise<ExampleParams> {
  await declarePrecisions(connection, { pricePrecision: 2, sizePrecision: 3 })
  const view = (name: string, select: string) => connection.run(`create view ${name} as ${select}`)
  const source = 'null::bigint as source_ts_event, null::bigint as source_ts_init'
  const levels = ['bid', 'ask'].flatMap(side => [0, 1, 2, 3, 4].map(level => ({ side, level })))
  const gridded = levels.map(
    ({ side, level }) =>
      `${side}_price_${level} as grid_${side}_price_${level}, ${side}_size_${level} as grid_${side}_size_${level}, ` +
      `null::double as source_${side}_price_${level}, null::double as source_${side}_size_${level}`,
  )
  await view('trades', noTrades.text)
  await view('source_trades', `select *, ${source}, 1.0 as source_price, 1.0 as source_size from trades`)
  await view('snapshots', noSnapshots.text)
  await view(
    'source_snapshots',
    `select ts_event, ts_init, source_row, ${source}, ${gridded.join(', ')} from snapshots`,
  )
  await view('staged_batch', 'from trades')
  await view('source_file', 'select 1::bigint as _row, 1.0 as price where false')
  // Statements on trades and on snapshots read views of the same name: one has the columns of both.
  const both = 'trades.*, snapshots.* exclude (ts_event, ts_init, source_row, reason)'
  await view('cell_rows', `select ${both}, 0 as batch_index from trades cross join snapshots`)
  await view('all_cell_rows', 'from cell_rows')
  await view('depth_cell', depthCell.text)
  await view('source_times', 'select 1::bigint as time')
  const file = join(mkdtempSync(join(tmpdir(), 'odum-statements-')), 'rows.parquet')
  await copyToParquet(connection, 'select 1::bigint as ts_init', file, { metadata: { key: 'value' } })
  return {
    'staging/source_columns.sql': { file },
    'staging/source_row_groups.sql': { file },
    'staging/written_cell.sql': { file },
    'staging/file_metadata.sql': { files: [file] },
  }
}
