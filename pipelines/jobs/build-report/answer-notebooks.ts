import { Database } from '../../database/open-database.ts'
import { SiteBuildError } from '../../errors.ts'
import { loaderRows } from '../../results/loader-rows.ts'
import { registerResultViews } from '../../results/result-views.ts'
import { registerMarketFor } from '../../results/run-cells.ts'
import { notebookQueries } from './notebook-queries.ts'

/** Answers the queries of the notebooks over some runs. @returns JSON by the name of the file that a notebook attaches
 *  @throws SiteBuildError of a query that fails */
export async function answerNotebooks(
  resultsRoot: string,
  runIds: readonly string[],
  signal?: AbortSignal,
): Promise<Map<string, string>> {
  const queries = await notebookQueries()
  const answers = new Map<string, string>()
  using database = await Database.open()
  const connection = await database.connect()
  await registerResultViews(connection, resultsRoot, { runIds })
  await registerMarketFor(connection, queries.map(({ query }) => query).join('\n'))
  for (const { name, query } of queries) {
    signal?.throwIfAborted()
    const answer = await loaderRows(connection, query).catch((error: unknown) => {
      const told = error instanceof Error ? error.message : String(error)
      throw new SiteBuildError({ status: '1', output: `notebooks/${name}.sql: ${told}` }, error)
    })
    answers.set(name, answer)
  }
  return answers
}
