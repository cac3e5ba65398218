import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { copyToParquet } from '../../database/copy-to-parquet.ts'
import type { MarketCell } from '../run-market.ts'
import { writeFacts } from './sample-run.ts'

const START_NS = 1_714_557_600_000_000_000n
const INSTRUMENT = 'SHARE-USD.HAND'

/** A moment of the tape, whole seconds after its start, as ns. */
export function at(second: number): bigint {
  return START_NS + BigInt(second) * 1_000_000_000n
}

/** Snapshots: second, bid, ask; no ask is an empty side. Two of one instant stand in the order of the feed. */
const QUOTES: readonly (readonly [number, number, number | null])[] = [
  [0, 42.99, 43.01],
  [10, 49.99, 50.01],
  [15, 41.99, 42.01],
  [25, 40.24, 40.26],
  [60, 40.04, 40.06],
  [100, 39.99, 40.01],
  [115, 38.99, 39.01],
  [115, 40.03, 40.05],
  [117, 41, null],
  [135, 40.07, 40.09],
  [150, 40.19, 40.21],
  [190, 40.29, 40.31],
]

/** Prints: second, price, size. */
const PRINTS: readonly (readonly [number, number, number])[] = [
  [5, 43.02, 10],
  [119, 45, 1_000],
  [120, 40, 100],
  [130, 40.1, 300],
  [140, 40.05, 100],
  [141, 45, 1_000],
]

export interface TapeOptions {
  /** Facts of the instrument in the summary that differ. */
  readonly instrument?: object
  /** The second order is a child of the parent O-3, which `twap` worked, half of it due by second 120. */
  readonly isWorked?: boolean
}

/** Writes a run of two orders whose costs can be told by hand, and the market it saw:
 *  SELL 50,000 decided at 43.00, done at 40.25 with 0.05 a share in fees; BUY 1,000 decided at 40.00, sent at 40.04,
 *  700 filled at 40.05, the rest canceled at 40.08, with 17 of commission.
 *  @returns the run's folder and the cells of its market */
export async function writeTapeRun(
  connection: DuckDBConnection,
  resultsRoot: string,
  runId: string,
  { instrument = {}, isWorked = false }: TapeOptions = {},
): Promise<{ directory: string; cells: MarketCell[] }> {
  const directory = join(resultsRoot, 'report', runId)
  await mkdir(directory, { recursive: true })
  const precisions = { price: 2, size: 0 }
  await writeFacts(connection, directory, 'orders', precisions, [
    order(1, 2, 50_000, 50_000, 10, [10, 20, 30]),
    isWorked
      ? { ...order(2, 1, 1_000, 700, 11, [120, 120, 140]), parent_order_id: 3, child_number: 1 }
      : order(2, 1, 1_000, 700, 11, [110, 120, 140]),
  ])
  if (isWorked) await writeParent(connection, directory, precisions)
  await writeFacts(connection, directory, 'fills', precisions, [
    fill(1, 30, 2, 40.25, 50_000, 2_500, [40.24, 40.26], 1),
    fill(2, 130, 1, 40.05, 700, 17, [40.03, 40.05], 2),
  ])
  const summary = {
    run_id: runId,
    mode: 'report',
    instruments: [{ ...INSTRUMENT_FACTS, ...instrument }],
    balances: [],
  }
  await writeFile(join(directory, 'summary.json'), JSON.stringify(summary))
  return { directory, cells: await writeCells(connection, resultsRoot) }
}

