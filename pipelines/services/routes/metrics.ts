import { z } from 'zod'
import type { Routes } from '../service.ts'

/** What Prometheus reads. */
export const metricsRoutes: Routes =
  ({ metrics }) =>
  async app => {
    app.get(
      '/metrics',
      {
        schema: {
          tags: ['service'],
          summary: 'Metrics for Prometheus',
          response: {
            200: {
              description: 'Text of the exposition format.',
              content: { 'text/plain': { schema: z.string() } },
            },
          },
        },
      },
      async (_request, reply) => reply.type(metrics.contentType).send(await metrics.text()),
    )
  }
