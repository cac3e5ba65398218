import {
  type DuckDBAppender,
  type DuckDBConnection,
  DuckDBDataChunk,
  type DuckDBType,
} from '@duckdb/node-api'
import bindings from '@duckdb/node-bindings'

/** One column of a table: its type and the bytes of one physical value (8 for BIGINT and DECIMAL(18, s), 16 for
 *  DECIMAL(38, s)). */
export interface AppendColumn {
  readonly type: DuckDBType
  readonly bytes: 1 | 4 | 8 | 16
}

/** DuckDB's vector size: the rows a data chunk holds at most. */
const CHUNK_ROWS = 2_048

/** Appends column blocks to a table by copying their bytes into one reused data chunk: no value object, no bigint.
 *  The connection must run nothing else between the first append and `flush`. */
export class TableAppender {
  readonly #appender: DuckDBAppender
  readonly #columns: readonly AppendColumn[]
  readonly #chunk: DuckDBDataChunk
  readonly #vectors: readonly ReturnType<typeof bindings.data_chunk_get_vector>[]
  #chunkRows = CHUNK_ROWS

  private constructor(appender: DuckDBAppender, columns: readonly AppendColumn[]) {
    this.#appender = appender
    this.#columns = columns
    this.#chunk = DuckDBDataChunk.create(
      columns.map(column => column.type),
      CHUNK_ROWS,
    )
    this.#vectors = columns.map((_, index) => bindings.data_chunk_get_vector(this.#chunk.chunk, index))
  }

  static async open(
    connection: DuckDBConnection,
    table: string,
    columns: readonly AppendColumn[],
  ): Promise<TableAppender> {
    return new TableAppender(await connection.createAppender(table), columns)
  }

  /** Appends the first `rows` rows of the blocks. @param blocks one buffer per column, in the table's order. */
  append(blocks: readonly ArrayBufferView[], rows: number): void {
    for (let from = 0; from < rows; from += CHUNK_ROWS) {
      const count = Math.min(CHUNK_ROWS, rows - from)
      if (count !== this.#chunkRows) {
        this.#chunk.rowCount = count
        this.#chunkRows = count
      }
      for (let index = 0; index < this.#columns.length; index++) {
        const { bytes } = this.#columns[index]!
        const block = blocks[index]!
        // The binding reads shared memory as well, which its types do not say.
        const buffer = block.buffer as ArrayBuffer
        const offset = block.byteOffset + from * bytes
        bindings.copy_data_to_vector(this.#vectors[index]!, 0, buffer, offset, count * bytes)
      }
      this.#appender.appendDataChunk(this.#chunk)
    }
  }

  /** Makes the appended rows visible to queries. */
  flush(): void {
    this.#appender.flushSync()
  }

  close(): void {
    this.#appender.closeSync()
  }
}
