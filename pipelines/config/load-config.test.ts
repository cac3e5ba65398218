import { readdirSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  ConfigInvalidError,
  ConfigNotFoundError,
  ConfigSyntaxError,
  ConfigVariableMissingError,
} from '../errors.ts'
import { listConfigs } from './find-config.ts'
import { type LoadOptions, loadConfig, parseConfig } from './load-config.ts'
import type { ResolvedConfig } from './schema.ts'
import { documentWithKeys, GUIDE, SCHEMA_FILE, schemaText } from './schema-documents.ts'

const CONFIGS = new URL('../../configs/', import.meta.url)

/** The example of the documentation, whose keys must be accepted as they stand. */
const EXAMPLE = `{
  "instrument": { "id": "BTC-USDT.BINANCE-FUTURES", "price_precision": 2, "size_precision": 3 },
  "venue": { "name": "BINANCE-FUTURES", "oms_type": "NETTING", "account_type": "MARGIN", "base_currency": "USDT",
             "starting_balance": 1000000, "maker_fee": 0.0002, "taker_fee": 0.0004 },
  "data_catalog": { "trades_path": "raw_tick_data/by_date/day-*/data_type-trades/BINANCE-FUTURES:PERPETUAL:BTC-USDT.parquet",
                    "book_snapshot_5_path": "raw_tick_data/by_date/day-*/data_type-book_snapshot_5/BINANCE-FUTURES:PERPETUAL:BTC-USDT.parquet",
                    "auto_discover": true, "source": "gcs", "gcs_bucket": "some-bucket" },
  "time_window": { "start": "2023-05-23T19:23:00Z", "end": "2023-05-23T19:28:00Z" },
  "strategy": { "name": "trade_driven", "submission_mode": "per_trade_tick" },
  "environment": { "UNIFIED_CLOUD_LOCAL_PATH": "mnt", "DATA_CATALOG_PATH": "catalog" }
}`

/** The section that docs/risk.md shows. */
const DOCUMENTED_RISK =
  /"risk": \{[\s\S]*?\n\}/.exec(readFileSync(new URL('../../docs/risk.md', import.meta.url), 'utf8'))?.[0] ??
  ''

function parse(text: string, options: Partial<LoadOptions> = {}): ResolvedConfig {
  return parseConfig(text, { env: {}, ...options, file: 'example.json' })
}

/** The problems a text is refused for, as `where path: message`. */
function problems(text: string, options: Partial<LoadOptions> = {}): string[] {
  try {
    parse(text, options)
  } catch (error) {
    if (!(error instanceof ConfigInvalidError)) throw error
    const found = error.fields.problems as { where: string; path: string; message: string }[]
    return found.map(({ where, path, message }) => `${where} ${path}: ${message}`)
  }
  return []
}

/** The example with one text in place of another, which must be there. */
function changed(from: string, to: string): string {
  expect(EXAMPLE).toContain(from)
  return EXAMPLE.replace(from, () => to)
}

