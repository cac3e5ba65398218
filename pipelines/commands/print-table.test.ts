import { describe, expect, test } from 'vitest'
import { printTable } from './print-table.ts'

function printed(
  ...[columns, rows, options]: Parameters<typeof printTable> extends [unknown, ...infer Rest] ? Rest : never
) {
  let text = ''
  printTable({ write: part => (text += part) }, columns, rows, options)
  return text
}

describe('a table', () => {
  const columns = [{ key: 'name' }, { key: 'rows', title: 'Rows' }]
  const rows = [
    { name: 'trades', rows: 3_000_000n },
    { name: 'book', rows: null },
  ]

  test('aligns its columns, numbers to the right', () => {
    expect(printed(columns, rows)).toBe('name         Rows\ntrades  3,000,000\nbook            -\n')
  })

  test('without rows has its headings', () => {
    expect(printed(columns, [])).toBe('name  Rows\n')
  })

  test('as JSON loses no digit', () => {
    expect(JSON.parse(printed(columns, [{ name: 'x', rows: 2n ** 60n }], { json: true }))).toEqual([
      { name: 'x', rows: '1152921504606846976' },
    ])
  })
})
