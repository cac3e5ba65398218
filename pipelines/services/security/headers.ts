import type { FastifyReply, FastifyRequest } from 'fastify'

/** Answers of the API are data: nothing in them may run or be framed. */
const DATA = "default-src 'none'; frame-ancestors 'none'"
/** The built pages carry their start as inline modules; nothing comes from elsewhere. */
const PAGES =
  "default-src 'self'; script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; " +
  "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; " +
  "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
const DOCUMENTATION =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
  "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"

/** Says what a browser may do with an answer, by the kind of page. */
export function setContentPolicy(request: FastifyRequest, reply: FastifyReply): void {
  const { url } = request
  const policy = /^\/docs(?:[/?]|$)/.test(url)
    ? DOCUMENTATION
    : /^\/(?:api|metrics)(?:[/?]|$)/.test(url)
      ? DATA
      : PAGES
  reply.header('content-security-policy', policy)
  if (/^\/api\//.test(url)) reply.header('cache-control', 'no-store')
}
