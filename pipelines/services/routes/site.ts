import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { Routes } from '../service.ts'

const NOTHING_BUILT = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Odum</title><meta name="color-scheme" content="light dark">
<style>body{font:16px/1.5 system-ui;max-width:36rem;margin:15vh auto;padding:0 1rem}</style></head>
<body><h1>Odum</h1><p>The service is running, but its pages are not built yet. Build them with
<code>odum site build</code> and reload.</p><p>The API is described at <a href="/docs">/docs</a>; how the service
stands is told at <a href="/api/health">/api/health</a>.</p></body></html>`

/** The built site, on the same origin as the API; where it is not built, a page that says so. */
export const siteRoutes: Routes =
  ({ settings }) =>
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
        : reply.type('text/html; charset=utf-8').send(NOTHING_BUILT),
    )
  }
