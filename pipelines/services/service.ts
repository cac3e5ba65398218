import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { QueryRunner } from './query-runner.ts'
import type { JobQueue } from './queue/job-queue.ts'
import type { ResultsIndex } from './results-index.ts'
import type { ServiceMetrics } from './service-metrics.ts'
import type { ServiceSettings } from './service-settings.ts'
import type { SiteBuilder } from './site-builder.ts'

/** What the routes of every resource work with. */
export interface Service {
  readonly settings: ServiceSettings
  readonly queue: JobQueue
  readonly results: ResultsIndex
  readonly queries: QueryRunner
  readonly metrics: ServiceMetrics
  readonly site: SiteBuilder
  /** Whether a request's sender may see more than that the service lives. */
  readonly mayRead: (headers: { authorization?: string | undefined; cookie?: string | undefined }) => boolean
}

/** The routes of one resource. */
export type Routes = (service: Service) => FastifyPluginAsyncZod
