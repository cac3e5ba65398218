import { mkdtemp, readdir, readFile, rm, stat, utimes } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { writeSampleRun } from '../results/test/sample-run.ts'
import { buildReport } from './build-report.ts'

const [FIRST, SECOND, THIRD] = ['BNF_BTC_1', 'BNF_ETH_2', 'BNF_BTC_3'] as const
const BUILD_MS = 180_000

let folder: string
let resultsRoot: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'odum-build-report-'))
  resultsRoot = join(folder, 'results')
  await writeSampleRun(resultsRoot, { runId: FIRST, seed: 1 })
  await writeSampleRun(resultsRoot, { runId: SECOND, seed: 2, instrumentId: 'ETH-USDT.BINANCE-FUTURES' })
})

afterAll(() => rm(folder, { recursive: true }))

/** Every file of a built site with its content. */
async function tree(site: string): Promise<Map<string, string>> {
  const files = new Map<string, string>()
  for (const name of (await readdir(site, { recursive: true })).sort()) {
    const file = join(site, name)
    if ((await stat(file)).isFile()) files.set(name, await readFile(file, 'latin1'))
  }
  return files
}

/** Builds into one folder, step after step. @returns the runs whose data was made */
async function build(out: string): Promise<string[]> {
  const made: string[] = []
  await buildReport(
    { resultsRoot, out },
    {
      onProgress: step => {
        const runId = /^writing the data of (.+)$/.exec(step)?.[1]
        if (runId !== undefined) made.push(runId)
      },
    },
  )
  return made
}

test(
  'a site grown run by run equals one built from nothing',
  async () => {
    const grown = join(folder, 'grown')
    expect(await build(grown)).toEqual([FIRST, SECOND])
    const before = await tree(grown)
    expect(await build(grown)).toEqual([])
    expect(await tree(grown)).toEqual(before)

    await writeSampleRun(resultsRoot, { runId: THIRD, seed: 3 })
    expect(await build(grown)).toEqual([THIRD])
    const whole = join(folder, 'whole')
    expect(await build(whole)).toEqual([FIRST, THIRD, SECOND])
    const after = await tree(grown)
    expect(after).toEqual(await tree(whole))
    expect(after.get(`runs/${THIRD}.html`)).toContain(`observablehq-link-active"><a href="./${THIRD}.html">`)
    expect(after.get('notebooks/template.html')).toContain(
      `<a href="../runs/${THIRD}.html">trade driven ${THIRD.slice(-6)} `,
    )
    expect(after.get('_file/comparison.json')).toContain(THIRD)
    expect(filesLike(after, /^_file\/notebooks\/template\.[0-9a-f]{8}\.json$/)).toHaveLength(1)
    for (const [name, text] of after) expect(text.includes('ODUM_RUN_ID'), name).toBe(false)
  },
  BUILD_MS,
)

test(
  'a run that is gone leaves the site, one that changed is made again',
  async () => {
    const site = join(folder, 'shrunk')
    await build(site)
    await rm(join(resultsRoot, 'report', SECOND), { recursive: true })
    await utimes(join(resultsRoot, 'report', FIRST, 'summary.json'), 1_714_557_600, 1_714_557_600)
    expect(await build(site)).toEqual([FIRST])
    const files = await tree(site)
    expect(filesLike(files, new RegExp(SECOND))).toEqual([])
    for (const [name, text] of files) expect(text.includes(SECOND), name).toBe(false)
    expect(filesLike(files, /^runs\//)).toEqual([`runs/${FIRST}.html`, `runs/${THIRD}.html`])
  },
  BUILD_MS,
)

function filesLike(files: ReadonlyMap<string, string>, pattern: RegExp): string[] {
  return [...files.keys()].filter(name => pattern.test(name))
}
