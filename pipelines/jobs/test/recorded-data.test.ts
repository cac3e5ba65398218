import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkRun } from '../../checks/run-checks.ts'
import { loadConfig } from '../../config/load-config.ts'
import { Database } from '../../database/open-database.ts'
import { registerResultViews } from '../../results/result-views.ts'
import { type BacktestRequest, runBacktest } from '../run-backtest.ts'

const ROOT = join(import.meta.dirname, '../../..')
const RECORDED = join(ROOT, '../shared/data')

/** Six minutes of a real market; skipped where the recording is absent. */
describe.skipIf(!existsSync(RECORDED))('recorded market data', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'odum-recorded-'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const run = async (name: string, request: Partial<BacktestRequest>, overrides: readonly string[] = []) => {
    const env = {
      UNIFIED_CLOUD_LOCAL_PATH: RECORDED,
      DATA_CATALOG_PATH: join(folder, 'catalog'),
      ODUM_RESULTS_ROOT: join(folder, 'results'),
    }
    const loaded = await loadConfig(`configs/${name}.json`, { env, cwd: ROOT, overrides })
    const time_window = { start: '2024-08-08T23:54:00Z', end: '2024-08-09T00:00:00Z' }
    const outcome = await runBacktest({ config: { ...loaded, time_window }, env, cwd: folder, ...request })
    using database = await Database.open()
    const connection = await database.connect()
    await registerResultViews(connection, env.ODUM_RESULTS_ROOT)
    const query = async (sql: string) =>
      (await connection.runAndReadAll(sql.replaceAll('$run', `'${outcome.runId}'`)))
        .getRows()
        .map(row => row.map(String))
    const traded = await query(`select count(*), sum(quantity) from fills where run_id = $run`)
    return { ...outcome, traded, failures: await checkRun(connection, outcome.runId), query }
  }

  test('on trades, every print of the capture gives one order and one fill', async () => {
    const { summary, traded, failures } = await run('btc-usdt-binance-futures', {
      snapshotMode: 'trades',
      closePositions: false,
    })
    expect(summary.counts).toMatchObject({ trades: 21_313, orders: 21_313, fills: 21_313, canceled: 0 })
    expect(traded).toEqual([['21313', '21.313']])
    expect(failures).toEqual([])
  })

  test.each(['trades', 'book', 'both'] as const)(
    'perpetual and spot agree with themselves in mode %s',
    async snapshotMode => {
      for (const name of ['btc-usdt-binance-futures', 'btc-usdt-binance-spot']) {
        const report = await run(name, { snapshotMode })
        const fast = await runAgainFast(name, snapshotMode)
        expect(report.failures, name).toEqual([])
        expect(fast.summary.result_hash, name).toBe(report.summary.result_hash)
      }
    },
  )

  test('no print and no level sells more than it has', async () => {
    const { query } = await run('btc-usdt-binance-futures', { snapshotMode: 'both' })
    const oversold = await query(`
      select evidence_id, level_index, side, sum(quantity), any_value(evidence_size) from fills
      where run_id = $run and evidence_kind = 'BOOK'
      group by all having sum(quantity) > any_value(evidence_size)`)
    expect(oversold).toEqual([])
  })

  test.each([
    ['per trade', []],
    [
      'joining the best',
      [
        'strategy.name=custom',
        `strategy.module=${join(ROOT, 'configs/strategies/join-best.ts')}`,
        'strategy.parameters={"quantity":"0.010","position_max":"0.050","refresh_ms":500}',
      ],
    ],
  ])('the delta stream gives the run of the wide rows, %s', async (_strategy, overrides) => {
    const [depth, deltas] = [[], ['data_catalog.book_feed=deltas']].map(feed =>
      run('btc-usdt-binance-futures', { snapshotMode: 'both' }, [...overrides, ...feed]),
    )
    const [wide, narrow] = [await depth, await deltas]
    expect(wide?.summary.counts.book_events).toBe(5_889)
    expect(narrow?.summary.counts).toEqual(wide?.summary.counts)
    expect(narrow?.summary.result_hash).toBe(wide?.summary.result_hash)
    expect([...(wide?.failures ?? []), ...(narrow?.failures ?? [])]).toEqual([])
  })

  const runAgainFast = (name: string, snapshotMode: 'trades' | 'book' | 'both') =>
    run(name, { snapshotMode, mode: 'fast' })
})
