import { describe, expect, test } from 'vitest'
import { InstrumentKeyInvalidError } from '../errors.ts'
import { instrumentIdOf, keysOfInstrumentId } from './instrument-id.ts'
import { formatInstrumentKey, instrumentKeyOf, parseInstrumentKey, settlementOf } from './instrument-key.ts'
import { generateKeys, SEED } from './test/generate-keys.ts'

describe('instrument keys', () => {
  test.each([
    ['BINANCE-SPOT:SPOT_PAIR:BTC-USDT', { type: 'SPOT_PAIR', base: 'BTC', quote: 'USDT' }],
    ['BINANCE-FUTURES:PERPETUAL:BTC-USDT@LIN', { type: 'PERPETUAL', settlement: 'LIN' }],
    ['BYBIT:PERPETUAL:BTC-USD@INV', { venue: 'BYBIT', settlement: 'INV' }],
    ['BINANCE-DELIVERY:FUTURE:BTC-USD-241227@INV', { type: 'FUTURE', expiry: '2024-12-27' }],
    [
      'DERIBIT:OPTION:XRP-USDC-250103-0.5-PUT@LIN',
      { expiry: '2025-01-03', strike: '0.5', right: 'PUT', settlement: 'LIN' },
    ],
    ['CEFI:OKX:PERPETUAL:BTC-USDT@LIN', { assetClass: 'CEFI', venue: 'OKX' }],
    ['TRADFI:NASDAQ:EQUITY:AAPL-USD', { type: 'EQUITY', base: 'AAPL', settlement: undefined }],
    ['CME:FUTURE:ES-USD-251219', { type: 'FUTURE', settlement: undefined }],
    ['BINANCE-FUTURES:PERPETUAL:币安人生-USDT@LIN', { base: '币安人生' }],
  ])('%s is read and written as it stands', (text, parts) => {
    const key = parseInstrumentKey(text)
    expect(key).toMatchObject(parts)
    expect(formatInstrumentKey(key)).toBe(text)
  })

  test.each([
    ['DERIBIT:OPTION:BTC-USD-20241227-50000.0-C@INV', 'DERIBIT:OPTION:BTC-USD-241227-50000-CALL@INV'],
    ['NASDAQ:EQUITY:BRK.B', 'NASDAQ:EQUITY:BRK.B-USD'],
  ])('%s is written %s', (text, canonical) => {
    expect(formatInstrumentKey(parseInstrumentKey(text))).toBe(canonical)
  })

  test.each([
    ['BTC-USDT', 'whole', '1 parts'],
    ['A:B:C:D:E', 'whole', '5 parts'],
    ['cefi:OKX:PERPETUAL:BTC-USDT', 'asset class', 'cefi'],
    ['binance:PERPETUAL:BTC-USDT', 'venue', 'binance'],
    ['OKX:PERP:BTC-USDT', 'type', 'PERP'],
    ['OKX:PERPETUAL:BTCUSDT', 'payload', 'BTCUSDT'],
    ['OKX:PERPETUAL:BTC-USDT-241227', 'payload', 'BTC-USDT-241227'],
    ['OKX:PERPETUAL:-USDT', 'base', ''],
    ['OKX:PERPETUAL:BTC-usdt', 'quote', 'usdt'],
    ['OKX:PERPETUAL:BTC-USDT@QUANTO', 'suffix', 'QUANTO'],
    ['OKX:PERPETUAL:BTC-USDT@LIN@INV', 'suffix', 'LIN@INV'],
    ['OKX:SPOT_PAIR:BTC-USDT@LIN', 'suffix', 'LIN'],
    ['OKX:FUTURE:BTC-USDT-240631', 'expiry', '240631'],
    ['OKX:OPTION:BTC-USD-241227-5e4-CALL', 'strike', '5e4'],
    ['OKX:OPTION:BTC-USD-241227-50000-X', 'right', 'X'],
  ])('%s is refused for its %s', (text, part, found) => {
    expect(instrumentKeyOf(text)).toBeUndefined()
    const error = refusalOf(text)
    expect(error).toMatchObject({ code: 'INSTRUMENT_KEY_INVALID', fields: { text, part, found } })
    expect(error?.message).toContain('expected')
  })

  test('crypto in USD settles in the base currency unless told otherwise', () => {
    const settlement = (text: string) => settlementOf(parseInstrumentKey(text))
    expect(settlement('DERIBIT:PERPETUAL:BTC-USD')).toBe('INV')
    expect(settlement('DERIBIT:PERPETUAL:BTC-USDC')).toBe('LIN')
    expect(settlement('KRAKEN-FUTURES:PERPETUAL:BTC-USD@LIN')).toBe('LIN')
    expect(settlement('CME:FUTURE:ES-USD-251219')).toBe('LIN')
    expect(settlement('COINBASE:SPOT_PAIR:BTC-USD')).toBeUndefined()
  })
})

