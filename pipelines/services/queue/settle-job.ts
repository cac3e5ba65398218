import type { OdumError } from '../../../engine/domain/odum-error.ts'
import { RunWorkerDiedError } from '../../errors.ts'
import { discardRun, recordFailedRun } from '../../jobs/record-failed-run.ts'
import { findRun } from '../../results/find-run.ts'
import type { ServiceSettings } from '../service-settings.ts'
import type { JobRecord, JobState } from './job-record.ts'
import type { WorkerEnd } from './worker-process.ts'

export type QueueSettings = Pick<
  ServiceSettings,
  'stateFolder' | 'jobsMax' | 'queueMax' | 'drainMs' | 'env' | 'cwd' | 'resultsRoot' | 'log'
>

/** What becomes of a job's record. */
export interface Settlement {
  readonly state: JobState
  readonly error: JobRecord['error']
}

const DONE: Settlement = { state: 'done', error: null }
const CANCELED: Settlement = { state: 'canceled', error: null }

/** What a job came to whose process has ended. The results decide: a run that is there was run, whatever became of
 *  the process after it was published. */
export async function settleEnd(
  record: JobRecord,
  end: WorkerEnd,
  settings: QueueSettings,
): Promise<Settlement> {
  if (end.type === 'done') return DONE
  if (end.type === 'interrupted') return CANCELED
  if (end.type === 'failed') return { state: 'failed', error: { code: end.code, message: end.message } }
  const found = await resultOf(record, settings)
  if (found !== undefined) return found
  if (record.is_cancel_asked) {
    await discardRun(placed(record, settings))
    return CANCELED
  }
  return await recordDeath(record, end.how, settings)
}

/** What a job came to that an earlier service left; undefined where it is to be run. */
export async function outcomeOfLeftJob(
  record: JobRecord,
  settings: QueueSettings,
  attemptsMax: number,
): Promise<Settlement | undefined> {
  const found = await resultOf(record, settings)
  if (found !== undefined) return found
  await discardRun(placed(record, settings))
  if (record.is_cancel_asked) return CANCELED
  if (record.attempt < attemptsMax) return undefined
  return await recordDeath(record, `the service went down during each of ${attemptsMax} attempts`, settings)
}

async function resultOf(record: JobRecord, settings: QueueSettings): Promise<Settlement | undefined> {
  const found = await findRun(settings.resultsRoot, record.run_id, settings.env)
  if (found === undefined) return undefined
  if (found.folder !== 'failed') return DONE
  const text = String(found.summary.error ?? '')
  const [, code = 'INTERNAL', message = text] = /^([A-Z][A-Z0-9_]+): (.*)$/s.exec(text) ?? []
  return { state: 'failed', error: { code, message } }
}

async function recordDeath(record: JobRecord, how: string, settings: QueueSettings): Promise<Settlement> {
  const error: OdumError = new RunWorkerDiedError({ runId: record.run_id, how })
  await recordFailedRun(placed(record, settings), error)
  return { state: 'failed', error: { code: error.code, message: error.message } }
}

function placed({ request, run_id }: JobRecord, { env, cwd }: QueueSettings) {
  return { ...request, runId: run_id, env, cwd }
}
