import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { loaderQuery } from '../../results/loader-rows.ts'
import { NOTEBOOKS } from './site-root.ts'

const LOADER = '.json.sql'

export interface NotebookQuery {
  /** The file that a notebook attaches, e.g. `template.json`. */
  readonly name: string
  readonly query: string
}

/** The queries of the notebooks that the build answers itself: a process per loader, as Framework starts them, spends
 *  most of its time on declaring views. Those with parameters are left to it. Ascending by name. */
export async function notebookQueries(): Promise<NotebookQuery[]> {
  const loaders = (await readdir(NOTEBOOKS)).filter(name => name.endsWith(LOADER)).sort()
  const queries = await Promise.all(
    loaders.map(async file => ({
      name: file.slice(0, -'.sql'.length),
      query: loaderQuery(await readFile(join(NOTEBOOKS, file), 'utf8')),
    })),
  )
  return queries.filter(({ query }) => !query.includes('$'))
}
