import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CommandIo } from './command-io.ts'
import { runCli } from './run-cli.ts'

const CONFIG = join(import.meta.dirname, '../../configs/btc-usdt-binance-futures.json')
const WINDOW = ['--start', '2024-08-08T11:00:00Z', '--end', '2024-08-08T12:00:00Z']

/** Everything in buckets that `odum dev storage` shows over folders: no local catalog, no local results. */
describe('commands over buckets', () => {
  let cwd: string
  let env: Record<string, string>
  const stop = new AbortController()
  let serving: Promise<number>
  let runId: string

  const run = async (argv: string[], io: Partial<CommandIo> = {}) => {
    const out: string[] = []
    const err: string[] = []
    const status = await runCli(argv, {
      env,
      cwd,
      signal: new AbortController().signal,
      isTerminal: false,
      log: pino({ level: 'silent' }),
      write: text => out.push(text),
      notify: line => err.push(line),
      ...io,
    })
    return { status, out: out.join(''), err: err.join('\n') }
  }
  const json = async (argv: string[]): Promise<unknown> => {
    const { status, out, err } = await run([...argv, '--json'])
    expect([status, err]).toEqual([0, err])
    return JSON.parse(out)
  }

  beforeAll(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'odum-buckets-'))
    await mkdir(join(cwd, 'store'))
    env = {}
    const day = ['--date', '2024-08-08', '--hours', '24']
    const counts = ['--trades', '40000', '--snapshots', '20000', '--row-group-rows', '2048']
    expect(await run(['sample', 'generate', '--out', 'raw', ...day, ...counts])).toMatchObject({ status: 0 })
    const endpoint = await new Promise<string>((resolve, reject) => {
      const buckets = ['--bucket', 'market=raw', '--bucket', 'store=store', '--port', '0']
      serving = runCli(['dev', 'storage', ...buckets], {
        env: {},
        cwd,
        signal: stop.signal,
        isTerminal: false,
        log: pino({ level: 'silent' }),
        write: text => resolve(text.trim().replace('ODUM_GCS_ENDPOINT=', '')),
        notify: () => undefined,
      })
      serving.then(status => reject(new Error(`ended with ${status}`)), reject)
    })
    env = {
      ODUM_GCS_ENDPOINT: endpoint,
      ODUM_CACHE_DIRECTORY: join(cwd, 'cache'),
      UNIFIED_CLOUD_SERVICES_GCS_BUCKET: 'market',
      DATA_CATALOG_PATH: 'gs://store/catalog',
      ODUM_RESULTS_ROOT: 'gcs://store/results',
    }
  })
  afterAll(async () => {
    stop.abort()
    expect(await serving).toBe(130)
    await rm(cwd, { recursive: true, force: true })
  })

  test('convert from one bucket into another', async () => {
    const { status, err } = await run(['convert', '--config', CONFIG, '--data-source', 'gcs', ...WINDOW])
    expect([status, err]).toEqual([0, expect.stringMatching(/3 cells .* read by ranges in \d+ requests/)])
    expect(existsSync(join(cwd, 'store/catalog/catalog.json'))).toBe(true)
  })

  test('backtest the bucket’s catalog into the bucket', async () => {
    const argv = ['backtest', '--report', '--config', CONFIG, '--data-source', 'gcs', ...WINDOW]
    const outcome = await run(argv)
    expect([outcome.status, outcome.err]).toEqual([0, outcome.err])
    expect(outcome.out).toContain('gs://store/results/report/')
    const [first = ''] = await readdir(join(cwd, 'store/results/report'))
    runId = first
    const files = await readdir(join(cwd, 'store/results/report', runId))
    expect(files).toContain('fills.parquet')
    expect(files).toContain('summary.json')
    expect(existsSync(join(cwd, 'backtest_results'))).toBe(false)
    expect(await readdir(join(cwd, 'cache/writing'))).toEqual([])
  })

  test('list and show the runs there', async () => {
    expect(await json(['results', 'ls'])).toMatchObject([{ run_id: runId, status: 'completed' }])
    const shown = await json(['results', 'show', runId])
    expect(shown).toMatchObject({ run_id: runId, metrics: { orders: expect.anything() } })
    const missing = await run(['results', 'show', 'NO_SUCH_RUN'])
    expect([missing.status, missing.err]).toEqual([1, expect.stringContaining('gs://store/results')])
  })

  test('give the result that folders give', async () => {
    const hashOf = (outcome: unknown): unknown => (Array.isArray(outcome) ? outcome[0].result_hash : outcome)
    const argv = ['backtest', '--fast', '--config', CONFIG, ...WINDOW]
    const inBuckets = hashOf(await json([...argv, '--data-source', 'gcs']))
    const before = env
    env = {
      UNIFIED_CLOUD_LOCAL_PATH: join(cwd, 'raw'),
      DATA_CATALOG_PATH: join(cwd, 'catalog'),
      ODUM_RESULTS_ROOT: join(cwd, 'results'),
    }
    const inFolders = hashOf(await json([...argv, '--data-source', 'local']))
    env = before
    expect(inBuckets).toMatch(/^[0-9a-f]{64}$/)
    expect(inFolders).toBe(inBuckets)
    expect(await readdir(join(cwd, 'store/results/fast'))).toHaveLength(1)
  })

  test('query catalog and results together', async () => {
    const rows = await json([
      'sql',
      'select (select count(*) from trades) > 100 as trades, (select count(*) from fills) > 100 as fills, ' +
        "(select count(*) from runs) as runs, (select bool_and(path like 'gs://%') from cells) as cells",
    ])
    expect(rows).toMatchObject([{ trades: true, fills: true, cells: true }])
    const none = ['sql', 'select count(*) as n from trades', '--start', '2024-08-09T00:00:00Z']
    expect(JSON.stringify(await json(none))).toMatch(/"n":"?0/)
  })

  test('list what the catalog holds', async () => {
    const rows = await json(['catalog', 'ls'])
    expect(rows).toMatchObject(
      ['order_book_deltas', 'order_book_depth', 'trade_tick'].map(type => ({
        type,
        cells: expect.anything(),
      })),
    )
  })

  test('remove a run', async () => {
    expect(await run(['results', 'rm', runId, '--yes'])).toMatchObject({ status: 0 })
    expect(await json(['results', 'ls'])).toMatchObject([{ mode: 'fast' }])
    expect(existsSync(join(cwd, 'store/results/report', runId, 'fills.parquet'))).toBe(false)
  })
})

test.each([
  [['dev', 'storage'], 'No bucket is given'],
  [['dev', 'storage', '--bucket', 'market'], 'name=folder'],
  [['dev', 'storage', '--bucket', 'market=/no/such/folder'], 'is no folder'],
])('%j is wrong usage', async (argv, problem) => {
  const lines: string[] = []
  const status = await runCli(argv, {
    env: {},
    cwd: tmpdir(),
    signal: new AbortController().signal,
    isTerminal: false,
    log: pino({ level: 'silent' }),
    write: () => undefined,
    notify: line => lines.push(line),
  })
  expect([status, lines.join(' ')]).toEqual([2, expect.stringContaining(problem)])
})
