import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { listConfigs } from '../../config/find-config.ts'
import { instrumentConfigs } from '../../config/instrument-configs.ts'
import { loadConfig } from '../../config/load-config.ts'
import { parseWindow } from '../../config/time-window.ts'
import { isSameInstrument, keysOfInstrumentId } from '../../instruments/instrument-id.ts'
import { backtestScenario } from '../backtest-scenario.ts'
import { keyDifferences, keyOfPath } from '../check-data/check-instrument.ts'
import { runBacktest } from '../run-backtest.ts'

const ROOT = join(import.meta.dirname, '../../..')
const RECORDED = join(ROOT, '../shared/data')
const files = listConfigs(join(ROOT, 'configs'))

test('there are configurations of every kind the guide names', () => {
  expect(files.length).toBeGreaterThanOrEqual(10)
})

describe.each(files)('%s', file => {
  test('is valid, names its instruments as their raw data does, and can be put into the engine’s terms', async () => {
    const config = await loadConfig(file, { env: {} })
    const configs = instrumentConfigs(config)
    for (const own of configs) {
      const { trades_path, book_snapshot_5_path } = own.data_catalog
      for (const path of [trades_path, book_snapshot_5_path]) {
        const key = path === undefined ? undefined : keyOfPath(path)
        if (key === undefined) throw new Error(`${file}: ${path} names no instrument key`)
        const named = keysOfInstrumentId(own.instrument.id)
        expect(
          named.some(known => isSameInstrument(known, key)),
          own.instrument.id,
        ).toBe(true)
        if (key.settlement !== undefined) expect(keyDifferences(key, own), own.instrument.id).toEqual([])
      }
    }
    const window = parseWindow(config.time_window.start, config.time_window.end)
    const setting = { snapshotMode: 'both' as const, closePositions: true }
    if (config.strategy.name !== 'trade_driven') return
    const scenario = backtestScenario(config, window, setting)
    expect(scenario.instruments.map(({ id }) => id)).toEqual(configs.map(({ instrument }) => instrument.id))
  })
})

/** Six minutes of a real market; skipped where the recording is absent. */
describe.skipIf(!existsSync(RECORDED))('on recorded market data', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'odum-shipped-'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test('two venues trade side by side, each from its own account', async () => {
    const env = {
      UNIFIED_CLOUD_LOCAL_PATH: RECORDED,
      DATA_CATALOG_PATH: join(folder, 'catalog'),
      ODUM_RESULTS_ROOT: join(folder, 'results'),
    }
    const config = await loadConfig('configs/btc-usdt-binance-two-venues.json', { env, cwd: ROOT })
    const report = await runBacktest({ config, env, cwd: folder })
    const fast = await runBacktest({ config, env, cwd: folder, mode: 'fast' })
    expect(fast.summary.result_hash).toBe(report.summary.result_hash)
    const { balances, counts } = report.summary
    expect(balances.map(({ account, currency }) => [account, currency])).toEqual([
      ['BINANCE-FUTURES', 'USDT'],
      ['BINANCE-SPOT', 'USDT'],
      ['BINANCE-SPOT', 'BTC'],
    ])
    const paid = balances.filter(({ currency }) => currency === 'USDT')
    expect(paid.every(({ starting, final }) => Number(final) < Number(starting))).toBe(true)
    expect(counts.fills).toBeGreaterThan(10_000)
  })
})
