import { type ChildProcess, spawn } from 'node:child_process'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { BenchCase } from '../bench-case.ts'
import { BENCH_ROOT, catalogDay } from '../bench-day.ts'

const CLI = fileURLToPath(new URL('../../pipelines/cli.ts', import.meta.url))
const SECONDS = 60
const LISTS_PER_SECOND = 200
const HEALTHS_PER_SECOND = 10
const RUNS_AT_ONCE = 2
const HEALTH_P99_MS_MAX = 50

/** The configuration of the whole generated day. */
const CONFIG = {
  instrument: { id: 'BTC-USDT.BINANCE-FUTURES', price_precision: 1, size_precision: 3 },
  venue: {
    name: 'BINANCE-FUTURES',
    account_type: 'MARGIN',
    starting_balance: 1_000_000,
    maker_fee: '0.0002',
    taker_fee: '0.0004',
  },
  data_catalog: {
    trades_path:
      'raw_tick_data/by_date/day-*/data_type-trades/BINANCE-FUTURES:PERPETUAL:BTC-USDT@LIN.parquet',
    book_snapshot_5_path:
      'raw_tick_data/by_date/day-*/data_type-book_snapshot_5/BINANCE-FUTURES:PERPETUAL:BTC-USDT@LIN.parquet',
    source: 'local',
  },
  time_window: { start: '2024-05-01T00:00:00Z', end: '2024-05-02T00:00:00Z' },
  strategy: { name: 'trade_driven', submission_mode: 'per_trade_tick' },
}

interface Load {
  readonly healthMs: number[]
  readonly listMs: number[]
  errors: number
}

/** The service under load: two whole-day backtests at work all the time, lists of results asked for 200 times a second.
 *  The requests come from this process, so on two cores they compete with what they measure. */
export const serviceCases: readonly BenchCase[] = [
  {
    name: 'service',
    what: `${LISTS_PER_SECOND} lists of results a second for ${SECONDS} s while ${RUNS_AT_ONCE} whole-day backtests run`,
    references: [],
    goal: `no error, health p99 < ${HEALTH_P99_MS_MAX} ms`,
    rounds: 1,
    prepare: async () => {
      const day = await catalogDay()
      const resultsRoot = join(BENCH_ROOT, 'service-results')
      const state = join(BENCH_ROOT, 'service-state')
      for (const folder of [resultsRoot, state]) await rm(folder, { recursive: true, force: true })
      await mkdir(state, { recursive: true })
      const { child, url } = await serve([
        ...['--raw', day.rawRoot, '--catalog', day.catalogRoot, '--results', resultsRoot, '--state', state],
        ...['--jobs', String(RUNS_AT_ONCE), '--drain', '0'],
      ])
      // Some runs to list.
      for (let index = 0; index < 10; index++) {
        await submit(url, { fast: true, end: '2024-05-01T00:01:00Z' }, '?wait=true')
      }
      const load: Load = { healthMs: [], listMs: [], errors: 0 }
      let runs = 0
      return {
        count: LISTS_PER_SECOND * SECONDS,
        unit: 'lists',
        work: async () => {
          runs = await underLoad(url, load)
          child.kill('SIGTERM')
        },
        references: [],
        notes: () => [
          `health p99 ${percentile(load.healthMs, 0.99).toFixed(1)} ms of ${load.healthMs.length}, ` +
            `lists p99 ${percentile(load.listMs, 0.99).toFixed(1)} ms of ${load.listMs.length}, ` +
            `${load.errors} errors, ${runs} backtests begun`,
        ],
        figures: () => ({ healthP99Ms: percentile(load.healthMs, 0.99), errors: load.errors }),
      }
    },
    isMet: ({ figures }) => figures.errors === 0 && (figures.healthP99Ms ?? Infinity) < HEALTH_P99_MS_MAX,
  },
]

/** Asks at a steady rate while runs are kept going. @returns how many runs were begun */
async function underLoad(url: string, load: Load): Promise<number> {
  const endMs = performance.now() + SECONDS * 1_000
  const asked: Promise<void>[] = []
  const ask = (path: string, times: number[]) => asked.push(timed(`${url}${path}`, times, load))
  let runs = 0
  const keepRunning = async (): Promise<void> => {
    while (performance.now() < endMs) {
      runs += 1
      await submit(url, { snapshot_mode: 'both' }, '?wait=true')
    }
  }
  const running = Array.from({ length: RUNS_AT_ONCE }, keepRunning)
  const startedMs = performance.now()
  let [lists, healths] = [0, 0]
  while (performance.now() < endMs) {
    const seconds = (performance.now() - startedMs) / 1_000
    for (; lists < seconds * LISTS_PER_SECOND; lists++) ask('/api/backtest/results?limit=20', load.listMs)
    for (; healths < seconds * HEALTHS_PER_SECOND; healths++) ask('/api/health', load.healthMs)
    await new Promise(resolve => setTimeout(resolve, 2))
  }
  await Promise.all(asked)
  await Promise.all(running)
  return runs
}

async function timed(url: string, times: number[], load: Load): Promise<void> {
  const startedMs = performance.now()
  try {
    const response = await fetch(url)
    await response.arrayBuffer()
    if (!response.ok) load.errors += 1
    times.push(performance.now() - startedMs)
  } catch {
    load.errors += 1
  }
}

async function submit(url: string, change: object, query: string): Promise<void> {
  const response = await fetch(`${url}/api/backtest/run${query}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ config: CONFIG, ...change }),
  })
  const job = (await response.json()) as { state?: string }
  if (job.state !== 'done') throw new Error(`a backtest was not done: ${JSON.stringify(job).slice(0, 1_000)}`)
}

async function serve(options: readonly string[]): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, [CLI, 'serve', '--port', '0', ...options], {
    cwd: BENCH_ROOT,
    env: { ...process.env, ODUM_LOG_LEVEL: 'warn' },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const url = await new Promise<string>((resolve, reject) => {
    let text = ''
    child.stderr.setEncoding('utf8').on('data', (part: string) => {
      text += part
      const match = /serving at (http:\S+);/.exec(text)
      if (match?.[1] !== undefined) resolve(match[1])
    })
    child.on('close', () => reject(new Error(text)))
  })
  return { child, url }
}

function percentile(times: readonly number[], share: number): number {
  const sorted = times.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}
