import type { OdumError } from '../../engine/index.ts'
import { configHash } from '../config/config-hash.ts'
import { effectiveEnvironment, locations } from '../config/locations.ts'
import { parseWindow } from '../config/time-window.ts'
import type { BacktestRequest } from './run-backtest.ts'
import { RunStore } from './run-store.ts'
import { failureSummary } from './run-summary.ts'

type PlacedRequest = BacktestRequest & { readonly runId: string }

/** Leaves the record of a run whose process died before it could leave one, and removes what it had begun. */
export async function recordFailedRun(request: PlacedRequest, error: OdumError): Promise<void> {
  const { config, runId, mode = 'report' } = request
  await discardRun(request)
  const window = parseWindow(config.time_window.start, config.time_window.end)
  const text = `${error.code}: ${error.message}`
  const failure = failureSummary({ runId, mode, configHash: configHash(config), config, window, error: text })
  await storeOf(request).publishSummary('failed', failure)
}

/** Removes what an unfinished run left in the results. */
export function discardRun(request: PlacedRequest): Promise<void> {
  return storeOf(request).discard()
}

function storeOf({ config, runId, env = process.env, cwd }: PlacedRequest): RunStore {
  return new RunStore(locations(config, env, cwd).resultsRoot, runId, effectiveEnvironment(config, env))
}
