import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { isCloudRoot } from '../../sources/cloud/location.ts'
import { odumVersion } from '../../version.ts'
import type { Routes, Service } from '../service.ts'

const place = z.object({
  root: z.string(),
  state: z.enum(['there', 'absent', 'bucket', 'unset']),
})

const healthShape = z.object({
  status: z.enum(['ok', 'degraded', 'stopping']),
  reasons: z.array(z.string()).describe('Why it is not ok, or what is worth knowing.'),
  version: z.string().optional(),
  uptime_seconds: z.number().optional(),
  catalog: place.optional(),
  results: place.optional(),
  mount: place.optional(),
  reader: z
    .enum(['mount', 'cloud', 'none'])
    .optional()
    .describe('Where raw data is read from first; none where nothing is configured.'),
  queue: z
    .object({ queued: z.number(), running: z.number(), queueMax: z.number(), jobsMax: z.number() })
    .optional(),
})

/** Whether the service lives and can work. Without a token, where one is needed, only that it lives. */
export const healthRoutes: Routes = service => async app => {
  app.get(
    '/api/health',
    {
      schema: {
        tags: ['service'],
        summary: 'Tell whether the service can work',
        security: [],
        response: { 200: healthShape, 503: healthShape },
      },
    },
    async (request, reply) => {
      const health = await healthOf(service)
      reply.status(health.status === 'stopping' ? 503 : 200)
      return service.mayRead(request.headers) ? health : { status: health.status, reasons: [] }
    },
  )
}

async function healthOf({ settings, queue }: Service): Promise<z.output<typeof healthShape>> {
  const { catalogRoot, resultsRoot, rawRoot, env } = settings
  const [catalog, results, mount] = await Promise.all([
    placeOf(catalogRoot, 'catalog.json'),
    placeOf(resultsRoot, ''),
    placeOf(rawRoot, ''),
  ])
  const { load } = queue
  const hasBucket = (env.UNIFIED_CLOUD_SERVICES_GCS_BUCKET ?? '') !== ''
  const reader = mount.state === 'there' ? 'mount' : hasBucket ? 'cloud' : 'none'
  const reasons = [
    ...(catalog.state === 'absent'
      ? [`there is no catalog at ${catalogRoot} yet; the first run makes it`]
      : []),
    ...(results.state === 'absent' ? [`there are no results at ${resultsRoot} yet`] : []),
    ...(mount.state === 'absent' ? [`the folder of raw data ${rawRoot} does not exist`] : []),
    ...(reader === 'none' ? ['no raw data is configured: only what is converted can be run'] : []),
    ...(load.queued >= load.queueMax ? ['the queue is full'] : []),
  ]
  const isDegraded = mount.state === 'absent' || reader === 'none' || load.queued >= load.queueMax
  return {
    status: queue.isStopping ? 'stopping' : isDegraded ? 'degraded' : 'ok',
    reasons: queue.isStopping ? ['the service is stopping', ...reasons] : reasons,
    version: odumVersion(),
    uptime_seconds: Math.round(process.uptime()),
    catalog,
    results,
    mount,
    reader,
    queue: load,
  }
}

async function placeOf(root: string | undefined, file: string): Promise<z.output<typeof place>> {
  if (root === undefined) return { root: '', state: 'unset' }
  if (isCloudRoot(root)) return { root, state: 'bucket' }
  const isThere = await access(join(root, file)).then(
    () => true,
    () => false,
  )
  return { root, state: isThere ? 'there' : 'absent' }
}
