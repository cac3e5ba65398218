import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium } from 'playwright-core'
import { findChromium } from '../../pipelines/jobs/build-report/draw-pictures.ts'
import { buildReport } from '../../pipelines/jobs/build-report.ts'
import { serveReport } from '../../pipelines/jobs/serve-report.ts'
import { ANALYSIS_TABLES } from '../../pipelines/results/stored-run.ts'
import type { BenchCase } from '../bench-case.ts'
import { BENCH_ROOT, TRADES } from '../bench-day.ts'
import { analysedRun } from './analysis.ts'

/** Ten seconds of marts and five of building. */
const BUILD_SECONDS_MAX = 15
const BUILD_GIB_MAX = 1.5
const PAINT_MS_MAX = 2_000
const PAGE_MB_MAX = 5

const SITE_ROOT = join(BENCH_ROOT, 'report-site')

/** The site: a run of 3 M fills built, and its page painted. */
export const reportSiteCases: readonly BenchCase[] = [
  {
    name: 'report-build',
    what: 'a report of a run of 3 M fills from nothing: measured against the market, its marts, its pages',
    references: [],
    goal: `≤ ${BUILD_SECONDS_MAX} s, ≤ ${BUILD_GIB_MAX} GiB`,
    rounds: 3,
    prepare: async () => {
      const { root, runId } = await analysedRun()
      const analysis = ANALYSIS_TABLES.map(table => join(root, 'report', runId, `${table}.parquet`))
      const out = join(SITE_ROOT, 'large')
      return {
        count: TRADES,
        unit: 'fills',
        references: [],
        work: async () => {
          for (const made of [out, ...analysis]) await rm(made, { recursive: true, force: true })
          await buildReport({ resultsRoot: root, runIds: [runId], out, summaries: true })
        },
      }
    },
    isMet: result =>
      result.workMs <= BUILD_SECONDS_MAX * 1_000 && result.peakBytes <= BUILD_GIB_MAX * 2 ** 30,
  },
  {
    name: 'report-paint',
    what: 'the page of a run of 3 M fills opened in Chromium until its charts are drawn, on loopback',
    references: [],
    goal: `≤ ${PAINT_MS_MAX / 1_000} s, ≤ ${PAGE_MB_MAX} MB`,
    rounds: 5,
    prepare: async () => {
      const { root, runId } = await analysedRun()
      const out = join(SITE_ROOT, 'large')
      if (!existsSync(out)) await buildReport({ resultsRoot: root, runIds: [runId], out })
      const served = await serveReport(out, 0)
      const browser = await openBrowser()
      let megabytes = 0
      return {
        count: 1,
        unit: 'pages',
        references: [],
        work: async () => {
          megabytes = await openRunPage(browser, `${served.url}/runs/${runId}`)
        },
        notes: () => [`${megabytes.toFixed(2)} MB transferred, nothing from a cache`],
        figures: () => ({ megabytes }),
      }
    },
    isMet: ({ workMs, figures }) =>
      workMs <= PAINT_MS_MAX && (figures.megabytes ?? Number.POSITIVE_INFINITY) <= PAGE_MB_MAX,
  },
]

/** A browser of an empty profile; it ends with this process. */
async function openBrowser(): Promise<BrowserContext> {
  const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run']
  return await chromium.launchPersistentContext(await mkdtemp(join(tmpdir(), 'odum-bench-browser-')), {
    ...{ executablePath: findChromium(), headless: true },
    args: [...args, '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  })
}

/** Opens a run's page and waits for its price chart. @returns megabytes transferred until then */
async function openRunPage(browser: BrowserContext, url: string): Promise<number> {
  const page = await browser.newPage()
  const session = await browser.newCDPSession(page)
  await session.send('Network.setCacheDisabled', { cacheDisabled: true })
  await page.goto(url)
  await page.locator('figure:has-text("Price and fills") svg').first().waitFor()
  const bytes = await page.evaluate(
    `performance.getEntries().reduce((sum, entry) => sum + (entry.encodedBodySize ?? 0), 0)`,
  )
  await page.close()
  return Number(bytes) / 1e6
}
