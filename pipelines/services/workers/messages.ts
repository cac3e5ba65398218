import type { BacktestProgress } from '../../jobs/run-backtest.ts'
import type { JobRequest } from '../queue/job-record.ts'

/** What the service tells a worker. */
export type ToWorker =
  | {
      readonly type: 'run'
      readonly runId: string
      readonly request: JobRequest
      readonly cwd: string
    }
  | { readonly type: 'cancel' }

/** Figures of a finished run, for metrics and the event stream. */
export interface RunFigures {
  readonly total_ms: number
  readonly events: number
  readonly events_per_second: number
  readonly orders: number
  readonly fills: number
  readonly cells_written: number
  readonly bytes_read: number
  readonly net_pnl: string | number | null
  readonly result_hash: string
}

/** What a worker tells the service. */
export type FromWorker =
  | { readonly type: 'progress'; readonly progress: BacktestProgress }
  | { readonly type: 'done'; readonly figures: RunFigures }
  | { readonly type: 'interrupted' }
  | { readonly type: 'failed'; readonly code: string; readonly message: string }
