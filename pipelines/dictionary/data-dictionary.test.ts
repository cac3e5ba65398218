import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { columnUnit } from './column-unit.ts'
import { dataDictionary } from './data-dictionary.ts'

test('docs/data-dictionary.md is what the files say; `npm run docs` writes it', async () => {
  const written = readFileSync(new URL('../../docs/data-dictionary.md', import.meta.url), 'utf8')
  expect(written).toBe(await dataDictionary())
})

test('it has every view of catalog and results, with types and units', async () => {
  const text = await dataDictionary()
  for (const view of [
    'trades',
    'top_of_book',
    'fills',
    'ledger',
    'parent_costs',
    'fill_markouts',
    'risk_ratios',
  ]) {
    expect(text).toContain(`\n### ${view}\n`)
  }
  expect(text).toContain('| `mid` | DECIMAL | price | can be null |')
  expect(text).toContain('| `shortfall_bps` | DOUBLE | bps | can be null |')
  expect(text).toContain('| `ts_init` | BIGINT | ns UTC |  |')
  expect(text).not.toMatch(/DECIMAL\(/)
})

test.each([
  ['ts_created', 'BIGINT', 'ns UTC'],
  ['resting_ns', 'BIGINT', 'ns'],
  ['net_pnl', 'DECIMAL', 'money'],
  ['starting_balance', 'DECIMAL', 'money'],
  ['max_drawdown', 'DECIMAL', 'money'],
  ['max_drawdown_ratio', 'DOUBLE', 'fraction'],
  ['bid_price_0', 'DECIMAL', 'price'],
  ['ask_size_4', 'DECIMAL', 'quantity'],
  ['interval_vwap', 'DOUBLE', 'price'],
  ['filled_quantity', 'DECIMAL', 'quantity'],
  ['position_after', 'DECIMAL', 'quantity'],
  ['fill_seq', 'BIGINT', 'ordinal'],
  ['fills', 'BIGINT', 'count'],
  ['status', 'VARCHAR', ''],
])('the unit of %s, a %s, is %s', (name, type, unit) => {
  expect(columnUnit(name, type)).toBe(unit)
})
