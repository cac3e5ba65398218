import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Database } from '../../database/open-database.ts'
import { loaderQuery, loaderRows } from '../../results/loader-rows.ts'
import { registerResultViews } from '../../results/result-views.ts'
import { registerMarketFor } from '../../results/run-cells.ts'

const LOADER = '.json.sql'

/** Answers the queries of the notebooks below an assembled site root and puts each answer where its loader stood: a
 *  process per loader, as Framework starts them, spends most of its time on declaring views.
 *  A query with parameters, or one that fails, keeps its loader, and Framework reports it with its file. */
export async function writeNotebookData(
  root: string,
  resultsRoot: string,
  runIds: readonly string[],
  signal?: AbortSignal,
): Promise<void> {
  const folder = join(root, 'notebooks')
  const loaders = (await readdir(folder)).filter(name => name.endsWith(LOADER))
  const queries = await Promise.all(
    loaders.map(async name => ({ name, query: loaderQuery(await readFile(join(folder, name), 'utf8')) })),
  )
  using database = await Database.open()
  const connection = await database.connect()
  await registerResultViews(connection, resultsRoot, { runIds })
  await registerMarketFor(connection, queries.map(({ query }) => query).join('\n'))
  for (const { name, query } of queries.filter(({ query }) => !query.includes('$'))) {
    signal?.throwIfAborted()
    const answer = await loaderRows(connection, query).catch(() => undefined)
    if (answer === undefined) continue
    await writeFile(join(folder, name.slice(0, -'.sql'.length)), answer)
    await rm(join(folder, name))
  }
}
