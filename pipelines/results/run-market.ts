import type { DuckDBConnection } from '@duckdb/node-api'
import { type CellColumns, cellColumns } from '../catalog/cell-columns.ts'
import type { CatalogType } from '../catalog/cell-grid.ts'
import { quoteIdentifier, quoteLiteral } from '../database/quote.ts'

/** A catalog cell that a run read, as a file DuckDB can read. */
export interface MarketCell {
  readonly instrumentIndex: number
  readonly type: CatalogType
  readonly file: string
}

const MARKET_VIEWS = { order_book_depth: 'run_depth_rows', trade_tick: 'run_trade_rows' } as const

/** Creates `run_market_cells`, `run_depth_rows` and `run_trade_rows` over the cells of one run: the rows as the catalog
 *  has them with the run's `instrument_index`. Without cells they are there, empty. */
export async function createRunMarket(
  connection: DuckDBConnection,
  cells: readonly MarketCell[],
): Promise<void> {
  const listed = cells.map(cell => `(${cell.instrumentIndex}::utinyint, ${quoteLiteral(cell.type)})`)
  await createView(
    connection,
    'run_market_cells',
    listed.length === 0
      ? 'select null::utinyint as instrument_index, null::varchar as type where false'
      : `select * from (values ${listed.join(', ')}) as t (instrument_index, type)`,
  )
  for (const [type, view] of Object.entries(MARKET_VIEWS) as [keyof typeof MARKET_VIEWS, string][]) {
    const columns = cellColumns(type)
    const branches: string[] = []
    for (const [index, files] of filesByInstrument(cells.filter(cell => cell.type === type))) {
      // By name, since cells of one instrument can differ in precision when it was converted again.
      branches.push(
        `select ${index}::utinyint as instrument_index, ${Object.keys(columns).join(', ')}, file_row_number as cell_row ` +
          `from read_parquet([${files.map(quoteLiteral).join(', ')}], file_row_number => true, union_by_name => true)`,
      )
    }
    await createView(connection, view, branches.join('\nunion all by name\n') || noRows(columns))
  }
}

function filesByInstrument(cells: readonly MarketCell[]): Map<number, string[]> {
  const files = new Map<number, string[]>()
  for (const { instrumentIndex, file } of cells) {
    files.set(instrumentIndex, [...(files.get(instrumentIndex) ?? []), file])
  }
  return files
}

/** No rows, DECIMAL columns of one digit: those of another stream, united with them, keep their precision. */
function noRows(columns: CellColumns): string {
  const values = Object.entries(columns).map(
    ([name, type]) => `null::${/^decimal/i.test(type) ? 'decimal(1, 0)' : type} as ${name}`,
  )
  return `select null::utinyint as instrument_index, ${values.join(', ')}, null::bigint as cell_row where false`
}

async function createView(connection: DuckDBConnection, name: string, select: string): Promise<void> {
  await connection.run(`create or replace view ${quoteIdentifier(name)} as\n${select}`)
}
