import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { BIGINT, DECIMAL, type DuckDBConnection, INTEGER, UTINYINT } from '@duckdb/node-api'
import { copyToParquet } from '../database/copy-to-parquet.ts'
import type { Database } from '../database/open-database.ts'
import { quoteIdentifier } from '../database/quote.ts'
import { type Statement, statementName } from '../database/statement.ts'
import { type AppendColumn, TableAppender } from '../database/table-appender.ts'
import { concatenateParquet } from '../sources/parquet/concatenate.ts'

/** Digits of a wide decimal. A union of runs whose scales differ by up to twelve still fits in 38 digits; beyond
 *  them DuckDB would keep the digits before the point and round those after it, silently. */
export const WIDE_DIGITS = 26

/** Physical layout of a column, by what it holds. */
export const column = {
  code: { type: UTINYINT, bytes: 1 },
  count: { type: INTEGER, bytes: 4 },
  time: { type: BIGINT, bytes: 8 },
  decimal: (scale: number): AppendColumn => ({ type: DECIMAL(18, scale), bytes: 8 }),
  wideDecimal: (scale: number): AppendColumn => ({ type: DECIMAL(WIDE_DIGITS, scale), bytes: 16 }),
} as const

/** Chooses the query for the rows staged since the last call, and makes what it reads besides the table as
 *  temporary views of the connection that runs it. Called, up to its first await, before further rows come. */
export type PrepareQuery = (connection: DuckDBConnection) => Promise<Statement>

export interface StagedTableSetting {
  /** Empty relation that types the table; its file's name is what the query reads. */
  readonly shape: Statement
  readonly columns: readonly AppendColumn[]
  /** What the query reads in place of the shape's own name: the shape's rows in another form. */
  readonly relation?: { readonly name: string; readonly text: string }
  /** Name of the Parquet file, without its ending. */
  readonly name: string
  /** Turns the table's rows into the file's. */
  readonly prepareQuery: PrepareQuery
  readonly folder: string
  readonly originNs: bigint
  /** Rows of one part, by default two full row groups. */
  readonly partRows?: number
}

const PART_ROWS = 2 * 122_880

/** One of a staged table's two halves: a DuckDB table, its connection and its appender. */
interface Half {
  readonly connection: DuckDBConnection
  readonly table: string
  appender: TableAppender
}

/** A table that takes one kind of record during a run and becomes one Parquet file at its end. While one half takes
 *  rows the other is written out as a part on DuckDB's threads; the parts are joined by their bytes. So writing
 *  costs the replay little time, and memory does not grow with the run. */
export class StagedTable {
  readonly #setting: StagedTableSetting
  readonly #halves: readonly [Half, Half]
  readonly #file: string
  readonly #parts: string[] = []
  #current = 0
  #rows = 0
  #writing: Promise<void> = Promise.resolve()

  private constructor(setting: StagedTableSetting, halves: readonly [Half, Half]) {
    this.#setting = setting
    this.#halves = halves
    this.#file = join(setting.folder, `${setting.name}.parquet`)
  }

  static async open(database: Database, setting: StagedTableSetting): Promise<StagedTable> {
    const half = async (suffix: string): Promise<Half> => {
      const connection = await database.connect()
      const table = `${statementName(setting.shape)}_${suffix}`
      return { connection, table, appender: await emptyTable(connection, table, setting) }
    }
    return new StagedTable(setting, [await half('a'), await half('b')])
  }

  append(blocks: readonly ArrayBufferView<ArrayBuffer>[], rows: number): void {
    this.#halves[this.#current]!.appender.append(blocks, rows)
    this.#rows += rows
  }

  /** Starts writing a part when enough rows are there; waits for the part before, so that at most two exist. */
  async settle(): Promise<void> {
    if (this.#rows >= (this.#setting.partRows ?? PART_ROWS)) await this.#rotate()
  }

  /** Writes the file. */
  async finish(): Promise<void> {
    if (this.#rows > 0 || this.#parts.length === 0) await this.#rotate()
    await this.#writing
    for (const half of this.#halves) half.appender.close()
    const [first] = this.#parts
    if (this.#parts.length === 1 && first !== undefined) {
      await rename(first, this.#file)
      return
    }
    await concatenateParquet(this.#parts, this.#file)
    for (const part of this.#parts) await rm(part)
  }

  async #rotate(): Promise<void> {
    await this.#writing
    const half = this.#halves[this.#current]!
    half.appender.flush()
    const part = `${this.#file}.part-${this.#parts.length + 1}`
    this.#parts.push(part)
    this.#writing = this.#writePart(half, part)
    // A failure is reported by the next await of the writing; until then it is no unhandled rejection.
    this.#writing.catch(() => {})
    this.#current = 1 - this.#current
    this.#rows = 0
  }

  async #writePart(half: Half, part: string): Promise<void> {
    const { prepareQuery, originNs } = this.#setting
    const query = await prepareQuery(half.connection)
    await copyToParquet(half.connection, query.text, part, { dictionary: false }, { origin_ns: originNs })
    half.appender.close()
    half.appender = await emptyTable(half.connection, half.table, this.#setting)
  }
}

/** Creates the half's table anew: dropping frees its memory, deleting rows would not. */
async function emptyTable(
  connection: DuckDBConnection,
  table: string,
  { shape, columns, relation }: StagedTableSetting,
): Promise<TableAppender> {
  const name = quoteIdentifier(table)
  await connection.run(`create or replace table ${name} as ${shape.text}`)
  const view = async (viewName: string, text: string): Promise<void> => {
    await connection.run(`create or replace temporary view ${quoteIdentifier(viewName)} as ${text}`)
  }
  await view(statementName(shape), `select * from ${name}`)
  if (relation !== undefined) await view(relation.name, relation.text)
  return TableAppender.open(connection, table, columns)
}
