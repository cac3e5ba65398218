import { parseArgs } from 'node:util'
import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api'
import { copyToParquet } from '../../pipelines/database/copy-to-parquet.ts'
import type { Statement } from '../../pipelines/database/statement.ts'

/** The run that a parameterised page's loader is asked for. */
export function askedRun(): string {
  const { values } = parseArgs({ options: { run: { type: 'string' } } })
  if (values.run === undefined) throw new RangeError('a loader below runs/[run] needs --run')
  return values.run
}

/** Writes a loader's JSON to stdout; bigints stand as text. */
export function writeJson(value: unknown): void {
  process.stdout.write(
    JSON.stringify(value, (_, item) => (typeof item === 'bigint' ? item.toString() : item)),
  )
}

/** Writes a statement's rows to stdout as Parquet. */
export async function writeParquet(
  connection: DuckDBConnection,
  statement: Statement,
  params: Record<string, DuckDBValue>,
): Promise<void> {
  await copyToParquet(connection, statement.text, '/dev/stdout', {}, params)
}
