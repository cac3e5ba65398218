import { z } from 'zod'
import type { BacktestRequest } from '../../jobs/run-backtest.ts'

/** What a worker runs: a backtest without its surroundings. The configuration is resolved on submission, so that later
 *  edits of its file do not reach it. */
export type JobRequest = Omit<BacktestRequest, 'env' | 'cwd' | 'runId'>

export const JOB_STATES = ['queued', 'running', 'done', 'failed', 'canceled'] as const
export type JobState = (typeof JOB_STATES)[number]

/** What anyone may see of a job. */
export const jobView = z.object({
  job_id: z.string().describe('The job: one request to run.'),
  run_id: z.string().describe('The run: where its results appear.'),
  state: z.enum(JOB_STATES),
  attempt: z.number().describe('How often it was started; more than once after the service was stopped.'),
  instrument: z.string(),
  config: z.string().describe('Name of the configuration, or "request" for one given in full.'),
  mode: z.enum(['fast', 'report']),
  window: z.object({ start: z.string(), end: z.string() }),
  created_at: z.string(),
  started_at: z.string().nullable(),
  finished_at: z.string().nullable(),
  notes: z.array(z.string()).describe('What of the request the service decided otherwise.'),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
})

export type JobView = z.output<typeof jobView>

/** A job as its file keeps it. */
export interface JobRecord extends JobView {
  readonly format: 1
  /** Id of the last event that told of a change of state; clients resume after it. */
  readonly last_event: string
  readonly is_cancel_asked: boolean
  /** The process that runs it; null unless it is running. */
  readonly worker_pid: number | null
  readonly request: JobRequest
}

const recordShape = jobView.extend({
  format: z.literal(1),
  last_event: z.string(),
  is_cancel_asked: z.boolean(),
  worker_pid: z.number().nullable(),
  request: z.looseObject({ config: z.looseObject({ file: z.string() }) }),
})

/** Reads a record as `JSON.parse` left it; undefined for anything else. */
export function parseRecord(value: unknown): JobRecord | undefined {
  const parsed = recordShape.safeParse(value)
  // The request was checked when it was submitted; what is read back is what was written.
  return parsed.success ? (value as JobRecord) : undefined
}

/** The public part of a record. */
export function viewOf(record: JobRecord): JobView {
  const { format: _format, last_event: _event, is_cancel_asked: _cancel, worker_pid: _pid, ...rest } = record
  const { request: _request, ...view } = rest
  return view
}

export function isFinished(state: JobState): boolean {
  return state === 'done' || state === 'failed' || state === 'canceled'
}
