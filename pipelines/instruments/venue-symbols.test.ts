import { describe, expect, test } from 'vitest'
import { formatInstrumentKey, parseInstrumentKey } from './instrument-key.ts'
import { type IbContract, ibContractOf, keyOfIbContract } from './symbols/interactive-brokers.ts'
import { generateKeys, SEED } from './test/generate-keys.ts'
import { keysOfVenueSymbol, venueSymbolOf } from './venue-symbols.ts'
import { VENUES, venueOf } from './venues.ts'

describe('venue symbols', () => {
  test.each([
    ['BINANCE-SPOT:SPOT_PAIR:BTC-FDUSD', 'BTCFDUSD'],
    ['BINANCE-FUTURES:PERPETUAL:BTC-USDT@LIN', 'BTCUSDT'],
    ['BINANCE-FUTURES:FUTURE:BTC-USDT-241227@LIN', 'BTCUSDT_241227'],
    ['BINANCE-DELIVERY:PERPETUAL:BTC-USD@INV', 'BTCUSD_PERP'],
    ['BINANCE-DELIVERY:FUTURE:ETH-USD-250328@INV', 'ETHUSD_250328'],
    ['BINANCE-OPTIONS:OPTION:BTC-USDT-241227-50000-CALL@LIN', 'BTC-241227-50000-C'],
    ['BYBIT:PERPETUAL:BTC-USDT@LIN', 'BTCUSDT'],
    ['BYBIT:PERPETUAL:BTC-USDC@LIN', 'BTCPERP'],
    ['BYBIT:PERPETUAL:BTC-USD@INV', 'BTCUSD'],
    ['BYBIT:FUTURE:BTC-USDC-241227@LIN', 'BTC-27DEC24'],
    ['BYBIT:FUTURE:BTC-USD-241227@INV', 'BTCUSDZ24'],
    ['BYBIT:OPTION:ETH-USDC-250103-3500-PUT@LIN', 'ETH-3JAN25-3500-P'],
    ['BYBIT:OPTION:ETH-USDT-250103-3500-PUT@LIN', 'ETH-3JAN25-3500-P-USDT'],
    ['BYBIT-SPOT:SPOT_PAIR:SOL-USDC', 'SOLUSDC'],
    ['OKX:PERPETUAL:BTC-USDT@LIN', 'BTC-USDT-SWAP'],
    ['OKX:PERPETUAL:BTC-USD@INV', 'BTC-USD-SWAP'],
    ['OKX:FUTURE:BTC-USD-241227@INV', 'BTC-USD-241227'],
    ['OKX:OPTION:BTC-USD-241227-50000-CALL@INV', 'BTC-USD-241227-50000-C'],
    ['OKX-SPOT:SPOT_PAIR:BTC-USDT', 'BTC-USDT'],
    ['DERIBIT:PERPETUAL:BTC-USD@INV', 'BTC-PERPETUAL'],
    ['DERIBIT:PERPETUAL:BTC-USDC@LIN', 'BTC_USDC-PERPETUAL'],
    ['DERIBIT:FUTURE:BTC-USD-250103@INV', 'BTC-3JAN25'],
    ['DERIBIT:OPTION:BTC-USD-241227-50000-CALL@INV', 'BTC-27DEC24-50000-C'],
    ['DERIBIT:OPTION:XRP-USDC-241227-0.5-PUT@LIN', 'XRP_USDC-27DEC24-0d5-P'],
    ['COINBASE:SPOT_PAIR:BTC-USD', 'BTC-USD'],
    ['COINBASE-INTERNATIONAL:PERPETUAL:BTC-USDC@LIN', 'BTC-PERP'],
    ['KRAKEN:SPOT_PAIR:BTC-USD', 'XBT/USD'],
    ['KRAKEN-FUTURES:PERPETUAL:BTC-USD@LIN', 'PF_XBTUSD'],
    ['KRAKEN-FUTURES:PERPETUAL:BTC-USD@INV', 'PI_XBTUSD'],
    ['KRAKEN-FUTURES:FUTURE:BTC-USD-241227@INV', 'FI_XBTUSD_241227'],
    ['UPBIT:SPOT_PAIR:BTC-KRW', 'KRW-BTC'],
  ])('%s is %s there', (text, symbol) => {
    const key = parseInstrumentKey(text)
    expect(venueSymbolOf(key)).toBe(symbol)
    expect(keysOfVenueSymbol(key.venue, symbol).map(formatInstrumentKey)).toContain(text)
  })

  test('letters that fit several ways give every reading', () => {
    const texts = (venue: string, symbol: string) => keysOfVenueSymbol(venue, symbol).map(formatInstrumentKey)
    expect(texts('BYBIT', 'BTCUSDT')).toEqual(['BYBIT:PERPETUAL:BTC-USDT@LIN', 'BYBIT:SPOT_PAIR:BTC-USDT'])
    expect(texts('BYBIT-SPOT', 'BTCUSDT')).toEqual(['BYBIT-SPOT:SPOT_PAIR:BTC-USDT'])
  })

  test('a contract that a venue does not write has no symbol', () => {
    const symbol = (text: string) => venueSymbolOf(parseInstrumentKey(text))
    expect(symbol('BYBIT:FUTURE:BTC-USD-241220@INV')).toBeUndefined()
    expect(symbol('BINANCE-FUTURES:PERPETUAL:BTC-EUR@LIN')).toBeUndefined()
    expect(symbol('NOWHERE:SPOT_PAIR:BTC-EUR')).toBeUndefined()
  })

  test('unknown venues and symbols are named with what is known', () => {
    expect(() => keysOfVenueSymbol('BINANCE-FUTURE', 'BTCUSDT')).toThrow(/did you mean BINANCE-FUTURES\?/)
    expect(() => keysOfVenueSymbol('DERIBIT', 'BTC-31JUN24')).toThrow(/FUTURE as \{base\}-\{dMMMyy\}/)
    expect(() => keysOfVenueSymbol('CME', 'ESZ4')).toThrow(/contract fields/)
  })

  test(`whatever has a symbol is found by it again (seed ${SEED})`, () => {
    let written = 0
    const venues = new Set<string>()
    for (const key of generateKeys(6_000)) {
      const symbol = venueSymbolOf(key)
      if (symbol === undefined || !venueOf(key.venue)?.types.includes(key.type)) continue
      written += 1
      venues.add(key.venue)
      const again = keysOfVenueSymbol(key.venue, symbol).map(venueSymbolOf)
      expect([...new Set(again)]).toEqual([symbol])
      const bare = { ...key, assetClass: undefined }
      const readings = keysOfVenueSymbol(key.venue, symbol)
      const same = readings.filter(
        reading => key.settlement === undefined || reading.settlement === key.settlement,
      )
      expect(same.map(reading => ({ ...reading, settlement: key.settlement }))).toContainEqual(bare)
    }
    expect(written).toBeGreaterThan(800)
    expect(venues.size).toBe(VENUES.filter(({ symbols }) => symbols !== undefined).length)
  })
})

