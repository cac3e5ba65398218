import { z } from 'zod'
import { instrumentConfigs } from '../../config/instrument-configs.ts'
import { parseWindow } from '../../config/time-window.ts'
import { UsageError } from '../../errors.ts'
import type { DataCheckReport } from '../../jobs/check-data/report.ts'
import { checkData } from '../../jobs/check-data.ts'
import { type DatasetReport, listDatasets } from '../../jobs/list-datasets.ts'
import { errorShape } from '../error-reply.ts'
import { scenarioKeys, servedScenario } from '../run-request.ts'
import type { Routes } from '../service.ts'

const CHECKS_PER_MINUTE = 120

const datasetShape = z.object({
  place: z.string(),
  date: z.string(),
  instrumentKey: z.string(),
  instrumentId: z.string().nullable(),
  sizeBytes: z.number(),
  objects: z.array(
    z.object({
      dataType: z.string(),
      path: z.string(),
      sizeBytes: z.number(),
      convertedCells: z.number().nullable(),
    }),
  ),
})

/** Raw data: what there is, and whether it serves a scenario. */
export const dataRoutes: Routes =
  ({ settings }) =>
  async app => {
    app.get(
      '/api/datasets',
      {
        schema: {
          tags: ['data'],
          summary: 'List raw data by day and instrument, and what of it is converted',
          querystring: z.strictObject({
            date: z
              .string()
              .regex(/^\d{4}-\d{2}-\d{2}$/)
              .optional(),
            instrument: z.string().max(200).optional().describe('Id, canonical key or venue symbol.'),
            source: z.enum(['local', 'gcs', 'auto']).optional(),
          }),
          response: {
            200: z.object({
              roots: z.array(z.string()).describe('What was scanned.'),
              cellsOfDay: z.number().describe('Cells that make a whole day.'),
              datasets: z.array(datasetShape),
            }),
            '4xx': errorShape,
          },
        },
      },
      async ({ query }, reply) => {
        const report = await listDatasets({
          date: query.date,
          instrument: query.instrument,
          flag: query.source,
          catalogRoot: settings.catalogRoot,
          env: settings.env,
          cwd: settings.cwd,
        }).catch((error: unknown): DatasetReport => {
          // A service without raw data still serves what is converted.
          if (error instanceof UsageError && query.date === undefined) {
            return { roots: [], cellsOfDay: 24, datasets: [] }
          }
          throw error
        })
        return reply.send(report as never)
      },
    )

    app.post(
      '/api/data/check',
      {
        config: { rateLimit: { max: CHECKS_PER_MINUTE, timeWindow: 60_000 } },
        schema: {
          tags: ['data'],
          summary: 'Check whether raw data can serve a configuration and window',
          description:
            'The answer of `odum data check --json` for the first instrument, with the faults of all as its ' +
            '`problems`; `instruments` has the answer for each. Faults of the data are no error.',
          body: z
            .strictObject({ ...scenarioKeys, quality: z.boolean().default(false) })
            .meta({ examples: [{ config: 'demo' }] }),
          response: {
            200: z.looseObject({
              ok: z.boolean(),
              instrument: z.string(),
              window: z.object({ start: z.string(), end: z.string() }),
              problems: z.array(z.object({ code: z.string(), message: z.string() })),
              warnings: z.array(z.string()),
              instruments: z.array(z.looseObject({ instrument: z.string(), ok: z.boolean() })),
            }),
            '4xx': errorShape,
          },
        },
      },
      async ({ body }, reply) => {
        const { config } = await servedScenario(body, settings)
        const gone = new AbortController()
        reply.raw.on('close', () => gone.abort())
        const reports: DataCheckReport[] = []
        for (const own of instrumentConfigs(config)) {
          const report = await checkData({
            config: own,
            window: parseWindow(config.time_window.start, config.time_window.end),
            flag: body.data_source,
            quality: body.quality,
            env: settings.env,
            cwd: settings.cwd,
            signal: gone.signal,
          })
          reports.push(report)
        }
        return reply.send({
          ...reports[0],
          ok: reports.every(({ ok }) => ok),
          problems: reports.flatMap(({ problems }) => problems),
          warnings: reports.flatMap(({ warnings }) => warnings),
          instruments: reports,
        } as never)
      },
    )
  }