describe('a configuration', () => {
  test('is accepted as documented, with what derives from it filled in', () => {
    const config = parse(EXAMPLE)
    expect(config.instrument).toMatchObject({
      symbol: 'BTC-USDT',
      type: 'perpetual',
      base_currency: 'BTC',
      quote_currency: 'USDT',
      settlement_currency: 'USDT',
      currency_precision: 8,
      tick_size: '0.01',
      lot_size: '0.001',
      maker_fee: '0.0002',
      taker_fee: '0.0004',
    })
    expect(config.venue.starting_balances).toEqual({ USDT: '1000000' })
    expect(config.venue.fill_model).toMatchObject({ preset: 'conservative', queue_position: true })
    expect(config).toMatchObject({ seed: 1, equity_interval: '1s', file: 'example.json' })
    expect(config.data_catalog.cell_length).toBe('1h')
  })

  test('limits risk as documented, of instruments that it trades', () => {
    const section = DOCUMENTED_RISK.replace('ETH-USDT.BINANCE-FUTURES', 'BTC-USDT.BINANCE-FUTURES')
    const withRisk = (text: string) => changed('"strategy"', `${text},\n  "strategy"`)
    expect(parse(withRisk(section)).risk).toMatchObject({
      max_order_quantity: '2',
      max_orders_per_second: 10,
      price_tolerance_bps: '50',
      instruments: { 'BTC-USDT.BINANCE-FUTURES': { max_position: '50' } },
    })
    expect(problems(withRisk(DOCUMENTED_RISK))).toEqual([
      expect.stringContaining(
        'the scenario trades no instrument "ETH-USDT.BINANCE-FUTURES"; did you mean "BTC-',
      ),
    ])
    expect(problems(withRisk('"risk": { "max_order_per_second": 3 }'))).toEqual([
      expect.stringContaining('did you mean "max_orders_per_second"?'),
    ])
    expect(problems(withRisk('"risk": { "max_orders_per_minute": 0, "max_position": -1 }'))).toHaveLength(2)
  })

  test('routes over instruments that it trades, in the same units', () => {
    const spot = (
      size: number,
    ) => `"venues": [{ "name": "BINANCE-SPOT", "account_type": "CASH", "maker_fee": 0,
      "taker_fee": 0, "starting_balances": { "USDT": 1 }, "instruments": [{ "id": "BTC-USDT.BINANCE-SPOT",
      "price_precision": 2, "size_precision": ${size}, "trades_path": "x" }] }]`
    const withRouter = (router: string, size = 3) =>
      changed('"strategy"', `${spot(size)},\n  "router": ${router},\n  "strategy"`)
    const venues = `"venues": [{ "instrument": "BTC-USDT.BINANCE-FUTURES" },
      { "instrument": "BTC-USDT.BINANCE-SPOT", "enabled": false }]`
    expect(parse(withRouter(`{ ${venues}, "price_drift_per_ns": 1e-9 }`)).router).toEqual({
      mode: 'best',
      venues: [
        { instrument: 'BTC-USDT.BINANCE-FUTURES', enabled: true },
        { instrument: 'BTC-USDT.BINANCE-SPOT', enabled: false },
      ],
      price_drift_per_ns: '0.000000001',
    })
    expect(problems(withRouter(`{ ${venues} }`, 5))).toEqual([
      expect.stringContaining(
        'router.venues.1.instrument: size_precision of BTC-USDT.BINANCE-SPOT is 5 here and 3',
      ),
    ])
    const twice =
      '"venues": [{ "instrument": "BTC-USDT.BINANCE-SPOT" }, { "instrument": "BTC-USDT.BINANCE-SPOT" }]'
    expect(problems(withRouter(`{ ${twice}, "instrument": "BTC-USDT.BINANCE-SPOTS" }`))).toEqual([
      expect.stringContaining('did you mean "BTC-USDT.BINANCE-SPOT"?'),
      expect.stringContaining('BTC-USDT.BINANCE-SPOT is named twice'),
    ])
    expect(problems(withRouter('{ "venues": [] }'))).toHaveLength(1)
  })

  test('may hold comments and begin with a byte order mark', () => {
    expect(parse(`\uFEFF// a remark\n${EXAMPLE}`).instrument.symbol).toBe('BTC-USDT')
  })

  test('reads money exactly, written as a number or a string', () => {
    const digits = '12345678901234.12345678'
    for (const written of [digits, `"${digits}"`, `${digits}000`]) {
      const config = parse(changed('1000000', written))
      expect(config.venue.starting_balances).toEqual({ USDT: digits })
    }
    expect(parse(changed('0.0002', '-1e-7')).venue.maker_fee).toBe('-0.0000001')
  })

  test('applies the rules of a preset, each of which can be overruled', () => {
    const model = '"fill_model": { "preset": "nautilus", "queue_position": true },'
    const config = parse(changed('"oms_type"', `${model} "oms_type"`))
    expect(config.venue.fill_model).toMatchObject({
      preset: 'nautilus',
      liquidity_consumption: false,
      consumption_reset: 'change',
      queue_position: true,
      prob_fill_on_limit: 1,
    })
  })

  test('takes the settlement of an inverse contract from its base currency', () => {
    const config = parse(
      changed('"price_precision"', '"is_inverse": true, "quote_currency": "USD", "price_precision"'),
    )
    expect(config.instrument).toMatchObject({ settlement_currency: 'BTC', quote_currency: 'USD' })
    expect(config.venue.currency_precision).toMatchObject({ BTC: 8, USD: 2 })
  })
})

