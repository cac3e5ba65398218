import { createHash } from 'node:crypto'
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { type CellFile, registerCellViews } from '../../catalog/catalog-views.ts'
import { DatabaseOnDemand } from '../../database/database-on-demand.ts'
import { loaderRows } from '../../results/loader-rows.ts'
import type { NotebookQuery } from './notebook-queries.ts'
import { hashedName } from './shell-pages.ts'

/** What the answers of this kind were made from, by the name of the file that a notebook attaches. */
const MANIFEST = 'market-answers.json'
type Manifest = Record<string, { readonly madeFrom: string; readonly file: string }>

export interface MarketRequest {
  readonly cells: readonly CellFile[]
  /** Hash of the sources that the views of the market come from. */
  readonly sources: string
  /** The folder that the site serves as `_file`. */
  readonly fileRoot: string
  /** The same of an earlier build. */
  readonly earlier?: string | undefined
}

/** Answers queries that read nothing but the market, up to ten million rows of it: from an earlier build where they, the
 *  sources and the cells are the same. @returns JSON by name; a query that reads anything else has none */
export async function answerOverMarket(
  queries: readonly NotebookQuery[],
  request: MarketRequest,
  signal?: AbortSignal,
): Promise<Map<string, string>> {
  const answers = new Map<string, string>()
  const manifest: Manifest = {}
  const earlier = await readManifest(request.earlier)
  const cells = await cellsHash(request)
  using database = new DatabaseOnDemand()
  let connection: DuckDBConnection | undefined
  for (const { name, query } of queries) {
    signal?.throwIfAborted()
    const madeFrom = createHash('sha256').update(`${cells}\n${query}`).digest('hex')
    let answer = await earlierAnswer(request.earlier, earlier[name], madeFrom)
    if (answer === undefined) {
      connection ??= await connectToCells(database, request.cells)
      answer = await loaderRows(connection, query).catch(() => undefined)
    }
    if (answer === undefined) continue
    answers.set(name, answer)
    manifest[name] = { madeFrom, file: hashedName(name, answer) }
  }
  await mkdir(request.fileRoot, { recursive: true })
  await writeFile(join(request.fileRoot, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`)
  return answers
}

async function connectToCells(
  database: DatabaseOnDemand,
  cells: readonly CellFile[],
): Promise<DuckDBConnection> {
  const connection = await (await database.open()).connect()
  await registerCellViews(connection, cells)
  return connection
}

async function readManifest(folder: string | undefined): Promise<Manifest> {
  if (folder === undefined) return {}
  const text = await readFile(join(folder, MANIFEST), 'utf8').catch(() => '{}')
  return JSON.parse(text) as Manifest
}

/** @returns undefined where the answer was made from other things, or no page attached it */
async function earlierAnswer(
  folder: string | undefined,
  entry: Manifest[string] | undefined,
  madeFrom: string,
): Promise<string | undefined> {
  if (folder === undefined || entry?.madeFrom !== madeFrom) return undefined
  return await readFile(join(folder, 'notebooks', entry.file), 'utf8').catch(() => undefined)
}

async function cellsHash({ cells, sources }: MarketRequest): Promise<string> {
  const lines = await Promise.all(
    cells.map(async ({ instrumentId, type, file }) => {
      const { size, mtimeMs } = await stat(file)
      return `${instrumentId} ${type} ${file} ${size} ${Math.round(mtimeMs)}\n`
    }),
  )
  return createHash('sha256').update(sources).update(lines.join('')).digest('hex')
}
