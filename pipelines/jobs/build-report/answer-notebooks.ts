import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { ConnectionPool } from '../../database/connection-pool.ts'
import { Database } from '../../database/open-database.ts'
import { SiteBuildError } from '../../errors.ts'
import { registerKeptMarts } from '../../results/kept-mart-views.ts'
import { writeKeptMarts } from '../../results/kept-marts.ts'
import { loaderRows } from '../../results/loader-rows.ts'
import { registerStoredRuns } from '../../results/result-views.ts'
import { mentionsMarket, registerMarketFor, shownCells } from '../../results/run-cells.ts'
import { listStoredRuns, type StoredRun } from '../../results/stored-run.ts'
import { type DataFilesRequest, dataSources, runFolder } from './data-files.ts'
import { answerOverMarket } from './market-answers.ts'
import type { NotebookQuery } from './notebook-queries.ts'
import { MARTS_FILE } from './run-files.ts'

/** Answers queries of notebooks over the compared runs, whose data must be written: those that read the kept marts, or
 *  the market, alone take little longer for a hundred runs than for one; others read the files of all runs.
 *  @returns JSON by the name of the file that a notebook attaches @throws SiteBuildError of a query that fails */
export async function answerNotebooks(
  queries: readonly NotebookQuery[],
  request: DataFilesRequest,
  signal?: AbortSignal,
): Promise<Map<string, string>> {
  const { fileRoot, earlier } = request
  const stored = (await listStoredRuns(request.resultsRoot)).filter(run =>
    request.compared.includes(run.runId),
  )
  // Of many small columns; two threads take twice the time of one.
  using database = await Database.open({ threads: 1 })
  const kept = await database.connect()
  await registerKeptMarts(kept, await martFiles(request, stored))
  const cells = await shownCells(kept)
  const ofMarket = queries.filter(({ query }) => mentionsMarket(query))
  const answers = await answerOverMarket(
    ofMarket,
    { cells, sources: await dataSources(), fileRoot, earlier },
    signal,
  )
  const beyond: NotebookQuery[] = []
  for (const one of queries.filter(({ name }) => !answers.has(name))) {
    signal?.throwIfAborted()
    const answer = await loaderRows(kept, one.query).catch(() => undefined)
    if (answer === undefined) beyond.push(one)
    else answers.set(one.name, answer)
  }
  if (beyond.length > 0) await answerOverFiles(beyond, stored, answers, signal)
  return answers
}

/** The kept marts of the runs with pages, and one file with those of all others. */
async function martFiles(
  { runIds, fileRoot }: DataFilesRequest,
  stored: readonly StoredRun[],
): Promise<string[]> {
  const files = runIds.map(runId => join(runFolder(fileRoot, runId), MARTS_FILE))
  const others = stored.filter(({ runId }) => !runIds.includes(runId))
  if (others.length === 0 && files.length > 0) return files
  const file = join(fileRoot, '..', `others-${MARTS_FILE}`)
  using database = await Database.open()
  await using pool = await ConnectionPool.open(database, 1)
  await pool.run(connection => registerStoredRuns(connection, others))
  await writeKeptMarts(pool, file)
  return [...files, file]
}

async function answerOverFiles(
  queries: readonly NotebookQuery[],
  stored: readonly StoredRun[],
  answers: Map<string, string>,
  signal: AbortSignal | undefined,
): Promise<void> {
  using database = await Database.open()
  const connection = await database.connect()
  await registerStoredRuns(connection, stored)
  await registerMarketFor(connection, queries.map(({ query }) => query).join('\n'))
  for (const one of queries) {
    signal?.throwIfAborted()
    answers.set(one.name, await answerOrFail(connection, one))
  }
}

async function answerOrFail(connection: DuckDBConnection, { name, query }: NotebookQuery): Promise<string> {
  try {
    return await loaderRows(connection, query)
  } catch (error) {
    const told = error instanceof Error ? error.message : String(error)
    throw new SiteBuildError({ status: '1', output: `notebooks/${name}.sql: ${told}` }, error)
  }
}
