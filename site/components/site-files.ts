import { readParquet } from './read-parquet.js'
import type { Comparison, EquityPoint } from './run-data.js'

/** The pages' data lies beside them and is fetched by name: a run that is added changes no page but its own. */
const FILE_ROOT = '_file/'

async function fetched(path: string): Promise<Response> {
  // Pages below /runs/ and /notebooks/ are one folder deep, the others none; a site may lie below any path.
  const depth = /\/(runs|notebooks)\/[^/]*$/.test(new URL(document.baseURI).pathname) ? '../' : './'
  const url = new URL(depth + FILE_ROOT + path, document.baseURI)
  const response = await fetch(url)
  if (!response.ok) throw new Error(`${url.pathname} answered ${response.status}; build the site again.`)
  return response
}

export interface RunFiles {
  json<Value>(name: string): Promise<Value>
  parquet<Row extends object>(name: string): Promise<Row[]>
}

/** The files of one run. */
export function runFiles(runId: string): RunFiles {
  const path = (name: string): string => `runs/${runId}/${name}`
  return {
    json: async name => (await fetched(path(name))).json(),
    parquet: async name => readParquet((await fetched(path(name))).arrayBuffer()),
  }
}

/** All runs with their metrics and configurations. */
export async function loadComparison(): Promise<Comparison> {
  return (await fetched('comparison.json')).json() as Promise<Comparison>
}

/** The thinned equity of the picked runs that have pages, by run id. */
export async function loadOverlays(
  { runs }: Comparison,
  runIds: readonly string[],
): Promise<Record<string, readonly EquityPoint[]>> {
  const withPages = runIds.filter(id => runs.some(({ run, hasPage }) => hasPage && run.run_id === id))
  return Object.fromEntries(
    await Promise.all(
      withPages.map(async id => [id, await runFiles(id).json<EquityPoint[]>('overlay.json')] as const),
    ),
  )
}
