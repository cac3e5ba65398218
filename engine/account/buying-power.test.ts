import { describe, expect, test } from 'vitest'
import { REASON, SIDE, type Side } from '../domain/codes.ts'
import { compileInstrument, type InstrumentDefinition } from '../domain/instrument.ts'
import { PLAIN } from '../test/recorded-run.ts'
import { Account, type AccountType, PositionNumbers, type StartingBalance } from './account.ts'

const { BUY, SELL } = SIDE

function open(
  type: AccountType,
  definition: InstrumentDefinition,
  balances: Readonly<Record<string, bigint>>,
  markTicks = 100,
): { account: Account; fill: (side: Side, lots: number, ticks: number) => void } {
  const instrument = compileInstrument(definition)
  const starting: StartingBalance[] = Object.entries(balances).map(([currency, units]) => ({
    currency,
    precision: 0,
    units,
  }))
  const account = new Account({
    type,
    instruments: [instrument],
    startingBalances: starting,
    twiceMarkOf: () => 2 * markTicks,
    onPositionClosed: () => {},
    positionNumbers: new PositionNumbers(),
  })
  const fill = (side: Side, lots: number, ticks: number): void =>
    account.applyFill(0, side, ticks, lots, instrument.takerCommission, 1, 1)
  return { account, fill }
}

describe('cash', () => {
  const spot: InstrumentDefinition = { ...PLAIN, kind: 'spot', takerFee: '0.01' }

  test('pays value and commission in quote, receives base', () => {
    const { account, fill } = open('CASH', spot, { Y: 10_000n, X: 3n })
    fill(BUY, 5, 100)
    expect(balances(account)).toEqual({ Y: 9_495n, X: 8n })
    fill(SELL, 8, 200)
    expect(balances(account)).toEqual({ Y: 9_495n + 1_600n - 16n, X: 0n })
  })

  test('denies what it cannot pay, to the last unit', () => {
    const { account } = open('CASH', spot, { Y: 1_010n })
    expect(account.buyingPower.denial(0, BUY, 100, 10)).toBe(REASON.NONE)
    const { account: poorer } = open('CASH', spot, { Y: 1_009n })
    expect(poorer.buyingPower.denial(0, BUY, 100, 10)).toBe(REASON.INSUFFICIENT_BALANCE)
  })

  test('sells nothing that it does not hold', () => {
    const { account, fill } = open('CASH', spot, { Y: 10_000n, X: 2n })
    expect(account.buyingPower.denial(0, SELL, 100, 2)).toBe(REASON.NONE)
    expect(account.buyingPower.denial(0, SELL, 100, 3)).toBe(REASON.INSUFFICIENT_BALANCE)
    fill(SELL, 2, 100)
    expect(account.buyingPower.denial(0, SELL, 100, 1)).toBe(REASON.INSUFFICIENT_BALANCE)
  })

  test('fills as many lots as can be paid for, on the lot grid', () => {
    const { account } = open('CASH', { ...spot, lotSize: '5', takerFee: '0' }, { Y: 1_249n, X: 12n })
    expect(account.buyingPower.affordableLots(0, BUY, 100, 40)).toBe(10)
    expect(account.buyingPower.affordableLots(0, BUY, 100, 10)).toBe(10)
    expect(account.buyingPower.affordableLots(0, BUY, 10_000, 5)).toBe(0)
  })

  test('fills as many lots as are held: orders in flight were checked when they were sent', () => {
    const { account, fill } = open('CASH', { ...spot, lotSize: '5' }, { Y: 0n, X: 12n })
    expect(account.buyingPower.affordableLots(0, SELL, 100, 10)).toBe(10)
    fill(SELL, 10, 100)
    expect(account.buyingPower.affordableLots(0, SELL, 100, 5)).toBe(0)
  })
})

describe('margin', () => {
  test('an opening order needs initial margin and commission', () => {
    const definition = { ...PLAIN, takerFee: '0.01' }
    // 10 at 100: margin 100, commission 10.
    expect(open('MARGIN', definition, { Y: 110n }).account.buyingPower.denial(0, BUY, 100, 10)).toBe(
      REASON.NONE,
    )
    expect(open('MARGIN', definition, { Y: 109n }).account.buyingPower.denial(0, SELL, 100, 10)).toBe(
      REASON.INSUFFICIENT_MARGIN,
    )
  })

  test('what is held counts, and so does what it lost', () => {
    const { account, fill } = open('MARGIN', PLAIN, { Y: 200n }, 99)
    fill(BUY, 10, 100)
    // Equity 190 at mark 99; holding 18 at 100 needs 180, holding 20 needs 200.
    expect(account.buyingPower.denial(0, BUY, 100, 8)).toBe(REASON.NONE)
    expect(account.buyingPower.denial(0, BUY, 100, 10)).toBe(REASON.INSUFFICIENT_MARGIN)
  })

  test('reducing is never denied, whatever the equity', () => {
    const { account, fill } = open('MARGIN', PLAIN, { Y: 100n }, 1)
    fill(BUY, 10, 100)
    expect(account.buyingPower.denial(0, SELL, 1, 10)).toBe(REASON.NONE)
    expect(account.buyingPower.denial(0, BUY, 1, 1)).toBe(REASON.INSUFFICIENT_MARGIN)
    expect(account.buyingPower.denial(0, SELL, 1, 11)).toBe(REASON.INSUFFICIENT_MARGIN)
  })

  test('a flip needs margin for what it opens', () => {
    const { account, fill } = open('MARGIN', PLAIN, { Y: 100n })
    fill(BUY, 10, 100)
    expect(account.buyingPower.denial(0, SELL, 100, 20)).toBe(REASON.NONE)
    expect(account.buyingPower.denial(0, SELL, 100, 21)).toBe(REASON.INSUFFICIENT_MARGIN)
  })
})

function balances(account: Account): Record<string, bigint> {
  return Object.fromEntries(account.wallets.map(({ currency, balance }) => [currency, balance.value()]))
}
