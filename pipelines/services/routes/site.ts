import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import { z } from 'zod'
import { isRunId } from '../../results/stored-run.ts'
import { errorShape } from '../error-reply.ts'
import type { Routes } from '../service.ts'

/** Shown until there are pages; it looks again by itself while they are being built. */
function nothingBuilt(isBuilding: boolean): string {
  const told = isBuilding
    ? 'its pages are being built. They appear here in a moment.'
    : 'its pages are not built yet. Build them with <code>npm run odum -- site build</code> and reload.'
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Odum</title><meta name="color-scheme" content="light dark">
${isBuilding ? '<meta http-equiv="refresh" content="2">' : ''}
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">
<style>body{font:16px/1.5 system-ui;max-width:36rem;margin:15vh auto;padding:0 1rem}</style></head>
<body><h1>Odum</h1><p>The service is running, but ${told}</p>
<p>The API is described at <a href="/docs">/docs</a>; how the service
stands is told at <a href="/api/health">/api/health</a>.</p></body></html>`
}

/** The built site, on the same origin as the API; where it is not built, a page that says so. */
export const siteRoutes: Routes =
  ({ settings, site }) =>
  async app => {
    const { siteFolder } = settings
    // Files are looked up on each request: the site may be built, or built again, while the service runs.
    await mkdir(siteFolder, { recursive: true })
    await app.register(fastifyStatic, {
      root: siteFolder,
      extensions: ['html'],
      cacheControl: false,
      etag: true,
      index: false,
    })
    app.get('/', { schema: { hide: true } }, async (_request, reply) =>
      existsSync(join(siteFolder, 'index.html'))
        ? reply.sendFile('index.html')
        : reply.type('text/html; charset=utf-8').send(nothingBuilt(site.state === 'building')),
    )
    // In the place of the file of a built site, which says that there is no service.
    app.get('/service.json', { schema: { hide: true } }, async () => ({ service: true }))
    app.get(
      '/api/site',
      {
        schema: {
          tags: ['service'],
          summary: 'Tell how the built pages stand, and whether a run has one',
          querystring: z.strictObject({ run: z.string().max(200).optional() }),
          response: {
            200: z.object({
              state: z
                .enum(['off', 'building', 'ready', 'failed'])
                .describe('off: the service does not build them.'),
              detail: z.string().nullable().describe('Why the last build failed.'),
              has_page: z.boolean().nullable().describe('Of the run that was asked for.'),
            }),
            '4xx': errorShape,
          },
        },
      },
      async ({ query }) => ({
        state: site.state,
        detail: site.failure ?? null,
        has_page: query.run === undefined ? null : isRunId(query.run) && site.hasPage(query.run),
      }),
    )
  }
