import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { UsageError } from '../errors.ts'

export interface DatabaseOptions {
  /** A database file; in memory when absent. */
  readonly file?: string
  readonly readOnly?: boolean
  /** Worker threads; default `ODUM_DUCKDB_THREADS`, else one per core. */
  readonly threads?: number
  /** DuckDB's own buffer limit, e.g. `512MB`. Beyond it DuckDB spills to `temporaryDirectory`. */
  readonly memoryLimit?: string
  readonly temporaryDirectory?: string
}

/** One DuckDB instance. Every open cursor and every writer takes a connection of its own:
 *  a streaming result is cut short when another statement runs on its connection. */
export class Database implements Disposable {
  readonly instance: DuckDBInstance
  private constructor(instance: DuckDBInstance) {
    this.instance = instance
  }

  /** Opens DuckDB with extension downloads off and time in UTC. */
  static async open(options: DatabaseOptions = {}): Promise<Database> {
    const threads = options.threads ?? configuredThreads(process.env.ODUM_DUCKDB_THREADS)
    const settings: Record<string, string> = {
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
    }
    if (threads > 0) settings.threads = String(threads)
    if (options.memoryLimit !== undefined) settings.memory_limit = options.memoryLimit
    if (options.temporaryDirectory !== undefined) settings.temp_directory = options.temporaryDirectory
    if (options.readOnly === true) settings.access_mode = 'READ_ONLY'
    return new Database(await DuckDBInstance.create(options.file ?? ':memory:', settings))
  }

  async connect(): Promise<DuckDBConnection> {
    const connection = await this.instance.connect()
    await connection.run("set TimeZone = 'UTC'")
    return connection
  }

  close(): void {
    this.instance.closeSync()
  }

  [Symbol.dispose](): void {
    this.close()
  }
}

/** Threads of `ODUM_DUCKDB_THREADS`; 0, one per core, where it is not set. @throws UsageError */
function configuredThreads(text: string | undefined): number {
  if (text === undefined || text === '') return 0
  const threads = Number(text)
  if (Number.isInteger(threads) && threads >= 1 && threads <= 1_024) return threads
  throw new UsageError({
    problem: `ODUM_DUCKDB_THREADS is ${JSON.stringify(text)}.`,
    remedy: 'Set it to a whole number from 1 to 1024, or leave it unset for one thread per core.',
  })
}
