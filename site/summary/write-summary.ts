import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { registerHooks } from 'node:module'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { EquityPoint, RunPage } from '../components/run-data.ts'

/** Writes a run's summary as one HTML file from the data of its page, and each of its charts as a file of its own where
 *  a folder for them is given: `node write-summary.ts --data folder --out file [--charts folder]`. */

// Components import each other as `.js`, the only extension Framework follows.
registerHooks({
  resolve: (specifier, context, next) =>
    next(/^\.\.?\/.*\.js$/.test(specifier) ? specifier.replace(/\.js$/, '.ts') : specifier, context),
})

const { values } = parseArgs({
  options: { data: { type: 'string' }, out: { type: 'string' }, charts: { type: 'string' } },
})
if (values.data === undefined || values.out === undefined) throw new RangeError('--data and --out are needed')

const { headlineCharts } = await import('./headline-charts.ts')
const { chartFile, summaryPage } = await import('./summary-page.ts')
const page = JSON.parse(await readFile(join(values.data, 'run.json'), 'utf8')) as RunPage
const equity = JSON.parse(await readFile(join(values.data, 'overlay.json'), 'utf8')) as EquityPoint[]
const charts = headlineCharts(page, equity)
await writeFile(values.out, summaryPage(page, charts))
if (values.charts !== undefined) {
  await mkdir(values.charts, { recursive: true })
  for (const chart of charts)
    await writeFile(join(values.charts, `${chart.name}.html`), chartFile(page, chart))
}
