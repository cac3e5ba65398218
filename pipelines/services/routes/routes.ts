import type { Routes } from '../service.ts'
import { backtestJobRoutes } from './backtest-jobs.ts'
import { backtestRunRoutes } from './backtest-run.ts'
import { healthRoutes } from './health.ts'
import { metricsRoutes } from './metrics.ts'
import { resultRoutes } from './results.ts'
import { sqlRoutes } from './sql.ts'

/** The routes of every resource; a new one is one line. */
export const ROUTES: readonly Routes[] = [
  healthRoutes,
  backtestRunRoutes,
  backtestJobRoutes,
  resultRoutes,
  sqlRoutes,
  metricsRoutes,
]
