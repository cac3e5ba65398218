import { headlineStats } from './headline-stats.js'
import type { RunPage } from './run-data.js'
import { statCards } from './stat-cards.js'

/** The headline of a run's page. */
export function runHeadline(page: RunPage): HTMLElement {
  return statCards(headlineStats(page))
}
