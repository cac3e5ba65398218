import type { DuckDBConnection } from '@duckdb/node-api'
import type { Database } from '../database/open-database.ts'
import { declareWireTypes, type WireTypes } from './wire-types.ts'

/** The connections of one instrument's feed, each with the types its statements cast to. */
export class FeedConnections implements AsyncDisposable {
  readonly wire: WireTypes
  readonly #database: Database
  readonly #open: DuckDBConnection[] = []
  readonly #running = new Set<Promise<unknown>>()

  constructor(database: Database, wire: WireTypes) {
    this.#database = database
    this.wire = wire
  }

  async connect(): Promise<DuckDBConnection> {
    const connection = await this.#database.connect()
    this.#open.push(connection)
    await declareWireTypes(connection, this.wire)
    return connection
  }

  /** Notes work on a connection that may be under way when the feed is given up: DuckDB does not survive a connection
   *  that is closed while a statement is prepared or runs on it. */
  track<Result>(work: Promise<Result>): Promise<Result> {
    this.#running.add(work)
    const forget = (): void => void this.#running.delete(work)
    work.then(forget, forget)
    return work
  }

  /** Ends what still runs, as in a replay that was given up, and closes all. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const connection of this.#open) connection.interrupt()
    await Promise.allSettled(this.#running)
    for (const connection of this.#open) connection.closeSync()
  }
}
