import { existsSync } from 'node:fs'
import type { DuckDBConnection } from '@duckdb/node-api'
import { type CellFile, registerCellViews } from '../catalog/catalog-views.ts'
import { CATALOG_TYPES } from '../catalog/cell-grid.ts'
import { catalogRelations } from '../catalog/statements.ts'
import { allRows, statementName } from '../database/statement.ts'
import { shownCells as listedCells } from './market-statements.ts'

/** Most rows of the market that one loader reads; of more, the cells of later hours are taken. */
const MARKET_ROWS_MAX = 10_000_000n

/** Creates the views of the catalog over the cells that the shown runs read, where a statement mentions one of them.
 *  Cells that are gone or lie in a bucket are left out. Of an hour that several catalogs hold, the cell of the run
 *  with the greatest id counts. */
export async function registerMarketFor(connection: DuckDBConnection, statement: string): Promise<void> {
  if (mentionsMarket(statement)) await registerCellViews(connection, await shownCells(connection))
}

/** Whether a statement names a view of the catalog; it may mean a column of the same name. */
export function mentionsMarket(statement: string): boolean {
  return catalogRelations.some(relation => new RegExp(`\\b${statementName(relation)}\\b`).test(statement))
}

/** The cells that the shown runs read, latest first, until the limit of rows. */
export async function shownCells(connection: DuckDBConnection): Promise<CellFile[]> {
  const cells: CellFile[] = []
  let rowsLeft = MARKET_ROWS_MAX
  for (const cell of await allRows(connection, listedCells, {})) {
    const type = CATALOG_TYPES.find(name => name === cell.type)
    if (type === undefined || !existsSync(cell.path)) continue
    rowsLeft -= cell.rows ?? 0n
    if (rowsLeft < 0n) break
    cells.push({ instrumentId: cell.instrument_id, type, file: cell.path })
  }
  return cells
}
