import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { asideName } from '../catalog/leftovers.ts'
import { ConnectionPool } from '../database/connection-pool.ts'
import { copyToParquet } from '../database/copy-to-parquet.ts'
import { Database } from '../database/open-database.ts'
import { quoteIdentifier } from '../database/quote.ts'
import { type Statement, statementName } from '../database/statement.ts'
import { fillMidsSlice, parentMarksSlice, runQuotes, runVolume } from './market-statements.ts'
import { registerFor } from './result-views.ts'
import { createRunMarket, type MarketCell } from './run-market.ts'
import { type AnalysisTable, storedReportRun } from './stored-run.ts'

/** What DuckDB may hold while a run is analysed; beyond it, it spills. */
const MEMORY = '300MB'
/** Rows of one slice: its joins sort them in memory, one core each. */
const SLICE_ROWS = 245_760n
/** Slices at a time. */
const CONNECTIONS = 2

/** A run folder as the recorder leaves it. */
export interface AnalysedFolder {
  readonly runId: string
  readonly directory: string
  /** In place of `summary.json` while that is not written yet. */
  readonly summary?: object
}

export interface FolderAnalysis {
  readonly fills: number
  readonly parents: number
}

/** Measures a run's fills and parents against the market it was replayed over and writes `fill_mids.parquet` and
 *  `parent_marks.parquet` beside its tables: from then on the views of fill analysis have its rows. Memory is bounded
 *  by a slice and the market's quotes. An earlier analysis is replaced. */
export async function analyseFolder(
  run: AnalysedFolder,
  cells: readonly MarketCell[],
): Promise<FolderAnalysis> {
  const temporaryDirectory = join(run.directory, asideName('.analysis'))
  using database = await Database.open({ threads: 1, memoryLimit: MEMORY, temporaryDirectory })
  try {
    await using pool = await ConnectionPool.open(database, CONNECTIONS)
    const stored = await storedReportRun(run.runId, run.directory)
    const summaries =
      run.summary === undefined ? undefined : new Map([[run.runId, JSON.stringify(run.summary)]])
    await pool.run(async connection => {
      await registerFor(connection, [fillMidsSlice, parentMarksSlice], [stored], summaries)
      await createRunMarket(connection, cells)
    })
    const volume = pool.run(connection => keep(connection, runVolume))
    const quotes = pool.run(connection => keep(connection, runQuotes))
    const [fills, parents] = await Promise.all([
      quotes.then(() => writeSlices(pool, run, 'fill_mids', fillMidsSlice, 'fill_facts')),
      Promise.all([quotes, volume]).then(() =>
        writeSlices(pool, run, 'parent_marks', parentMarksSlice, 'parents'),
      ),
    ])
    return { fills, parents }
  } finally {
    await rm(temporaryDirectory, { recursive: true, force: true })
  }
}

/** Computes a relation once, into a table of its name that every connection sees. */
async function keep(connection: DuckDBConnection, statement: Statement): Promise<void> {
  await connection.run(
    `create or replace table ${quoteIdentifier(statementName(statement))} as\n${statement.text}`,
  )
}

/** Runs a statement slice by slice and writes all rows, in the order of the slices, to one file of the run.
 *  @returns how many. */
async function writeSlices(
  pool: ConnectionPool,
  { runId, directory }: AnalysedFolder,
  table: AnalysisTable,
  slice: Statement,
  counted: string,
): Promise<number> {
  const rows = await pool.run(connection => countOf(connection, counted, runId))
  const firstRows: bigint[] = [0n]
  for (let first = SLICE_ROWS; first < rows; first += SLICE_ROWS) firstRows.push(first)
  const part = (index: number): string => quoteIdentifier(`${table}_${index}`)
  await Promise.all(
    firstRows.map((first, index) => {
      const bounds = { run_id: runId, first_row: first, end_row: first + SLICE_ROWS }
      return pool.run(own => own.run(`create or replace table ${part(index)} as\n${slice.text}`, bounds))
    }),
  )
  const aside = join(directory, asideName(table))
  const union = firstRows.map((_, index) => `from ${part(index)}`).join('\nunion all\n')
  await pool.run(connection => copyToParquet(connection, union, aside))
  await rename(aside, join(directory, `${table}.parquet`))
  return Number(rows)
}

async function countOf(connection: DuckDBConnection, view: string, runId: string): Promise<bigint> {
  const reader = await connection.runAndReadAll(
    `select count(*) from ${quoteIdentifier(view)} where run_id = $run_id::varchar`,
    { run_id: runId },
  )
  return reader.getRows()[0]?.[0] as bigint
}
