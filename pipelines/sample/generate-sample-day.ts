import { mkdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api'
import type { z } from 'zod'
import { copyToParquet } from '../database/copy-to-parquet.ts'
import { Database } from '../database/open-database.ts'
import type { Statement } from '../database/statement.ts'
import { fillTables } from './fill-tables.ts'
import { planSample, type SampleOptions, type SamplePlan } from './sample-options.ts'
import { odumTrades, tardisSnapshots, tardisTrades } from './statements.ts'

/** One written file. */
export interface SampleFile {
  readonly path: string
  readonly rows: number
  readonly bytes: number
}

export interface SampleReport {
  readonly instrumentKey: string
  readonly date: string
  readonly trades: SampleFile
  /** Undefined when no snapshots were asked for. */
  readonly snapshots: SampleFile | undefined
}

/** Writes one day of seeded synthetic trades and five-level snapshots in the raw layout. The same options
 *  give the same rows. Files appear whole; ones that exist are replaced.
 *  @throws UsageError when the options contradict each other. */
export async function generateSampleDay(options: SampleOptions): Promise<SampleReport> {
  const plan = planSample(options)
  using database = await Database.open()
  await fillTables(database, plan, options.signal)
  options.signal?.throwIfAborted()
  const [trades, snapshots] = await Promise.all([
    writeTrades(database, plan),
    plan.snapshots === 0 ? undefined : writeSnapshots(database, plan),
  ])
  return { instrumentKey: plan.instrumentKey, date: plan.date, trades, snapshots }
}

async function writeTrades(database: Database, plan: SamplePlan): Promise<SampleFile> {
  const { instrumentKey: instrument_key, exchange, symbol, dayNs: day_ns } = plan
  const path = rawPath(plan, 'trades')
  const bytes =
    plan.format === 'odum'
      ? await writeFile(database, odumTrades, { instrument_key, day_ns }, path, plan.rowGroupRows)
      : await writeFile(database, tardisTrades, { exchange, symbol, day_ns }, path, plan.rowGroupRows)
  return { path, rows: plan.trades, bytes }
}

/** Snapshots come in one wire format, whatever that of the trades, as in the source buckets. */
async function writeSnapshots(database: Database, plan: SamplePlan): Promise<SampleFile> {
  const { exchange, symbol, dayNs: day_ns } = plan
  const path = rawPath(plan, 'book_snapshot_5')
  const bytes = await writeFile(
    database,
    tardisSnapshots,
    { exchange, symbol, day_ns },
    path,
    plan.rowGroupRows,
  )
  return { path, rows: plan.snapshots, bytes }
}

/** Copies a statement's rows to a temporary name and renames it. @returns the bytes of the file. */
async function writeFile<Params extends z.ZodObject>(
  database: Database,
  statement: Statement<Params>,
  params: z.output<Params> & Record<string, DuckDBValue>,
  path: string,
  rowGroupRows: number,
): Promise<number> {
  const connection: DuckDBConnection = await database.connect()
  const temporary = `${path}.${process.pid}.tmp`
  await mkdir(dirname(path), { recursive: true })
  try {
    await copyToParquet(connection, statement.text, temporary, { rowGroupRows }, params)
    await rename(temporary, path)
  } finally {
    connection.closeSync()
    await rm(temporary, { force: true })
  }
  return (await stat(path)).size
}

function rawPath(plan: SamplePlan, dataType: string): string {
  const folder = join(plan.out, 'raw_tick_data', 'by_date', `day-${plan.date}`, `data_type-${dataType}`)
  return join(folder, `${plan.instrumentKey}.parquet`)
}