async function writeParent(
  connection: DuckDBConnection,
  directory: string,
  precisions: { readonly price: number; readonly size: number },
): Promise<void> {
  const times = { ts_created: at(110), ts_closed: at(140) }
  const parent = { order_id: 3, instrument_index: 0, side: 1, type: 1, quantity: 1_000, algorithm_index: 0 }
  await writeFacts(connection, directory, 'parents', precisions, [
    plain({ ...parent, ...times, status: 11, reason: 0 }),
  ])
  await writeFacts(connection, directory, 'parent_algorithms', precisions, [
    { algorithm_index: 0, algorithm: 'twap', parameters: '{}' },
  ])
  const target = (second: number, target_quantity: number) =>
    plain({ order_id: 3, instrument_index: 0, ts: at(second), target_quantity })
  await writeFacts(connection, directory, 'parent_schedule', precisions, [
    target(120, 500),
    target(130, 1_000),
  ])
}

const INSTRUMENT_FACTS = {
  instrument_index: 0,
  instrument_id: INSTRUMENT,
  venue: 'HAND',
  settlement_currency: 'USD',
  price_precision: 2,
  size_precision: 0,
  currency_precision: 8,
}

function order(
  id: number,
  side: number,
  quantity: number,
  filled: number,
  status: number,
  [created, sent, closed]: readonly [number, number, number],
): Record<string, unknown> {
  const times = {
    ts_created: at(created),
    ts_submitted: at(sent),
    ts_accepted: at(sent),
    ts_closed: at(closed),
  }
  return plain({
    ...{ order_id: id, instrument_index: 0, type: 2, side, quantity, limit_price: 40.05, time_in_force: 1 },
    ...{ flags: 0, status, reason: 0, filled_quantity: filled, ...times },
  })
}

function fill(
  id: number,
  second: number,
  side: number,
  price: number,
  quantity: number,
  commission: number,
  [bid, ask]: readonly [number, number],
  liquidity: number,
): Record<string, unknown> {
  const amounts = { price, quantity, commission, realized_pnl: 0, position_after: 0, evidence_size: quantity }
  return plain({
    ...{
      ts_init: at(second),
      order_id: id,
      position_id: 1,
      instrument_index: 0,
      side,
      liquidity,
      ...amounts,
    },
    ...{ evidence_kind: 1, level_index: 0, best_bid: bid, best_ask: ask, resting_ns: 0, whole_order: false },
  })
}

function plain(row: Record<string, unknown>): Record<string, unknown> {
  const text = (value: unknown) => (typeof value === 'bigint' ? String(value) : value)
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, text(value)]))
}

async function writeCells(connection: DuckDBConnection, root: string): Promise<MarketCell[]> {
  const price = (value: number | null) => `${value}::decimal(18, 2)`
  const levels = [1, 2, 3, 4].flatMap(level =>
    ['bid', 'ask'].map(side => `${side}_price_${level}, ${side}_size_${level}`),
  )
  const none = levels
    .flatMap(pair => pair.split(', ').map(name => `null::decimal(18, 0) as ${name}`))
    .join(', ')
  const snapshots = QUOTES.map(
    ([second, bid, ask], index) =>
      `(${at(second)}, ${price(bid)}, 9::decimal(18, 0), ${price(ask)}, 9::decimal(18, 0), ${index + 1}::ubigint)`,
  )
  const depth = join(root, 'depth.parquet')
  await copyToParquet(
    connection,
    `select ts_init as ts_event, ts_init, bid_price_0, bid_size_0, ask_price_0, ask_size_0, ${none}, sequence
     from (values ${snapshots.join(', ')}) as t (ts_init, bid_price_0, bid_size_0, ask_price_0, ask_size_0, sequence)`,
    depth,
  )
  const prints = PRINTS.map(
    ([second, value, size]) => `(${at(second)}, ${price(value)}, ${size}::decimal(18, 0))`,
  )
  const trades = join(root, 'trades.parquet')
  await copyToParquet(
    connection,
    `select ts_init as ts_event, ts_init, price, size, 1::utinyint as aggressor_side, '' as trade_id
     from (values ${prints.join(', ')}) as t (ts_init, price, size)`,
    trades,
  )
  return [
    { instrumentIndex: 0, type: 'order_book_depth', file: depth },
    { instrumentIndex: 0, type: 'trade_tick', file: trades },
  ]
}
