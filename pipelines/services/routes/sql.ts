import { z } from 'zod'
import { OdumError } from '../../../engine/domain/odum-error.ts'
import { errorShape } from '../error-reply.ts'
import type { Routes } from '../service.ts'

const QUERIES_PER_MINUTE = 300

/** Queries over catalog and results. */
export const sqlRoutes: Routes =
  ({ settings, queries, metrics }) =>
  async app => {
    const { rowsMax, timeMs, memory } = settings.query
    app.post(
      '/api/sql',
      {
        config: { rateLimit: { max: QUERIES_PER_MINUTE, timeWindow: 60_000 } },
        schema: {
          tags: ['sql'],
          summary: 'Query the catalog and the results',
          description:
            'One SELECT over the views of `odum sql`. It reads the files of catalog and results alone, in a process ' +
            `of its own with ${memory} of buffers, for at most ${timeMs / 1_000} s; at most ${rowsMax} rows come ` +
            'back, and `is_cut` tells that there were more. Hanging up ends it.',
          body: z
            .strictObject({
              sql: z.string().min(1).max(100_000),
              max_rows: z.number().int().min(1).max(rowsMax).default(1_000),
              format: z.enum(['json', 'csv']).default('json'),
            })
            .meta({ examples: [{ sql: 'select run_id, net_pnl from run_pnl', max_rows: 100 }] }),
          produces: ['application/json', 'text/csv'],
          response: {
            200: z.object({
              columns: z.array(z.object({ name: z.string(), type: z.string() })),
              rows: z.array(z.array(z.unknown())),
              row_count: z.number(),
              is_cut: z.boolean(),
            }),
            '4xx': errorShape,
          },
        },
      },
      async (request, reply) => {
        const { sql, max_rows, format } = request.body
        const gone = new AbortController()
        reply.raw.on('close', () => gone.abort())
        try {
          const answer = await queries.run({ sql, format, rowsMax: max_rows, signal: gone.signal })
          metrics.queried('done')
          reply.header('x-elapsed-ms', answer.elapsedMs).header('x-rows', answer.rows)
          reply.header('x-rows-cut', String(answer.isCut))
          return reply
            .type(format === 'csv' ? 'text/csv; charset=utf-8' : 'application/json; charset=utf-8')
            .send(answer.body as never)
        } catch (error) {
          metrics.queried(outcomeOf(error))
          throw error
        }
      },
    )
  }

function outcomeOf(error: unknown): 'refused' | 'failed' | 'ended' {
  if (!(error instanceof OdumError)) return 'failed'
  if (error.code === 'QUERY_LIMIT') return 'ended'
  return error.code === 'QUERY_FAILED' ? 'failed' : 'refused'
}
