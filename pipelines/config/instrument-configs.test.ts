import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { ConfigInvalidError } from '../errors.ts'
import { configHash } from './config-hash.ts'
import { instrumentConfigs } from './instrument-configs.ts'
import { parseConfig } from './load-config.ts'
import type { ResolvedConfig } from './schema.ts'

/** The example of the documentation: two instruments at one venue, one at another. */
const documented =
  /## Several instruments[\s\S]*?```json\n([\s\S]*?)```/.exec(
    readFileSync(new URL('../../docs/configuration.md', import.meta.url), 'utf8'),
  )?.[1] ?? ''

function parse(text: string, overrides: readonly string[] = []): ResolvedConfig {
  return parseConfig(text, { env: {}, overrides, file: 'example.json' })
}

/** The problems a text is refused for, as `path: message`. */
function problems(text: string): string[] {
  try {
    parse(text)
  } catch (error) {
    if (!(error instanceof ConfigInvalidError)) throw error
    const found = error.fields.problems as { path: string; message: string }[]
    return found.map(({ path, message }) => `${path}: ${message}`)
  }
  return []
}

/** The example with one text in place of another, which must be there. */
function withChange(from: string, to: string): string {
  expect(documented).toContain(from)
  return documented.replace(from, () => to)
}

describe('several instruments of a configuration', () => {
  test('are taken as documented, in the order of the file, each with its venue and its data', () => {
    const configs = instrumentConfigs(parse(documented))
    expect(configs.map(({ instrument }) => instrument.id)).toEqual([
      'BTC-USDT.BINANCE-FUTURES',
      'ETH-USDT.BINANCE-FUTURES',
      'BTC-USDT.BINANCE-SPOT',
    ])
    expect(
      configs.map(({ instrument, venue }) => [venue.name, instrument.type, instrument.taker_fee]),
    ).toEqual([
      ['BINANCE-FUTURES', 'perpetual', '0.0004'],
      ['BINANCE-FUTURES', 'perpetual', '0.0004'],
      ['BINANCE-SPOT', 'spot', '0.001'],
    ])
    expect(configs[2]?.data_catalog.trades_path).toContain('SPOT_PAIR')
    expect(configs[2]?.venue.starting_balances).toEqual({ USDT: '100000', BTC: '1' })
    for (const config of configs) expect(config).not.toHaveProperty('venues')
  })

  test('can be overridden by number', () => {
    const config = parse(documented, ['venues.0.taker_fee=0.0008', 'instruments.0.min_quantity=0.1'])
    expect(config.venues?.[0]?.instruments[0]?.taker_fee).toBe('0.0008')
    expect(config.instruments?.[0]?.min_quantity).toBe('0.1')
  })

  test('have another hash than the first one alone', () => {
    const { instruments: _further, venues: _others, ...written } = JSON.parse(documented)
    expect(configHash(parse(documented))).not.toBe(configHash(parse(JSON.stringify(written))))
  })

  test.each([
    ['"ETH-USDT.', '"BTC-USDT.', 'instruments.0.id: BTC-USDT.BINANCE-FUTURES is named twice'],
    ['"name": "BINANCE-SPOT"', '"name": "BINANCE-FUTURES"', 'venues.0.name: BINANCE-FUTURES is named twice'],
    [
      '"BTC-USDT.BINANCE-SPOT"',
      '"BTC-USDT.KRAKEN"',
      'venues.0.instruments.0.id: the venue of "BTC-USDT.KRAKEN"',
    ],
    ['"size_precision": 5', '"sise_precision": 5', 'did you mean "size_precision"?'],
    ['"submit_ns"', '"submitt_ns"', 'did you mean "submit_ns"?'],
    [
      '"size_precision": 5',
      '"size_precision": 5, "currency_precision": 6',
      'venues.0.instruments.0.currency_precision: USDT has 6 fractional digits here and 8 elsewhere',
    ],
    [
      '"CASH", "starting_balances": { "USDT": 100000, "BTC": 1 }',
      '"CASH"',
      'venues.0.starting_balance: missing',
    ],
    [
      '"name": "trade_driven"',
      '"name": "trade_driven", "quantity": 0.0001',
      'strategy.quantity: 0.0001 has more than the 3 fractional digits',
    ],
  ])('%s → %s', (from, to, expected) => {
    expect(problems(withChange(from, to)).join('\n')).toContain(expected)
  })

  test('hold what they trade in the digits that another one settles in', () => {
    const second = `{ "id": "ETH-BTC.BINANCE-SPOT", "price_precision": 5, "size_precision": 4,
      "currency_precision": 4, "trades_path": "eth-btc.parquet" },`
    const text = withChange('"instruments": [\n        {', `"instruments": [\n        ${second}\n        {`)
    expect(problems(text)).toEqual([
      expect.stringContaining(
        'venues.0.currency_precision: BTC needs 5 fractional digits to hold what BTC-USDT.BINANCE-SPOT',
      ),
    ])
  })

  test('are at most 256', () => {
    const many = Array.from({ length: 256 }, (_, index) => ({
      id: `C${index}-USDT.BINANCE-FUTURES`,
      price_precision: 1,
      size_precision: 1,
      trades_path: 'x',
    }))
    const text = JSON.stringify({ ...(JSON.parse(documented) as object), instruments: many })
    expect(problems(text)).toEqual([expect.stringContaining('at most 256 instruments; these are 258')])
  })
})
