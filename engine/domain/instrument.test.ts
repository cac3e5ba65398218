import { describe, expect, test } from 'vitest'
import { Seeded } from '../test/seeded.ts'
import { divideHalfEvenBig, tenTo } from './exact.ts'
import { compileInstrument, type InstrumentDefinition } from './instrument.ts'
import { commissionUnits, scaledAmount, scaledAmountBig } from './money.ts'

const LINEAR: InstrumentDefinition = {
  id: 'BTC-USDT.TEST',
  venue: 'TEST',
  kind: 'linear',
  baseCurrency: 'BTC',
  quoteCurrency: 'USDT',
  settlementCurrency: 'USDT',
  pricePrecision: 1,
  sizePrecision: 3,
  currencyPrecision: 8,
  makerFee: '-0.0001',
  takerFee: '0.0004',
  leverage: '10',
}
const SPOT: InstrumentDefinition = { ...LINEAR, kind: 'spot', pricePrecision: 2, sizePrecision: 5 }
const INVERSE: InstrumentDefinition = {
  ...LINEAR,
  kind: 'inverse',
  settlementCurrency: 'BTC',
  pricePrecision: 1,
  sizePrecision: 0,
  multiplier: '100',
  takerFee: '0.00075',
}

describe('value and commission in money units', () => {
  test('linear: 0.5 at 61,800.3', () => {
    const instrument = compileInstrument(LINEAR)
    expect(scaledAmount(instrument, instrument.value, 618_003, 500)).toBe(3_090_015_000_000)
    expect(commissionUnits(instrument, instrument.takerCommission, 618_003, 500)).toBe(1_236_006_000)
    expect(commissionUnits(instrument, instrument.makerCommission, 618_003, 500)).toBe(-309_001_500)
  })

  test('spot: 0.00012 at 61,000.05', () => {
    const instrument = compileInstrument(SPOT)
    expect(scaledAmount(instrument, instrument.value, 6_100_005, 12)).toBe(732_000_600)
    expect(commissionUnits(instrument, instrument.takerCommission, 6_100_005, 12)).toBe(292_800)
  })

  test('inverse: 3 contracts of 100 at 61,000.5 settle in base', () => {
    const instrument = compileInstrument(INVERSE)
    // 300 / 61000.5 = 0.00491799…: rounded half to even at eight digits.
    expect(scaledAmount(instrument, instrument.value, 610_005, 3)).toBe(491_799)
    expect(commissionUnits(instrument, instrument.takerCommission, 610_005, 3)).toBe(369)
  })

  test('two digits of money round half to even, once', () => {
    const instrument = compileInstrument({ ...LINEAR, currencyPrecision: 2, pricePrecision: 2 })
    expect(scaledAmount(instrument, instrument.value, 2_500, 1)).toBe(2)
    expect(scaledAmount(instrument, instrument.value, 3_500, 1)).toBe(4)
  })

  test.each([
    ['linear', LINEAR],
    ['spot', SPOT],
    ['inverse', INVERSE],
  ] as const)('%s amounts equal exact fractions', (_kind, definition) => {
    const instrument = compileInstrument(definition)
    const seeded = new Seeded(51)
    const scales =
      tenTo(definition.currencyPrecision) * (definition.kind === 'inverse' ? 100n : 1n) * tenTo(0)
    for (let index = 0; index < 5_000; index++) {
      const ticks = seeded.whole(1, 2 ** seeded.whole(1, 33))
      const lots = seeded.whole(1, 2 ** seeded.whole(1, 40))
      const up = BigInt(lots) * scales
      const expected =
        definition.kind === 'inverse'
          ? divideHalfEvenBig(
              up * tenTo(definition.pricePrecision),
              BigInt(ticks) * tenTo(definition.sizePrecision),
            )
          : divideHalfEvenBig(up * BigInt(ticks), tenTo(definition.pricePrecision + definition.sizePrecision))
      expect(scaledAmountBig(instrument, instrument.value, ticks, lots)).toBe(expected)
      const found = scaledAmount(instrument, instrument.value, ticks, lots)
      if (!Number.isNaN(found)) expect(BigInt(found)).toBe(expected)
    }
  })
})

describe('compiling', () => {
  test('grids and limits become ticks and lots', () => {
    const instrument = compileInstrument({
      ...LINEAR,
      tickSize: '0.5',
      lotSize: '0.01',
      minQuantity: '0.02',
      maxQuantity: '100',
      minNotional: '5',
    })
    expect(instrument).toMatchObject({
      tickSizeTicks: 5,
      lotSizeLots: 10,
      minQuantityLots: 20,
      maxQuantityLots: 100_000,
      minNotionalUnits: 500_000_000,
    })
  })

  test('margin follows leverage, or a rate that is given', () => {
    const byLeverage = compileInstrument({ ...LINEAR, leverage: '20' })
    const byRate = compileInstrument({ ...LINEAR, leverage: '20', initialMarginRate: '0.01' })
    // 1 at 60,000.0: 3,000 and 600.
    expect(scaledAmount(byLeverage, byLeverage.initialMargin, 600_000, 1_000)).toBe(300_000_000_000)
    expect(scaledAmount(byRate, byRate.initialMargin, 600_000, 1_000)).toBe(60_000_000_000)
  })

  test('a price off the declared precision is refused', () => {
    expect(() => compileInstrument({ ...LINEAR, tickSize: '0.25' })).toThrow(/tick_size of BTC-USDT.TEST/)
  })

  test('a grid beyond exact integers is refused', () => {
    expect(() => compileInstrument({ ...LINEAR, maxQuantity: '99999999999999' })).toThrow(/exact range/)
  })
})
