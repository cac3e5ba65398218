import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { configHash } from '../../config/config-hash.ts'
import { parseWindow } from '../../config/time-window.ts'
import { JobNotFoundError, QueueFullError, ServiceStoppingError } from '../../errors.ts'
import { newRunId } from '../../jobs/run-id.ts'
import type { RunFigures } from '../workers/messages.ts'
import { JobEvents } from './job-events.ts'
import { JobFiles } from './job-files.ts'
import {
  isFinished,
  type JobRecord,
  type JobRequest,
  type JobState,
  type JobView,
  viewOf,
} from './job-record.ts'
import { RunningJob } from './running-job.ts'
import { outcomeOfLeftJob, type QueueSettings, settleEnd } from './settle-job.ts'
import { endLeftWorker, type WorkerEnd } from './worker-process.ts'

/** A request to run, checked. */
export interface Submission {
  readonly request: JobRequest
  /** Name of the configuration, for people. */
  readonly configName: string
  readonly notes: readonly string[]
}

interface Job {
  record: JobRecord
  readonly events: JobEvents
  readonly waiters: ((record: JobRecord) => void)[]
}

/** Finished jobs whose records are kept. */
const FINISHED_KEPT = 1_000
/** A job that was running whenever the service went down is not the cause each time, but may be. */
const ATTEMPTS_MAX = 5

/** The runs that were asked for: a bounded number at once in processes of their own, a bounded number waiting, all of
 *  them on disk, so that none is lost or run to its end twice when the service goes down. */
export class JobQueue {
  readonly #settings: QueueSettings
  readonly #files: JobFiles
  readonly #jobs = new Map<string, Job>()
  readonly #running = new Map<string, RunningJob>()
  #waiting: string[] = []
  /** Jobs that are being written down for the first time. */
  #arriving = 0
  #isStopping = false
  /** Told of each finished run. */
  onFinished: (state: JobState, figures: RunFigures | undefined) => void = () => {}

  private constructor(settings: QueueSettings, files: JobFiles) {
    this.#settings = settings
    this.#files = files
  }

