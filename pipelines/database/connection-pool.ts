import type { DuckDBConnection } from '@duckdb/node-api'
import type { Database } from './open-database.ts'

/** Some connections of one database that share work: as many statements run at a time as there are connections, the rest
 *  wait in the order they came. Of a database of one thread each keeps one core busy, and none of them waits
 *  for another's. */
export class ConnectionPool implements AsyncDisposable {
  readonly #free: DuckDBConnection[]
  readonly #size: number
  #waiting: {
    readonly start: (connection: DuckDBConnection) => void
    readonly refuse: (reason: Error) => void
  }[] = []
  #whenIdle: (() => void) | undefined

  /** @param connections at least one, used by nothing else */
  constructor(connections: readonly DuckDBConnection[]) {
    this.#free = [...connections]
    this.#size = connections.length
  }

  static async open(database: Database, size: number): Promise<ConnectionPool> {
    return new ConnectionPool(await Promise.all(Array.from({ length: size }, () => database.connect())))
  }

  /** Runs work on the next connection that is free. */
  async run<Result>(work: (connection: DuckDBConnection) => Promise<Result>): Promise<Result> {
    const connection = this.#free.pop() ?? (await this.#nextFree())
    try {
      return await work(connection)
    } finally {
      const next = this.#waiting.shift()
      if (next !== undefined) next.start(connection)
      else if (this.#free.push(connection) === this.#size) this.#whenIdle?.()
    }
  }

  #nextFree(): Promise<DuckDBConnection> {
    return new Promise((start, refuse) => this.#waiting.push({ start, refuse }))
  }

  /** Refuses what waits and lets what runs come to its end, so that the database can be closed. */
  async [Symbol.asyncDispose](): Promise<void> {
    const refused = this.#waiting
    this.#waiting = []
    for (const { refuse } of refused) refuse(new RangeError('the connections are being closed'))
    if (this.#free.length === this.#size) return
    await new Promise<void>(resolve => {
      this.#whenIdle = resolve
    })
  }
}
