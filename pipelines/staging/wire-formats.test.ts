import { describe, expect, test } from 'vitest'
import type { SourceColumn } from '../sources/source-reader.ts'
import { unitOfBounds, unitOfInteger } from './time-units.ts'
import { type RawDataType, recogniseFormat } from './wire-formats.ts'

function fieldsOf(dataType: RawDataType, names: readonly string[]): Record<string, string | undefined> {
  const columns: SourceColumn[] = names.map(name => ({ name, type: 'DOUBLE' }))
  const mapped = recogniseFormat(dataType, columns, 'file:///x.parquet')
  return Object.fromEntries(mapped.map(({ field, column }) => [field, column?.name]))
}

describe('a format is recognised by its columns', () => {
  test('in any order and case, other columns ignored', () => {
    expect(fieldsOf('trades', ['Exchange', 'amount', 'PRICE', 'timestamp', 'id', 'local_timestamp'])).toEqual(
      {
        ts_event: 'timestamp',
        ts_init: 'local_timestamp',
        price: 'PRICE',
        size: 'amount',
        aggressor_side: undefined,
        trade_id: 'id',
      },
    )
  })

  test('our own names before those of venues', () => {
    expect(fieldsOf('trades', ['timestamp', 'ts_event', 'price', 'qty', 'size'])).toMatchObject({
      ts_event: 'ts_event',
      size: 'size',
    })
  })

  test('a book needs all its levels', () => {
    const levels = ['bids', 'asks'].flatMap(side =>
      [0, 1, 2, 3, 4].flatMap(n => [`${side}[${n}].price`, `${side}[${n}].amount`]),
    )
    expect(fieldsOf('book_snapshot_5', ['timestamp', ...levels])).toMatchObject({
      ask_size_4: 'asks[4].amount',
    })
    expect(() => fieldsOf('book_snapshot_5', ['timestamp', ...levels.slice(0, -1)])).toThrow(
      'no column for ask_size_4',
    )
  })
})

describe('the unit of times', () => {
  test.each([
    [1_714_521_600n, 's'],
    [1_714_521_600_000n, 'ms'],
    [1_714_521_600_000_000n, 'us'],
    [1_714_521_600_000_000_000n, 'ns'],
    [0n, undefined],
    [-5n, undefined],
  ])('of %s is %s', (value, unit) => {
    expect(unitOfInteger(value)).toBe(unit)
  })

  test('is that of all plausible values, and one for a column', () => {
    expect(unitOfBounds([null, 0n, 1_714_521_600_000n], 'ts', 'x')).toBe('ms')
    expect(unitOfBounds([null], 'ts', 'x')).toBeUndefined()
    expect(() => unitOfBounds([1_714_521_600n, 1_714_521_600_000n], 'ts', 'x')).toThrow('mixes time units')
  })
})