describe('a wrong configuration', () => {
  test('is told of an unknown key, where it stands and what was meant', () => {
    expect(problems(changed('"maker_fee"', '"maker_fe"'))).toEqual([
      'example.json:3:12 venue.maker_fee: missing',
      'example.json:4:43 venue.maker_fe: unknown key; did you mean "maker_fee"?',
    ])
  })

  test('is told of every problem at once', () => {
    const text = changed('"price_precision": 2', '"price_precision": 2.5')
      .replace('"trade_driven"', '"trade_drivn"')
      .replace('19:28:00Z', '19:28:00.1234567890Z')
    expect(problems(text).map(problem => problem.split(':').slice(0, 3).join(':'))).toEqual([
      'example.json:2:72 instrument.price_precision',
      'example.json:8:60 time_window.end',
      'example.json:9:25 strategy.name',
    ])
  })

  test.each([
    ['"MARGIN"', '"CASH"', '3:80 venue.account_type: a perpetual needs a MARGIN account; CASH is for spot'],
    ['"name": "BINANCE-FUTURES"', '"name": "BINANCE-SPOT"', '2:25 instrument.id: the venue of'],
    ['0.0004', '"four"', '4:77 venue.taker_fee: expected a decimal number; found "four"'],
    ['0.0004', '0.10000000000000000001', '4:77 venue.taker_fee: expected a decimal number; found "0.1000'],
    ['0.0004', '1e400', '4:77 venue.taker_fee: expected a decimal number; found'],
    [
      '1000000',
      '-5',
      '4:34 venue.starting_balance: expected a decimal number that is not negative; found -5',
    ],
    [
      '1000000',
      '0.123456789',
      '4:34 venue.starting_balance: 0.123456789 has more than the 8 fractional digits',
    ],
    ['19:28:00Z', '19:23:00Z', '8:60 time_window.end: the end is not after the start 2023-05-23T19:23:00Z'],
    ['2023-05-23T19:23', '2023-02-30T19:23', '8:29 time_window.start: expected an instant in UTC'],
    [
      '"gcs"',
      '"gsc"',
      '7:54 data_catalog.source: expected "local" or "gcs" or "auto"; found "gsc"; did you mean "gcs"?',
    ],
    [
      '"auto_discover": true',
      '"cell_length": "7h"',
      '7:36 data_catalog.cell_length: expected a duration that divides a day',
    ],
    [
      '"size_precision": 3',
      '"size_precision": 3, "lot_size": 0.0005',
      '2:108 instrument.lot_size: 0.0005 has more than',
    ],
  ])('%s → %s', (from, to, expected) => {
    expect(problems(changed(from, to))[0]).toContain(`example.json:${expected}`)
  })

  test('is refused as JSON with the places of its slips', () => {
    const attempt = () => parse('{\n  "a": 1\n  "b": 2,\n  "a": 3\n}')
    expect(attempt).toThrow(ConfigSyntaxError)
    expect(attempt).toThrow(
      /example\.json:3:3 {2}expected a comma[\s\S]*example\.json:4:3 {2}the key "a" stands twice/,
    )
  })
})

/** How a configuration refers to an environment variable. */
function variable(name: string): string {
  return `\${${name}}`
}

