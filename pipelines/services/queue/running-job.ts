import type { Environment } from '../../config/substitute-variables.ts'
import type { BacktestProgress } from '../../jobs/run-backtest.ts'
import type { ToWorker } from '../workers/messages.ts'
import { startWorker, type WorkerEnd, type WorkerProcess } from './worker-process.ts'

/** What a run that was asked to stop is given to do so. */
const STOP_GRACE_MS = 10_000

/** One job that has a process. */
export class RunningJob {
  readonly #worker: WorkerProcess
  readonly #settled = Promise.withResolvers<void>()
  #grace: NodeJS.Timeout | undefined
  #isStopAsked = false

  constructor(jobId: string, env: Environment, onProgress: (progress: BacktestProgress) => void) {
    this.#worker = startWorker(jobId, env, onProgress)
  }

  get pid(): number | null {
    return this.#worker.pid === 0 ? null : this.#worker.pid
  }

  get ended(): Promise<WorkerEnd> {
    return this.#worker.ended
  }

  /** Settles when the job's record tells how it ended. */
  get settled(): Promise<void> {
    return this.#settled.promise
  }

  /** Whether it ended, however it did, because it was asked to. */
  get isStopAsked(): boolean {
    return this.#isStopAsked
  }

  begin(task: ToWorker): void {
    this.#worker.send(task)
  }

  /** Asks the run to stop at its next safe point, and ends its process where it does not. */
  stop(): void {
    this.#isStopAsked = true
    this.#worker.send({ type: 'cancel' })
    this.#grace ??= setTimeout(() => this.#worker.kill(), STOP_GRACE_MS)
  }

  kill(): void {
    this.#worker.kill()
  }

  settle(): void {
    clearTimeout(this.#grace)
    this.#settled.resolve()
  }
}
