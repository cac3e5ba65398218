import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { ConnectionPool } from '../../pipelines/database/connection-pool.ts'
import { Database } from '../../pipelines/database/open-database.ts'
import { analyseRun } from '../../pipelines/jobs/analyse-run.ts'
import { registerResultViews } from '../../pipelines/results/result-views.ts'
import { listStoredRuns } from '../../pipelines/results/stored-run.ts'
import type { BenchCase } from '../bench-case.ts'
import { BENCH_ROOT, TRADES } from '../bench-day.ts'
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
            threads: 1,
            memoryLimit: '600MB',
            temporaryDirectory: join(root, '.spill'),
          })
          // One mart a core, as a report reads them.
          await using pool = await ConnectionPool.open(database, 2)
          await pool.run(connection => registerResultViews(connection, root, { runIds: [runId] }))
          await Promise.all(
            MARTS.map(mart => pool.run(connection => connection.runAndReadAll(`from ${mart}`))),
          )
        },
        references: [
          () => scanColumns([join(root, 'report', runId, 'fills.parquet')], 'ts_init, price, quantity'),
        ],
      }
    },
    isMet: result => result.workMs <= SECONDS_MAX * 1_000 && result.peakBytes <= GIB,
  },
]

/** A run over trades and book, made once and kept in a results root of its own. */
export async function analysedRun(): Promise<{ root: string; runId: string }> {
  const root = join(BENCH_ROOT, 'results-analysis')
  if ((await listStoredRuns(root)).length === 0) {
    await promisify(execFile)(process.execPath, [
      fileURLToPath(new URL('../make-run.ts', import.meta.url)),
      root,
    ])
  }
  const [made] = await listStoredRuns(root)
  if (made === undefined) throw new RangeError(`no run was made below ${root}`)
  return { root, runId: made.runId }
}
