import type { DuckDBConnection } from '@duckdb/node-api'
import {
  formatScaled,
  type InstrumentDefinition,
  OrderBlock,
  type ParentRecord,
  type StartingBalance,
  type TargetPoint,
} from '../../engine/index.ts'
import { copyToParquet } from '../database/copy-to-parquet.ts'
import { Database } from '../database/open-database.ts'
import { quoteLiteral } from '../database/quote.ts'
import { ParentTables } from './parent-tables.ts'
import { blockOf, type RecordedTable, type TableWriter } from './recorded-tables.ts'
import { ResultScales } from './result-scales.ts'
import { openResultTables, type ResultTables } from './result-tables.ts'
import { WIDE_DIGITS } from './staged-table.ts'
import { fillRowsByOrdinal, ledgerRows, noDeposits } from './statements.ts'
import { type TradeCell, TradeIdLookup } from './trade-id-lookup.ts'

/** Plain data: a writer may run in another thread. */
export interface ResultWriterSetting {
  /** Where the Parquet files go; exists and is empty. */
  readonly folder: string
  readonly originNs: bigint
  /** Of the run, in its order, at least one. */
  readonly instruments: readonly InstrumentDefinition[]
  /** One per venue, in their order. */
  readonly accounts: readonly { readonly startingBalances: readonly StartingBalance[] }[]
  /** The cells whose prints evidence may refer to. */
  readonly tradeCells: readonly TradeCell[]
  /** Rows of a table that are staged before they are written as a part; by default two full row groups. */
  readonly partRows?: number
  /** Whether fills can only come from market orders that meet prints: they then stage fewer columns. */
  readonly onPrintsAlone?: boolean
  /** Whether orders may be worked by algorithms: there are then tables of parents. */
  readonly hasParents?: boolean
  /** Whether orders are routed: there is then a table of the decisions. */
  readonly hasRoutes?: boolean
}

/** Columns of `staged_print_fills`, the first of a fill block. */
const PRINT_FILL_COLUMNS = 11

/** Writes the result tables of a run: facts only, staged in DuckDB and copied to Parquet. */
export class ResultWriter implements TableWriter {
  readonly #database: Database
  readonly #setting: ResultWriterSetting
  readonly #connection: DuckDBConnection
  readonly #tables: ResultTables
  readonly #tradeIds: TradeIdLookup
  readonly #parents: ParentTables | undefined
  readonly #scales: ResultScales

  private constructor(
    database: Database,
    setting: ResultWriterSetting,
    connection: DuckDBConnection,
    tables: ResultTables,
    tradeIds: TradeIdLookup,
    parents: ParentTables | undefined,
  ) {
    this.#database = database
    this.#setting = setting
    this.#scales = new ResultScales(setting.instruments)
    this.#connection = connection
    this.#tables = tables
    this.#tradeIds = tradeIds
    this.#parents = parents
  }

  static async open(setting: ResultWriterSetting): Promise<ResultWriter> {
    // One thread: the replay's own runs beside it, and another one decodes.
    const database = await Database.open({ threads: 1 })
    const connection = await database.connect()
    const scales = new ResultScales(setting.instruments)
    await declareTypes(connection, scales, setting)
    const tradeIds = new TradeIdLookup(setting.tradeCells)
    const tables = await openResultTables(database, { ...setting, scales }, writer => {
      return tradeIds.hasOrdinals() ? tradeIds.prepare(writer).then(() => fillRowsByOrdinal) : undefined
    })
    const parents =
      setting.hasParents === true ? await ParentTables.open(database, { ...setting, scales }) : undefined
    return new ResultWriter(database, setting, connection, tables, tradeIds, parents)
  }

  append(table: RecordedTable, memory: SharedArrayBuffer, rows: number): SharedArrayBuffer {
    if (table === 'fills') this.#appendFills(memory, rows)
    else {
      const block = blockOf(table, memory)
      block.rows = rows
      if (this.#scales.isMixed && block instanceof OrderBlock) this.#scales.scaleOrders(block)
      this.#tables[table]?.append(block.columns, rows)
    }
    return memory
  }

  appendParents(parents: readonly ParentRecord[], targets: readonly TargetPoint[]): void {
    for (const record of parents) this.#parents?.parent(record)
    for (const point of targets) this.#parents?.target(point)
  }

  async settle(): Promise<void> {
    await this.#parents?.settle()
    for (const table of Object.values(this.#tables)) await table.settle()
  }

  async finish(): Promise<void> {
    await Promise.all([
      ...Object.values(this.#tables).map(table => table.finish()),
      this.#writeLedger(),
      this.#parents?.finish(),
    ])
  }

  [Symbol.dispose](): void {
    this.#database.close()
  }

  #appendFills(memory: SharedArrayBuffer, rows: number): void {
    const block = blockOf('fills', memory)
    block.rows = rows
    this.#tradeIds.observe(block)
    if (this.#scales.isMixed) this.#scales.scaleFills(block)
    const { columns } = block
    const staged = this.#setting.onPrintsAlone === true ? columns.slice(0, PRINT_FILL_COLUMNS) : columns
    this.#tables.fills.append(staged, rows)
  }

  async #writeLedger(): Promise<void> {
    const { accounts, folder, originNs } = this.#setting
    const rows = accounts.flatMap(({ startingBalances }, accountIndex) =>
      startingBalances.map(({ currency, precision, units }) => {
        const amount = quoteLiteral(formatScaled(units, precision))
        const account = `${accountIndex}::utinyint as account_index`
        return `select ${account}, ${quoteLiteral(currency)} as currency, 1::utinyint as kind, ${amount} as amount`
      }),
    )
    await this.#connection.run(
      `create view run_deposits as ${[...rows, noDeposits.text].join('\nunion all by name\n')}`,
    )
    await copyToParquet(
      this.#connection,
      ledgerRows.text,
      `${folder}/ledger.parquet`,
      {},
      { origin_ns: originNs },
    )
  }
}

async function declareTypes(
  connection: DuckDBConnection,
  scales: ResultScales,
  { accounts }: ResultWriterSetting,
): Promise<void> {
  const { pricePrecision, sizePrecision, moneyPrecision } = scales
  const deposits = accounts.flatMap(({ startingBalances }) => startingBalances)
  const depositPrecision = Math.max(moneyPrecision, ...deposits.map(({ precision }) => precision))
  const types = {
    price_decimal: [18, pricePrecision],
    size_decimal: [18, sizePrecision],
    money_decimal: [18, moneyPrecision],
    deposit_decimal: [18, depositPrecision],
    wide_money_decimal: [WIDE_DIGITS, moneyPrecision],
    wide_size_decimal: [WIDE_DIGITS, sizePrecision],
  }
  for (const [name, [width, scale]] of Object.entries(types)) {
    await connection.run(`create type ${name} as decimal(${width}, ${scale})`)
  }
}