describe('contract fields of Interactive Brokers', () => {
  const contracts: readonly (readonly [string, IbContract])[] = [
    [
      'NASDAQ:EQUITY:AAPL-USD',
      { secType: 'STK', symbol: 'AAPL', currency: 'USD', exchange: 'SMART', primaryExchange: 'NASDAQ' },
    ],
    [
      'NYSE:EQUITY:BRK.B-USD',
      { secType: 'STK', symbol: 'BRK B', currency: 'USD', exchange: 'SMART', primaryExchange: 'NYSE' },
    ],
    [
      'XETRA:ETF:EXS1-EUR',
      {
        secType: 'STK',
        symbol: 'EXS1',
        currency: 'EUR',
        exchange: 'SMART',
        primaryExchange: 'IBIS',
        stockType: 'ETF',
      },
    ],
    [
      'CME:FUTURE:ES-USD-251219',
      { secType: 'FUT', symbol: 'ES', currency: 'USD', exchange: 'CME', lastTradeDate: '20251219' },
    ],
    [
      'CME:OPTION:ES-USD-251219-6000-PUT',
      {
        secType: 'FOP',
        symbol: 'ES',
        currency: 'USD',
        exchange: 'CME',
        lastTradeDate: '20251219',
        strike: '6000',
        right: 'P',
      },
    ],
    ['CBOE:INDEX:VIX-USD', { secType: 'IND', symbol: 'VIX', currency: 'USD', exchange: 'CBOE' }],
    ['IDEALPRO:SPOT_PAIR:EUR-USD', { secType: 'CASH', symbol: 'EUR', currency: 'USD', exchange: 'IDEALPRO' }],
    ['PAXOS:SPOT_PAIR:BTC-USD', { secType: 'CRYPTO', symbol: 'BTC', currency: 'USD', exchange: 'PAXOS' }],
  ]

  test.each(contracts)('%s', (text, contract) => {
    const key = parseInstrumentKey(text)
    expect(ibContractOf(key)).toEqual(contract)
    expect(formatInstrumentKey(keyOfIbContract(contract))).toBe(text)
  })

  test(`every instrument it trades round-trips (seed ${SEED})`, () => {
    const keys = generateKeys(2_000).filter(({ venue }) => venueOf(venue)?.assetClass === 'TRADFI')
    expect(keys.length).toBeGreaterThan(500)
    for (const key of keys)
      expect(keyOfIbContract(ibContractOf(key))).toEqual({ ...key, assetClass: undefined })
  })

  test('what does not fit is named', () => {
    expect(() => ibContractOf(parseInstrumentKey('OKX:PERPETUAL:BTC-USDT'))).toThrow(/OKX:PERPETUAL/)
    const future = { secType: 'FUT', symbol: 'ES', currency: 'USD', exchange: 'CME' } as const
    expect(() => keyOfIbContract(future)).toThrow(/lastTradeDate/)
    expect(() => keyOfIbContract({ ...future, exchange: 'NOWHERE' })).toThrow(/exchange NOWHERE/)
  })
})
