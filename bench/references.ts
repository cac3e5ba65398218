import type { CellRef } from '../pipelines/catalog/catalog.ts'
import type { TimeRange } from '../pipelines/catalog/cell-grid.ts'
import { Database } from '../pipelines/database/open-database.ts'
import { quoteLiteral } from '../pipelines/database/quote.ts'
import { sharedDatabase } from '../pipelines/database/shared-database.ts'
import { sliceCells } from '../pipelines/feeds/cell-slices.ts'
import { openFeed } from '../pipelines/feeds/open-feed.ts'

/** DuckDB's own materialised scan of columns on one thread: the floor for anything that reads them. */
export async function scanColumns(files: readonly string[], columns: string): Promise<void> {
  using database = await Database.open({ threads: 1 })
  const connection = await database.connect()
  const list = files.map(quoteLiteral).join(', ')
  await connection.run(`select ${columns} from read_parquet([${list}])`)
}

/** What a loop without an engine has to do with the same columns: decode them into typed arrays and hold a position
 *  of one lot a print at its price. @returns its cash flow in ticks × lots, so that nothing is optimised away */
export async function minimalLoop(
  cells: { readonly trades: readonly CellRef[]; readonly book?: readonly CellRef[] },
  window: TimeRange,
): Promise<number> {
  await using resources = new AsyncDisposableStack()
  const trades = await sliceCells(cells.trades)
  const book = cells.book && (await sliceCells(cells.book))
  const feed = await openFeed(
    await sharedDatabase(),
    { trades, book, window, pricePrecision: 1, sizePrecision: 3, isNumbered: false },
    resources,
  )
  let cashFlow = 0
  for (let batch = await feed.trades.next(); batch !== undefined; batch = await feed.trades.next()) {
    const { rows, priceTicks, aggressor } = batch
    for (let row = 0; row < rows; row++)
      cashFlow += aggressor[row] === 1 ? -priceTicks[row]! : priceTicks[row]!
  }
  for (let batch = await feed.book?.next(); batch !== undefined; batch = await feed.book?.next()) {
    const best = batch.kind === 'depth' ? batch.bidPriceTicks[0]! : batch.priceTicks
    for (let row = 0; row < batch.rows; row++) cashFlow += best[row]!
  }
  return cashFlow
}

/** The plainest statement that writes a file's rows in time order. */
export async function plainCopy(source: string, target: string, timeColumn: string): Promise<void> {
  using database = await Database.open()
  const connection = await database.connect()
  await connection.run(
    `copy (select * from read_parquet(${quoteLiteral(source)}) order by ${timeColumn}) ` +
      `to ${quoteLiteral(target)} (format parquet)`,
  )
}