  /** Opens the queue where an earlier service left it, and goes on. */
  static async open(settings: QueueSettings): Promise<JobQueue> {
    const queue = new JobQueue(settings, await JobFiles.open(join(settings.stateFolder, 'jobs')))
    for (const record of await queue.#files.readAll()) await queue.#recover(record)
    queue.#startNext()
    return queue
  }

  /** Jobs waiting, running, and the bounds of both. */
  get load() {
    const { queueMax, jobsMax } = this.#settings
    return { queued: this.#waiting.length, running: this.#running.size, queueMax, jobsMax }
  }

  /** Whether it takes nothing more. */
  get isStopping(): boolean {
    return this.#isStopping
  }

  /** Takes a job: it is on disk when this returns. @throws QueueFullError, ServiceStoppingError */
  async submit({ request, configName, notes }: Submission): Promise<JobView> {
    if (this.#isStopping) throw new ServiceStoppingError({})
    const { queueMax } = this.#settings
    const queued = this.#waiting.length + this.#arriving
    if (queued >= queueMax) throw new QueueFullError({ queued, queueMax })
    const { config } = request
    const { start, end } = config.time_window
    const { startNs } = parseWindow(start, end)
    const now = new Date().toISOString()
    const record: JobRecord = {
      format: 1,
      job_id: newJobId(now),
      run_id: newRunId(config, startNs, configHash(config)),
      state: 'queued',
      attempt: 0,
      instrument: config.instrument.id,
      config: configName,
      mode: request.mode ?? 'report',
      window: { start, end },
      created_at: now,
      started_at: null,
      finished_at: null,
      notes: [...notes],
      error: null,
      last_event: '0.0',
      is_cancel_asked: false,
      worker_pid: null,
      request,
    }
    const job = this.#add(record, JobEvents.begin())
    // The place is taken before the disk is waited for: the bound holds for requests that come together.
    this.#arriving += 1
    try {
      await this.#change(job, {}, 'queued')
    } catch (error) {
      this.#jobs.delete(record.job_id)
      throw error
    } finally {
      this.#arriving -= 1
    }
    if (job.record.state === 'queued') this.#waiting.push(record.job_id)
    this.#startNext()
    return viewOf(job.record)
  }

  /** @throws JobNotFoundError */
  view(jobId: string): JobView {
    return viewOf(this.#job(jobId).record)
  }

  /** Jobs, newest first. */
  list(): readonly JobView[] {
    const views = [...this.#jobs.values()].map(({ record }) => viewOf(record))
    return views.sort((a, b) => (a.job_id < b.job_id ? 1 : -1))
  }

  /** The event stream of a job. @throws JobNotFoundError */
  events(jobId: string): JobEvents {
    return this.#job(jobId).events
  }

  /** Id of the last event that told of a change of state. @throws JobNotFoundError */
  lastEvent(jobId: string): string {
    return this.#job(jobId).record.last_event
  }

  /** Settles with the job when it has finished, or as it stands after a time. @throws JobNotFoundError */
  async finished(jobId: string, withinMs: number): Promise<JobView> {
    const job = this.#job(jobId)
    if (isFinished(job.record.state)) return viewOf(job.record)
    const { promise, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(resolve, withinMs)
    job.waiters.push(() => resolve())
    await promise
    clearTimeout(timer)
    return viewOf(job.record)
  }

  /** Takes a waiting job from the queue, or asks a running one to stop; a finished one stays as it is.
   *  @throws JobNotFoundError */
  async cancel(jobId: string): Promise<JobView> {
    const job = this.#job(jobId)
    const running = this.#running.get(jobId)
    if (running !== undefined) {
      job.record = { ...job.record, is_cancel_asked: true }
      await this.#files.write(job.record)
      running.stop()
    } else if (job.record.state === 'queued') {
      this.#waiting = this.#waiting.filter(id => id !== jobId)
      await this.#change(job, { state: 'canceled', is_cancel_asked: true }, 'canceled')
    }
    return viewOf(job.record)
  }

  /** Takes nothing more and lets runs go on for `drainMs`; those still running then are stopped and stay queued for
   *  the next service. */
  async close(): Promise<void> {
    this.#isStopping = true
    const all = Promise.all([...this.#running.values()].map(({ settled }) => settled))
    const timer = setTimeout(() => {
      for (const running of this.#running.values()) running.stop()
    }, this.#settings.drainMs)
    await all
    clearTimeout(timer)
  }

  #job(jobId: string): Job {
    const job = this.#jobs.get(jobId)
    if (job === undefined) throw new JobNotFoundError({ jobId })
    return job
  }

  #add(record: JobRecord, events: JobEvents): Job {
    const job: Job = { record, events, waiters: [] }
    this.#jobs.set(record.job_id, job)
    return job
  }

  /** Puts a record of an earlier service back into its place. */
  async #recover(record: JobRecord): Promise<void> {
    const job = this.#add(record, JobEvents.resume(record.last_event))
    if (isFinished(record.state)) return
    if (record.worker_pid !== null) await endLeftWorker(record.worker_pid, record.job_id)
    const outcome = await outcomeOfLeftJob(record, this.#settings, ATTEMPTS_MAX)
    if (outcome !== undefined) {
      await this.#change(job, outcome, outcome.state)
      return
    }
    await this.#change(job, { state: 'queued', worker_pid: null }, 'queued')
    this.#waiting.push(record.job_id)
  }

  #startNext(): void {
    while (!this.#isStopping && this.#running.size < this.#settings.jobsMax) {
      const jobId = this.#waiting.shift()
      const job = jobId === undefined ? undefined : this.#jobs.get(jobId)
      if (job === undefined) return
      void this.#run(job)
    }
  }

  async #run(job: Job): Promise<void> {
    const { job_id, run_id, request } = job.record
    const attempt = job.record.attempt + 1
    const running = new RunningJob(job_id, this.#settings.env, progress => {
      job.events.append('progress', { ...progress })
    })
    this.#running.set(job_id, running)
    let figures: RunFigures | undefined
    try {
      const started_at = new Date().toISOString()
      const change = { state: 'running', attempt, started_at, worker_pid: running.pid } as const
      // The worker waits for its task until the disk knows of it: a service that starts anew finds it by its number.
      await this.#change(job, change, 'started')
      running.begin({ type: 'run', runId: run_id, request, cwd: this.#settings.cwd })
      const end = await running.ended
      figures = end.type === 'done' ? end.figures : undefined
      const isPutBack = this.#isStopping && this.#isStoppedInVain(job, running, end)
      const settled = isPutBack
        ? ({ state: 'queued', error: null } as const)
        : await settleEnd(job.record, end, this.#settings)
      await this.#change(job, { ...settled, worker_pid: null }, settled.state, figures)
    } catch (error) {
      running.kill()
      const message = error instanceof Error ? error.message : String(error)
      this.#settings.log.error({ job_id, run_id, err: error }, 'the record of a job could not be written')
      job.record = { ...job.record, state: 'failed', worker_pid: null, error: { code: 'INTERNAL', message } }
      for (const waiter of job.waiters.splice(0)) waiter(job.record)
    } finally {
      this.#running.delete(job_id)
      running.settle()
      if (isFinished(job.record.state)) this.onFinished(job.record.state, figures)
      this.#startNext()
    }
  }

  /** Whether a run was stopped for the service's sake: it has no result, and nobody wants it gone. */
  #isStoppedInVain({ record }: Job, running: RunningJob, { type }: WorkerEnd): boolean {
    const isUnfinished = type === 'interrupted' || type === 'died'
    return isUnfinished && running.isStopAsked && !record.is_cancel_asked
  }

  /** Changes a record on disk, then tells of it. */
  async #change(job: Job, change: Partial<JobRecord>, kind: string, figures?: RunFigures): Promise<void> {
    const isEnd = isFinished(change.state ?? job.record.state)
    const finished_at = isEnd ? new Date().toISOString() : null
    // The file is written first: what was told is never lost. No other event of the job comes between, as a job has
    // no worker while its state changes.
    job.record = { ...job.record, ...change, finished_at, last_event: job.events.nextId }
    await this.#files.write(job.record)
    job.events.append(kind, { ...viewOf(job.record), ...(figures && { figures }) })
    const { job_id, run_id, state } = job.record
    this.#settings.log.info(
      { job_id, run_id, state, attempt: job.record.attempt, error: job.record.error ?? undefined },
      kind,
    )
    if (!isEnd) return
    job.events.thin()
    for (const waiter of job.waiters.splice(0)) waiter(job.record)
    await this.#forgetOld()
  }

  async #forgetOld(): Promise<void> {
    const finished = [...this.#jobs.values()].filter(({ record }) => isFinished(record.state))
    for (const { record } of finished.slice(0, Math.max(0, finished.length - FINISHED_KEPT))) {
      this.#jobs.delete(record.job_id)
      await this.#files.remove(record.job_id)
    }
  }
}

/** Sorts by time; the last part tells jobs of one millisecond apart. */
function newJobId(now: string): string {
  return `${now.replaceAll(/[-:.Z]/g, '')}-${randomBytes(4).toString('hex')}`
}
