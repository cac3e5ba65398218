import { randomBytes } from 'node:crypto'
import type { ResolvedConfig } from '../config/schema.ts'

const VENUE_CODES: Readonly<Record<string, string>> = {
  'BINANCE-FUTURES': 'BNF',
  'BINANCE-SPOT': 'BNS',
  BYBIT: 'BYB',
  OKX: 'OKX',
  DERIBIT: 'DRB',
}

/** The venue's short name: a known one, else its initials. */
export function venueCode(venue: string): string {
  return (
    VENUE_CODES[venue] ??
    venue
      .split(/[-_]/)
      .map(word => word.slice(0, 1))
      .join('')
  )
}

/** `VENUE_INSTRUMENT_DATE_TIME_CONFIGHASH_UUID`, e.g. `BNF_BTC_20230523_192300_018dd7_c54988`: date and time of
 *  the window's start in UTC; the last part is random, so that equal runs lie side by side. */
export function newRunId(config: ResolvedConfig, startNs: bigint, configHash: string): string {
  const start = new Date(Number(startNs / 1_000_000n)).toISOString()
  const date = start.slice(0, 10).replaceAll('-', '')
  const time = start.slice(11, 19).replaceAll(':', '')
  const { base_currency } = config.instrument
  return [
    venueCode(config.venue.name),
    base_currency,
    date,
    time,
    configHash.slice(0, 6),
    randomBytes(3).toString('hex'),
  ].join('_')
}
