import type { DuckDBConnection, DuckDBMaterializedResult, DuckDBValue } from '@duckdb/node-api'
import type { Database } from '../database/open-database.ts'
import { quoteLiteral } from '../database/quote.ts'
import type { CellSlice } from './cell-slices.ts'

/** What is asked of one slice. */
export interface SliceQuery {
  readonly text: string
  readonly params: Readonly<Record<string, DuckDBValue>>
}

/** Reads slices one after another with the next one always under way: materialised queries on two alternating
 *  connections, so that DuckDB decodes on its own thread while the replay consumes. Streaming chunk by chunk costs
 *  twenty times as much per row, deeper prefetch gains nothing. */
export class SlicePipeline {
  readonly #connections: readonly [DuckDBConnection, DuckDBConnection]
  readonly #slices: readonly CellSlice[]
  readonly #queryOf: (slice: CellSlice) => SliceQuery
  #started = 0
  #pending: Promise<DuckDBMaterializedResult> | undefined

  private constructor(
    connections: readonly [DuckDBConnection, DuckDBConnection],
    slices: readonly CellSlice[],
    queryOf: (slice: CellSlice) => SliceQuery,
  ) {
    this.#connections = connections
    this.#slices = slices
    this.#queryOf = queryOf
    this.#start()
  }

  static async open(
    database: Database,
    slices: readonly CellSlice[],
    queryOf: (slice: CellSlice) => SliceQuery,
  ): Promise<SlicePipeline> {
    return new SlicePipeline([await database.connect(), await database.connect()], slices, queryOf)
  }

  /** The next slice with its result; undefined at the end. */
  async next(): Promise<{ slice: CellSlice; result: DuckDBMaterializedResult } | undefined> {
    if (this.#pending === undefined) return undefined
    const slice = this.#slices[this.#started - 1]!
    const result = await this.#pending
    this.#start()
    return { slice, result }
  }

  #start(): void {
    const slice = this.#slices[this.#started]
    if (slice === undefined) {
      this.#pending = undefined
      return
    }
    const connection = this.#connections[this.#started % 2]!
    this.#started++
    this.#pending = this.#read(connection, slice)
    // A failure is reported by the await in `next`; until then it is no unhandled rejection.
    this.#pending.catch(() => {})
  }

  async #read(connection: DuckDBConnection, slice: CellSlice): Promise<DuckDBMaterializedResult> {
    const relation = `read_parquet(${quoteLiteral(slice.file)}, file_row_number = true)`
    await connection.run(`create or replace temporary view replay_cell as select * from ${relation}`)
    const { text, params } = this.#queryOf(slice)
    return connection.run(text, { ...params })
  }
}
