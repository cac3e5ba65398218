import { readFileSync } from 'node:fs'
import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api'
import type { z } from 'zod'
import { plainValue } from './plain-value.ts'
import { quoteIdentifier } from './quote.ts'

const SQL_ROOT = new URL('../../sql/', import.meta.url)

/** How a file is used: `query` is run with parameters, `relation` becomes a view of the file's name,
 *  `macro` is a complete `create macro` statement of the file's name. */
export type StatementKind = 'query' | 'relation' | 'macro'

/** One `.sql` file with the shapes that a test proves against the prepared statement. */
export interface Statement<Params extends z.ZodObject = z.ZodObject, Row extends z.ZodObject = z.ZodObject> {
  /** Path below `sql/`, e.g. `catalog/top_of_book.sql`. */
  readonly path: string
  readonly kind: StatementKind
  readonly text: string
  readonly params: Params
  readonly row: Row
}

function load<Params extends z.ZodObject, Row extends z.ZodObject>(
  path: string,
  kind: StatementKind,
  shapes: { params: Params; row: Row },
): Statement<Params, Row> {
  const text = readFileSync(new URL(path, SQL_ROOT), 'utf8').trim().replace(/;$/, '')
  return { path, kind, text, params: shapes.params, row: shapes.row }
}

/** A statement with `$name` parameters, run as it stands. */
export function defineQuery<Params extends z.ZodObject, Row extends z.ZodObject>(
  path: string,
  shapes: { params: Params; row: Row },
): Statement<Params, Row> {
  return load(path, 'query', shapes)
}

/** A `select` without parameters that becomes the view named after its file. */
export function defineRelation<Row extends z.ZodObject>(
  path: string,
  row: Row,
  none: z.ZodObject,
): Statement<z.ZodObject, Row> {
  return load(path, 'relation', { params: none, row })
}

/** A complete `create or replace macro` statement. */
export function defineMacro(path: string, none: z.ZodObject): Statement {
  return load(path, 'macro', { params: none, row: none })
}

/** The name a relation or macro has in the database: its file's name. */
export function statementName(statement: Statement): string {
  return statement.path.replace(/^.*\//, '').replace(/\.sql$/, '')
}

/** Creates relations (as views) and macros in the order given, so later ones may use earlier ones. */
export async function createRelations(
  connection: DuckDBConnection,
  statements: readonly Statement[],
): Promise<void> {
  for (const statement of statements) {
    if (statement.kind === 'macro') await connection.run(statement.text)
    else
      await connection.run(
        `create or replace view ${quoteIdentifier(statementName(statement))} as\n${statement.text}`,
      )
  }
}

type Params<S> = S extends Statement<infer P, z.ZodObject> ? z.input<P> : never
type Row<S> = S extends Statement<z.ZodObject, infer R> ? z.output<R> : never

function bind<S extends Statement>(statement: S, params: Params<S>): Record<string, DuckDBValue> {
  return statement.params.parse(params) as Record<string, DuckDBValue>
}

/** All rows of a query as plain objects. For small results; long ones go through `streamRows`. */
export async function allRows<S extends Statement>(
  connection: DuckDBConnection,
  statement: S,
  params: Params<S>,
): Promise<Row<S>[]> {
  const reader = await connection.runAndReadAll(statement.text, bind(statement, params))
  const names = reader.deduplicatedColumnNames()
  return reader.getRows().map(values => plainRow(names, values)) as Row<S>[]
}

/** The only row of a query that returns exactly one. */
export async function oneRow<S extends Statement>(
  connection: DuckDBConnection,
  statement: S,
  params: Params<S>,
): Promise<Row<S>> {
  const rows = await allRows(connection, statement, params)
  if (rows.length !== 1) throw new RangeError(`${statement.path} returned ${rows.length} rows, expected 1`)
  return rows[0] as Row<S>
}

/** Rows in batches. The connection must run nothing else until the iteration ends. */
export async function* streamRows<S extends Statement>(
  connection: DuckDBConnection,
  statement: S,
  params: Params<S>,
): AsyncGenerator<Row<S>[]> {
  const result = await connection.stream(statement.text, bind(statement, params))
  const names = result.deduplicatedColumnNames()
  for await (const batch of result.yieldRows()) {
    yield batch.map(values => plainRow(names, values)) as Row<S>[]
  }
}

/** Runs a query for its effect. */
export async function execute<S extends Statement>(
  connection: DuckDBConnection,
  statement: S,
  params: Params<S>,
): Promise<void> {
  await connection.run(statement.text, bind(statement, params))
}

function plainRow(names: readonly string[], values: readonly DuckDBValue[]): Record<string, unknown> {
  const row: Record<string, unknown> = {}
  for (let index = 0; index < names.length; index++) row[names[index]!] = plainValue(values[index]!)
  return row
}
