import { Random } from '../../sample/random.ts'
import { lastFriday } from '../expiry.ts'
import type { InstrumentKey } from '../instrument-key.ts'
import { INSTRUMENT_TYPES, type InstrumentType } from '../instrument-types.ts'
import { VENUES } from '../venues.ts'

export const SEED = 20_241_227

/** Keys of every registered venue and type, the same on every call; expiries are last Fridays of a month, as those
 *  of quarterly contracts are. */
export function generateKeys(count: number): readonly InstrumentKey[] {
  const random = new Random(SEED, 1)
  const next = () => random.uniform()
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(next() * items.length)] as Item
  return Array.from({ length: count }, (_, index) => {
    const venue = VENUES[index % VENUES.length]!
    const type: InstrumentType = pick(venue.types)
    const isCrypto = venue.assetClass === 'CEFI'
    const isSettled = isCrypto && INSTRUMENT_TYPES[type].settles
    const head = {
      assetClass: pick([undefined, undefined, venue.assetClass]),
      venue: venue.name,
      base: pick(
        isCrypto ? ['BTC', 'ETH', 'DOGE', '1000SHIB', 'XRP', '币安人生'] : ['ES', 'AAPL', 'BRK.B', '6E'],
      ),
      quote: pick(isCrypto ? ['USDT', 'USDC', 'USD', 'EUR', 'BTC2'] : ['USD', 'EUR', 'GBP']),
      settlement: isSettled ? pick([undefined, 'LIN', 'INV'] as const) : undefined,
    }
    if (type !== 'FUTURE' && type !== 'OPTION') return { ...head, type }
    const expiry = lastFriday(pick([2024, 2025, 2031]), Math.floor(next() * 12))
    if (type === 'FUTURE') return { ...head, type, expiry }
    return {
      ...head,
      type,
      expiry,
      strike: pick(['50000', '0.5', '3.25', '1']),
      right: pick(['CALL', 'PUT'] as const),
    }
  })
}
