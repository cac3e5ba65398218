import { cp, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { BrowserContext } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Database } from '../../../pipelines/database/open-database.ts'
import { buildReport, type ReportOutcome } from '../../../pipelines/jobs/build-report.ts'
import { type ServedReport, serveReport } from '../../../pipelines/jobs/serve-report.ts'
import { computeMetrics, type Metrics } from '../../../pipelines/results/metrics.ts'
import { registerResultViews } from '../../../pipelines/results/result-views.ts'
import { type SampleRun, writeSampleRun } from '../../../pipelines/results/test/sample-run.ts'
import { formatCount, formatFigure, formatPercent } from '../../components/format.ts'
import { hasBrowser, LOOKS, launchBrowser, openPage } from './open-page.ts'
import { serveFiles } from './serve-files.ts'

const [FIRST, SECOND] = ['BNF_BTC_20240501_100000_018dd7_c54988', 'BNF_ETH_20240501_100000_018dd7_aa0b1c']
const LIGHT = LOOKS[0]!

describe.skipIf(!hasBrowser)('a built report in a browser', () => {
  let folder: string
  let results: string
  let report: ReportOutcome
  let served: ServedReport
  let browser: BrowserContext
  let metrics: Metrics
  let sample: SampleRun

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'odum-report-'))
    results = join(folder, 'results')
    sample = await writeSampleRun(results, { runId: FIRST, seed: 1 })
    await writeSampleRun(results, { runId: SECOND, seed: 2, instrumentId: 'ETH-USDT.BINANCE-FUTURES' })
    report = await buildReport({ resultsRoot: results, runIds: [FIRST, SECOND], out: join(folder, 'report') })
    served = await serveReport(report.out, 0)
    browser = await launchBrowser()
    using database = await Database.open()
    const connection = await database.connect()
    await registerResultViews(connection, results)
    metrics = await computeMetrics(connection, FIRST)
  })

  afterAll(async () => {
    await browser?.close()
    await served?.[Symbol.asyncDispose]()
    if (folder !== undefined) await rm(folder, { recursive: true })
  })

  const paths = ['/', `/runs/${FIRST}`, `/runs/${SECOND}`, '/notebooks/compare-runs', '/notebooks/template']
  for (const look of LOOKS) {
    test.each(paths)(`%s has no fault, leaves no origin and fits its width (${look.name})`, async path => {
      const { page, problems } = await openPage(browser, served.url + path, look)
      expect(problems).toEqual([])
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(look.width)
      expect(await page.evaluate('document.documentElement.lang')).toBe('en')
      await page.close()
    })
  }

  test('the figures on a run page equal those of SQL', async () => {
    const { page } = await openPage(browser, `${served.url}/runs/${FIRST}`, LIGHT)
    const cards = await page.locator('.odum-stat').allInnerTexts()
    const card = (label: string): string =>
      (cards.find(text => text.startsWith(label)) ?? '').replaceAll(/\s+/g, ' ')
    expect(card('Net PnL')).toContain(formatFigure(metrics.net_pnl, 'money', 'USDT'))
    expect(card('Commissions')).toContain(formatFigure(metrics.commissions, 'money', 'USDT'))
    expect(card('Max drawdown')).toContain(formatPercent(Number(metrics.max_drawdown_ratio), 3))
    expect(card('Fills')).toContain(formatCount(sample.facts.counts.fills))
    const rows = await page.locator('.odum-metrics tbody tr').allInnerTexts()
    expect(rows).toHaveLength(Object.keys(metrics).length)
    for (const [name, unit] of [
      ['turnover', 'money'],
      ['sharpe', 'number'],
      ['mean_holding_ns', 'duration'],
    ] as const) {
      const row = rows.find(text => text.split(/\s/).includes(name)) ?? ''
      expect(row).toContain(formatFigure(metrics[name], unit, unit === 'money' ? 'USDT' : ''))
    }
    await page.close()
  })

  test('every chart has a title, a text alternative, and marks', async () => {
    const { page } = await openPage(browser, `${served.url}/runs/${FIRST}`, LIGHT)
    const figures = page.locator('figure.odum-figure')
    expect(await figures.locator('.odum-figure-title').allInnerTexts()).toEqual([
      'Equity USDT',
      'Drawdown % of the highest equity so far',
      'Price and fills USDT',
      'Position BTC',
    ])
    for (const label of await figures
      .locator('[role=img]')
      .evaluateAll(charts => charts.map(chart => chart.getAttribute('aria-label') ?? ''))) {
      expect(label.length).toBeGreaterThan(30)
    }
    const markers = await page.locator('figure:has-text("Price and fills") g[aria-label=dot] path').count()
    expect(markers).toBe(sample.facts.counts.fills)
    await page.close()
  })

  test('the time window can be changed with the keyboard and by dragging', async () => {
    const { page, problems } = await openPage(browser, `${served.url}/runs/${FIRST}`, LIGHT)
    const span = page.locator('.odum-zoom-span')
    expect(await span.textContent()).toContain('(10 min)')
    await page.getByRole('button', { name: 'Zoom in' }).focus()
    await page.keyboard.press('Enter')
    expect(await span.textContent()).toContain('(5 min)')
    const firstTick = page
      .locator('figure:has-text("Drawdown") [aria-label="x-axis tick label"] text')
      .first()
    await expect.poll(() => firstTick.textContent()).not.toBe('10:00')
    const chart = page.locator('figure:has-text("Drawdown") svg').first()
    await chart.scrollIntoViewIfNeeded()
    const box = (await chart.boundingBox())!
    await page.mouse.move(box.x + box.width * 0.4, box.y + 40)
    await page.mouse.down()
    await page.mouse.move(box.x + box.width * 0.6, box.y + 40, { steps: 4 })
    await page.mouse.up()
    expect(await span.textContent()).toMatch(/\(1\.\d+ min\)/)
    await page.getByRole('button', { name: 'Show the whole run' }).click()
    expect(await span.textContent()).toContain('(10 min)')
    expect(problems).toEqual([])
    await page.close()
  })

  test('the fills table shows the file of the page', async () => {
    const { page } = await openPage(browser, `${served.url}/runs/${FIRST}`, LIGHT)
    await page.locator('.odum-fills').scrollIntoViewIfNeeded()
    await page.locator('.odum-fills table').waitFor()
    const first = sample.facts.tables.fills[0]
    const cells = await page.locator('.odum-fills tbody tr').first().locator('td').allInnerTexts()
    expect(cells).toContain(formatFigure(String(first?.price), 'money'))
    expect(cells).toContain('MAKER')
    expect(await page.locator('.odum-fills .odum-pager').textContent()).toContain(
      `of ${formatCount(sample.facts.counts.fills)}`,
    )
    await page.locator('.odum-orders').scrollIntoViewIfNeeded()
    await page.locator('.odum-orders table').waitFor()
    expect(await page.locator('.odum-orders .odum-pager').textContent()).toContain(
      `of ${formatCount(sample.facts.counts.orders)}`,
    )
    await page.close()
  })

  test('the timeline loads when it is seen, and can be filtered', async () => {
    const { page, problems } = await openPage(browser, `${served.url}/runs/${FIRST}`, LIGHT)
    await page.locator('.odum-events').scrollIntoViewIfNeeded()
    const rows = page.locator('.odum-events tbody tr')
    await rows.first().waitFor()
    const summary = await page.locator('figure:has-text("Timeline") .odum-figure-summary').textContent()
    expect(summary).toContain(`fill: ${formatCount(sample.facts.counts.fills)}`)
    await page.getByRole('searchbox', { name: 'Filter events by text' }).fill('BUY')
    await expect.poll(async () => (await rows.allInnerTexts()).every(text => text.includes('BUY'))).toBe(true)
    await page.getByLabel('fill', { exact: true }).press('Space')
    await expect
      .poll(async () => (await rows.allInnerTexts()).some(text => /\bfill\b/.test(text)))
      .toBe(false)
    expect(problems).toEqual([])
    await page.close()
  })

  test('sections without data say why', async () => {
    const { page } = await openPage(browser, `${served.url}/runs/${FIRST}`, LIGHT)
    const empty = (await page.locator('.odum-empty').allInnerTexts()).join('\n')
    for (const reason of ['not measured against the market', 'No schedules: no algorithm', 'has no router'])
      expect(empty).toContain(reason)
    await page.close()
  })

  test('building again makes only what changed', async () => {
    const steps: string[] = []
    const request = { resultsRoot: results, out: join(folder, 'again'), summaries: true }
    await buildReport({ ...request, runIds: [FIRST] })
    const again = await buildReport(request, { onProgress: step => steps.push(step) })
    expect(again.runIds).toEqual([FIRST, SECOND])
    expect(steps.filter(step => step.startsWith('writing the data'))).toEqual([
      `writing the data of ${SECOND}`,
    ])
    expect(again.summaries).toEqual([`summary-${FIRST}.html`, `summary-${SECOND}.html`])
    const page = await browser.newPage()
    const requests: string[] = []
    page.on('request', asked => requests.push(asked.url()))
    await page.goto(pathToFileURL(join(again.out, `summary-${FIRST}.html`)).href)
    expect(requests).toHaveLength(1)
    const net = await page.locator('dl > div', { hasText: 'Net PnL' }).textContent()
    expect(net).toContain(formatFigure(metrics.net_pnl, 'money', 'USDT'))
    expect(await page.locator('svg[role=img]').count()).toBe(2)
    await page.close()
    await rm(again.out, { recursive: true })
  })

  test('the comparison follows what is picked', async () => {
    const { page } = await openPage(browser, `${served.url}/`, LIGHT)
    const heads = page.locator('table:has(caption:has-text("Differences are")) thead th')
    expect(await heads.allInnerTexts()).toEqual([
      'Metric',
      'trade driven c54988',
      'trade driven aa0b1c',
      'Difference',
    ])
    expect(
      await page.locator('table:has(caption:has-text("Configuration keys")) tbody').textContent(),
    ).toContain('instrument.id')
    await page.locator('.odum-comparison tbody input[type=checkbox]').nth(1).click()
    await expect.poll(() => heads.count()).toBe(2)
    const runs = page.locator('.odum-comparison tbody a')
    await page.locator('.odum-comparison th', { hasText: 'Net PnL' }).focus()
    await page.keyboard.press('Enter')
    const ascending = await runs.allInnerTexts()
    await page.keyboard.press('Enter')
    expect(await runs.allInnerTexts()).toEqual(ascending.toReversed())
    await page.locator('.odum-comparison a', { hasText: SECOND }).click()
    await page.waitForURL(`**/runs/${SECOND}.html`)
    await page.close()
  })

  test('picked runs stay picked while a filter hides them', async () => {
    const { page } = await openPage(browser, `${served.url}/`, LIGHT)
    const heads = page.locator('table:has(caption:has-text("Differences are")) thead th')
    await page.locator('.odum-comparison input[type=search]').fill('ETH')
    await page.getByText('1 picked run is hidden by the filter.').waitFor()
    expect(await page.locator('.odum-comparison tbody tr').count()).toBe(1)
    expect(await heads.count()).toBe(4)
    await page.locator('.odum-comparison tbody input[type=checkbox]').click()
    await expect.poll(() => heads.count()).toBe(2)
    await page.close()
  })

  test('a report moved elsewhere works on a server that knows nothing but files', async () => {
    const moved = join(folder, 'moved')
    await cp(report.out, join(moved, 'below', 'a path'), { recursive: true })
    await using files = await serveFiles(moved)
    const start = await openPage(browser, `${files.url}/below/a%20path/index.html`, LIGHT)
    await start.page.locator('.odum-comparison a', { hasText: FIRST }).click()
    await start.page.locator('figure:has-text("Price and fills") svg').first().waitFor()
    await start.page.getByRole('link', { name: 'Compare runs' }).click()
    await start.page.getByRole('heading', { name: 'Compare runs' }).waitFor()
    expect(start.problems).toEqual([])
    await start.page.close()
    await rm(moved, { recursive: true })
  })

  test('files appear whole: nothing is left beside the report, and only reports are replaced', async () => {
    expect((await readdir(folder)).sort()).toEqual(['report', 'results'])
    const foreign = join(folder, 'foreign')
    await mkdir(foreign)
    await writeFile(join(foreign, 'keep.txt'), 'mine')
    await expect(buildReport({ resultsRoot: results, runIds: [FIRST], out: foreign })).rejects.toMatchObject({
      code: 'REPORT_FOLDER',
    })
    await expect(
      buildReport({ resultsRoot: results, runIds: ['NO_SUCH'], out: join(folder, 'x') }),
    ).rejects.toMatchObject({ code: 'RUN_NOT_FOUND' })
    expect((await stat(join(foreign, 'keep.txt'))).size).toBe(4)
    await rm(foreign, { recursive: true })
  })
})