function refusalOf(text: string): InstanceType<typeof InstrumentKeyInvalidError> | undefined {
  try {
    parseInstrumentKey(text)
  } catch (error) {
    if (error instanceof InstrumentKeyInvalidError) return error
  }
  return undefined
}

describe('instrument ids', () => {
  test.each([
    ['BINANCE-FUTURES:PERPETUAL:BTC-USDT@LIN', 'BTC-USDT.BINANCE-FUTURES'],
    ['BINANCE-FUTURES:PERPETUAL:BTC-USDT', 'BTC-USDT.BINANCE-FUTURES'],
    ['BINANCE-SPOT:SPOT_PAIR:BTC-USDT', 'BTC-USDT.BINANCE-SPOT'],
    ['BYBIT:PERPETUAL:BTC-USDT@LIN', 'BTC-USDT.BYBIT'],
    ['BYBIT:SPOT_PAIR:BTC-USDT', 'BTC-USDT-SPOT.BYBIT'],
    ['KRAKEN-FUTURES:PERPETUAL:BTC-USD@INV', 'BTC-USD.KRAKEN-FUTURES'],
    ['KRAKEN-FUTURES:PERPETUAL:BTC-USD@LIN', 'BTC-USD-LIN.KRAKEN-FUTURES'],
    ['NOWHERE:PERPETUAL:BTC-USDT@LIN', 'BTC-USDT-PERP.NOWHERE'],
    ['DERIBIT:OPTION:XRP-USDC-250103-0.5-PUT@LIN', 'XRP-USDC-250103-0_5-PUT.DERIBIT'],
    ['NYSE:EQUITY:BRK.B-USD', 'BRK_B-USD.NYSE'],
  ])('%s has the id %s', (text, id) => {
    const key = parseInstrumentKey(text)
    expect(instrumentIdOf(key)).toBe(id)
    const texts = keysOfInstrumentId(id).map(formatInstrumentKey)
    expect(texts).toContain(formatInstrumentKey({ ...key, settlement: settlementOf(key) }))
  })

  test('what is no such id has no keys', () => {
    expect(keysOfInstrumentId('BTCUSDT')).toEqual([])
    expect(keysOfInstrumentId('BTC.OKX')).toEqual([])
    expect(keysOfInstrumentId('BTC-USDT-241232.OKX')).toEqual([])
  })
})

test(`keys and ids of every venue and type round-trip (seed ${SEED})`, () => {
  const keys = generateKeys(4_000)
  expect(new Set(keys.map(({ type }) => type)).size).toBe(7)
  const byId = new Map<string, string>()
  for (const key of keys) {
    const text = formatInstrumentKey(key)
    expect(parseInstrumentKey(text)).toEqual(key)
    const id = instrumentIdOf(key)
    expect(id).toMatch(/^[^.\s]+\.[^.\s]+$/)
    const told = formatInstrumentKey({ ...key, settlement: settlementOf(key), assetClass: undefined })
    expect(keysOfInstrumentId(id).map(formatInstrumentKey)).toContain(told)
    // A share and a fund of one ticker cannot both be listed at a venue.
    const named = told.replace(':ETF:', ':EQUITY:')
    expect([id, byId.get(id) ?? named]).toEqual([id, named])
    byId.set(id, named)
  }
})
