import { join } from 'node:path'
import { Database } from '../../pipelines/database/open-database.ts'
import { analyseRun } from '../../pipelines/jobs/analyse-run.ts'
import { runBacktest } from '../../pipelines/jobs/run-backtest.ts'
import { registerResultViews } from '../../pipelines/results/result-views.ts'
import { listStoredRuns } from '../../pipelines/results/stored-run.ts'
import type { BenchCase } from '../bench-case.ts'
import { BENCH_ROOT, benchConfig, catalogDay, TRADES } from '../bench-day.ts'
import { scanColumns } from '../references.ts'

/** What a run's page and metrics read of the fill analysis. */
const MARTS = [
  'markouts',
  'execution_metrics',
  'fill_sizes',
  'fill_levels',
  'queue_times',
  'schedule_adherence',
]
const SECONDS_MAX = 10
const GIB = 2 ** 30

/** The analysis of a run of one fill per trade: mids around each, then every mart. */
export const analysisCases: readonly BenchCase[] = [
  {
    name: 'analysis',
    what: 'a run of 3 M fills measured against 864,000 quotes, all marts read',
    references: ["DuckDB's scan of the run's fills, one thread"],
    goal: `≤ ${SECONDS_MAX} s, ≤ 1 GiB`,
    rounds: 3,
    prepare: async () => {
      const { root, runId } = await analysedRun()
      return {
        count: TRADES,
        unit: 'fills',
        work: async () => {
          await analyseRun(root, runId)
          using database = await Database.open({
            memoryLimit: '600MB',
            temporaryDirectory: join(root, '.spill'),
          })
          const connection = await database.connect()
          await registerResultViews(connection, root, { runIds: [runId] })
          for (const mart of MARTS) await connection.runAndReadAll(`from ${mart}`)
        },
        references: [
          () => scanColumns([join(root, 'report', runId, 'fills.parquet')], 'ts_init, price, quantity'),
        ],
      }
    },
    isMet: result => result.workMs <= SECONDS_MAX * 1_000 && result.peakBytes <= GIB,
  },
]

/** A run over trades and book, made once and kept in a results root of its own: the first time, the peak memory is that
 *  of making it. */
export async function analysedRun(): Promise<{ root: string; runId: string }> {
  const root = join(BENCH_ROOT, 'results-analysis')
  const [kept] = await listStoredRuns(root)
  if (kept !== undefined) return { root, runId: kept.runId }
  const day = await catalogDay()
  const config = benchConfig(day.rawRoot, day.catalogRoot, [`results.root=${root}`])
  const { runId } = await runBacktest({ config, mode: 'report', verify: false, analyse: false })
  return { root, runId }
}
