import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TimeRange } from '../catalog/cell-grid.ts'
import { copyToParquet } from '../database/copy-to-parquet.ts'
import { Database } from '../database/open-database.ts'
import { quoteLiteral } from '../database/quote.ts'
import { allRows, oneRow } from '../database/statement.ts'
import { ticks, ticksInWindow } from './statements.ts'
import type { TradeCell } from './trade-id-lookup.ts'

/** Rows of `ticks.parquet` and of `ticks.json` at most. */
const PARQUET_ROWS_MAX = 10_000_000
const JSON_ROWS_MAX = 100_000

/** Writes the prints of a window beside a run's results: `ticks.parquet`, and `ticks.json` for small tools, which
 *  says how many rows there were and whether it was cut. */
export async function exportTicks(
  folder: string,
  cells: readonly TradeCell[],
  window: TimeRange,
): Promise<void> {
  using database = await Database.open()
  const connection = await database.connect()
  const branches = cells.map(({ instrumentIndex, file }) => {
    const index = `${instrumentIndex}::utinyint as instrument_index`
    return `select ${index}, * from read_parquet(${quoteLiteral(file)})`
  })
  await connection.run(`create view run_trades as ${branches.join('\nunion all by name\n')}`)
  const bounds = { start_ns: window.startNs, end_ns: window.endNs }
  const params = { ...bounds, row_limit: BigInt(PARQUET_ROWS_MAX) }
  await copyToParquet(connection, ticks.text, join(folder, 'ticks.parquet'), {}, params)
  const { rows: total } = await oneRow(connection, ticksInWindow, bounds)
  const rows = await allRows(connection, ticks, { ...bounds, row_limit: BigInt(JSON_ROWS_MAX) })
  const text = JSON.stringify(
    { rows_in_window: Number(total), rows_written: rows.length, was_cut: total > rows.length, ticks: rows },
    (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value),
  )
  await writeFile(join(folder, 'ticks.json'), `${text}\n`)
}
