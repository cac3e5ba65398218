import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { BacktestBench, type Sections } from './backtest-bench.ts'

/** Every example of docs/accounts.md: the sections are run, the queries asked over those runs. */
const text = readFileSync(new URL('../../../docs/accounts.md', import.meta.url), 'utf8')
const blocks = (language: string): string[] =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]+?)\`\`\``, 'gm'))].map(
    ([, body]) => body ?? '',
  )
const sections = blocks('json').map(body => JSON.parse(`{${body}}`) as Sections)
const queries = blocks('sql')

/** What turns up in results where a section works. */
const SHOWN_BY: Readonly<Record<string, string>> = {
  venue: "select count(*) > 0 from ledger where run_id = '…' and kind = 'commission'",
  funding: "select count(*) > 0 from ledger where run_id = '…' and kind = 'funding'",
  fx: "select count(*) > 100 and bool_and(currency = 'USD') from valued_equity where run_id = '…'",
}

const bench = new BacktestBench()
const runIds: string[] = []
beforeAll(async () => {
  // From 07:00 to 09:00, so that a boundary of eight hours lies within.
  await bench.generate(1_000, 500, '2024-05-01T07:00:00Z')
  for (const section of sections) {
    const config = bench.config({
      time_window: { start: '2024-05-01T07:00:00Z', end: '2024-05-01T09:00:00Z' },
      strategy: { name: 'trade_driven', side: 'buy', quantity: '0.003', max_orders: 20 },
      ...section,
    })
    const { runId } = await bench.run({ config })
    runIds.push(runId)
  }
})
afterAll(() => bench.remove())

test('the guide has the examples that are looked for', () => {
  expect(sections.map(section => Object.keys(section).at(-1))).toEqual(['venue', 'funding', 'funding', 'fx'])
  expect(queries).toHaveLength(3)
})

test.each(sections.map((section, at) => [Object.keys(section).join(' and '), at] as const))(
  '%s (example %d) runs, adds up and shows in the results',
  async (name, at) => {
    const runId = runIds[at] ?? ''
    expect(await bench.check(runId)).toEqual([])
    const shown = SHOWN_BY[name.split(' ').at(-1) ?? ''] ?? ''
    expect(await bench.query(shown.replace('…', runId))).toEqual([['true']])
  },
)

test.each(queries)('%s has an answer', async query => {
  const rows = await bench.query(query.replace('…', runIds.at(-1) ?? ''))
  expect(rows.length).toBeGreaterThan(0)
  for (const row of rows) expect(row).not.toContain('null')
})
