import { runBacktest } from '../../pipelines/jobs/run-backtest.ts'
import type { BenchCase } from '../bench-case.ts'
import { SNAPSHOTS, TRADES, tenDays } from '../bench-day.ts'

const GIB = 2 ** 30
const DAYS = 10

/** How much more the later days may hold than the first ones: noise of a collected heap, not growth. */
const GROWTH_MAX = 1.15

/** Memory of a long window: one order and fill per trade against the book, result tables written. */
export const tenDayCases: readonly BenchCase[] = [
  {
    name: 'ten-days',
    what: `${DAYS} days of 3 M trades and 0.86 M snapshots in one run, an order per trade, tables written`,
    references: [],
    goal: '≤ 1 GiB, flat',
    rounds: 1,
    prepare: async () => {
      const config = await tenDays()
      const peaks = new Array<number>(DAYS).fill(0)
      return {
        count: DAYS * (TRADES + SNAPSHOTS),
        unit: 'events',
        work: async () => {
          const onProgress = ({ stage, share = 0 }: { stage: string; share?: number }): void => {
            if (stage !== 'replay') return
            const day = Math.min(DAYS - 1, Math.floor(share * DAYS))
            peaks[day] = Math.max(peaks[day] ?? 0, process.memoryUsage.rss())
          }
          await runBacktest({ config, mode: 'report', snapshotMode: 'both', verify: false }, { onProgress })
          assertFlat(peaks)
        },
        references: [],
        notes: () => [`peak of each day: ${peaks.map(mebibytes).join(', ')} MiB`],
      }
    },
    isMet: result => result.peakBytes <= GIB,
  },
]

/** @throws RangeError when the second half of the days holds more than the first. */
function assertFlat(peaks: readonly number[]): void {
  const first = Math.max(...peaks.slice(0, DAYS / 2))
  const second = Math.max(...peaks.slice(DAYS / 2))
  if (second <= GROWTH_MAX * first) return
  throw new RangeError(`memory grew: ${peaks.map(mebibytes).join(', ')} MiB`)
}

function mebibytes(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(0)
}
