import { describe, expect, test } from 'vitest'
import { bucketName } from '../components/bucket-name.ts'
import { configDifferences } from '../components/config-diff.ts'
import {
  formatBytes,
  formatDecimal,
  formatDuration,
  formatFigure,
  formatInstant,
  formatMoney,
  formatNumber,
  formatPercent,
} from '../components/format.ts'

describe('figures on pages', () => {
  test('decimals keep digits beyond a double and round half away from zero', () => {
    expect(formatDecimal('12345678901234567890.125', 2)).toBe('12,345,678,901,234,567,890.13')
    expect(formatDecimal('-0.005', 2)).toBe('−0.01')
    expect(formatDecimal('-0.004', 2)).toBe('0.00')
    expect(formatDecimal(1234.5, 0)).toBe('1,235')
    expect(formatDecimal(null, 2)).toBe('–')
    expect(formatDecimal(Number.NaN, 2)).toBe('–')
  })

  test('units stand with their values', () => {
    expect(formatFigure('-5215.3751164', 'money', 'USDT')).toBe('−5,215.38 USDT')
    expect(formatFigure(-0.0052, 'percent')).toBe('−0.52 %')
    expect(formatFigure(3.74439, 'bps')).toBe('3.744 bps')
    expect(formatFigure(null, 'duration')).toBe('–')
    expect(formatPercent(0.5, 0)).toBe('50 %')
    expect(formatBytes(1_048_576)).toBe('1.00 MiB')
  })

  test('durations take the largest unit with a whole part', () => {
    expect(formatDuration(250)).toBe('250 ns')
    expect(formatDuration('1500000000')).toBe('1.50 s')
    expect(formatDuration(60e9)).toBe('1 min')
  })

  test('instants keep nanoseconds', () => {
    expect(formatInstant(1_714_557_600_000_000_001n)).toBe('2024-05-01 10:00:00.000000001')
    expect(formatInstant('1714557600500000000')).toBe('2024-05-01 10:00:00.500')
    expect(formatInstant('1714557600000000000')).toBe('2024-05-01 10:00:00')
  })
})

test('configurations differ by path', () => {
  const differences = configDifferences([
    { seed: 1, strategy: { name: 'trade_driven' }, list: [1, 2] },
    { seed: 2, strategy: { name: 'trade_driven', side: 'fade' }, list: [1, 2] },
  ])
  expect(differences).toEqual([
    { path: 'seed', values: ['1', '2'] },
    { path: 'strategy.side', values: ['–', 'fade'] },
  ])
})

test('money shows hundredths, of coins as many decimals as accounts keep', () => {
  expect(formatMoney('-1234.567', 'USDT')).toBe('−1,234.57')
  expect(formatMoney('-0.00135300', 'BTC')).toBe('−0.00135300')
  expect(formatFigure('0.5', 'money', 'ETH')).toBe('0.50000000 ETH')
})

test('plain numbers lose decimals as they grow', () => {
  expect([0.12345, 12.3456, 123.456, -3152.972, 7].map(formatNumber)).toEqual([
    '0.123',
    '12.346',
    '123.46',
    '−3,153.0',
    '7',
  ])
})

test('buckets of markouts are named for readers', () => {
  expect(bucketName('size', '1000000', 'USDT')).toBe('from 1,000,000 USDT')
  expect(bucketName('size', '0.0001', 'BTC')).toBe('from 0.0001 BTC')
  expect(bucketName('hour', '07', '')).toBe('07:00')
  expect(bucketName('algorithm', 'normal', '')).toBe('sent whole')
  expect(bucketName('liquidity', 'MAKER', '')).toBe('maker')
  expect(bucketName('all', null, '')).toBe('all')
})
