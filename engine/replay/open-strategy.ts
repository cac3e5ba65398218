import type { SimulatedVenue } from '../exchange/simulated-venue.ts'
import { ExecutionDesk } from '../execution/parents/execution-desk.ts'
import type { RouteSink } from '../execution/router/route-record.ts'
import type { RoutingPort } from '../execution/router/routing-port.ts'
import type { Strategy } from '../strategies/strategy.ts'
import { openRouting } from './open-routing.ts'
import type { ReplayScenario } from './scenario.ts'

/** The strategy of a scenario with what stands between it and the venues: algorithms, then the router.
 *  @returns the strategy that market events drive, and the one that is told of orders and fills */
export function openStrategy(
  scenario: ReplayScenario,
  context: RoutingPort,
  parts: {
    readonly venues: readonly SimulatedVenue[]
    readonly submitNsOf: (instrumentIndex: number) => number
    readonly record: RouteSink
  },
): { readonly strategy: Strategy; readonly listener: Strategy | undefined } {
  const { strategy, execution, router, seed } = scenario
  const routing = router && openRouting(router, context, parts)
  const port = routing?.port ?? context
  const opened =
    execution === undefined ? strategy(port) : new ExecutionDesk(strategy, port, { ...execution, seed })
  if (routing !== undefined) return { strategy: opened, listener: routing.listener(opened) }
  const listens = opened.onFill !== undefined || opened.onOrder !== undefined
  return { strategy: opened, listener: listens ? opened : undefined }
}
