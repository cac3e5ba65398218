import type { FastifyReply } from 'fastify'
import { isAfter, type JobEvent } from './queue/job-events.ts'
import type { JobQueue } from './queue/job-queue.ts'
import { isFinished } from './queue/job-record.ts'

const HEARTBEAT_MS = 15_000
/** What may wait for a slow reader; beyond it the stream ends and the reader resumes with its last id. */
const BACKLOG_BYTES_MAX = 1_000_000

/** Streams a job's events until it has finished: first those after `lastId` that are still known, then each as it
 *  happens. A reader that has seen the last one gets 204, which tells an EventSource to stop.
 *  @throws JobNotFoundError */
export function streamEvents(
  reply: FastifyReply,
  queue: JobQueue,
  jobId: string,
  lastId: string | undefined,
): void {
  const events = queue.events(jobId)
  const record = queue.view(jobId)
  const last = queue.lastEvent(jobId)
  const isOver = isFinished(record.state)
  if (isOver && lastId !== undefined && !isAfter(last, lastId)) {
    reply.status(204).send()
    return
  }
  reply.hijack()
  const { raw } = reply
  for (const [name, value] of Object.entries(reply.getHeaders()))
    if (value !== undefined) raw.setHeader(name, value)
  raw.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  })
  raw.write('retry: 2000\n\n')
  const send = (event: JobEvent): void => {
    raw.write(`id: ${event.id}\nevent: ${event.kind}\ndata: ${JSON.stringify(event.data)}\n\n`)
    if (raw.writableLength > BACKLOG_BYTES_MAX) raw.destroy()
  }
  const known = events.since(lastId)
  for (const event of known) send(event)
  // What an earlier service told is not kept: the job as it stands takes its place.
  if (known.length === 0) send({ id: last, kind: record.state, data: record })
  if (isOver) {
    raw.end()
    return
  }
  const heartbeat = setInterval(() => raw.write(': still here\n\n'), HEARTBEAT_MS)
  const stop = events.listen(event => {
    send(event)
    if (event.kind === 'done' || event.kind === 'failed' || event.kind === 'canceled') raw.end()
  })
  raw.on('close', () => {
    clearInterval(heartbeat)
    stop()
  })
}
