import { createReadStream, type ReadStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { copyToParquet } from '../database/copy-to-parquet.ts'
import { jsonValue } from '../database/json-value.ts'
import { Database } from '../database/open-database.ts'
import { quoteIdentifier, quoteLiteral } from '../database/quote.ts'
import { type Statement, statementName } from '../database/statement.ts'
import { RunNotFoundError } from '../errors.ts'
import { openResults } from '../results/open-results.ts'
import { equity, fills, ledger, orderEvents, orders, positions } from '../results/result-statements.ts'
import { registerFor } from '../results/result-views.ts'
import { listStoredRuns } from '../results/stored-run.ts'
import type { ServiceSettings } from './service-settings.ts'

/** The tables of a run that are handed out page by page, each with the columns that order it. */
const TABLES = {
  orders: { relation: orders, order: ['ts_created', 'client_order_id'] },
  fills: { relation: fills, order: ['fill_seq'] },
  equity: { relation: equity, order: ['ts_init'] },
  positions: { relation: positions, order: ['opened_fill_seq', 'position_id'] },
  order_events: { relation: orderEvents, order: ['event_seq'] },
  ledger: { relation: ledger, order: ['seq'] },
} satisfies Record<string, { relation: Statement; order: readonly string[] }>

export type ResultTable = keyof typeof TABLES
export const RESULT_TABLES = Object.keys(TABLES) as [ResultTable, ...ResultTable[]]

/** Rows of one page: JSON is made row by row in this process, the others by DuckDB. */
export const PAGE_ROWS_MAX = { json: 1_000, csv: 50_000, parquet: 50_000 } as const
export type PageFormat = keyof typeof PAGE_ROWS_MAX

const PAGE_MEMORY = '512MB'

export interface PageQuestion {
  readonly runId: string
  readonly table: ResultTable
  readonly limit: number
  readonly offset: number
}

/** Rows of a page as objects, and how many the table has. */
export interface JsonPage {
  readonly total: number
  readonly rows: Record<string, unknown>[]
}

/** Reads a page as JSON values. @throws RunNotFoundError */
export function jsonPage(settings: ServiceSettings, question: PageQuestion): Promise<JsonPage> {
  return withTable(settings, question, async (connection, select) => {
    const view = quoteIdentifier(statementName(TABLES[question.table].relation))
    const counted = await connection.runAndReadAll(`select count(*)::integer from ${view}`)
    const reader = await connection.runAndReadAll(select)
    const names = reader.deduplicatedColumnNames()
    const rows = reader
      .getRows()
      .map(values => Object.fromEntries(names.map((name, at) => [name, jsonValue(values[at] ?? null)])))
    return { total: Number(counted.getRows()[0]?.[0] ?? 0), rows }
  })
}

/** Writes a page aside and opens it; the file is gone when it has been read. @throws RunNotFoundError */
export function filePage(
  settings: ServiceSettings,
  question: PageQuestion,
  format: 'csv' | 'parquet',
): Promise<ReadStream> {
  return withTable(settings, question, async (connection, select) => {
    const folder = await mkdtemp(join(tmpdir(), 'odum-page-'))
    const file = join(folder, `page.${format}`)
    const remove = () => rm(folder, { recursive: true, force: true })
    try {
      if (format === 'parquet') await copyToParquet(connection, select, file)
      else await connection.run(`copy (${select}) to ${quoteLiteral(file)} (format csv, header)`)
      const stream = createReadStream(file)
      stream.once('close', () => void remove())
      return stream
    } catch (error) {
      await remove()
      throw error
    }
  })
}

async function withTable<Result>(
  { resultsRoot, env }: ServiceSettings,
  { runId, table, limit, offset }: PageQuestion,
  use: (connection: DuckDBConnection, select: string) => Promise<Result>,
): Promise<Result> {
  await using results = await openResults(resultsRoot, env, { runIds: [runId] })
  const run = (await listStoredRuns(results.folder)).find(stored => stored.runId === runId)
  if (run === undefined || run.folder !== 'report') {
    throw new RunNotFoundError({ runId, resultsRoot, folder: run?.folder })
  }
  using database = await Database.open({ threads: 2, memoryLimit: PAGE_MEMORY })
  const connection = await database.connect()
  const { relation, order } = TABLES[table]
  await registerFor(connection, [relation], [run])
  // registerFor creates what the relation builds on; the relation itself comes last.
  const view = quoteIdentifier(statementName(relation))
  await connection.run(`create or replace view ${view} as ${relation.text}`)
  const by = order.map(quoteIdentifier).join(', ')
  return await use(connection, `select * from ${view} order by ${by} limit ${limit} offset ${offset}`)
}
