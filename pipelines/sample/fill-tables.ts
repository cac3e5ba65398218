import type { DuckDBConnection } from '@duckdb/node-api'
import type { Database } from '../database/open-database.ts'
import { quoteIdentifier } from '../database/quote.ts'
import { type Statement, statementName } from '../database/statement.ts'
import type { Ladder } from './ladder.ts'
import { RowBlock } from './row-block.ts'
import type { SamplePlan } from './sample-options.ts'
import { generatedSnapshots, generatedTrades } from './statements.ts'
import { DEPTH, type SyntheticBook } from './synthetic-book.ts'
import { generateMarket, type MarketSink } from './synthetic-market.ts'

/** Typical worth of a displayed level and of a print, in units of the quote currency. */
const LEVEL_NOTIONAL = 20_000
const PRINT_NOTIONAL = 600

/** Columns before the levels, and columns of a level: ask price, ask size, bid price, bid size. */
const SNAPSHOT_TIMES = 2
const LEVEL_COLUMNS = 4

/** Generates the market of a plan into the tables `generated_trades` and `generated_snapshots`. */
export async function fillTables(database: Database, plan: SamplePlan, signal?: AbortSignal): Promise<void> {
  const tradesConnection = await database.connect()
  const snapshotsConnection = await database.connect()
  const trades = await openTable(tradesConnection, generatedTrades)
  const snapshots = await openTable(snapshotsConnection, generatedSnapshots)
  const lotsPerUnit = 10 ** plan.sizePrecision / (plan.startTicks / 10 ** plan.pricePrecision)
  await generateMarket(
    {
      seed: plan.seed,
      fromNs: plan.fromNs,
      toNs: plan.toNs,
      trades: plan.trades,
      // Without snapshots the prints follow a book that nobody is shown.
      snapshots: plan.snapshots > 0 ? plan.snapshots : Math.ceil(plan.trades / 3) + 1,
      startSteps: plan.startTicks,
      medianPrintLots: Math.max(1, PRINT_NOTIONAL * lotsPerUnit),
      medianLevelLots: Math.max(4, LEVEL_NOTIONAL * lotsPerUnit),
    },
    tableSink(plan, trades, snapshots),
    signal,
  )
  trades.close()
  snapshots.close()
  tradesConnection.closeSync()
  snapshotsConnection.closeSync()
}

async function openTable(connection: DuckDBConnection, relation: Statement): Promise<RowBlock> {
  const name = statementName(relation)
  await connection.run(`create table ${quoteIdentifier(name)} as\n${relation.text}`)
  return RowBlock.open(connection, name, Object.keys(relation.row.shape).length)
}

/** Writes rows in file order; ticks and lots become the nearest doubles of their decimals. */
function tableSink(plan: SamplePlan, trades: RowBlock, snapshots: RowBlock): MarketSink {
  const priceUnits = 10 ** plan.pricePrecision
  const sizeUnits = 10 ** plan.sizePrecision
  const firstTradeNumber = 1_000_000_000 + (plan.seed % 1_000_000) * 1_000
  let tradeNumber = firstTradeNumber
  const setLevels = (ladder: Ladder, priceColumn: number) => {
    const { columns, row } = snapshots
    for (let level = 0; level < DEPTH; level++) {
      const column = priceColumn + level * LEVEL_COLUMNS
      set(columns[column], row, (ladder.steps[level] ?? 0) / priceUnits)
      set(columns[column + 1], row, (ladder.lots[level] ?? 0) / sizeUnits)
    }
  }
  return {
    snapshot(tsEventNs: number, tsInitNs: number, book: SyntheticBook) {
      if (plan.snapshots === 0) return
      set(snapshots.columns[0], snapshots.row, tsEventNs)
      set(snapshots.columns[1], snapshots.row, tsInitNs)
      setLevels(book.asks, SNAPSHOT_TIMES)
      setLevels(book.bids, SNAPSHOT_TIMES + 2)
      snapshots.next()
    },
    print(tsEventNs, tsInitNs, priceSteps, lots, isBuyer) {
      const { columns, row } = trades
      set(columns[0], row, tsEventNs)
      set(columns[1], row, tsInitNs)
      set(columns[2], row, tradeNumber++)
      set(columns[3], row, priceSteps / priceUnits)
      set(columns[4], row, lots / sizeUnits)
      set(columns[5], row, isBuyer ? 1 : 0)
      trades.next()
    },
  }
}

function set(column: Float64Array | undefined, row: number, value: number): void {
  if (column !== undefined) column[row] = value
}
