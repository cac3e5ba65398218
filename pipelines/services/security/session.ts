import type { FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { AccessDeniedError } from '../../errors.ts'
import { errorShape } from '../error-reply.ts'
import { type Access, SESSION_COOKIE } from './access.ts'

const SIGN_INS_PER_MINUTE = 20

/** What is answered without a token: whether the service lives, and the exchange of the token itself. */
export function isPublic({ method, url }: Pick<FastifyRequest, 'method' | 'url'>): boolean {
  const path = url.split('?')[0]
  if (method === 'GET' || method === 'HEAD') return path === '/api/health' || path === '/sign-in'
  return method === 'POST' && path === '/api/session'
}

const PAGE = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Odum: sign in</title>
<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
<style>body{font:16px system-ui;max-width:24rem;margin:15vh auto;padding:0 1rem}
input,button{font:inherit;width:100%;box-sizing:border-box;margin:.4rem 0;padding:.5rem}</style></head>
<body><h1>Odum</h1><form method="post" action="/api/session">
<label>Token of the service<input type="password" name="token" required autofocus autocomplete="current-password"></label>
<button>Sign in</button></form></body></html>`

/** Exchanges the token for a cookie that pages cannot read, since event streams and page loads send no headers of
 *  ours. */
export function sessionRoutes(access: Access): FastifyPluginAsyncZod {
  return async app => {
    app.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: 10_000 },
      (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
    )

    app.get('/sign-in', { schema: { hide: true } }, async (_request, reply) =>
      reply.type('text/html; charset=utf-8').send(PAGE),
    )

    app.post(
      '/api/session',
      {
        config: { rateLimit: { max: SIGN_INS_PER_MINUTE, timeWindow: 60_000 } },
        schema: {
          tags: ['service'],
          summary: 'Exchange the token for a cookie',
          security: [],
          body: z
            .strictObject({ token: z.string().max(4_096) })
            .meta({ examples: [{ token: 'the token of the service' }] }),
          response: { 204: z.null().describe('The cookie is set.'), 303: z.null(), '4xx': errorShape },
        },
      },
      async (request, reply) => {
        if (!access.isOpen && !access.isToken(request.body.token)) {
          throw new AccessDeniedError({ problem: 'That is not the token of this service.' })
        }
        const { value, maxAgeS } = access.newSession()
        const secure = request.protocol === 'https' ? '; Secure' : ''
        const cookie = `${SESSION_COOKIE}=${value}; Path=/; Max-Age=${maxAgeS}; HttpOnly; SameSite=Strict${secure}`
        reply.header('set-cookie', cookie)
        const isForm =
          request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true
        return isForm ? reply.status(303).header('location', '/').send(null) : reply.status(204).send(null)
      },
    )

    app.delete(
      '/api/session',
      {
        schema: {
          tags: ['service'],
          summary: 'Give the cookie back',
          response: { 204: z.null().describe('The cookie is gone.') },
        },
      },
      async (_request, reply) => {
        reply.header('set-cookie', `${SESSION_COOKIE}=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict`)
        return reply.status(204).send(null)
      },
    )
  }
}
