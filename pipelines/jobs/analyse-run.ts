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
const summarySchema = z.object({
  instruments: z.array(z.object({ instrument_index: z.number(), instrument_id: z.string() })),
  lineage: z.object({
    catalog_root: z.string(),
    cells: z.array(z.object({ type: z.enum(CATALOG_TYPES), path: z.string(), rows: z.number() })),
  }),
})
export type MarketSummary = z.input<typeof summarySchema>

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
  const summary = summarySchema.parse(JSON.parse(await readFile(run.summaryFile, 'utf8')))
  const directory = join(resultsRoot, 'report', runId)
  return await analyseFolder({ runId, directory }, await marketCells(runId, summary, env))
}

/** The files of the cells a run read. @throws RunMarketChangedError where one is gone or has other rows */
export async function marketCells(
  runId: string,
  summary: MarketSummary,
  env: Environment,
): Promise<readonly MarketCell[]> {
  const { instruments, lineage } = summary
  const catalog = await Catalog.open(lineage.catalog_root, env)
  const present = await catalog.readLineages(lineage.cells.map(cell => cell.path))
  for (const { path, rows } of lineage.cells) {
    const found = present.get(path)?.rows
    if (found === rows) continue
    throw new RunMarketChangedError({
      ...{ runId, path, expected: `${rows} rows` },
      found: found === undefined ? 'no cell' : `${found} rows`,
    })
  }
  const files = await catalog.localFiles(lineage.cells.map(cell => cell.path))
  return lineage.cells.map(({ type, path }) => {
    const folders = instruments.filter(({ instrument_id: id }) =>
      path.startsWith(`${lineage.catalog_root}/${instrumentFolder(type, id)}/`),
    )
    return { type, file: files.get(path) ?? path, instrumentIndex: folders[0]?.instrument_index ?? 0 }
  })
}
