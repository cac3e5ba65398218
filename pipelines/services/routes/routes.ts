import type { Routes } from '../service.ts'
import { algorithmRoutes } from './algorithms.ts'
import { backtestJobRoutes } from './backtest-jobs.ts'
import { backtestRunRoutes } from './backtest-run.ts'
import { configRoutes } from './configs.ts'
import { dataRoutes } from './data.ts'
import { healthRoutes } from './health.ts'
import { metricsRoutes } from './metrics.ts'
import { mountRoutes } from './mount.ts'
import { resultRoutes } from './results.ts'
import { sqlRoutes } from './sql.ts'
import { venueRoutes } from './venues.ts'

/** The routes of every resource; a new one is one line. */
export const ROUTES: readonly Routes[] = [
  healthRoutes,
  backtestRunRoutes,
  backtestJobRoutes,
  resultRoutes,
  dataRoutes,
  configRoutes,
  algorithmRoutes,
  venueRoutes,
  sqlRoutes,
  mountRoutes,
  metricsRoutes,
]
