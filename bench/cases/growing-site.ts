import { spawn } from 'node:child_process'
import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runBacktest } from '../../pipelines/jobs/run-backtest.ts'
import { listStoredRuns } from '../../pipelines/results/stored-run.ts'
import type { BenchCase } from '../bench-case.ts'
import { BENCH_ROOT, benchConfig, catalogDay } from '../bench-day.ts'

const SECONDS_MAX = 5
const SITE_RUNS = 100

const ROOT = join(BENCH_ROOT, 'growing-site')
const RESULTS = join(ROOT, 'results')
const SITE = join(ROOT, 'site')
const CLI = fileURLToPath(new URL('../../pipelines/cli.ts', import.meta.url))

/** One run more on a site of a hundred, by the command as a user gives it: its start and end count too. */
export const growingSiteCases: readonly BenchCase[] = [
  {
    name: 'growing-site',
    what: `one run added to a site of ${SITE_RUNS}`,
    references: ['the same site of all its runs built from nothing'],
    goal: `≤ ${SECONDS_MAX} s`,
    rounds: 3,
    prepare: async () => {
      const first = await hundredRuns()
      await buildSite(SITE)
      let runs = SITE_RUNS
      return {
        count: 1,
        unit: 'runs',
        work: async () => {
          await copyRun(first, runs++)
          await buildSite(SITE)
        },
        references: [
          async () => {
            const whole = join(ROOT, 'whole')
            await rm(whole, { recursive: true, force: true })
            await buildSite(whole)
          },
        ],
        notes: () => ['the command in a process of its own, which the memory is not that of'],
      }
    },
    isMet: result => result.workMs <= SECONDS_MAX * 1_000,
  },
]

/** A hundred runs with results of their own, made once; those of an earlier benchmark beyond them are removed.
 *  @returns the id of the first */
async function hundredRuns(): Promise<string> {
  const kept = await listStoredRuns(RESULTS)
  const first = kept[0]?.runId ?? (await shortRun())
  for (const { runId } of kept.slice(SITE_RUNS)) {
    await rm(join(RESULTS, 'report', runId), { recursive: true })
  }
  for (let number = Math.max(kept.length, 1); number < SITE_RUNS; number++) await copyRun(first, number)
  return first
}

/** Ten minutes of the generated day, analysed, under the first of the runs' ids. */
async function shortRun(): Promise<string> {
  const day = await catalogDay()
  const config = benchConfig(day.rawRoot, day.catalogRoot, [
    `results.root=${RESULTS}`,
    'time_window.end=2024-05-01T00:10:00Z',
  ])
  const { runId } = await runBacktest({ config, mode: 'report', verify: false, analyse: true })
  const first = numbered(runId, 0)
  await copyRun(runId, 0)
  await rm(join(RESULTS, 'report', runId), { recursive: true })
  return first
}

/** Publishes the same run under another id: whole, with a rename. */
async function copyRun(runId: string, number: number): Promise<void> {
  const copy = numbered(runId, number)
  const aside = join(RESULTS, `.${copy}`)
  await mkdir(aside, { recursive: true })
  for (const name of await readdir(join(RESULTS, 'report', runId))) {
    await cp(join(RESULTS, 'report', runId, name), join(aside, name))
  }
  const summary = await readFile(join(aside, 'summary.json'), 'utf8')
  await writeFile(join(aside, 'summary.json'), summary.replaceAll(runId, copy))
  await rename(aside, join(RESULTS, 'report', copy))
}

/** An id with a number in the place of its random end: ids ascend as the runs are made. */
function numbered(runId: string, number: number): string {
  return `${runId.slice(0, -6)}${String(number).padStart(6, '0')}`
}

async function buildSite(out: string): Promise<void> {
  const child = spawn(process.execPath, [CLI, 'site', 'build', '--results', RESULTS, '--out', out], {
    stdio: 'ignore',
  })
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  if (status !== 0) throw new Error(`odum site build ended with status ${status}`)
}
