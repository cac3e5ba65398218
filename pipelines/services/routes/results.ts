import { z } from 'zod'
import { RunNotFoundError } from '../../errors.ts'
import { findRun } from '../../results/find-run.ts'
import type { RunFigures } from '../../results/run-figures.ts'
import { isRunId } from '../../results/stored-run.ts'
import { errorShape } from '../error-reply.ts'
import { pageKeys, pageOf } from '../page.ts'
import { filePage, jsonPage, PAGE_ROWS_MAX, RESULT_TABLES } from '../result-tables.ts'
import type { Routes } from '../service.ts'

const runParams = z.strictObject({ run_id: z.string().max(200) })

const listQuery = z.strictObject({
  instrument: z.string().max(200).optional(),
  strategy: z.string().max(200).optional(),
  algorithm: z.string().max(200).optional(),
  mode: z.enum(['report', 'fast']).optional(),
  status: z.enum(['completed', 'failed']).optional(),
  search: z.string().max(200).optional().describe('Part of the run id.'),
  ...pageKeys(100, 1_000),
})

const tableQuery = z.strictObject({
  format: z.enum(['json', 'csv', 'parquet']).default('json'),
  limit: z.coerce.number().int().min(1).max(PAGE_ROWS_MAX.csv).optional(),
  offset: z.coerce.number().int().min(0).max(1_000_000_000).default(0),
})

const MEDIA_TYPES = { csv: 'text/csv; charset=utf-8', parquet: 'application/vnd.apache.parquet' } as const

/** Runs that have ended: their figures, and their tables page by page. */
export const resultRoutes: Routes =
  ({ settings, results }) =>
  async app => {
    app.get(
      '/api/backtest/results',
      {
        schema: {
          tags: ['results'],
          summary: 'List runs, newest first',
          description: 'One row a run with its headline figures: the columns of the view `runs`.',
          querystring: listQuery,
          response: {
            200: z.object({
              total: z.number().describe('Runs that fit, on all pages.'),
              runs: z.array(
                z.looseObject({ run_id: z.string(), metrics: z.record(z.string(), z.unknown()) }),
              ),
            }),
            '4xx': errorShape,
          },
        },
      },
      async ({ query }) => {
        const fitting = (await results.list()).filter(figures => fits(figures, query))
        const runs = pageOf(fitting, query).map(({ run, metrics }) => ({ ...run, metrics }))
        return { total: fitting.length, runs }
      },
    )

    app.get(
      '/api/backtest/results/:run_id',
      {
        schema: {
          tags: ['results'],
          summary: "Read a run's summary",
          params: runParams,
          response: { 200: z.record(z.string(), z.unknown()), '4xx': errorShape },
        },
      },
      async ({ params }) => {
        const { resultsRoot, env } = settings
        const found = isRunId(params.run_id) ? await findRun(resultsRoot, params.run_id, env) : undefined
        if (found !== undefined) return found.summary
        throw new RunNotFoundError({ runId: params.run_id, resultsRoot, folder: undefined })
      },
    )

    app.get(
      '/api/backtest/results/:run_id/:table',
      {
        schema: {
          tags: ['results'],
          summary: 'Read a page of a table of a run',
          description:
            `JSON pages hold at most ${PAGE_ROWS_MAX.json} rows (default 100), CSV and Parquet pages ` +
            `${PAGE_ROWS_MAX.csv} (default all of that). Decimals and wide integers stand as text in JSON.`,
          params: runParams.extend({ table: z.enum(RESULT_TABLES) }),
          querystring: tableQuery,
          produces: ['application/json', ...Object.values(MEDIA_TYPES)],
          response: {
            200: z.object({
              total: z.number().describe('Rows of the whole table.'),
              rows: z.array(z.record(z.string(), z.unknown())),
            }),
            '4xx': errorShape,
          },
        },
      },
      async ({ params, query }, reply) => {
        const { run_id: runId, table } = params
        const { format, offset } = query
        const limit = Math.min(query.limit ?? (format === 'json' ? 100 : Infinity), PAGE_ROWS_MAX[format])
        if (!isRunId(runId)) {
          throw new RunNotFoundError({ runId, resultsRoot: settings.resultsRoot, folder: undefined })
        }
        const question = { runId, table, limit, offset }
        if (format === 'json') return await jsonPage(settings, question)
        const file = await filePage(settings, question, format)
        return reply
          .type(MEDIA_TYPES[format])
          .header('content-disposition', `attachment; filename="${runId}-${table}.${format}"`)
          .send(file as never)
      },
    )
  }

function fits({ run }: RunFigures, query: z.output<typeof listQuery>): boolean {
  const { instrument, strategy, algorithm, mode, status, search } = query
  return (
    (instrument === undefined || run.instrument_ids.includes(instrument)) &&
    (strategy === undefined || run.strategy === strategy) &&
    (algorithm === undefined || run.algorithm === algorithm) &&
    (mode === undefined || run.mode === mode) &&
    (status === undefined || run.status === status) &&
    (search === undefined || run.run_id.toLowerCase().includes(search.toLowerCase()))
  )
}
