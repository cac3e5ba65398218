import { IbContractInvalidError } from '../../errors.ts'
import { YYYYMMDD } from '../expiry.ts'
import type { InstrumentKey } from '../instrument-key.ts'
import { VENUES, type Venue, venueOf } from '../venues.ts'

/** The fields by which Interactive Brokers names a contract. */
export interface IbContract {
  readonly secType: 'STK' | 'FUT' | 'OPT' | 'FOP' | 'CASH' | 'CRYPTO' | 'IND'
  readonly symbol: string
  readonly currency: string
  /** Where orders are routed. */
  readonly exchange: string
  /** Where the security is listed. */
  readonly primaryExchange?: string
  /** Tells a fund from a share: `ETF` or `COMMON`. */
  readonly stockType?: string
  /** `YYYYMMDD`. */
  readonly lastTradeDate?: string
  readonly strike?: string
  readonly right?: 'C' | 'P'
}

/** Venues that Interactive Brokers calls otherwise. */
const EXCHANGES: Readonly<Record<string, string>> = { XETRA: 'IBIS', ICE: 'IPE' }

/** Options on shares and indices; those of the other exchanges are options on futures. */
const EQUITY_OPTION_VENUES = new Set(['CBOE', 'SMART'])
/** Orders in listed securities and their options are routed, not sent to the exchange itself. */
const ROUTED = new Set(['STK', 'OPT'])

/** The contract fields of an instrument.
 *  @throws IbContractInvalidError for what Interactive Brokers does not trade */
export function ibContractOf(key: InstrumentKey): IbContract {
  const secType = secTypeOf(key)
  const listed = EXCHANGES[key.venue] ?? key.venue
  const isRouted = ROUTED.has(secType) && listed !== 'SMART'
  const contract: IbContract = {
    secType,
    // Share classes are set off by a space: BRK B.
    symbol: secType === 'STK' ? key.base.replaceAll('.', ' ') : key.base,
    currency: key.quote,
    exchange: isRouted ? 'SMART' : listed,
    ...(isRouted ? { primaryExchange: listed } : {}),
    ...(key.type === 'ETF' ? { stockType: 'ETF' } : {}),
  }
  if (key.type !== 'FUTURE' && key.type !== 'OPTION') return contract
  const dated = { ...contract, lastTradeDate: YYYYMMDD.write(key.expiry) }
  if (key.type === 'FUTURE') return dated
  return { ...dated, strike: key.strike, right: key.right === 'CALL' ? 'C' : 'P' }
}

function secTypeOf(key: InstrumentKey): IbContract['secType'] {
  const venue = venueOf(key.venue)
  if (venue?.assetClass !== 'TRADFI' || !venue.types.includes(key.type)) {
    throw new IbContractInvalidError({
      what: `${key.venue}:${key.type}`,
      expected: `a venue of ${tradfiVenues()}`,
    })
  }
  switch (key.type) {
    case 'EQUITY':
    case 'ETF':
      return 'STK'
    case 'FUTURE':
      return 'FUT'
    case 'OPTION':
      return EQUITY_OPTION_VENUES.has(venue.name) ? 'OPT' : 'FOP'
    case 'INDEX':
      return 'IND'
    default:
      return key.venue === 'PAXOS' ? 'CRYPTO' : 'CASH'
  }
}

function tradfiVenues(): string {
  const names = VENUES.filter(({ assetClass }) => assetClass === 'TRADFI').map(({ name }) => name)
  return names.join(', ')
}

/** The instrument of contract fields. @throws IbContractInvalidError naming the field that does not fit */
export function keyOfIbContract(contract: IbContract): InstrumentKey {
  const head = {
    assetClass: undefined,
    venue: venueOfContract(contract).name,
    base: contract.secType === 'STK' ? contract.symbol.replaceAll(' ', '.') : contract.symbol,
    quote: contract.currency,
    settlement: undefined,
  }
  switch (contract.secType) {
    case 'STK':
      return { ...head, type: contract.stockType === 'ETF' ? 'ETF' : 'EQUITY' }
    case 'IND':
      return { ...head, type: 'INDEX' }
    case 'CASH':
    case 'CRYPTO':
      return { ...head, type: 'SPOT_PAIR' }
    case 'FUT':
      return { ...head, type: 'FUTURE', expiry: expiryOf(contract) }
    case 'OPT':
    case 'FOP': {
      const { strike, right } = contract
      if (strike === undefined) throw missing(contract, 'strike')
      if (right === undefined) throw missing(contract, 'right')
      return { ...head, type: 'OPTION', expiry: expiryOf(contract), strike, right: RIGHTS[right] }
    }
  }
}

const RIGHTS = { C: 'CALL', P: 'PUT' } as const

function venueOfContract(contract: IbContract): Venue {
  const listed = contract.primaryExchange ?? contract.exchange
  const [ours] = Object.entries(EXCHANGES).find(([, theirs]) => theirs === listed) ?? [listed]
  const venue = venueOf(ours)
  if (venue?.assetClass === 'TRADFI') return venue
  throw new IbContractInvalidError({ what: `exchange ${listed}`, expected: `one of ${tradfiVenues()}` })
}

function expiryOf(contract: IbContract): string {
  const expiry = /^\d{8}$/.test(contract.lastTradeDate ?? '')
    ? YYYYMMDD.read(contract.lastTradeDate ?? '')
    : undefined
  if (expiry === undefined) throw missing(contract, 'lastTradeDate as YYYYMMDD')
  return expiry
}

function missing(contract: IbContract, field: string) {
  return new IbContractInvalidError({ what: `${contract.secType} ${contract.symbol}`, expected: field })
}
