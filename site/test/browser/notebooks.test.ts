import { readdirSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserContext } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Database } from '../../../pipelines/database/open-database.ts'
import { buildReport } from '../../../pipelines/jobs/build-report.ts'
import { type ServedReport, serveReport } from '../../../pipelines/jobs/serve-report.ts'
import { BacktestBench } from '../../../pipelines/jobs/test/backtest-bench.ts'
import { registerResultViews } from '../../../pipelines/results/result-views.ts'
import { writeSampleRun } from '../../../pipelines/results/test/sample-run.ts'
import { formatCount, formatDecimal } from '../../components/format.ts'
import { hasBrowser, LOOKS, launchBrowser, openPage } from './open-page.ts'

const NOTEBOOKS = readdirSync(new URL('../../../notebooks', import.meta.url))
  .filter(name => name.endsWith('.md'))
  .map(name => name.slice(0, -'.md'.length))
const LIGHT = LOOKS[0]!

/** Some time after the first quote, so that there is a mid to decide at. */
const START = '2024-05-01T00:10:00Z'

/** One parent, the same for each algorithm but for its parameters. */
function worked(algorithm: string, parameters: object): Readonly<Record<string, unknown>> {
  return {
    name: 'parent_orders',
    parents: [{ side: 'BUY', quantity: 0.5, start: START, algorithm, parameters }],
  }
}

describe.skipIf(!hasBrowser)('notebooks in a browser', () => {
  const bench = new BacktestBench()
  const served: ServedReport[] = []
  let folder: string
  let browser: BrowserContext

  /** Builds the site over all runs of a results root and serves it. */
  async function serveSite(resultsRoot: string, name: string): Promise<void> {
    const report = await buildReport({ resultsRoot, out: join(folder, name) })
    served.push(await serveReport(report.out, 0))
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'odum-notebooks-'))
    await bench.generate()
    await bench.run()
    const schedules = { horizon_secs: 60, interval_secs: 5 }
    for (const strategy of [worked('twap', schedules), worked('pov', { participation_rate: 0.1 })])
      await bench.run({ config: bench.config({ strategy }), snapshotMode: 'both' })
    await serveSite(bench.resultsRoot, 'full')
    await writeSampleRun(join(folder, 'bare'), { runId: 'BNF_BTC_20240501_100000_018dd7_c54988', seed: 1 })
    await serveSite(join(folder, 'bare'), 'bare-site')
    browser = await launchBrowser()
  })

  afterAll(async () => {
    await browser?.close()
    for (const site of served) await site[Symbol.asyncDispose]()
    bench.remove()
    if (folder !== undefined) await rm(folder, { recursive: true })
  })

  const cases = LOOKS.flatMap(look => NOTEBOOKS.map(name => [name, look.name, look] as const))
  test.each(cases)('%s has no fault, leaves no origin and fits its width (%s)', async (name, _, look) => {
    for (const { url } of served) {
      const { page, problems } = await openPage(browser, `${url}/notebooks/${name}`, look)
      expect(problems).toEqual([])
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(look.width)
      const labels = await page
        .locator('figure.odum-figure [role=img]')
        .evaluateAll(charts => charts.map(chart => chart.getAttribute('aria-label') ?? ''))
      for (const label of labels) expect(label.length).toBeGreaterThan(20)
      await page.close()
    }
  })

  test.each([
    ['compare-algorithms', ['Implementation shortfall bps, negative is a gain', 'Done of the order %']],
    ['fill-quality', ['Slippage against the mid fills', 'Markout by liquidity bps of the fill price']],
    [
      'data-quality',
      [
        'Rows in 60 s',
        'Longest silence s',
        'Clock skew, median and 1st to 99th percentile ms',
        'Spread, median to 95th percentile bps of the mid',
      ],
    ],
    [
      'venue-comparison',
      [
        'Cost of trading bps of the notional',
        'Spread bps of the mid',
        'Size at the best prices in the quote currency',
      ],
    ],
  ])('%s draws its charts, and says what is missing where there is nothing', async (name, titles) => {
    const [full, bare] = served as [ServedReport, ServedReport]
    const { page } = await openPage(browser, `${full.url}/notebooks/${name}`, LIGHT)
    await expect.poll(() => page.locator('.odum-figure-title').allInnerTexts()).toEqual(titles)
    await page.close()
    const empty = await openPage(browser, `${bare.url}/notebooks/${name}`, LIGHT)
    expect(await empty.page.locator('main').textContent()).toMatch(/npm run odum -- \w+/)
    await empty.page.close()
  })

  test('figures of parents, fills and the market equal those of SQL', async () => {
    using database = await Database.open()
    const connection = await database.connect()
    await registerResultViews(connection, bench.resultsRoot)
    const parents = await connection.runAndReadAll(
      "select algorithm, shortfall_bps from parent_costs where algorithm <> 'normal' order by algorithm",
    )
    const [full] = served as [ServedReport]
    const { page } = await openPage(browser, `${full.url}/notebooks/compare-algorithms`, LIGHT)
    const rows = page.locator('table:has(caption:has-text("Parents of this order")) tbody tr')
    await expect.poll(() => rows.count()).toBe(2)
    const texts = await rows.allInnerTexts()
    for (const [index, [algorithm, shortfall]] of parents.getRows().entries()) {
      expect(texts[index]).toContain(String(algorithm))
      expect(shortfall).not.toBeNull()
      expect(texts[index]).toContain(formatDecimal(Number(shortfall), 2))
    }
    await page.close()
    const fills = await connection.runAndReadAll(
      'select count(*) from fill_quality group by run_id order by run_id',
    )
    const quality = await openPage(browser, `${full.url}/notebooks/fill-quality`, LIGHT)
    const all = quality.page.locator('table:has(caption:has-text("Means weighted")) tbody tr').first()
    expect(await all.textContent()).toContain(formatCount(String(fills.getRows()[0]?.[0])))
    await quality.page.close()
    const market = await openPage(browser, `${full.url}/notebooks/data-quality`, LIGHT)
    const streams = await market.page
      .locator('table:has(caption:has-text("Streams")) tbody tr')
      .allInnerTexts()
    expect(streams.map(text => text.split('\t').slice(1, 3))).toEqual([
      ['book', '1,500'],
      ['trades', '3,000'],
    ])
    await market.page.close()
  })

  test('the guide shows the template as it is', async () => {
    const guide = await readFile(new URL('../../../docs/notebooks.md', import.meta.url), 'utf8')
    const query = await readFile(new URL('../../../notebooks/template.json.sql', import.meta.url), 'utf8')
    expect(guide).toContain(query.trim())
  })
})
