import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { OdumError } from '../../engine/domain/odum-error.ts'
import { QueryLimitError, QueueFullError } from '../errors.ts'
import { lowerPriority } from './process-priority.ts'
import type { ServiceSettings } from './service-settings.ts'
import type { QueryEnd, QueryTask } from './workers/query-messages.ts'

const WORKER = fileURLToPath(new URL('./workers/query-worker.ts', import.meta.url))

export interface QueryQuestion {
  readonly sql: string
  readonly format: 'json' | 'csv'
  readonly rowsMax: number
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal
}

export interface QueryAnswer {
  readonly body: Buffer
  readonly rows: number
  readonly isCut: boolean
  readonly elapsedMs: number
}

/** Beyond DuckDB's buffers: the process itself and the answer it builds. */
const RESIDENT_BYTES_MAX = 1_400_000_000

/** Runs queries of strangers, each in a process that ends with it: its memory and time are bounded by ending it. */
export class QueryRunner {
  readonly #settings: Pick<ServiceSettings, 'query' | 'catalogRoot' | 'resultsRoot' | 'env'>
  readonly #waiting: (() => void)[] = []
  readonly #abort = new AbortController()
  #running = 0

  constructor(settings: Pick<ServiceSettings, 'query' | 'catalogRoot' | 'resultsRoot' | 'env'>) {
    this.#settings = settings
  }

  /** @throws QueryRefusedError, QueryFailedError, QueryLimitError, QueueFullError */
  async run(question: QueryQuestion): Promise<QueryAnswer> {
    await this.#takePlace()
    try {
      return await this.#answer(question)
    } finally {
      this.#running -= 1
      this.#waiting.shift()?.()
    }
  }

  /** Ends the queries at work. */
  close(): void {
    this.#abort.abort()
  }

  async #takePlace(): Promise<void> {
    const { atOnce, waitingMax } = this.#settings.query
    if (this.#running >= atOnce) {
      if (this.#waiting.length >= waitingMax) {
        throw new QueueFullError({ queued: this.#waiting.length, queueMax: waitingMax })
      }
      await new Promise<void>(resolve => this.#waiting.push(resolve))
    }
    this.#running += 1
  }

  async #answer({ sql, format, rowsMax, signal }: QueryQuestion): Promise<QueryAnswer> {
    const { query, catalogRoot, resultsRoot, env } = this.#settings
    const timeout = AbortSignal.timeout(query.timeMs)
    const child = fork(WORKER, [], {
      env,
      stdio: ['ignore', 'pipe', 'ignore', 'ipc'],
      execArgv: ['--max-old-space-size=256'],
      killSignal: 'SIGKILL',
      signal: AbortSignal.any([signal, timeout, this.#abort.signal]),
    })
    // A process that was ended, or could not be started, tells so by its end.
    const closed = new Promise<void>(resolve => child.on('close', () => resolve()))
    child.on('error', () => {})
    const parts: Buffer[] = []
    child.stdout?.on('data', (part: Buffer) => parts.push(part))
    let end: QueryEnd | undefined
    child.on('message', (message: QueryEnd) => {
      end = message
    })
    if (child.pid !== undefined) lowerPriority(child.pid)
    const task: QueryTask = {
      sql,
      format,
      catalogRoot,
      resultsRoot,
      rowsMax: Math.min(rowsMax, query.rowsMax),
      bytesMax: query.bytesMax,
      memory: query.memory,
      threads: 2,
      residentBytesMax: RESIDENT_BYTES_MAX,
    }
    child.send(task, () => {})
    await closed
    if (end?.type === 'done') {
      const { rows, isCut, elapsedMs } = end
      return { body: Buffer.concat(parts), rows, isCut, elapsedMs }
    }
    if (end?.type === 'failed') throw asError(end)
    if (timeout.aborted) {
      const limit = `it ran longer than ${query.timeMs / 1_000} s`
      throw new QueryLimitError({ limit, remedy: 'Ask for less, e.g. a shorter window.' })
    }
    const limit = 'it needed more memory than is allowed'
    throw new QueryLimitError({ limit, remedy: `Ask for less; buffers are limited to ${query.memory}.` })
  }
}

/** A fault as the other process declared it. */
function asError({ code, httpStatus, message }: Extract<QueryEnd, { type: 'failed' }>): OdumError {
  return new OdumError({ code, httpStatus, message: () => message }, {}, message)
}
