import type { InstrumentType } from './instrument-types.ts'
import type { VenueSymbols } from './symbol-form.ts'
import { BINANCE_COIN_M, BINANCE_OPTIONS, BINANCE_SPOT, BINANCE_USD_M } from './symbols/binance.ts'
import { BYBIT } from './symbols/bybit.ts'
import { COINBASE, COINBASE_INTERNATIONAL } from './symbols/coinbase.ts'
import { delimitedSpot, linearPerpetuals, QUOTE_FIRST } from './symbols/delimited.ts'
import { DERIBIT } from './symbols/deribit.ts'
import { KRAKEN, KRAKEN_FUTURES } from './symbols/kraken.ts'
import { OKX } from './symbols/okx.ts'

export type AssetClass = 'CEFI' | 'TRADFI'

/** One place where instruments are traded. */
export interface Venue {
  readonly name: string
  readonly title: string
  readonly assetClass: AssetClass
  /** What it trades; the first pair-shaped type is the one whose instrument ids carry no marker. */
  readonly types: readonly InstrumentType[]
  /** How it writes symbols; undefined where they are contract fields of a broker. */
  readonly symbols: VenueSymbols | undefined
  /** Currency of listed securities, which keys may leave out. */
  readonly currency: string | undefined
}

const cefi = (name: string, title: string, symbols: VenueSymbols, ...types: InstrumentType[]): Venue => ({
  name,
  title,
  assetClass: 'CEFI',
  types,
  symbols,
  currency: undefined,
})

const tradfi = (
  name: string,
  title: string,
  currency: string | undefined,
  ...types: InstrumentType[]
): Venue => ({
  name,
  title,
  assetClass: 'TRADFI',
  types,
  symbols: undefined,
  currency,
})

/** Every venue, one line each; a new one is a new line. */
export const VENUES: readonly Venue[] = [
  cefi('BINANCE-SPOT', 'Binance spot', BINANCE_SPOT, 'SPOT_PAIR'),
  cefi('BINANCE-FUTURES', 'Binance USDⓈ-M futures', BINANCE_USD_M, 'PERPETUAL', 'FUTURE'),
  cefi('BINANCE-DELIVERY', 'Binance COIN-M futures', BINANCE_COIN_M, 'PERPETUAL', 'FUTURE'),
  cefi('BINANCE-OPTIONS', 'Binance European options', BINANCE_OPTIONS, 'OPTION'),
  cefi('BYBIT', 'Bybit derivatives', BYBIT, 'PERPETUAL', 'FUTURE', 'OPTION', 'SPOT_PAIR'),
  cefi('BYBIT-SPOT', 'Bybit spot', BYBIT, 'SPOT_PAIR'),
  cefi('OKX', 'OKX derivatives', OKX, 'PERPETUAL', 'FUTURE', 'OPTION', 'SPOT_PAIR'),
  cefi('OKX-SPOT', 'OKX spot', OKX, 'SPOT_PAIR'),
  cefi('OKX-SWAP', 'OKX perpetual swaps', OKX, 'PERPETUAL'),
  cefi('OKX-FUTURES', 'OKX dated futures', OKX, 'FUTURE'),
  cefi('DERIBIT', 'Deribit', DERIBIT, 'PERPETUAL', 'FUTURE', 'OPTION', 'SPOT_PAIR'),
  cefi('COINBASE', 'Coinbase', COINBASE, 'SPOT_PAIR'),
  cefi('COINBASE-INTERNATIONAL', 'Coinbase International', COINBASE_INTERNATIONAL, 'PERPETUAL'),
  cefi('KRAKEN', 'Kraken', KRAKEN, 'SPOT_PAIR'),
  cefi('KRAKEN-FUTURES', 'Kraken futures', KRAKEN_FUTURES, 'PERPETUAL', 'FUTURE'),
  cefi('BITSTAMP', 'Bitstamp', delimitedSpot('/'), 'SPOT_PAIR'),
  cefi('GATE', 'Gate', delimitedSpot('_'), 'SPOT_PAIR'),
  cefi('GATE-FUTURES', 'Gate futures', linearPerpetuals('{base}_{quote}', ['USDT']), 'PERPETUAL'),
  cefi('GEMINI', 'Gemini', delimitedSpot(''), 'SPOT_PAIR'),
  cefi('HYPERLIQUID', 'Hyperliquid', linearPerpetuals('{base}', ['USDC']), 'PERPETUAL'),
  cefi('KUCOIN', 'KuCoin', delimitedSpot('-'), 'SPOT_PAIR'),
  cefi('UPBIT', 'Upbit', QUOTE_FIRST, 'SPOT_PAIR'),
  tradfi('CME', 'Chicago Mercantile Exchange', undefined, 'FUTURE', 'OPTION', 'INDEX'),
  tradfi('CBOT', 'Chicago Board of Trade', undefined, 'FUTURE', 'OPTION'),
  tradfi('NYMEX', 'New York Mercantile Exchange', undefined, 'FUTURE', 'OPTION'),
  tradfi('COMEX', 'Commodity Exchange', undefined, 'FUTURE', 'OPTION'),
  tradfi('CBOE', 'Cboe options and indices', 'USD', 'INDEX', 'OPTION', 'FUTURE'),
  tradfi('ICE', 'Intercontinental Exchange', undefined, 'FUTURE', 'OPTION'),
  tradfi('EUREX', 'Eurex', undefined, 'FUTURE', 'OPTION', 'INDEX'),
  tradfi('NASDAQ', 'Nasdaq', 'USD', 'EQUITY', 'ETF', 'INDEX'),
  tradfi('NYSE', 'New York Stock Exchange', 'USD', 'EQUITY', 'ETF', 'INDEX'),
  tradfi('ARCA', 'NYSE Arca', 'USD', 'ETF', 'EQUITY'),
  tradfi('BATS', 'Cboe BZX', 'USD', 'EQUITY', 'ETF'),
  tradfi('LSE', 'London Stock Exchange', 'GBP', 'EQUITY', 'ETF'),
  tradfi('XETRA', 'Xetra', 'EUR', 'EQUITY', 'ETF'),
  tradfi('IDEALPRO', 'Interactive Brokers currencies', undefined, 'SPOT_PAIR'),
  tradfi('PAXOS', 'Interactive Brokers crypto', undefined, 'SPOT_PAIR'),
  tradfi('SMART', 'Interactive Brokers smart routing', 'USD', 'EQUITY', 'ETF', 'OPTION'),
]

const BY_NAME: ReadonlyMap<string, Venue> = new Map(VENUES.map(venue => [venue.name, venue]))

/** A venue by its name; undefined when it is not registered. */
export function venueOf(name: string): Venue | undefined {
  return BY_NAME.get(name)
}