describe('variables', () => {
  test('come from the environment, from defaults, and from the environment section first', () => {
    const text = changed('"mnt"', `"${variable('ROOT:-')}"`).replace(
      '"some-bucket"',
      `"${variable('BUCKET')}-${variable('ROOT:-none')}"`,
    )
    const config = parse(text, { env: { BUCKET: 'b' } })
    expect(config.data_catalog.gcs_bucket).toBe('b-none')
    const own = parse(text.replace('"environment": {', '"environment": { "BUCKET": "own",'), {
      env: { BUCKET: 'b', ROOT: 'r' },
    })
    expect(own.data_catalog.gcs_bucket).toBe('own-r')
    expect(own.environment).toMatchObject({ UNIFIED_CLOUD_LOCAL_PATH: 'r' })
  })

  test('that are missing are named with their place', () => {
    const attempt = () => parse(changed('"some-bucket"', `"${variable('BUCKET')}"`))
    expect(attempt).toThrow(ConfigVariableMissingError)
    expect(attempt).toThrow(
      'example.json:7:75  data_catalog.gcs_bucket: the environment variable BUCKET is not set',
    )
  })
})

describe('overrides', () => {
  test('replace values and make sections', () => {
    const overrides = [
      'venue.taker_fee=0.00050',
      'strategy.side=sell',
      'venue.latency.submit_ns=5',
      'description=12 x',
    ]
    const config = parse(EXAMPLE, { overrides })
    expect(config.instrument.taker_fee).toBe('0.0005')
    expect(config.strategy.side).toBe('sell')
    expect(config.venue.latency.submit_ns).toBe(5)
    expect(config.description).toBe('12 x')
  })

  test('are named in problems', () => {
    expect(problems(EXAMPLE, { overrides: ['venue.taker_fe=1', 'seed=-1'] })).toEqual([
      '--set venue.taker_fe=1 venue.taker_fe: unknown key; did you mean "taker_fee"?',
      '--set seed=-1 seed: expected at least 0; found -1',
    ])
  })

  test('without a path are refused', () => {
    expect(() => parse(EXAMPLE, { overrides: ['seed'] })).toThrow('--set seed is no override')
  })
})

describe('configuration files', () => {
  let folder: string

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'odum-config-'))
    await mkdir(join(folder, 'configs'))
    await writeFile(join(folder, 'configs', 'mine.json'), EXAMPLE)
  })

  afterAll(() => rm(folder, { recursive: true }))

  test('are found by path and by name', async () => {
    for (const name of ['mine', 'mine.json', 'configs/mine.json']) {
      expect((await loadConfig(name, { env: {}, cwd: folder })).file).toBe('configs/mine.json')
    }
  })

  test('that do not exist are answered with those that do', async () => {
    const attempt = loadConfig('yours', { env: {}, cwd: folder })
    await expect(attempt).rejects.toThrow(ConfigNotFoundError)
    await expect(attempt).rejects.toThrow('configs/mine.json')
  })

  test.each(readdirSync(CONFIGS).filter(name => name.endsWith('.json')))(
    '%s, as shipped, loads and names its schema',
    async name => {
      const config = await loadConfig(name, { env: {} })
      expect(config.$schema).toBe('./schema/odum-config.schema.json')
      expect(config.description).toBeTypeOf('string')
    },
  )

  test('are listed in order', () => {
    const names = listConfigs(CONFIGS.pathname).map(file => file.replace(/^.*\//, ''))
    expect(names).toContain('demo.json')
    expect(names).toEqual([...names].sort())
  })

  test('have a schema and a guide that are not stale: run `npm run schema`', async () => {
    expect(await readFile(SCHEMA_FILE, 'utf8')).toBe(schemaText())
    const guide = await readFile(GUIDE, 'utf8')
    expect(guide).toBe(documentWithKeys(guide))
  })

  test('have a guide whose example loads', async () => {
    const example = /```json\n([\s\S]*?)```/.exec(await readFile(GUIDE, 'utf8'))?.[1] ?? ''
    expect(parse(example).instrument.id).toBe('BTC-USDT.BINANCE-FUTURES')
  })
})
