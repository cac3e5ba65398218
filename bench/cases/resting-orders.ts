import { fileURLToPath } from 'node:url'
import { runBacktest } from '../../pipelines/jobs/run-backtest.ts'
import { type BenchCase, ratio } from '../bench-case.ts'
import { benchConfig, catalogDay, SNAPSHOTS, TRADES } from '../bench-day.ts'

const MODULE = fileURLToPath(new URL('../strategies/resting-orders.ts', import.meta.url))
const ORDERS = 10_000
const RATIO_MAX = 2

/** What resting orders cost per event: the same day with and without them. */
export const restingOrderCases: readonly BenchCase[] = [
  {
    name: 'resting-10000',
    what: `${ORDERS} limit orders resting near and far through 3 M trades and the book`,
    references: ['the same without orders'],
    goal: `≤ ${RATIO_MAX} × the time without`,
    rounds: 5,
    prepare: async () => {
      const day = await catalogDay()
      // In this process, so that the ratio tells what the orders cost, not what the sandbox does.
      const run = async (overrides: readonly string[]): Promise<void> => {
        const config = benchConfig(day.rawRoot, day.catalogRoot, overrides)
        await runBacktest({ config, mode: 'fast', snapshotMode: 'both', verify: false, trustModules: true })
      }
      const custom = [
        // Enough that what fills and stays open denies no order.
        'venue.starting_balance=1000000000',
        'strategy.name=custom',
        `strategy.module=${MODULE}`,
        `strategy.parameters={"orders":${ORDERS}}`,
      ]
      return {
        count: TRADES + SNAPSHOTS,
        unit: 'events',
        work: () => run(custom),
        references: [() => run(['strategy.max_orders=0'])],
      }
    },
    isMet: result => ratio(result) <= RATIO_MAX,
  },
]
