import { OdumError } from '../../../engine/domain/odum-error.ts'
import { damagedFile } from '../../database/damaged-file.ts'
import { type BacktestProgress, type RunOutcome, runBacktest } from '../../jobs/run-backtest.ts'
import type { FromWorker, RunFigures, ToWorker } from './messages.ts'

/** A process that runs one backtest for the service and ends. The job's id stands on its command line, so that a
 *  service that starts anew finds it. Without the service it stops: its job will be run again. */

const PROGRESS_INTERVAL_MS = 200
/** What a run is given to notice that nobody waits for it. */
const ORPHAN_GRACE_MS = 2_000

const abort = new AbortController()
let reportedMs = 0
let stage = ''

process.on('message', (message: ToWorker) => {
  if (message.type === 'cancel') abort.abort()
  else void run(message)
})
process.on('disconnect', () => {
  abort.abort()
  setTimeout(() => process.exit(1), ORPHAN_GRACE_MS).unref()
})
// The service stops its workers itself; a Ctrl-C in its terminal reaches the whole group.
process.on('SIGINT', () => {})
process.on('SIGTERM', () => abort.abort())

async function run({ runId, request, cwd }: Extract<ToWorker, { type: 'run' }>): Promise<void> {
  try {
    const outcome = await runBacktest(
      { ...request, runId, env: process.env, cwd },
      { signal: abort.signal, onProgress: report },
    )
    await tell({ type: 'done', figures: figuresOf(outcome) })
  } catch (thrown) {
    await tell(abort.signal.aborted ? { type: 'interrupted' } : failureOf(thrown))
  }
  process.disconnect()
}

function report(progress: BacktestProgress): void {
  const now = performance.now()
  if (progress.stage === stage && now - reportedMs < PROGRESS_INTERVAL_MS) return
  reportedMs = now
  stage = progress.stage
  void tell({ type: 'progress', progress })
}

function failureOf(thrown: unknown): FromWorker {
  const error = thrown instanceof OdumError ? thrown : (damagedFile(thrown) ?? thrown)
  const message = error instanceof Error ? error.message : String(error)
  return { type: 'failed', code: error instanceof OdumError ? error.code : 'INTERNAL', message }
}

function figuresOf({ summary }: RunOutcome): RunFigures {
  const { counts, timings, conversion, reader, metrics } = summary
  const netPnl = metrics.net_pnl
  return {
    total_ms: timings.total_ms,
    events: counts.events,
    events_per_second: timings.events_per_second,
    orders: counts.orders,
    fills: counts.fills,
    cells_written: conversion.types.reduce((sum, type) => sum + type.cells_written, 0),
    bytes_read: reader.bytes,
    net_pnl: typeof netPnl === 'string' || typeof netPnl === 'number' ? netPnl : null,
    result_hash: summary.result_hash,
  }
}

/** Resolves when the message is on its way; where nobody listens any more, at once. */
function tell(message: FromWorker): Promise<void> {
  return new Promise(resolve => {
    if (process.send === undefined || !process.connected) resolve()
    else process.send(message, () => resolve())
  })
}
