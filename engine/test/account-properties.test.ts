import { describe, expect, test } from 'vitest'
import { Account, PositionNumbers } from '../account/account.ts'
import type { PositionRecord } from '../account/position.ts'
import { SIDE, type Side } from '../domain/codes.ts'
import { compileInstrument, type InstrumentDefinition } from '../domain/instrument.ts'
import { scaledAmountBig } from '../domain/money.ts'
import { PLAIN } from './recorded-run.ts'
import { Seeded } from './seeded.ts'

interface Booked {
  readonly side: Side
  readonly ticks: number
  readonly lots: number
  readonly realized: bigint
  readonly commission: bigint
}

/** A random walk of fills with sizes from one lot to amounts that need bigint. */
function trade(seed: number, definition: InstrumentDefinition, wideLots: number, fillCount: number) {
  const seeded = new Seeded(seed)
  const instrument = compileInstrument(definition)
  const closed: PositionRecord[] = []
  let markTicks = 0
  const account = new Account({
    type: 'MARGIN',
    instruments: [instrument],
    startingBalances: [{ currency: definition.settlementCurrency, precision: 8, units: 0n }],
    twiceMarkOf: () => 2 * markTicks,
    onPositionClosed: record => void closed.push(record),
    positionNumbers: new PositionNumbers(),
  })
  const fills: Booked[] = []
  const scale = seeded.pick([1, 1_000, wideLots])
  for (let count = 1; count <= fillCount; count++) {
    markTicks = seeded.whole(59_900, 60_100)
    const held = account.position(0).lots
    const goesFlat = held !== 0 && seeded.whole(0, 4) === 0
    const side: Side = goesFlat ? (held > 0 ? SIDE.SELL : SIDE.BUY) : seeded.pick([SIDE.BUY, SIDE.SELL])
    const lots = goesFlat ? Math.abs(held) : seeded.whole(1, 20) * scale + seeded.whole(0, scale - 1)
    account.applyFill(0, side, markTicks, lots, instrument.takerCommission, count, count)
    fills.push({
      side,
      ticks: markTicks,
      lots,
      realized: BigInt(account.lastRealizedUnits),
      commission: BigInt(account.lastCommissionUnits),
    })
  }
  return { account, closed, fills, instrument, markTicks }
}

const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((total, amount) => total + amount, 0n)

/** The last number is a size whose value no longer is a safe integer. */
describe.each([
  [
    'linear',
    { ...PLAIN, currencyPrecision: 8, pricePrecision: 1, sizePrecision: 3, takerFee: '0.0004' },
    1_000_000,
  ],
  [
    'inverse',
    { ...PLAIN, kind: 'inverse' as const, settlementCurrency: 'X', currencyPrecision: 8, takerFee: '0.0005' },
    10 ** 12,
  ],
  [
    'linear with a rebate',
    { ...PLAIN, currencyPrecision: 8, pricePrecision: 2, takerFee: '-0.000123' },
    50_000,
  ],
])('%s', (kind, definition, wideLots) => {
  test.each([101, 102, 103, 104, 105, 106, 107, 108])('seed %d: every unit is accounted for', seed => {
    const { account, closed, fills, instrument, markTicks } = trade(seed, definition, wideLots, 300)
    const position = account.position(0)
    const [wallet] = account.wallets
    const realized = sum(fills.map(fill => fill.realized))
    const commissions = sum(fills.map(fill => fill.commission))

    expect(wallet!.balance.value()).toBe(realized - commissions)
    expect(position.lots).toBe(fills.reduce((lots, f) => lots + (f.side === SIDE.BUY ? f.lots : -f.lots), 0))

    // Cash paid and received plus what is held at its mark is the profit: realised and unrealised.
    const worth = (ticks: number, lots: number) => scaledAmountBig(instrument, instrument.value, ticks, lots)
    const sign = kind === 'inverse' ? -1n : 1n
    const paid = sum(fills.map(f => sign * (f.side === SIDE.BUY ? -1n : 1n) * worth(f.ticks, f.lots)))
    const held = sign * BigInt(Math.sign(position.lots)) * worth(markTicks, Math.abs(position.lots))
    expect(paid + held).toBe(realized + position.unrealizedUnits(2 * markTicks))

    const records = [...closed, ...account.openPositions()]
    expect(sum(records.map(record => record.realizedUnits))).toBe(realized)
    expect(sum(records.map(record => record.commissionUnits))).toBe(commissions)
    for (const record of closed) {
      const longGain = record.exitUnits - record.entryUnits
      const gains = (record.entrySide === SIDE.BUY) !== (kind === 'inverse')
      expect(record.realizedUnits).toBe(gains ? longGain : -longGain)
      expect(record.entryLots).toBe(record.exitLots)
    }
  })
})
