import type { DuckDBConnection, DuckDBResultReader } from '@duckdb/node-api'
import type { z } from 'zod'
import { plainValue } from '../database/plain-value.ts'
import { quoteIdentifier } from '../database/quote.ts'
import { type Statement, statementName } from '../database/statement.ts'

/** The rows a view has for one run, optionally ordered by some of its columns. For views of few rows a run. */
export async function rowsOfRun<Row extends z.ZodObject>(
  connection: DuckDBConnection,
  relation: Statement<z.ZodObject, Row>,
  runId: string,
  orderBy: readonly (keyof z.output<Row> & string)[] = [],
): Promise<z.output<Row>[]> {
  const order = orderBy.length === 0 ? '' : ` order by ${orderBy.map(quoteIdentifier).join(', ')}`
  const reader = await connection.runAndReadAll(
    `select * from ${quoteIdentifier(statementName(relation))} where run_id = $run_id::varchar${order}`,
    { run_id: runId },
  )
  return rowsOf(reader)
}

function rowsOf<Row>(reader: DuckDBResultReader): Row[] {
  const names = reader.deduplicatedColumnNames()
  return reader
    .getRows()
    .map(
      values =>
        Object.fromEntries(names.map((name, index) => [name, plainValue(values[index] ?? null)])) as Row,
    )
}

/** All rows a view has, in its own order. For views of few rows a run. */
export async function rowsOfAllRuns<Row extends z.ZodObject>(
  connection: DuckDBConnection,
  relation: Statement<z.ZodObject, Row>,
): Promise<z.output<Row>[]> {
  const reader = await connection.runAndReadAll(`select * from ${quoteIdentifier(statementName(relation))}`)
  return rowsOf(reader)
}
