import { describe, expect, test } from 'vitest'
import {
  cellOfName,
  cellPath,
  cellsOfWindow,
  checkCellLength,
  dateOf,
  encodeId,
  instantOfStamp,
  stampOf,
  startOfDate,
} from './cell-grid.ts'

const HOUR_NS = 3_600_000_000_000n
const START_NS = startOfDate('2023-05-23') + 2n * HOUR_NS

describe('the grid', () => {
  test('names a cell by its bounds alone', () => {
    const cell = { startNs: START_NS, endNs: START_NS + HOUR_NS }
    expect(cellPath('trade_tick', 'BTC-USDT.BINANCE-FUTURES', cell)).toBe(
      'data/trade_tick/instrument_id=BTC-USDT.BINANCE-FUTURES/date=2023-05-23/' +
        '20230523T020000000000000_20230523T030000000000000.parquet',
    )
    expect(cellOfName('20230523T020000000000000_20230523T030000000000000.parquet')).toEqual(cell)
    expect(
      cellOfName('20230523T020000000000000_20230523T030000000000000.parquet.host-1-1.tmp'),
    ).toBeUndefined()
  })

  test('widens a window to whole cells', () => {
    const cells = cellsOfWindow({ startNs: START_NS + 1n, endNs: START_NS + 2n * HOUR_NS }, HOUR_NS)
    expect(cells.map(cell => stampOf(cell.startNs))).toEqual([
      '20230523T020000000000000',
      '20230523T030000000000000',
    ])
    const beyond = cellsOfWindow({ startNs: START_NS, endNs: START_NS + HOUR_NS + 1n }, HOUR_NS)
    expect(beyond).toHaveLength(2)
  })

  test('lets no cell cross midnight', () => {
    for (const lengthNs of [HOUR_NS / 4n, HOUR_NS, 24n * HOUR_NS])
      expect(() => checkCellLength(lengthNs)).not.toThrow()
    for (const lengthNs of [0n, -HOUR_NS, 7n * HOUR_NS, 48n * HOUR_NS]) {
      expect(() => checkCellLength(lengthNs)).toThrow('does not divide a day')
    }
  })

  test('reads its stamps back to the nanosecond', () => {
    const ns = START_NS + 123_456_789n
    expect(instantOfStamp(stampOf(ns))).toBe(ns)
    expect(dateOf(startOfDate('2024-02-29') + 24n * HOUR_NS - 1n)).toBe('2024-02-29')
  })
})

test('ids stay one path segment', () => {
  const id = "a/b:c@d%e*f'(g)!?"
  expect(encodeId(id)).toMatch(/^[\w%~.-]+$/)
  expect(decodeURIComponent(encodeId(id))).toBe(id)
})
