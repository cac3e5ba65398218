import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { BIGINT, BOOLEAN, DECIMAL, type DuckDBConnection, INTEGER, UTINYINT } from '@duckdb/node-api'
import { copyToParquet } from '../database/copy-to-parquet.ts'
import { quoteIdentifier, quoteLiteral } from '../database/quote.ts'
import { type Statement, statementName } from '../database/statement.ts'
import { type AppendColumn, TableAppender } from '../database/table-appender.ts'

/** Physical layout of a column, by what it holds. */
export const column = {
  code: { type: UTINYINT, bytes: 1 },
  flag: { type: BOOLEAN, bytes: 1 },
  count: { type: INTEGER, bytes: 4 },
  time: { type: BIGINT, bytes: 8 },
  decimal: (scale: number): AppendColumn => ({ type: DECIMAL(18, scale), bytes: 8 }),
  wideDecimal: (scale: number): AppendColumn => ({ type: DECIMAL(38, scale), bytes: 16 }),
} as const

/** A table in DuckDB that takes one kind of record during a run and becomes one Parquet file at its end. When it
 *  grows past `rowsMax` it is written out as a part, so that memory does not grow with the run. */
export class StagedTable {
  readonly #connection: DuckDBConnection
  readonly #name: string
  readonly #query: Statement
  readonly #file: string
  readonly #rowsMax: number
  readonly #originNs: bigint
  readonly #beforeWrite: () => Promise<void>
  readonly #parts: string[] = []
  #appender: TableAppender
  #rows = 0

  private constructor(setting: StagedTableSetting, appender: TableAppender) {
    this.#connection = setting.connection
    this.#name = statementName(setting.shape)
    this.#query = setting.query
    this.#file = join(setting.folder, `${statementName(setting.query)}.parquet`)
    this.#rowsMax = setting.rowsMax
    this.#originNs = setting.originNs
    this.#beforeWrite = setting.beforeWrite ?? (async () => {})
    this.#appender = appender
  }

  static async open(setting: StagedTableSetting): Promise<StagedTable> {
    const name = statementName(setting.shape)
    await setting.connection.run(`create table ${quoteIdentifier(name)} as ${setting.shape.text}`)
    return new StagedTable(setting, await TableAppender.open(setting.connection, name, setting.columns))
  }

  append(blocks: readonly ArrayBufferView<ArrayBuffer>[], rows: number): void {
    this.#appender.append(blocks, rows)
    this.#rows += rows
  }

  /** Writes a part when the table has grown enough. */
  async settle(): Promise<void> {
    if (this.#rows >= this.#rowsMax) await this.#writePart()
  }

  /** Writes the file: straight from the table, or from the parts when there are any. */
  async finish(): Promise<void> {
    if (this.#parts.length === 0) {
      await this.#write(this.#file)
    } else {
      if (this.#rows > 0) await this.#writePart()
      const parts = this.#parts.map(quoteLiteral).join(', ')
      await copyToParquet(this.#connection, `select * from read_parquet([${parts}])`, `${this.#file}.whole`)
      await rename(`${this.#file}.whole`, this.#file)
      for (const part of this.#parts) await rm(part)
    }
    this.#appender.close()
  }

  async #writePart(): Promise<void> {
    const part = `${this.#file}.part-${this.#parts.length + 1}`
    await this.#write(part)
    this.#parts.push(part)
    await this.#connection.run(`truncate ${quoteIdentifier(this.#name)}`)
    this.#rows = 0
  }

  async #write(file: string): Promise<void> {
    this.#appender.flush()
    await this.#beforeWrite()
    await copyToParquet(this.#connection, this.#query.text, file, {}, { origin_ns: this.#originNs })
  }
}

export interface StagedTableSetting {
  /** The table has this connection to itself while rows are appended. */
  readonly connection: DuckDBConnection
  /** Empty relation that types the table; its file's name is the table's. */
  readonly shape: Statement
  readonly columns: readonly AppendColumn[]
  /** Turns the table's rows into the file's; its file's name is the Parquet file's. */
  readonly query: Statement
  readonly folder: string
  readonly rowsMax: number
  readonly originNs: bigint
  /** Prepares what the query reads besides the table. */
  readonly beforeWrite?: () => Promise<void>
}
