import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium } from 'playwright-core'
import { analyseRun } from '../../pipelines/jobs/analyse-run.ts'
import { findChromium } from '../../pipelines/jobs/build-report/draw-pictures.ts'
import { buildReport } from '../../pipelines/jobs/build-report.ts'
import { runBacktest } from '../../pipelines/jobs/run-backtest.ts'
import { serveReport } from '../../pipelines/jobs/serve-report.ts'
import type { BenchCase } from '../bench-case.ts'
import { BENCH_ROOT, benchConfig, catalogDay, TRADES } from '../bench-day.ts'
import { analysedRun } from './analysis.ts'

/** Ten seconds of marts and five of building. */
const BUILD_SECONDS_MAX = 15
const ADDING_SECONDS_MAX = 5
const SITE_RUNS = 100
const PAINT_MS_MAX = 2_000
const PAGE_MB_MAX = 5

const SITE_ROOT = join(BENCH_ROOT, 'report-site')

/** The site: a run of 3 M fills built, its page painted, and one more run added to a hundred. */
export const reportSiteCases: readonly BenchCase[] = [
  {
    name: 'report-build',
    what: 'a report of a run of 3 M fills from nothing, its marts included',
    references: [],
    goal: `≤ ${BUILD_SECONDS_MAX} s`,
    rounds: 3,
    prepare: async () => {
      const { root, runId } = await analysedRun()
      await analyseRun(root, runId)
      const out = join(SITE_ROOT, 'large')
      return {
        count: TRADES,
        unit: 'fills',
        references: [],
        work: async () => {
          await rm(out, { recursive: true, force: true })
          await buildReport({ resultsRoot: root, runIds: [runId], out, summaries: true })
        },
      }
    },
    isMet: result => result.workMs <= BUILD_SECONDS_MAX * 1_000,
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
  {
    name: 'report-site',
    what: `one run added to a site of ${SITE_RUNS}`,
    references: [],
    goal: `≤ ${ADDING_SECONDS_MAX} s`,
    rounds: 3,
    prepare: async () => {
      const resultsRoot = join(SITE_ROOT, 'results')
      const out = join(SITE_ROOT, 'many')
      await rm(SITE_ROOT, { recursive: true, force: true })
      const runId = await shortRun(resultsRoot)
      let copies = 1
      for (; copies < SITE_RUNS; copies++) await copyRun(resultsRoot, runId, copies)
      await buildReport({ resultsRoot, out })
      return {
        count: 1,
        unit: 'runs',
        references: [],
        work: async () => {
          await copyRun(resultsRoot, runId, copies++)
          await buildReport({ resultsRoot, out })
        },
      }
    },
    isMet: result => result.workMs <= ADDING_SECONDS_MAX * 1_000,
  },
]

/** Ten minutes of the generated day, analysed. */
async function shortRun(root: string): Promise<string> {
  const day = await catalogDay()
  const config = benchConfig(day.rawRoot, day.catalogRoot, [
    `results.root=${root}`,
    'time_window.end=2024-05-01T00:10:00Z',
  ])
  const { runId } = await runBacktest({ config, mode: 'report', verify: false, analyse: true })
  return runId
}

/** The same run under another id. */
async function copyRun(root: string, runId: string, number: number): Promise<void> {
  const copy = `${runId.slice(0, -6)}${String(number).padStart(6, '0')}`
  const folder = join(root, 'report', copy)
  await mkdir(folder, { recursive: true })
  await cp(join(root, 'report', runId), folder, { recursive: true })
  const summary = await readFile(join(folder, 'summary.json'), 'utf8')
  await writeFile(join(folder, 'summary.json'), summary.replaceAll(runId, copy))
}

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
