import type { DuckDBConnection } from '@duckdb/node-api'
import { type ParentRecord, type TargetPoint, writeInt64 } from '../../engine/index.ts'
import { copyToParquet } from '../database/copy-to-parquet.ts'
import type { Database } from '../database/open-database.ts'
import { quoteLiteral } from '../database/quote.ts'
import type { ResultScales } from './result-scales.ts'
import { column, StagedTable } from './staged-table.ts'
import {
  noParentAlgorithms,
  parentAlgorithmRows,
  parentRows,
  parentScheduleRows,
  stagedParentSchedule,
  stagedParents,
} from './statements.ts'
import { BLOCK_ROWS } from './wide-columns.ts'

export interface ParentTablesSetting {
  readonly folder: string
  readonly originNs: bigint
  readonly scales: ResultScales
  readonly partRows?: number
}

/** The tables of a run whose orders are worked by algorithms: parents, their schedules, and which algorithms with which
 *  parameters they name. */
export class ParentTables {
  readonly #connection: DuckDBConnection
  readonly #folder: string
  readonly #parents: StagedTable
  readonly #schedule: StagedTable
  readonly #parentColumns = new ParentColumns()
  readonly #scheduleColumns = new ScheduleColumns()
  /** By algorithm and parameters as text. */
  readonly #algorithms = new Map<string, { readonly algorithm: string; readonly parameters: string }>()
  readonly #indices = new Map<string, number>()

  private constructor(
    connection: DuckDBConnection,
    folder: string,
    tables: { readonly parents: StagedTable; readonly schedule: StagedTable },
  ) {
    this.#connection = connection
    this.#folder = folder
    this.#parents = tables.parents
    this.#schedule = tables.schedule
  }

  static async open(database: Database, setting: ParentTablesSetting): Promise<ParentTables> {
    const { folder, originNs, partRows, scales } = setting
    const price = column.decimal(scales.pricePrecision)
    const size = column.decimal(scales.sizePrecision)
    const { code, count, time } = column
    const common = { folder, originNs, ...(partRows && { partRows }) }
    const parents = await StagedTable.open(database, {
      ...common,
      shape: stagedParents,
      query: parentRows,
      columns: [count, code, code, code, size, price, count, time, time, code, code],
    })
    const schedule = await StagedTable.open(database, {
      ...common,
      shape: stagedParentSchedule,
      query: parentScheduleRows,
      columns: [count, code, time, size],
    })
    return new ParentTables(await database.connect(), folder, { parents, schedule })
  }

  parent(record: ParentRecord): void {
    this.#parentColumns.push(record, this.#indexOf(record))
    if (this.#parentColumns.rows === BLOCK_ROWS) appendAll(this.#parents, this.#parentColumns)
  }

  target(point: TargetPoint): void {
    this.#scheduleColumns.push(point)
    if (this.#scheduleColumns.rows === BLOCK_ROWS) appendAll(this.#schedule, this.#scheduleColumns)
  }

  async settle(): Promise<void> {
    await this.#parents.settle()
    await this.#schedule.settle()
  }

  async finish(): Promise<void> {
    appendAll(this.#parents, this.#parentColumns)
    appendAll(this.#schedule, this.#scheduleColumns)
    await Promise.all([this.#parents.finish(), this.#schedule.finish(), this.#writeAlgorithms()])
  }

  #indexOf({ algorithm, parameters }: ParentRecord): number {
    const key = `${algorithm} ${parameters}`
    const known = this.#indices.get(key)
    if (known !== undefined) return known
    const index = this.#indices.size
    this.#indices.set(key, index)
    this.#algorithms.set(key, { algorithm, parameters })
    return index
  }

  async #writeAlgorithms(): Promise<void> {
    const rows = [...this.#algorithms.values()].map(({ algorithm, parameters }, index) => {
      const texts = `${quoteLiteral(algorithm)} as algorithm, ${quoteLiteral(parameters)} as parameters`
      return `select ${index}::integer as algorithm_index, ${texts}`
    })
    await this.#connection.run(
      `create view run_parent_algorithms as ${[...rows, noParentAlgorithms.text].join('\nunion all by name\n')}`,
    )
    const file = `${this.#folder}/parent_algorithms.parquet`
    await copyToParquet(this.#connection, parentAlgorithmRows.text, file)
  }
}

function appendAll(table: StagedTable, columns: ParentColumns | ScheduleColumns): void {
  table.append(columns.blocks, columns.rows)
  columns.rows = 0
}

/** Parents as columns, in the order of `staged_parents`. */
class ParentColumns {
  rows = 0
  readonly #orderId = new Int32Array(BLOCK_ROWS)
  readonly #instrumentIndex = new Uint8Array(BLOCK_ROWS)
  readonly #side = new Uint8Array(BLOCK_ROWS)
  readonly #type = new Uint8Array(BLOCK_ROWS)
  readonly #quantityLots = new Int32Array(2 * BLOCK_ROWS)
  readonly #limitTicks = new Int32Array(2 * BLOCK_ROWS)
  readonly #algorithmIndex = new Int32Array(BLOCK_ROWS)
  readonly #createdNs = new Int32Array(2 * BLOCK_ROWS)
  readonly #closedNs = new Int32Array(2 * BLOCK_ROWS)
  readonly #status = new Uint8Array(BLOCK_ROWS)
  readonly #reason = new Uint8Array(BLOCK_ROWS)
  readonly blocks: readonly ArrayBufferView[] = [
    this.#orderId,
    this.#instrumentIndex,
    this.#side,
    this.#type,
    this.#quantityLots,
    this.#limitTicks,
    this.#algorithmIndex,
    this.#createdNs,
    this.#closedNs,
    this.#status,
    this.#reason,
  ]

  push(record: ParentRecord, algorithmIndex: number): void {
    const row = this.rows++
    this.#orderId[row] = record.orderId
    this.#instrumentIndex[row] = record.instrumentIndex
    this.#side[row] = record.side
    this.#type[row] = record.type
    writeInt64(this.#quantityLots, row, record.quantityLots)
    writeInt64(this.#limitTicks, row, record.limitTicks)
    this.#algorithmIndex[row] = algorithmIndex
    writeInt64(this.#createdNs, row, record.createdNs)
    writeInt64(this.#closedNs, row, record.closedNs)
    this.#status[row] = record.status
    this.#reason[row] = record.reason
  }
}

/** Points of schedules as columns, in the order of `staged_parent_schedule`. */
class ScheduleColumns {
  rows = 0
  readonly #orderId = new Int32Array(BLOCK_ROWS)
  readonly #instrumentIndex = new Uint8Array(BLOCK_ROWS)
  readonly #tsNs = new Int32Array(2 * BLOCK_ROWS)
  readonly #targetLots = new Int32Array(2 * BLOCK_ROWS)
  readonly blocks: readonly ArrayBufferView[] = [
    this.#orderId,
    this.#instrumentIndex,
    this.#tsNs,
    this.#targetLots,
  ]

  push(point: TargetPoint): void {
    const row = this.rows++
    this.#orderId[row] = point.orderId
    this.#instrumentIndex[row] = point.instrumentIndex
    writeInt64(this.#tsNs, row, point.tsNs)
    writeInt64(this.#targetLots, row, point.cumulativeLots)
  }
}
