import type { DuckDBConnection } from '@duckdb/node-api'
import type {
  CashFlow,
  EquitySample,
  FillBlock,
  InstrumentDefinition,
  MarkSample,
  OrderBlock,
  OrderEventBlock,
  ParentRecord,
  PositionRecord,
  RecordSink,
  StartingBalance,
  TargetPoint,
} from '../../engine/index.ts'
import { formatScaled } from '../../engine/index.ts'
import { copyToParquet } from '../database/copy-to-parquet.ts'
import { Database } from '../database/open-database.ts'
import { quoteLiteral } from '../database/quote.ts'
import { ParentTables } from './parent-tables.ts'
import { ResultScales } from './result-scales.ts'
import { openResultTables, type ResultTables } from './result-tables.ts'
import { type StagedTable, WIDE_DIGITS } from './staged-table.ts'
import { fillRowsByOrdinal, ledgerRows, noDeposits } from './statements.ts'
import { type TradeCell, TradeIdLookup } from './trade-id-lookup.ts'
import { BLOCK_ROWS, EquityColumns, FlowColumns, MarkColumns, PositionColumns } from './wide-columns.ts'

export interface RunRecorderSetting {
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
}

/** Takes a replay's records and writes the result tables: facts only, staged in DuckDB and copied to Parquet. */
export class RunRecorder implements RecordSink, Disposable {
  readonly #database: Database
  readonly #setting: RunRecorderSetting
  readonly #connection: DuckDBConnection
  readonly #tables: ResultTables
  readonly #tradeIds: TradeIdLookup
  readonly #parents: ParentTables | undefined
  readonly #positions = new PositionColumns()
  readonly #equity = new EquityColumns()
  readonly #marks = new MarkColumns()
  readonly #scales: ResultScales
  readonly #flows = new FlowColumns()

  private constructor(
    database: Database,
    setting: RunRecorderSetting,
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

  static async open(setting: RunRecorderSetting): Promise<RunRecorder> {
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
    return new RunRecorder(database, setting, connection, tables, tradeIds, parents)
  }

  fills(block: FillBlock): void {
    this.#tradeIds.observe(block)
    if (this.#scales.isMixed) this.#scales.scaleFills(block)
    const facts = [
      block.tsInitNs,
      block.orderId,
      block.positionId,
      block.codes,
      block.priceTicks,
      block.quantityLots,
      block.commissionUnits,
      block.realizedUnits,
      block.positionAfterLots,
      block.evidenceId,
      block.evidenceSizeLots,
    ]
    const { bestBidTicks, bestAskTicks, queueAheadLots, restingNs } = block
    if (this.#setting.onPrintsAlone !== true) {
      facts.push(bestBidTicks, bestAskTicks, queueAheadLots, restingNs)
    }
    this.#tables.fills.append(facts, block.rows)
  }

  orders(block: OrderBlock): void {
    if (this.#scales.isMixed) this.#scales.scaleOrders(block)
    this.#tables.orders.append(
      [
        block.orderId,
        block.instrumentIndex,
        block.parentOrderId,
        block.childNumber,
        block.type,
        block.side,
        block.quantityLots,
        block.timeInForce,
        block.flags,
        block.status,
        block.reason,
        block.limitTicks,
        block.triggerTicks,
        block.trailingOffsetTicks,
        block.displayLots,
        block.createdNs,
        block.submittedNs,
        block.acceptedNs,
        block.closedNs,
        block.filledLots,
        block.arrivalBidTicks,
        block.arrivalAskTicks,
      ],
      block.rows,
    )
  }

  orderEvents(block: OrderEventBlock): void {
    this.#tables.events.append([block.orderId, block.tsInitNs, block.status, block.reason], block.rows)
  }

  position(record: PositionRecord): void {
    this.#positions.push(this.#scales.isMixed ? this.#scales.position(record) : record)
    if (this.#positions.rows === BLOCK_ROWS) appendAll(this.#tables.positions, this.#positions)
  }

  equity(sample: EquitySample): void {
    this.#equity.push(sample, this.#scales)
    if (this.#equity.rows === BLOCK_ROWS) appendAll(this.#tables.equity, this.#equity)
  }

  mark(sample: MarkSample): void {
    this.#marks.push(this.#scales.isMixed ? this.#scales.mark(sample) : sample)
    if (this.#marks.rows === BLOCK_ROWS) appendAll(this.#tables.marks, this.#marks)
  }

  parent(record: ParentRecord): void {
    this.#parents?.parent(this.#scales.isMixed ? this.#scales.parent(record) : record)
  }

  target(point: TargetPoint): void {
    this.#parents?.target(this.#scales.isMixed ? this.#scales.target(point) : point)
  }

  flow(flow: CashFlow): void {
    this.#flows.push(this.#scales.isMixed ? this.#scales.flow(flow) : flow)
    if (this.#flows.rows === BLOCK_ROWS) appendAll(this.#tables.flows, this.#flows)
  }

  async settle(): Promise<void> {
    await this.#parents?.settle()
    for (const table of Object.values(this.#tables)) await table.settle()
  }

  /** Writes all tables; the folder then holds one Parquet file each. */
  async finish(): Promise<void> {
    appendAll(this.#tables.positions, this.#positions)
    appendAll(this.#tables.equity, this.#equity)
    appendAll(this.#tables.marks, this.#marks)
    appendAll(this.#tables.flows, this.#flows)
    await Promise.all([
      ...Object.values(this.#tables).map(table => table.finish()),
      this.#writeLedger(),
      this.#parents?.finish(),
    ])
  }

  [Symbol.dispose](): void {
    this.#database.close()
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

function appendAll(
  table: StagedTable,
  columns: { rows: number; readonly blocks: readonly ArrayBufferView<ArrayBuffer>[] },
): void {
  table.append(columns.blocks, columns.rows)
  columns.rows = 0
}

async function declareTypes(
  connection: DuckDBConnection,
  scales: ResultScales,
  { accounts }: RunRecorderSetting,
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
