import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { Catalog } from '../catalog/catalog.ts'
import { CATALOG_TYPES, instrumentFolder } from '../catalog/cell-grid.ts'
import { RunMarketChangedError, RunNotFoundError, UsageError } from '../errors.ts'
import { analyseFolder, type FolderAnalysis } from '../results/analyse-folder.ts'
import type { MarketCell } from '../results/run-market.ts'
import { listStoredRuns } from '../results/stored-run.ts'
import type { Environment } from '../sources/cloud/credentials.ts'
import { isCloudRoot } from '../sources/cloud/location.ts'

/** What of a summary tells where a run's market lies. */
export interface MarketSummary {
  readonly instruments: readonly { readonly instrument_index: number; readonly instrument_id: string }[]
  readonly lineage: {
    readonly catalog_root: string
    readonly cells: readonly { readonly type: string; readonly path: string; readonly rows: number }[]
  }
}

const summarySchema: z.ZodType<MarketSummary> = z.object({
  instruments: z.array(z.object({ instrument_index: z.number(), instrument_id: z.string() })),
  lineage: z.object({
    catalog_root: z.string(),
    cells: z.array(z.object({ type: z.string(), path: z.string(), rows: z.number() })),
  }),
})

/** Analyses a stored run against the catalog cells its summary names: `fill_mids.parquet` and `parent_marks.parquet`
 *  appear beside its tables. @param env where the catalog is in a bucket
 *  @throws RunNotFoundError, RunMarketChangedError, CatalogMissingError, and UsageError for results in a bucket */
export async function analyseRun(
  resultsRoot: string,
  runId: string,
  env: Environment = process.env,
): Promise<FolderAnalysis> {
  if (isCloudRoot(resultsRoot)) {
    throw new UsageError({
      problem: `${resultsRoot} is a bucket: runs there are analysed before they are uploaded, not later.`,
      remedy: 'Copy the run to a folder and name that with --results.',
    })
  }
  const run = (await listStoredRuns(resultsRoot)).find(stored => stored.runId === runId)
  if (run?.folder !== 'report') throw new RunNotFoundError({ runId, resultsRoot, folder: run?.folder })
  const summary = parsedSummary(runId, await readFile(run.summaryFile, 'utf8'))
  const directory = join(resultsRoot, 'report', runId)
  return await analyseFolder({ runId, directory }, await marketCells(runId, summary, env))
}

/** @throws RunMarketChangedError for a summary without lineage, which others than a backtest wrote */
function parsedSummary(runId: string, text: string): MarketSummary {
  const parsed = summarySchema.safeParse(JSON.parse(text))
  if (parsed.success) return parsed.data
  const found = z.prettifyError(parsed.error).split('\n')[0] ?? ''
  throw new RunMarketChangedError({ runId, path: 'summary.json', expected: 'its lineage', found })
}

/** The files of the cells a run read. @throws RunMarketChangedError where one is gone or has other rows */
export async function marketCells(
  runId: string,
  summary: MarketSummary,
  env: Environment,
): Promise<readonly MarketCell[]> {
  const { instruments, lineage } = summary
  const catalog = await Catalog.open(lineage.catalog_root, env)
  const paths = lineage.cells.map(cell => cell.path)
  const isPresent = await Promise.all(paths.map(path => catalog.files.has(catalog.nameOf(path))))
  const present = await catalog.readLineages(paths.filter((_, index) => isPresent[index]))
  for (const { path, rows } of lineage.cells) {
    const found = present.get(path)?.rows
    if (found === rows) continue
    throw new RunMarketChangedError({
      ...{ runId, path, expected: `${rows} rows` },
      found: found === undefined ? 'no cell' : `${found} rows`,
    })
  }
  const files = await catalog.localFiles(paths)
  const folders = instruments.flatMap(({ instrument_index: instrumentIndex, instrument_id: id }) =>
    CATALOG_TYPES.map(type => ({
      instrumentIndex,
      type,
      folder: catalog.files.addressOf(instrumentFolder(type, id)),
    })),
  )
  return lineage.cells.flatMap(({ path }) => {
    const of = folders.find(({ folder }) => path.startsWith(`${folder}/`))
    return of === undefined
      ? []
      : { instrumentIndex: of.instrumentIndex, type: of.type, file: files.get(path) ?? path }
  })
}
