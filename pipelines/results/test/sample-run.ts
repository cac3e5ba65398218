import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { copyToParquet } from '../../database/copy-to-parquet.ts'
import { Database } from '../../database/open-database.ts'
import { quoteLiteral } from '../../database/quote.ts'
import { computeMetricsOfFolder } from '../metrics.ts'
import type { FactTable } from '../stored-run.ts'
import { type SampleFacts, simulateSample } from './sample-facts.ts'

export interface SampleRunOptions {
  readonly runId: string
  readonly seed?: number
  readonly trips?: number
  readonly pricePrecision?: number
  readonly sizePrecision?: number
  readonly instrumentId?: string
  /** Keys that replace those of the summary. */
  readonly summary?: Readonly<Record<string, unknown>>
}

/** What a test compares SQL with; all computed by integer arithmetic beside the files. */
export interface SampleRun {
  readonly runId: string
  readonly directory: string
  readonly facts: SampleFacts
}

const CURRENCY_PRECISION = 8

/** Writes a small synthetic run in the recorder's file schema below `resultsRoot/report`. */
export async function writeSampleRun(resultsRoot: string, options: SampleRunOptions): Promise<SampleRun> {
  const pricePrecision = options.pricePrecision ?? 2
  const sizePrecision = options.sizePrecision ?? 3
  const directory = join(resultsRoot, 'report', options.runId)
  await mkdir(directory, { recursive: true })
  const facts = simulateSample({
    seed: options.seed ?? 1,
    trips: options.trips ?? 60,
    pricePrecision,
    sizePrecision,
    currencyPrecision: CURRENCY_PRECISION,
  })
  using database = await Database.open()
  const connection = await database.connect()
  for (const [table, columns] of Object.entries(columnsOf(pricePrecision, sizePrecision))) {
    await writeTable(connection, directory, table, columns, facts.tables[table as FactTable])
  }
  const instrumentId = options.instrumentId ?? 'BTC-USDT.BINANCE-FUTURES'
  const summary = {
    ...summaryOf(options.runId, facts, instrumentId, pricePrecision, sizePrecision),
    ...options.summary,
  }
  await writeFile(
    join(directory, 'config.json'),
    JSON.stringify({ instrument: { id: instrumentId }, seed: options.seed ?? 1 }, null, 2),
  )
  const metrics = await computeMetricsOfFolder(database, { runId: options.runId, directory, summary })
  await writeFile(join(directory, 'summary.json'), JSON.stringify({ ...summary, metrics }, null, 2))
  return { runId: options.runId, directory, facts }
}

/** Columns of the tables that runs with algorithms have. */
function parentColumns(pp: number, sp: number): Partial<Record<FactTable, Record<string, string>>> {
  return {
    parents: {
      order_id: 'integer',
      instrument_index: 'utinyint',
      side: 'utinyint',
      type: 'utinyint',
      quantity: `decimal(18, ${sp})`,
      limit_price: `decimal(18, ${pp})`,
      algorithm_index: 'integer',
      ts_created: 'bigint',
      ts_closed: 'bigint',
      status: 'utinyint',
      reason: 'utinyint',
    },
    parent_algorithms: { algorithm_index: 'integer', algorithm: 'varchar', parameters: 'varchar' },
    parent_schedule: {
      order_id: 'integer',
      instrument_index: 'utinyint',
      ts: 'bigint',
      target_quantity: `decimal(18, ${sp})`,
    },
  }
}

function columnsOf(pp: number, sp: number): Partial<Record<FactTable, Record<string, string>>> {
  const price = `decimal(18, ${pp})`
  const size = `decimal(18, ${sp})`
  const money = `decimal(18, ${CURRENCY_PRECISION})`
  const sum = `decimal(38, ${CURRENCY_PRECISION})`
  return {
    fills: {
      ts_init: 'bigint',
      order_id: 'integer',
      position_id: 'integer',
      instrument_index: 'utinyint',
      side: 'utinyint',
      price,
      quantity: size,
      liquidity: 'utinyint',
      commission: money,
      realized_pnl: money,
      position_after: size,
      evidence_kind: 'utinyint',
      evidence_id: 'bigint',
      evidence_text: 'varchar',
      evidence_size: size,
      level_index: 'usmallint',
      best_bid: price,
      best_ask: price,
      queue_ahead: size,
      resting_ns: 'bigint',
      whole_order: 'boolean',
    },
    orders: {
      order_id: 'integer',
      parent_order_id: 'integer',
      child_number: 'integer',
      instrument_index: 'utinyint',
      type: 'utinyint',
      side: 'utinyint',
      quantity: size,
      limit_price: price,
      trigger_price: price,
      trailing_offset: price,
      display_quantity: size,
      time_in_force: 'utinyint',
      flags: 'utinyint',
      status: 'utinyint',
      reason: 'utinyint',
      ts_created: 'bigint',
      ts_submitted: 'bigint',
      ts_accepted: 'bigint',
      ts_closed: 'bigint',
      filled_quantity: size,
      arrival_bid: price,
      arrival_ask: price,
    },
    order_events: { order_id: 'integer', ts_init: 'bigint', status: 'utinyint', reason: 'utinyint' },
    positions: {
      position_id: 'integer',
      instrument_index: 'utinyint',
      side: 'utinyint',
      opened_ts: 'bigint',
      closed_ts: 'bigint',
      opened_fill_seq: 'integer',
      closed_fill_seq: 'integer',
      peak_quantity: size,
      entry_value: sum,
      entry_quantity: `decimal(38, ${sp})`,
      exit_value: sum,
      exit_quantity: `decimal(38, ${sp})`,
      realized_pnl: sum,
      commissions: sum,
    },
    cash_flows: {
      ts_init: 'bigint',
      instrument_index: 'utinyint',
      kind: 'utinyint',
      fill_seq: 'integer',
      amount: money,
      twice_mark: price,
      position: size,
    },
    ledger: { ts_init: 'bigint', currency: 'varchar', kind: 'utinyint', amount: money },
    equity: { ts_init: 'bigint', balance: money, unrealized: money, equity: money },
    marks: {
      ts_init: 'bigint',
      instrument_index: 'utinyint',
      bid: price,
      ask: price,
      last: price,
      position: size,
    },
  }
}

