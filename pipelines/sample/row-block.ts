import { DOUBLE, type DuckDBConnection } from '@duckdb/node-api'
import { TableAppender } from '../database/table-appender.ts'

const BLOCK_ROWS = 8_192

/** Rows of doubles on their way into a table, a block at a time. */
export class RowBlock {
  /** One typed array per column; the caller sets `columns[c][row]`, then calls `next`. */
  readonly columns: readonly Float64Array<ArrayBuffer>[]
  row = 0
  readonly #appender: TableAppender

  private constructor(appender: TableAppender, columnCount: number) {
    this.#appender = appender
    this.columns = Array.from({ length: columnCount }, () => new Float64Array(BLOCK_ROWS))
  }

  /** Opens a table whose columns are all DOUBLE; the connection must run nothing else until `close`. */
  static async open(connection: DuckDBConnection, table: string, columnCount: number): Promise<RowBlock> {
    const columns = Array.from({ length: columnCount }, () => ({ type: DOUBLE, bytes: 8 as const }))
    return new RowBlock(await TableAppender.open(connection, table, columns), columnCount)
  }

  /** Ends the row at hand. */
  next(): void {
    this.row++
    if (this.row === BLOCK_ROWS) this.#append()
  }

  close(): void {
    this.#append()
    this.#appender.close()
  }

  #append(): void {
    this.#appender.append(this.columns, this.row)
    this.row = 0
  }
}
