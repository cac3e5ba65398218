import {
  DOUBLE,
  type DuckDBAppender,
  type DuckDBConnection,
  DuckDBDataChunk,
  type DuckDBVector,
} from '@duckdb/node-api'

/** DuckDB's vector size: the rows a data chunk can hold. */
const CHUNK_ROWS = 2_048

/** The typed array under a DOUBLE vector, which the binding keeps but does not declare. */
type DoubleVector = DuckDBVector & { readonly items: Float64Array }

/** Appends rows of doubles to a table by filling DuckDB's own vectors in place, without a value object each.
 *  Its connection must run nothing else until `close`. */
export class ColumnAppender {
  /** One typed array per column; the caller sets `columns[c][row]`, then calls `next`. */
  readonly columns: readonly Float64Array[]
  row = 0
  readonly #appender: DuckDBAppender
  readonly #chunk: DuckDBDataChunk
  readonly #vectors: readonly DoubleVector[]

  private constructor(appender: DuckDBAppender, columnCount: number) {
    this.#appender = appender
    this.#chunk = DuckDBDataChunk.create(
      Array.from({ length: columnCount }, () => DOUBLE),
      CHUNK_ROWS,
    )
    this.#vectors = Array.from({ length: columnCount }, (_, index) => {
      return this.#chunk.getColumnVector(index) as DoubleVector
    })
    this.columns = this.#vectors.map(vector => vector.items)
  }

  static async open(
    connection: DuckDBConnection,
    table: string,
    columnCount: number,
  ): Promise<ColumnAppender> {
    return new ColumnAppender(await connection.createAppender(table), columnCount)
  }

  /** Ends the row at hand. */
  next(): void {
    this.row++
    if (this.row === CHUNK_ROWS) this.#flush()
  }

  close(): void {
    if (this.row > 0) {
      this.#chunk.rowCount = this.row
      this.#flush()
    }
    this.#appender.closeSync()
  }

  #flush(): void {
    for (const vector of this.#vectors) vector.flush()
    this.#appender.appendDataChunk(this.#chunk)
    this.row = 0
  }
}
