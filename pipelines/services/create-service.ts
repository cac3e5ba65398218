import { randomBytes } from 'node:crypto'
import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import {
  createSerializerCompiler,
  jsonSchemaTransform,
  jsonSchemaTransformObject,
  validatorCompiler,
} from 'fastify-type-provider-zod'
import { AccessDeniedError } from '../errors.ts'
import { odumVersion } from '../version.ts'
import { handleErrors, pathOf } from './error-reply.ts'
import { QueryRunner } from './query-runner.ts'
import { JobQueue } from './queue/job-queue.ts'
import { ResultsIndex } from './results-index.ts'
import { ROUTES } from './routes/routes.ts'
import { siteRoutes } from './routes/site.ts'
import { Access } from './security/access.ts'
import { setContentPolicy } from './security/headers.ts'
import { checkHostAndOrigin } from './security/host-and-origin.ts'
import { isPublic, sessionRoutes } from './security/session.ts'
import type { Service } from './service.ts'
import { ServiceMetrics } from './service-metrics.ts'
import type { ServiceSettings } from './service-settings.ts'
import { SiteBuilder } from './site-builder.ts'
import { lockState } from './state-lock.ts'

/** A service that is ready to listen. */
export interface CreatedService {
  readonly app: FastifyInstance
  readonly service: Service
  /** Takes no more requests, lets runs go on for the drain time, then gives everything back. */
  close(): Promise<void>
}

const BODY_BYTES_MAX = 1_000_000
const URL_NAME_MAX = 300
const REQUEST_MS_MAX = 60_000
/** Event streams among them. */
const CONNECTIONS_MAX = 1_000

/** Makes the service: the queue takes up what an earlier one left, the routes are in place, nothing listens yet.
 *  @throws ServiceStateTakenError */
export async function createService(settings: ServiceSettings): Promise<CreatedService> {
  const lock = await lockState(settings.stateFolder)
  const queue = await JobQueue.open(settings)
  const metrics = new ServiceMetrics(() => queue.load)
  const results = new ResultsIndex(settings)
  const queries = new QueryRunner(settings)
  const access = new Access(settings.token)
  const site = new SiteBuilder(settings)
  queue.onFinished = (state, figures) => {
    metrics.finished(state, figures)
    results.expire()
    if (state === 'done') site.follow()
  }
  const mayRead: Service['mayRead'] = headers => access.allows(headers)
  const service: Service = { settings, queue, results, queries, metrics, site, mayRead }
  const app = fastify({
    loggerInstance: settings.log as FastifyBaseLogger,
    bodyLimit: BODY_BYTES_MAX,
    requestTimeout: REQUEST_MS_MAX,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: URL_NAME_MAX },
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomBytes(8).toString('hex'),
  })
  app.server.maxConnections = CONNECTIONS_MAX
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(createSerializerCompiler({ replacer: bigintAsText }))
  handleErrors(app)
  addHooks(app, service, access)
  await app.register(helmet, { contentSecurityPolicy: false, hsts: false })
  await app.register(rateLimit, { max: settings.requestsPerMinute, timeWindow: 60_000 })
  await documentRoutes(app)
  for (const routes of ROUTES) await app.register(routes(service))
  await app.register(sessionRoutes(access))
  await app.register(siteRoutes(service))
  site.follow()
  return {
    app,
    service,
    close: async () => {
      await queue.close()
      queries.close()
      site.close()
      await app.close()
      await lock[Symbol.asyncDispose]()
    },
  }
}

/** What every request passes, in this order: is it meant for this service, may its sender, how is it counted. */
function addHooks(app: FastifyInstance, service: Service, access: Access): void {
  const { settings, metrics } = service
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id)
    setContentPolicy(request, reply)
    checkHostAndOrigin(request, settings)
    if (isPublic(request) || access.allows(request.headers)) return
    const wantsPage = request.headers.accept?.includes('text/html') === true && request.method === 'GET'
    if (wantsPage) return reply.redirect('/sign-in')
    reply.header('www-authenticate', 'Bearer')
    throw new AccessDeniedError({ problem: 'This service needs a token.' })
  })
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none'
    const { statusCode: status, elapsedTime: ms } = reply
    metrics.answered(request.method, route, status, ms / 1_000)
    request.log.info(
      { method: request.method, path: pathOf(request), status, ms: Math.round(ms) },
      'answered',
    )
  })
}

async function documentRoutes(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Odum backtest service',
        version: odumVersion(),
        description: 'Runs backtests, and reads what they and the catalog hold.',
      },
      components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
      security: [{ token: [] }],
    },
    transform: jsonSchemaTransform,
    transformObject: jsonSchemaTransformObject,
  })
  await app.register(swaggerUi, { routePrefix: '/docs', staticCSP: false })
}

function bigintAsText(_key: string, value: unknown): unknown {
  if (typeof value !== 'bigint') return value
  return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString()
}
