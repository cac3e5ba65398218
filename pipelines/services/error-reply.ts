import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { hasZodFastifySchemaValidationErrors, isResponseSerializationError } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { OdumError } from '../../engine/domain/odum-error.ts'
import { damagedFile } from '../database/damaged-file.ts'
import { RequestInvalidError } from '../errors.ts'

/** Every answer that is an error. */
export const errorShape = z.object({
  error: z.object({
    code: z.string().describe('Stable; docs/errors.md lists them.'),
    message: z.string(),
    problems: z
      .array(z.looseObject({ message: z.string() }))
      .optional()
      .describe('Each with its place: path, or line and column.'),
    request_id: z.string(),
  }),
})

/** Answers for every fault in one form: coded errors as they are, refusals of the server by their status, and
 *  everything else as an internal error whose details stand in the log alone. */
export function handleErrors(app: FastifyInstance): void {
  app.setErrorHandler((thrown: FastifyError, request, reply) => {
    const error = codedError(thrown)
    if (error instanceof OdumError) {
      if (error.httpStatus >= 500) request.log.error({ err: thrown }, error.code)
      return send(reply, request, error.httpStatus, {
        code: error.code,
        message: error.message,
        ...problemsOf(error),
      })
    }
    const status = thrown.statusCode ?? 500
    if (status >= 400 && status < 500) {
      return send(reply, request, status, { code: codeOf(status), message: thrown.message })
    }
    request.log.error({ err: thrown }, 'internal error')
    const message = `The service failed to answer; its log tells why at request ${request.id}.`
    return send(reply, request, 500, { code: 'INTERNAL', message })
  })
  app.setNotFoundHandler((request, reply) => {
    const message = `There is nothing at ${request.method} ${pathOf(request)}. The pages below /docs list every route.`
    return send(reply, request, 404, { code: 'ROUTE_NOT_FOUND', message })
  })
}

/** The path of a request, without what was asked in it. */
export function pathOf(request: Pick<FastifyRequest, 'url'>): string {
  return (request.url.split('?')[0] ?? '').slice(0, 200)
}

function codedError(thrown: FastifyError): unknown {
  if (thrown instanceof OdumError) return thrown
  if (isResponseSerializationError(thrown)) return thrown
  if (hasZodFastifySchemaValidationErrors(thrown)) {
    const problems = thrown.validation.map(({ instancePath, message, params }) => {
      const where = instancePath.replace(/^\//, '').replaceAll('/', '.')
      const issue = (params as { issue?: { keys?: string[] } }).issue
      const keys = issue?.keys
      const path = keys === undefined ? where : [where, keys.join(', ')].filter(Boolean).join('.')
      return { path: path || thrown.validationContext || 'request', message: message ?? 'not as expected' }
    })
    return new RequestInvalidError({ problems })
  }
  return damagedFile(thrown) ?? thrown
}

function problemsOf(error: OdumError): { problems?: readonly object[] } {
  const { problems } = error.fields
  return Array.isArray(problems) ? { problems } : {}
}

const CODES: Readonly<Record<number, string>> = {
  400: 'REQUEST_INVALID',
  404: 'ROUTE_NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  413: 'BODY_TOO_LARGE',
  414: 'URL_TOO_LONG',
  415: 'MEDIA_TYPE_UNSUPPORTED',
  429: 'TOO_MANY_REQUESTS',
}

function codeOf(status: number): string {
  return CODES[status] ?? 'REQUEST_REFUSED'
}

function send(reply: FastifyReply, request: FastifyRequest, status: number, error: object): FastifyReply {
  const body = { error: { ...error, request_id: request.id } }
  return reply.status(status).type('application/json; charset=utf-8').send(JSON.stringify(body))
}
