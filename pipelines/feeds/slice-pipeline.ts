import { setImmediate } from 'node:timers/promises'
import type {
  DuckDBConnection,
  DuckDBMaterializedResult,
  DuckDBPreparedStatement,
  DuckDBValue,
} from '@duckdb/node-api'
import { quoteLiteral } from '../database/quote.ts'
import type { CellSlice } from './cell-slices.ts'
import type { FeedConnections } from './feed-connections.ts'

/** What is asked of one slice; the text reads `replay_cell`. */
export interface SliceQuery {
  readonly text: string
  readonly params: Readonly<Record<string, DuckDBValue>>
}

/** Reads slices one after another with the next one always under way: materialised queries on two alternating
 *  connections, so that DuckDB decodes on its own thread while the replay consumes. Streaming chunk by chunk costs
 *  twenty times as much per row, deeper prefetch gains nothing.
 *
 *  The replay holds the JavaScript thread while it consumes, so whatever takes more than one call would not start
 *  before it is done. Hence every statement is prepared one slice ahead: executing it is a single call. */
export class SlicePipeline {
  readonly #feed: FeedConnections
  readonly #connections: readonly [DuckDBConnection, DuckDBConnection]
  readonly #slices: readonly CellSlice[]
  readonly #queryOf: (slice: CellSlice) => SliceQuery
  /** Slices given out. */
  #given = 0
  #preparing: Promise<DuckDBPreparedStatement> | undefined
  #executing: Promise<DuckDBMaterializedResult> | undefined

  private constructor(
    feed: FeedConnections,
    connections: readonly [DuckDBConnection, DuckDBConnection],
    slices: readonly CellSlice[],
    queryOf: (slice: CellSlice) => SliceQuery,
  ) {
    this.#feed = feed
    this.#connections = connections
    this.#slices = slices
    this.#queryOf = queryOf
  }

  static async open(
    feed: FeedConnections,
    slices: readonly CellSlice[],
    queryOf: (slice: CellSlice) => SliceQuery,
  ): Promise<SlicePipeline> {
    const connections = await Promise.all([feed.connect(), feed.connect()])
    const pipeline = new SlicePipeline(feed, connections, slices, queryOf)
    pipeline.#prepare(0)
    await pipeline.#execute()
    pipeline.#prepare(1)
    return pipeline
  }

  /** The next slice with its result; undefined at the end. */
  async next(): Promise<{ slice: CellSlice; result: DuckDBMaterializedResult } | undefined> {
    const slice = this.#slices[this.#given]
    if (slice === undefined || this.#executing === undefined) return undefined
    // Finalizers of the results before this one run in a turn of the event loop, and free what this one can use.
    await setImmediate()
    const result = await this.#executing
    this.#given++
    await this.#execute()
    this.#prepare(this.#given + 1)
    return { slice, result }
  }

  /** Starts the statement that is prepared. */
  async #execute(): Promise<void> {
    const prepared = await this.#preparing
    this.#executing = prepared && this.#feed.track(prepared.run()).finally(() => prepared.destroySync())
    // A failure is reported by the await in `next`; until then it is no unhandled rejection.
    this.#executing?.catch(() => {})
  }

  #prepare(index: number): void {
    const slice = this.#slices[index]
    this.#preparing = slice && this.#feed.track(this.#prepared(slice, this.#connections[index % 2]!))
    this.#preparing?.catch(() => {})
  }

  async #prepared(slice: CellSlice, connection: DuckDBConnection): Promise<DuckDBPreparedStatement> {
    const { text, params } = this.#queryOf(slice)
    const cell = `select * from read_parquet(${quoteLiteral(slice.file)}, file_row_number = true)`
    const prepared = await connection.prepare(`with replay_cell as (${cell})\n${text}`)
    prepared.bind({ ...params })
    return prepared
  }
}
