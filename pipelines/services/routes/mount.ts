import { readdir, stat } from 'node:fs/promises'
import { z } from 'zod'
import { hasNamedAccess } from '../../sources/cloud/named-access.ts'
import { openObjectStore } from '../../sources/object-store/open-object-store.ts'
import { errorShape } from '../error-reply.ts'
import type { Routes } from '../service.ts'

const PROBE_MS_MAX = 5_000

const probe = z.object({
  name: z.string(),
  root: z.string(),
  state: z.enum(['reachable', 'unreachable', 'unset', 'no_credentials']),
  detail: z.string(),
})

/** Whether the places that data comes from answer. */
export const mountRoutes: Routes =
  ({ settings }) =>
  async app => {
    app.get(
      '/api/mount/status',
      {
        schema: {
          tags: ['service'],
          summary: 'Tell whether mount and buckets answer',
          response: { 200: z.object({ mount: probe, buckets: z.array(probe) }), '4xx': errorShape },
        },
      },
      async () => {
        const { env, rawRoot } = settings
        const names = [
          'UNIFIED_CLOUD_SERVICES_GCS_BUCKET',
          'INSTRUMENTS_GCS_BUCKET',
          'EXECUTION_STORE_GCS_BUCKET',
        ] as const
        const buckets = await Promise.all(names.map(name => probeBucket(name, env[name] ?? '', env)))
        return { mount: await probeFolder(rawRoot), buckets }
      },
    )
  }

type Probe = z.output<typeof probe>

async function probeFolder(root: string | undefined): Promise<Probe> {
  const name = 'UNIFIED_CLOUD_LOCAL_PATH'
  if (root === undefined) return { name, root: '', state: 'unset', detail: 'no folder of raw data is set' }
  try {
    const isFolder = (await stat(root)).isDirectory()
    if (!isFolder) return { name, root, state: 'unreachable', detail: 'it is no folder' }
    const entries = await readdir(root)
    return { name, root, state: 'reachable', detail: `${entries.length} entries` }
  } catch (error) {
    return { name, root, state: 'unreachable', detail: codeOf(error) }
  }
}

async function probeBucket(
  name: string,
  written: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Probe> {
  const bucket = written.trim()
  if (bucket === '') return { name, root: '', state: 'unset', detail: `${name} is not set` }
  const root = /^gc?s:\/\//.test(bucket) ? bucket.replace(/^gcs:/, 'gs:') : `gs://${bucket}`
  if (!hasNamedAccess(env)) {
    return { name, root, state: 'no_credentials', detail: 'nothing says how to reach Cloud Storage' }
  }
  const timeout = Promise.withResolvers<never>()
  const timer = setTimeout(() => timeout.reject(new Error('no answer in time')), PROBE_MS_MAX)
  try {
    // An object that does not exist is answered with one request, and needs the right to read.
    await Promise.race([openObjectStore(root, env).list('.odum-probe/'), timeout.promise])
    return { name, root, state: 'reachable', detail: 'it answers' }
  } catch (error) {
    return { name, root, state: 'unreachable', detail: codeOf(error) }
  } finally {
    clearTimeout(timer)
  }
}

/** Why, without a stack and without what the request carried. */
function codeOf(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string }
  return code ?? message ?? 'it does not answer'
}
