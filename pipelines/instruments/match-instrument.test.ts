import { describe, expect, test } from 'vitest'
import { matchInstrument } from './match-instrument.ts'

const CANDIDATES = [
  { id: 'BTC-USDT.BINANCE-FUTURES', key: 'BINANCE-FUTURES:PERPETUAL:BTC-USDT@LIN' },
  { id: 'BTC-USDT.BINANCE-SPOT' },
  { id: 'BTC-USD.DERIBIT', venueSymbol: 'btc-perp-custom' },
  { id: 'BTC-USDC-241227.DERIBIT' },
  { id: 'my-own.VENUE', key: null },
]

describe('naming an instrument', () => {
  test.each([
    ['BTC-USDT.BINANCE-FUTURES', 'BTC-USDT.BINANCE-FUTURES'],
    ['btc-usdt.binance-spot', 'BTC-USDT.BINANCE-SPOT'],
    ['BINANCE-FUTURES:PERPETUAL:BTC-USDT@LIN', 'BTC-USDT.BINANCE-FUTURES'],
    ['BINANCE-FUTURES:PERPETUAL:BTC-USDT', 'BTC-USDT.BINANCE-FUTURES'],
    ['cefi:binance-spot:spot_pair:btc-usdt', 'BTC-USDT.BINANCE-SPOT'],
    ['BTC-PERPETUAL', 'BTC-USD.DERIBIT'],
    ['BTC-PERP-CUSTOM', 'BTC-USD.DERIBIT'],
    ['BTC_USDC-27DEC24', 'BTC-USDC-241227.DERIBIT'],
    ['MY-OWN', 'my-own.VENUE'],
  ])('%s means %s', (text, id) => {
    expect(matchInstrument(text, CANDIDATES).id).toBe(id)
  })

  test('several that fit are listed', () => {
    expect(() => matchInstrument('BTCUSDT', CANDIDATES)).toThrow(
      /names 2 instruments:\n {2}BTC-USDT\.BINANCE-FUTURES \(BINANCE-FUTURES:.*\n {2}BTC-USDT\.BINANCE-SPOT\n/,
    )
  })

  test('what fits none is told with the nearest', () => {
    expect(() => matchInstrument('BTC-USDT.BINANCE-FUTURE', CANDIDATES)).toThrow(
      /did you mean BTC-USDT\.BINANCE-FUTURES\?/,
    )
    expect(() => matchInstrument('BINANCE-FUTURES:PERPETUAL:BTC-USDT@INV', CANDIDATES)).toThrow(
      /No instrument/,
    )
    expect(() => matchInstrument('X', [])).toThrow(/there are none yet/)
  })
})
