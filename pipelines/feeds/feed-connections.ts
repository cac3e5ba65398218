import type { DuckDBConnection } from '@duckdb/node-api'
import type { Database } from '../database/open-database.ts'
import { declareWireTypes, type WireTypes } from './wire-types.ts'

/** The connections of one instrument's feed, each with the types its statements cast to. */
export class FeedConnections implements Disposable {
  readonly wire: WireTypes
  readonly #database: Database
  readonly #open: DuckDBConnection[] = []

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

  /** Ends what still runs, as in a replay that was given up, and closes all. */
  [Symbol.dispose](): void {
    for (const connection of this.#open) {
      connection.interrupt()
      connection.closeSync()
    }
  }
}
