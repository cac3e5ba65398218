import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Database } from '../../database/open-database.ts'
import { SiteBuildError } from '../../errors.ts'
import { loaderRows } from '../../results/loader-rows.ts'
import { registerResultViews } from '../../results/result-views.ts'
import { registerMarketFor } from '../../results/run-cells.ts'
import { listStoredRuns } from '../../results/stored-run.ts'
import { writeSampleRun } from '../../results/test/sample-run.ts'
import { BacktestBench } from '../test/backtest-bench.ts'
import { answerNotebooks } from './answer-notebooks.ts'
import { type DataFilesRequest, writeDataFiles } from './data-files.ts'
import { type NotebookQuery, notebookQueries } from './notebook-queries.ts'

const bench = new BacktestBench()
const fileRoot = join(bench.folder, 'work', '_file')
let request: DataFilesRequest
let queries: readonly NotebookQuery[]
let answers: Map<string, string>

/** One parent, the same for each algorithm but for its parameters. */
function worked(algorithm: string, parameters: object) {
  const start = '2024-05-01T00:10:00Z'
  return {
    name: 'parent_orders',
    parents: [{ side: 'BUY', quantity: 0.5, start, algorithm, parameters }],
  }
}

beforeAll(async () => {
  await bench.generate()
  await bench.run()
  await bench.run({ mode: 'fast' })
  const schedule = { horizon_secs: 60, interval_secs: 5 }
  for (const strategy of [worked('twap', schedule), worked('pov', { participation_rate: 0.1 })])
    await bench.run({ config: bench.config({ strategy }), snapshotMode: 'both' })
  await writeSampleRun(bench.resultsRoot, { runId: 'OTHER_SCALES', pricePrecision: 4, sizePrecision: 5 })
  const stored = await listStoredRuns(bench.resultsRoot)
  const runIds = stored.filter(({ folder }) => folder === 'report').map(({ runId }) => runId)
  request = {
    resultsRoot: bench.resultsRoot,
    runIds,
    compared: stored.map(({ runId }) => runId),
    fileRoot,
  }
  await writeDataFiles(request)
  queries = await notebookQueries()
  answers = await answerNotebooks(queries, request)
})

afterAll(() => bench.remove())

/** Figures to twelve digits: where decimals of several scales meet, as they do over the tables of all runs, products of
 *  them are a last digit off those of a run alone, which its page shows. */
function rounded(answer: string | undefined): unknown {
  return JSON.parse(answer ?? '', (_, value) =>
    typeof value === 'number' ? Number(value.toPrecision(12)) : value,
  )
}

test('the notebooks are answered as over the tables of all runs', async () => {
  using database = await Database.open()
  const connection = await database.connect()
  await registerResultViews(connection, bench.resultsRoot)
  await registerMarketFor(connection, queries.map(({ query }) => query).join('\n'))
  expect([...answers.keys()].sort()).toEqual(queries.map(({ name }) => name))
  for (const { name, query } of queries) {
    expect(rounded(answers.get(name)), name).toEqual(rounded(await loaderRows(connection, query)))
  }
  const empty = [...answers].filter(([, answer]) => answer === '[]').map(([name]) => name)
  expect(empty).toEqual(['venue-comparison-routing.json'])
})

test('what reads more than is kept is answered from the tables, what cannot be answered names its file', async () => {
  const fills = { name: 'own.json', query: 'select count(*)::integer as fills from fills' }
  const known = { name: 'known.json', query: 'select sum(fills)::integer as fills from fill_costs' }
  const answered = await answerNotebooks([fills, known], request)
  expect(answered.get('own.json')).toBe(answered.get('known.json'))
  expect(JSON.parse(answered.get('own.json') ?? '')[0].fills).toBeGreaterThan(1_000)
  const broken = answerNotebooks([{ name: 'broken.json', query: 'select nothing from runs' }], request)
  await expect(broken).rejects.toThrow(SiteBuildError)
  await expect(broken).rejects.toThrow(/notebooks\/broken\.json\.sql: .*nothing/s)
})

test('answers over the market come from the build before while its cells are the same', async () => {
  const earlier = join(bench.folder, 'earlier')
  expect(await answerNotebooks(queries, request)).toEqual(answers)
  await mkdir(join(earlier, 'notebooks'), { recursive: true })
  const manifest = await readFile(join(fileRoot, 'market-answers.json'), 'utf8')
  await writeFile(join(earlier, 'market-answers.json'), manifest)
  const made = JSON.parse(manifest) as Record<string, { file: string }>
  expect(Object.keys(made)).toEqual([
    'data-quality-curve.json',
    'data-quality.json',
    'venue-comparison-market.json',
  ])
  for (const { file } of Object.values(made)) await writeFile(join(earlier, 'notebooks', file), '["before"]')
  const again = await answerNotebooks(queries, { ...request, earlier })
  for (const { name } of queries) {
    expect(again.get(name), name).toBe(name in made ? '["before"]' : answers.get(name))
  }
  const changed = queries.map(({ name, query }) => ({ name, query: `${query}\n-- edited` }))
  expect(await answerNotebooks(changed, { ...request, earlier })).toEqual(answers)
})

test('the notebooks that come with the project read no tables of runs', async () => {
  for (const runId of request.runIds) {
    const directory = join(bench.resultsRoot, 'report', runId)
    for (const name of await readdir(directory)) {
      if (name.endsWith('.parquet')) await rm(join(directory, name))
    }
  }
  expect(await answerNotebooks(queries, request)).toEqual(answers)
})
