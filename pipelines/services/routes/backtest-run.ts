import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { findRun } from '../../results/find-run.ts'
import { errorShape } from '../error-reply.ts'
import { streamEvents } from '../event-stream.ts'
import { jobView } from '../queue/job-record.ts'
import { runBody, submissionOf } from '../run-request.ts'
import type { Routes, Service } from '../service.ts'

/** How long `?wait=true` waits; after that the job is told as it stands. */
const WAIT_MAX_MS = 600_000

const waited = jobView.extend({
  result: z.record(z.string(), z.unknown()).nullable().describe("The run's summary, once it has one."),
})

/** Running backtests. */
export const backtestRunRoutes: Routes = service => async app => {
  app.post(
    '/api/backtest/run',
    {
      schema: {
        tags: ['backtest'],
        summary: 'Run a backtest',
        description:
          'Queues the run and answers at once with its job (202). With `?wait=true` the answer comes when it has ' +
          'ended (200). With `Accept: text/event-stream` or `?stream=true` its events are streamed.',
        body: runBody,
        querystring: z.strictObject({
          wait: z.enum(['true', 'false']).optional(),
          stream: z.enum(['true', 'false']).optional(),
        }),
        response: { 202: jobView, 200: waited, '4xx': errorShape, '5xx': errorShape },
      },
    },
    async (request, reply) => {
      const job = await service.queue.submit(await submissionOf(request.body, service.settings))
      reply.header('location', `/api/backtest/jobs/${job.job_id}`)
      if (request.query.stream === 'true' || accepts(request, 'text/event-stream')) {
        streamEvents(reply, service.queue, job.job_id, undefined)
        return reply
      }
      if (request.query.wait !== 'true') return reply.status(202).send(job)
      return await whenFinished(service, job.job_id, reply)
    },
  )
}

async function whenFinished(service: Service, jobId: string, reply: FastifyReply) {
  const job = await service.queue.finished(jobId, WAIT_MAX_MS)
  const { resultsRoot, env } = service.settings
  const isThere = job.state === 'done' || job.state === 'failed'
  const found = isThere ? await findRun(resultsRoot, job.run_id, env) : undefined
  return reply.status(200).send({ ...job, result: found?.summary ?? null })
}

function accepts({ headers }: FastifyRequest, type: string): boolean {
  return headers.accept?.includes(type) === true
}
