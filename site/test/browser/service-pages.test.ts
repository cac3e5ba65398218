import { join } from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ServedReport, serveReport } from '../../../pipelines/jobs/serve-report.ts'
import { ServiceBench } from '../../../pipelines/services/test/service-bench.ts'
import { hasBrowser, LOOKS, launchBrowser, openPage } from './open-page.ts'

const LIGHT = LOOKS[0]!
const PAGES = ['/run', '/algorithms', '/definitions', '/sql', '/status']
const PATIENT = { timeout: 120_000 }

/** The pages over a service, as someone uses them who is new to them, and the same pages without a service. */
describe.skipIf(!hasBrowser)('the pages of the service in a browser', () => {
  const bench = new ServiceBench()
  const siteFolder = join(bench.folder, 'site')
  let url: string
  let browser: BrowserContext

  beforeAll(async () => {
    await bench.generate()
    url = (await bench.start({ buildsSite: true, siteFolder })).url
    browser = await launchBrowser()
    while ((await bench.ask('/api/site')).body.state === 'building') {
      await new Promise(resolve => setTimeout(resolve, 200))
    }
    expect((await bench.ask('/api/site')).body).toMatchObject({ state: 'ready', detail: null })
  })

  afterAll(async () => {
    await browser?.close()
    await bench.remove()
  })

  const titled = (page: Page, text: string) => page.getByRole('button', { name: text, exact: true })
  const typeOver = async (page: Page, label: string, text: string): Promise<void> => {
    await page.getByRole('textbox', { name: label }).click()
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.insertText(text)
  }

  test('a newcomer checks data, runs, edits an algorithm and a configuration, and compares', async () => {
    const { page, problems } = await openPage(browser, `${url}/`, LIGHT)
    // The configuration that is left unsaved is asked for.
    page.on('dialog', dialog => void dialog.accept())
    await page.locator('#observablehq-sidebar').getByRole('link', { name: 'Run', exact: true }).click()

    await titled(page, 'Check the data').click(PATIENT)
    await page.getByText('The data is there.').waitFor(PATIENT)
    await titled(page, 'Run the backtest').click()
    await page.getByText('Replay', { exact: true }).waitFor(PATIENT)
    await page.getByText(/^Done in .* fills\.$/).waitFor(PATIENT)
    await page.getByRole('link', { name: 'Open the result' }).click(PATIENT)
    await page.getByRole('heading', { level: 1, name: /^BNF_BTC_20240501/ }).waitFor(PATIENT)
    const first = (await page.locator('h1').textContent()) ?? ''

    await page.goto(`${url}/algorithms#half-then-rest`)
    const algorithm = 'Text of half-then-rest'
    await page.getByRole('textbox', { name: algorithm }).waitFor(PATIENT)
    const { text } = (await bench.ask('/api/algorithms/half-then-rest')).body as { text: string }
    await typeOver(page, algorithm, text.replace('class HalfThenRest', 'class class HalfThenRest'))
    await titled(page, 'Check').click()
    const line = text.split('\n').findIndex(found => found.startsWith('class HalfThenRest')) + 1
    await titled(page, `line ${line}`).first().waitFor(PATIENT)
    await page.locator('.cm-lintRange-error').first().waitFor()
    await typeOver(
      page,
      algorithm,
      text.replaceAll('half_then_rest', 'mine').replace('quantityLots / 2', 'quantityLots / 4'),
    )
    await titled(page, 'Save a copy').click()
    await page.getByLabel('Name of the copy').fill('mine')
    await titled(page, 'Save it').click()
    await page.getByRole('heading', { level: 2, name: 'mine' }).waitFor(PATIENT)

    await page.getByRole('link', { name: 'Run with it' }).click()
    await page.getByRole('textbox', { name: 'Parameters' }).fill('{ "wait_secs": 30 }', PATIENT)
    await titled(page, 'Run the backtest').click()
    await page.getByText(/^Done in .* fills\.$/).waitFor(PATIENT)
    await page.getByRole('link', { name: 'Open the result' }).waitFor(PATIENT)

    await page.goto(`${url}/definitions#demo`)
    await page.getByRole('textbox', { name: 'Text of demo' }).waitFor(PATIENT)
    const { text: config } = (await bench.ask('/api/configs/demo')).body as { text: string }
    await typeOver(page, 'Text of demo', config.replace('"venue"', '"veneu"'))
    const wrong = config.split('\n').findIndex(found => found.includes('"venue"')) + 1
    await titled(page, `line ${wrong}`).first().waitFor(PATIENT)
    await page.getByText('veneu').first().waitFor()

    await page.goto(`${url}/`)
    await page.locator('.odum-comparison tbody tr').nth(1).waitFor(PATIENT)
    expect(await page.locator('.odum-comparison tbody').textContent()).toContain(first)
    expect(problems).toEqual([])
    await page.close()
  }, 600_000)

  test('a query is answered with rows and a chart, and a wrong one with its fault', async () => {
    const { page, problems } = await openPage(browser, `${url}/sql`, LIGHT)
    await typeOver(page, 'Query', 'select date, count(*) as n from trades group by all order by date')
    await titled(page, 'Run').click()
    await page.getByText(/^\d+ rows in /).waitFor(PATIENT)
    expect(await page.locator('.odum-result th').allInnerTexts()).toEqual(['date', 'n'])
    expect(await page.locator('.odum-service figure svg').count()).toBe(1)
    expect(problems).toEqual([])
    await typeOver(page, 'Query', 'select nothing_of_the_kind from trades')
    await titled(page, 'Run').click()
    await page.getByRole('alert').getByText('nothing_of_the_kind').waitFor(PATIENT)
    await page.close()
  })

  for (const look of LOOKS) {
    test.each(PAGES)(`%s has no fault, leaves no origin and fits its width (${look.name})`, async path => {
      const { page, problems } = await openPage(browser, url + path, look)
      await page.locator('.odum-service > :not(.odum-empty)').first().waitFor(PATIENT)
      expect(await page.locator('.odum-failure').count()).toBe(0)
      expect(problems).toEqual([])
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(look.width)
      await page.close()
    })
  }

  describe('without a service', () => {
    let served: ServedReport
    beforeAll(async () => {
      served = await serveReport(siteFolder, 0)
    })
    afterAll(async () => await served?.[Symbol.asyncDispose]())

    test.each(PAGES)('%s says so, and nothing leads there', async path => {
      const { page, problems } = await openPage(browser, served.url + path, LIGHT)
      await page.getByText('npm run odum -- serve').waitFor()
      expect(await page.locator('.odum-service button').count()).toBe(0)
      const link = page.locator(`#observablehq-sidebar a[href$="${path}.html"]`)
      expect(await link.isVisible()).toBe(false)
      expect(problems).toEqual([])
      await page.close()
    })
  })
})
