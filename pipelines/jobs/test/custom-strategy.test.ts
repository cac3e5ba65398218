import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadConfig } from '../../config/load-config.ts'
import type { ResolvedConfig } from '../../config/schema.ts'
import { Database } from '../../database/open-database.ts'
import { registerResultViews } from '../../results/result-views.ts'
import { runBacktest } from '../run-backtest.ts'
import { BacktestBench } from './backtest-bench.ts'

const ROOT = join(import.meta.dirname, '../../..')
const RECORDED = join(ROOT, '../shared/data')
const MODULE = join(ROOT, 'configs/strategies/join-best.ts')
const PARAMETERS = { quantity: '0.010', position_max: '0.050', refresh_ms: 500 }

let bench: BacktestBench
beforeAll(async () => {
  bench = new BacktestBench()
  await bench.generate(4_000, 4_000)
})
afterAll(() => bench.remove())

test('a module that cannot be used is refused before anything is converted for it', async () => {
  const fresh = new BacktestBench()
  const module = join(fresh.folder, 'strategy.mjs')
  writeFileSync(module, 'export const strategy = () => { throw new Error("not these parameters") }')
  const config = fresh.config({ strategy: { name: 'custom', module } })
  await fresh.generate(100, 50)
  await expect(fresh.run({ config })).rejects.toMatchObject({ code: 'STRATEGY_PARAMETERS' })
  expect(existsSync(join(fresh.env.DATA_CATALOG_PATH, 'data'))).toBe(false)
  fresh.remove()
})

const custom = (module: string, parameters: object = PARAMETERS, preset = 'conservative'): ResolvedConfig =>
  bench.config({
    strategy: { name: 'custom', module, parameters },
    venue: { fill_model: { preset } },
  })

/** Fills by liquidity, how many name their queue, and the share of makers that waited behind one. */
const EVIDENCE = `
  select
      count(*) filter (where liquidity = 'MAKER') as makers,
      count(*) filter (where liquidity = 'MAKER' and evidence_kind in ('TRADE', 'BOOK') and evidence_id is not null),
      count(*) filter (where liquidity = 'MAKER' and queue_ahead > 0 and resting_ns > 0) as queued
  from fills where run_id = $run`

describe('the example that joins the best prices', () => {
  test('fills behind the queue on generated data, the same again, more freely under nautilus', async () => {
    const [careful, again, naive] = [
      await bench.run({ config: custom(MODULE) }),
      await bench.run({ config: custom(MODULE), mode: 'fast' }),
      await bench.run({ config: custom(MODULE, PARAMETERS, 'nautilus') }),
    ]
    expect(again.summary.result_hash).toBe(careful.summary.result_hash)
    const counts = async (runId: string) =>
      (await bench.query(EVIDENCE.replace('$run', `'${runId}'`)))[0]!.map(Number)
    const [makers, evident, queued] = await counts(careful.runId)
    expect(makers).toBeGreaterThan(5)
    expect(evident).toBe(makers)
    expect(queued).toBeGreaterThan(0)
    expect((await counts(naive.runId))[0]).toBeGreaterThan(makers ?? 0)
  })

  test.skipIf(!existsSync(RECORDED))(
    'fills behind the queue on recorded data, and more under nautilus',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'odum-recorded-'))
      try {
        const env = {
          UNIFIED_CLOUD_LOCAL_PATH: RECORDED,
          DATA_CATALOG_PATH: join(folder, 'catalog'),
          ODUM_RESULTS_ROOT: join(folder, 'results'),
        }
        const makers = async (preset: string) => {
          const config = await loadConfig('configs/btc-usdt-binance-futures.json', {
            env,
            cwd: ROOT,
            overrides: [
              'time_window.start=2024-08-08T23:54:00Z',
              'time_window.end=2024-08-09T00:00:00Z',
              'strategy.name=custom',
              `strategy.module=${MODULE}`,
              `strategy.parameters=${JSON.stringify(PARAMETERS)}`,
              `venue.fill_model.preset=${preset}`,
            ],
          })
          const { runId } = await runBacktest({ config, env, cwd: folder })
          using database = await Database.open()
          const connection = await database.connect()
          await registerResultViews(connection, env.ODUM_RESULTS_ROOT)
          const reader = await connection.runAndReadAll(EVIDENCE.replace('$run', `'${runId}'`))
          return reader.getRows()[0]!.map(Number)
        }
        const [careful, naive] = [await makers('conservative'), await makers('nautilus')]
        expect(careful[0]).toBeGreaterThan(5)
        expect(careful[1]).toBe(careful[0])
        expect(careful[2]).toBeGreaterThan(0)
        expect(naive[0]).toBeGreaterThan(careful[0] ?? 0)
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
    },
  )
})

describe('a module', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'odum-strategy-'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const written = (source: string): string => {
    const file = join(folder, 'strategy.mjs')
    writeFileSync(file, source)
    return file
  }

  test.each([
    ['that is absent', () => join(folder, 'absent.ts'), 'STRATEGY_MODULE', 'cannot be read'],
    ['that does not parse', () => written('export const = 1'), 'STRATEGY_MODULE', 'cannot be used'],
    [
      'without its export',
      () => written('export const other = 1'),
      'STRATEGY_MODULE',
      'no function `strategy`',
    ],
    [
      'that makes nothing',
      () => written('export const strategy = () => 1'),
      'STRATEGY_MODULE',
      'returns no function',
    ],
    [
      'that fails in the replay',
      () => written('export const strategy = () => () => ({ onTrade() { null.length } })'),
      'STRATEGY_FAILED',
      'strategy.mjs',
    ],
  ])('%s is a coded error', async (_name, module, code, text) => {
    const running = bench.run({ config: custom(module()) })
    await expect(running).rejects.toMatchObject({ code, message: expect.stringContaining(text) })
  })

  test('says which parameters it refuses', async () => {
    const running = bench.run({ config: custom(MODULE, { ...PARAMETERS, refresh_ms: 'soon' }) })
    await expect(running).rejects.toMatchObject({
      code: 'STRATEGY_PARAMETERS',
      message: expect.stringContaining('refresh_ms'),
    })
  })

  test('that was edited is loaded anew and gives another config hash', async () => {
    const order = (lots: number) => `export const strategy = () => context => {
      let sent = false
      return { onTrade() { if (!sent) context.submitMarket(0, 1, ${lots}); sent = true } }
    }`
    const run = async (lots: number) => {
      const outcome = await bench.run({ config: custom(written(order(lots))), mode: 'fast' })
      return [outcome.summary.config_hash, outcome.summary.result_hash]
    }
    const [first, again, edited] = [await run(2), await run(2), await run(3)]
    expect(again).toEqual(first)
    expect(edited?.[0]).not.toBe(first?.[0])
    expect(edited?.[1]).not.toBe(first?.[1])
  })
})

test('the configuration says what belongs to which strategy', () => {
  expect(() => bench.config({ strategy: { name: 'custom' } })).toThrow(/strategy\.module/)
  expect(() => bench.config({ strategy: { module: 'a.ts' } })).toThrow(/belongs to the strategy "custom"/)
})
