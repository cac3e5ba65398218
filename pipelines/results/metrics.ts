import type { DuckDBConnection } from '@duckdb/node-api'
import { ConnectionPool } from '../database/connection-pool.ts'
import type { Database } from '../database/open-database.ts'
import { plainValue } from '../database/plain-value.ts'
import { quoteIdentifier } from '../database/quote.ts'
import { createRelations, type Statement, statementName } from '../database/statement.ts'
import { metricStatements } from './metric-files.ts'
import { type MetricUnit, metricLabel, metricUnit, moneyColumns } from './metric-unit.ts'
import { registerFor } from './result-views.ts'
import { storedReportRun } from './stored-run.ts'

/** Exact decimals as text without trailing zeros, counts as numbers (text beyond 2^53), null where undefined; never NaN. */
export type MetricValue = string | number | boolean | null
export type Metrics = Readonly<Record<string, MetricValue>>

export interface MetricColumn {
  readonly name: string
  readonly label: string
  readonly unit: MetricUnit
  /** The relation it comes from: a file of `sql/analysis/metrics`. */
  readonly relation: string
}

/** Every metric there is, in the order of its files and columns. */
export async function metricColumns(connection: DuckDBConnection): Promise<MetricColumn[]> {
  const columns: MetricColumn[] = []
  for (const statement of metricStatements()) {
    const relation = statementName(statement)
    const money = moneyColumns(statement.text)
    const prepared = await connection.prepare(`select * from ${quoteIdentifier(relation)}`)
    for (let index = 0; index < prepared.columnCount; index++) {
      const name = prepared.columnName(index)
      if (name === 'run_id' || columns.some(column => column.name === name)) continue
      const unit = metricUnit(name, money)
      const plain = metricLabel(name)
      const isTaken = columns.some(column => column.label === plain)
      columns.push({ name, label: isTaken ? `${plain}, ${unit}` : plain, unit, relation })
    }
    prepared.destroySync()
  }
  return columns
}

/** The metrics of one run, by column name; the result views must be registered. All are null for a run without
 *  tables. */
export async function computeMetrics(connection: DuckDBConnection, runId: string): Promise<Metrics> {
  return await computeMetricsOn(new ConnectionPool([connection]), runId)
}

/** The same, on as many connections as there are. */
export async function computeMetricsOn(pool: ConnectionPool, runId: string): Promise<Metrics> {
  return firstOfEach(
    await Promise.all(
      metricStatements().map(statement =>
        pool.run(connection => metricsOfStatement(connection, statement, runId)),
      ),
    ),
  )
}

/** Metrics read few rows each, so one of them keeps one core busy: two connections share them. */
const CONNECTIONS = 2

/** The metrics of a run that is still being written: its Parquet files lie in `directory`, its summary (without
 *  metrics) is passed as it stands. The database must be the caller's alone: it gets the result views of this run. */
export async function computeMetricsOfFolder(
  database: Database,
  run: { readonly runId: string; readonly directory: string; readonly summary: object },
): Promise<Metrics> {
  const pool = await ConnectionPool.open(database, CONNECTIONS)
  const stored = await storedReportRun(run.runId, run.directory)
  const summaries = new Map([[run.runId, JSON.stringify(run.summary)]])
  await pool.run(async connection => {
    await registerFor(connection, metricStatements(), [stored], summaries)
    await createRelations(connection, metricStatements())
  })
  return await computeMetricsOn(pool, run.runId)
}

async function metricsOfStatement(
  connection: DuckDBConnection,
  statement: Statement,
  runId: string,
): Promise<Metrics> {
  const reader = await connection.runAndReadAll(
    `select * exclude (run_id) from ${quoteIdentifier(statementName(statement))} where run_id = $run_id::varchar`,
    { run_id: runId },
  )
  const row = reader.getRows()[0]
  return Object.fromEntries(
    reader
      .deduplicatedColumnNames()
      .map((name, index) => [name, row === undefined ? null : metricValue(plainValue(row[index] ?? null))]),
  )
}

/** All metrics by name; of two with one name the first that has a value. */
function firstOfEach(groups: readonly Metrics[]): Metrics {
  const metrics: Record<string, MetricValue> = {}
  for (const group of groups) {
    for (const [name, value] of Object.entries(group)) metrics[name] ??= value
  }
  return metrics
}

function metricValue(value: unknown): MetricValue {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (typeof value === 'string') return withoutTrailingZeros(value)
  if (typeof value === 'boolean') return value
  return null
}

/** The same number at the fewest digits: the scale of a sum depends on which other runs the views span. */
function withoutTrailingZeros(text: string): string {
  return /^-?\d+\.\d+$/.test(text) ? text.replace(/\.?0+$/, '') : text
}
