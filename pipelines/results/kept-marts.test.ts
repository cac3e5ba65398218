import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ConnectionPool } from '../database/connection-pool.ts'
import { Database } from '../database/open-database.ts'
import { quoteIdentifier } from '../database/quote.ts'
import { statementName } from '../database/statement.ts'
import { registerKeptMarts } from './kept-mart-views.ts'
import { keptMarts, writeKeptMarts } from './kept-marts.ts'
import { registerResultViews } from './result-views.ts'
import { writeSampleRun } from './test/sample-run.ts'

/** Runs of different scales, so that decimals kept of each are of different types. */
const RUNS = [
  { runId: 'BNF_BTC_1', seed: 1, pricePrecision: 1 },
  { runId: 'BNF_BTC_2', seed: 2, pricePrecision: 4, sizePrecision: 5 },
  { runId: 'BNF_ETH_3', seed: 3, instrumentId: 'ETH-USDT.BINANCE-FUTURES' },
]

let folder: string
const databases: Database[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'odum-kept-marts-'))
  for (const run of RUNS) await writeSampleRun(join(folder, 'results'), run)
})

afterAll(async () => {
  for (const database of databases) database.close()
  await rm(folder, { recursive: true })
})

async function connect(): Promise<DuckDBConnection> {
  const database = await Database.open()
  databases.push(database)
  return await database.connect()
}

/** Writes the marts of some runs into one file. */
async function keep(name: string, runIds: readonly string[]): Promise<string> {
  using database = await Database.open()
  await using pool = await ConnectionPool.open(database, 2)
  await pool.run(connection => registerResultViews(connection, join(folder, 'results'), { runIds }))
  const file = join(folder, `${name}.parquet`)
  await writeKeptMarts(pool, file)
  return file
}

async function read(connection: DuckDBConnection, sql: string): Promise<unknown[]> {
  return (await connection.runAndReadAll(sql)).getRowObjectsJson()
}

test('marts kept of each run are, together, those of all runs', async () => {
  const files: string[] = []
  for (const { runId } of RUNS) files.push(await keep(runId, [runId]))
  const [kept, whole] = [await connect(), await connect()]
  await registerKeptMarts(kept, files)
  await registerResultViews(whole, join(folder, 'results'))
  for (const mart of keptMarts) {
    const name = quoteIdentifier(statementName(mart))
    const rows = `select * from ${name} order by all`
    expect(await read(kept, rows), name).toEqual(await read(whole, rows))
  }
  expect(await read(kept, 'select count(*)::integer as rows from runs')).toEqual([{ rows: RUNS.length }])
})

test('marts of no runs have no rows, and what is not kept cannot be read', async () => {
  const connection = await connect()
  await registerKeptMarts(connection, [await keep('none', [])])
  for (const mart of keptMarts) {
    expect(await read(connection, `from ${quoteIdentifier(statementName(mart))}`), mart.path).toEqual([])
  }
  await expect(read(connection, 'from fills')).rejects.toThrow('fills')
})

test('the same run is kept as the same bytes', async () => {
  const connection = await connect()
  const content = (file: string): Promise<unknown[]> =>
    read(connection, `select content from read_blob('${file}')`)
  expect(await content(await keep('again', ['BNF_BTC_2']))).toEqual(
    await content(await keep('once', ['BNF_BTC_2'])),
  )
})
