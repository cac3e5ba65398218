import { runBacktest } from '../../pipelines/jobs/run-backtest.ts'
import { type BenchCase, type BenchResult, ratio } from '../bench-case.ts'
import { benchConfig, catalogDay, TRADES } from '../bench-day.ts'

const NS_PER_EVENT_MAX = 150

interface AlgorithmCase {
  readonly name: string
  readonly what: string
  readonly reference: string
  readonly goal: string
  readonly parents: readonly object[]
  readonly referenceParents: readonly object[]
  readonly isMet: (result: BenchResult) => boolean
}

const parent = (algorithm: string, parameters: object, index = 0): object => ({
  side: index % 2 === 0 ? 'BUY' : 'SELL',
  quantity: '0.143',
  algorithm,
  parameters,
})
const several = (count: number, algorithm: string, parameters: object): readonly object[] =>
  Array.from({ length: count }, (_, index) => parent(algorithm, parameters, index))

/** 143 children each. */
const TWAP = { horizon_secs: 85_800, interval_secs: 600 }
const POV = { participation_rate: 0.0001 }
/** Asks for volume and never gets a child's worth. */
const LISTENING = { participation_rate: 1e-9, min_child: 0.143 }

const CASES: readonly AlgorithmCase[] = [
  {
    name: 'algorithm-listens',
    what: '3 M trades counted for an algorithm',
    reference: 'the same without an algorithm',
    goal: `≤ ${NS_PER_EVENT_MAX} ns more per trade`,
    parents: [parent('pov', LISTENING)],
    referenceParents: [parent('normal', {})],
    isMet: ({ workMs, referenceMs }) => ((workMs - (referenceMs[0] ?? 0)) / TRADES) * 1e6 <= NS_PER_EVENT_MAX,
  },
  {
    name: 'twap-parents',
    what: '1,000 TWAP parents at once over 3 M trades',
    reference: 'one of them',
    goal: '≤ 5× the time of one',
    parents: several(1_000, 'twap', TWAP),
    referenceParents: several(1, 'twap', TWAP),
    isMet: result => ratio(result) <= 5,
  },
  {
    name: 'pov-parents',
    what: '100 POV parents at once over 3 M trades',
    reference: 'one of them',
    goal: '≤ 3× the time of one',
    parents: several(100, 'pov', POV),
    referenceParents: several(1, 'pov', POV),
    isMet: result => ratio(result) <= 3,
  },
]

/** Whole backtests, summary only, over trades alone. */
export const algorithmCases: readonly BenchCase[] = CASES.map(
  ({ name, what, reference, goal, parents, referenceParents, isMet }) => ({
    name,
    what,
    references: [reference],
    goal,
    rounds: 3,
    prepare: async () => {
      const day = await catalogDay()
      const run = (orders: readonly object[]) => {
        const strategy = JSON.stringify({ name: 'parent_orders', parents: orders })
        const config = benchConfig(day.rawRoot, day.catalogRoot, [`strategy=${strategy}`])
        return async (): Promise<void> => {
          await runBacktest({ config, mode: 'fast', snapshotMode: 'trades', verify: false })
        }
      }
      return { count: TRADES, unit: 'trades', work: run(parents), references: [run(referenceParents)] }
    },
    isMet,
  }),
)
