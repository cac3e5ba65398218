import { fork } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Environment } from '../../config/substitute-variables.ts'
import { lowerPriority } from '../process-priority.ts'
import type { FromWorker, ToWorker } from '../workers/messages.ts'

const WORKER = fileURLToPath(new URL('../workers/run-worker.ts', import.meta.url))

/** How a worker ended: what it said last, or how the process died. */
export type WorkerEnd =
  | Extract<FromWorker, { type: 'done' | 'failed' | 'interrupted' }>
  | { readonly type: 'died'; readonly how: string }

export interface WorkerProcess {
  readonly pid: number
  /** Settles when the process is gone; never rejects. */
  readonly ended: Promise<WorkerEnd>
  send(message: ToWorker): void
  kill(): void
}

/** What is kept of a worker's stderr, for the record of a run that died. */
const STDERR_KEPT = 2_000

/** Starts a process for one job, below the service's own priority: requests come before runs. */
export function startWorker(
  jobId: string,
  env: Environment,
  onProgress: (progress: Extract<FromWorker, { type: 'progress' }>['progress']) => void,
): WorkerProcess {
  const child = fork(WORKER, [jobId], { env, stdio: ['ignore', 'ignore', 'pipe', 'ipc'], execArgv: [] })
  let last: WorkerEnd | undefined
  let stderr = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr = `${stderr}${text}`.slice(-STDERR_KEPT)
  })
  child.on('message', (message: FromWorker) => {
    if (message.type === 'progress') onProgress(message.progress)
    else last = message
  })
  const ended = new Promise<WorkerEnd>(resolve => {
    child.on('error', error => resolve({ type: 'died', how: error.message }))
    child.on('close', (status, signal) => {
      const how = signal === null ? `it ended with status ${status}` : `it was ended by ${signal}`
      const said = stderr.trim().split('\n').at(-1) ?? ''
      resolve(last ?? { type: 'died', how: said === '' ? how : `${how}: ${said}` })
    })
  })
  const pid = child.pid ?? 0
  if (pid > 0) lowerPriority(pid)
  return {
    pid,
    ended,
    send: message => {
      // A process that is gone tells so by its end.
      if (child.connected) child.send(message, () => {})
    },
    kill: () => void child.kill('SIGKILL'),
  }
}

const LEFT_WORKER_CHECKS = 100
const LEFT_WORKER_CHECK_MS = 50

/** Ends the worker that an earlier service left for a job and waits until it is gone. A process that took its number
 *  meanwhile is left alone: the command line names worker and job. Where there is no `/proc`, workers end by
 *  themselves when their service is gone. */
export async function endLeftWorker(pid: number, jobId: string): Promise<void> {
  for (let check = 0; check < LEFT_WORKER_CHECKS; check++) {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
    if (!command.includes('run-worker.ts') || !command.includes(jobId)) return
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      return
    }
    await new Promise(resolve => setTimeout(resolve, LEFT_WORKER_CHECK_MS))
  }
}
