import { z } from 'zod'
import { errorShape } from '../error-reply.ts'
import { streamEvents } from '../event-stream.ts'
import { pageKeys, pageOf } from '../page.ts'
import { JOB_STATES, jobView } from '../queue/job-record.ts'
import type { Routes } from '../service.ts'

const jobParams = z.strictObject({ id: z.string().max(100).describe('The job, or the run it makes.') })

/** The queue: what waits, what runs, what became of the rest. */
export const backtestJobRoutes: Routes = service => async app => {
  const { queue } = service

  app.get(
    '/api/backtest/jobs',
    {
      schema: {
        tags: ['backtest'],
        summary: 'List jobs, newest first',
        querystring: z.strictObject({ state: z.enum(JOB_STATES).optional(), ...pageKeys(100, 1_000) }),
        response: {
          200: z.object({
            total: z.number(),
            jobs: z.array(jobView),
            queue: z.object({
              queued: z.number(),
              running: z.number(),
              queueMax: z.number(),
              jobsMax: z.number(),
            }),
          }),
          '4xx': errorShape,
        },
      },
    },
    async ({ query }) => {
      const fitting = queue.list().filter(({ state }) => query.state === undefined || state === query.state)
      return { total: fitting.length, jobs: pageOf(fitting, query), queue: queue.load }
    },
  )

  app.get(
    '/api/backtest/jobs/:id',
    {
      schema: {
        tags: ['backtest'],
        summary: 'Tell how a job stands',
        params: jobParams,
        response: { 200: jobView, '4xx': errorShape },
      },
    },
    async ({ params }) => queue.view(params.id),
  )

  app.delete(
    '/api/backtest/jobs/:id',
    {
      schema: {
        tags: ['backtest'],
        summary: 'Cancel a job',
        description:
          'A waiting job is taken from the queue; a running one stops at its next safe point, and nothing of it ' +
          'appears. A finished one stays as it is: its results are removed with `odum results rm`.',
        params: jobParams,
        response: { 200: jobView, '4xx': errorShape },
      },
    },
    async ({ params }) => await queue.cancel(params.id),
  )

  app.get(
    '/api/backtest/jobs/:id/events',
    {
      schema: {
        tags: ['backtest'],
        summary: 'Stream the events of a job',
        description:
          'Server-sent events `queued`, `started`, `progress`, `done`, `failed`, `canceled`. After a break, ' +
          '`Last-Event-ID` resumes behind the last one seen; when there is nothing more to come, the answer is 204.',
        params: jobParams,
        querystring: z.strictObject({
          last_event_id: z.string().max(40).optional().describe('In place of the header Last-Event-ID.'),
        }),
        response: {
          200: { description: 'The stream.', content: { 'text/event-stream': { schema: z.string() } } },
          204: z.null().describe('Nothing more to come.'),
          '4xx': errorShape,
        },
      },
    },
    async (request, reply) => {
      const header = request.headers['last-event-id']
      const lastId = typeof header === 'string' ? header : request.query.last_event_id
      streamEvents(reply, queue, request.params.id, lastId)
      return reply
    },
  )
}