/** Writes rows of a result table as the recorder would, at USDT's eight digits of money; absent columns are null. */
export async function writeFacts(
  connection: DuckDBConnection,
  directory: string,
  table: FactTable,
  precisions: { readonly price: number; readonly size: number },
  rows: readonly Readonly<Record<string, unknown>>[],
): Promise<void> {
  const columns =
    columnsOf(precisions.price, precisions.size)[table] ??
    parentColumns(precisions.price, precisions.size)[table]
  if (columns === undefined) throw new RangeError(`${table} has no columns here`)
  await writeTable(connection, directory, table, columns, rows)
}

async function writeTable(
  connection: DuckDBConnection,
  directory: string,
  table: string,
  columns: Record<string, string>,
  rows: readonly Readonly<Record<string, unknown>>[],
): Promise<void> {
  const lines = join(directory, `${table}.ndjson`)
  await writeFile(lines, rows.map(row => `${JSON.stringify(row)}\n`).join(''))
  const text = Object.keys(columns).map(name => `${name}: 'varchar'`)
  const casts = Object.entries(columns).map(([name, type]) => `${name}::${type} as ${name}`)
  await copyToParquet(
    connection,
    `select ${casts.join(', ')} from read_json(${quoteLiteral(lines)}, ` +
      `format => 'newline_delimited', columns => {${text.join(', ')}})`,
    join(directory, `${table}.parquet`),
  )
  await rm(lines)
}

function summaryOf(
  runId: string,
  facts: SampleFacts,
  instrumentId: string,
  pricePrecision: number,
  sizePrecision: number,
): Record<string, unknown> {
  const [symbol = '', venue = ''] = instrumentId.split('.')
  const [base = '', quote = ''] = symbol.split('-')
  return {
    run_id: runId,
    mode: 'report',
    status: 'completed',
    error: null,
    created_at: '2026-01-02T03:04:05.000Z',
    odum_version: '0.1.0',
    config_hash: '018dd7'.padEnd(64, '0'),
    result_hash: 'c54988'.padEnd(64, '0'),
    window: {
      start: facts.startText,
      end: facts.endText,
      start_ns: String(facts.startNs),
      end_ns: String(facts.endNs),
    },
    snapshot_mode: 'both',
    seed: 1,
    strategy: 'trade_driven',
    algorithm: 'normal',
    instruments: [
      {
        instrument_index: 0,
        instrument_id: instrumentId,
        venue,
        base_currency: base,
        quote_currency: quote,
        settlement_currency: quote,
        price_precision: pricePrecision,
        size_precision: sizePrecision,
        currency_precision: CURRENCY_PRECISION,
        multiplier: '1',
        is_inverse: false,
        maker_fee: '0.0002',
        taker_fee: '0.0004',
      },
    ],
    lineage: {
      catalog_root: 'catalog',
      cells: [
        {
          type: 'trade_tick',
          path: `trade_tick/${instrumentId}/20240501T100000Z.parquet`,
          rows: 6000,
          source_uri: 'file:///raw/day-2024-05-01/trades.parquet',
          source_identity: '1714550400:123456',
        },
      ],
    },
    counts: facts.counts,
    timings: {
      convert_ms: 1200,
      replay_ms: 350,
      write_ms: 90,
      total_ms: 1700,
      events_per_second: 2_400_000,
      orders_per_second: 900_000,
    },
    reader: { kind: 'mount', requests: 4, bytes: 1_048_576 },
    metrics: {},
    balances: [
      {
        account: 'BINANCE-FUTURES',
        currency: quote,
        starting: facts.startingBalance,
        final: facts.finalBalance,
      },
    ],
    warnings: ['The book ended 2 s before the window did.'],
  }
}
