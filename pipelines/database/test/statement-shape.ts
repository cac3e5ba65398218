import { type DuckDBConnection, type DuckDBType, DuckDBTypeId, type DuckDBValue } from '@duckdb/node-api'
import type { z } from 'zod'
import type { Statement } from '../statement.ts'

/** Parameters to run a statement with, by path, where sample values of the type will not do (file names). */
export type ExampleParams = Readonly<Record<string, Readonly<Record<string, unknown>>>>

/** Where a statement's declared shapes differ from what DuckDB prepares and returns; empty when they agree.
 *  The statement runs once, over whatever the fixture put there. */
export async function shapeMismatches(
  connection: DuckDBConnection,
  statement: Statement,
  example: Readonly<Record<string, unknown>> | undefined,
): Promise<string[]> {
  if (statement.kind === 'macro') {
    await connection.run(statement.text)
    return []
  }
  const prepared = await connection.prepare(statement.text)
  const given = example === undefined ? undefined : statement.params.parse(example)
  const problems: string[] = []
  const found = new Set<string>()
  const values: Record<string, DuckDBValue> = {}
  for (let index = 1; index <= prepared.parameterCount; index++) {
    const name = prepared.parameterName(index)
    const type = prepared.parameterType(index)
    found.add(name)
    const declared = statement.params.shape[name] as z.ZodType | undefined
    if (declared === undefined) problems.push(`parameter ${name}: in the file, not declared`)
    else problems.push(...typeProblems(`parameter ${name}`, type, inputOf(declared)))
    values[name] = (given?.[name] as DuckDBValue | undefined) ?? sampleValue(type)
  }
  for (const name of Object.keys(statement.params.shape)) {
    if (!found.has(name)) problems.push(`parameter ${name}: declared, not in the file`)
  }
  prepared.bind(values)
  const result = await prepared.run()
  const columns = result.columnNames().map((name, index) => ({ name, type: result.columnType(index) }))
  return [...problems, ...columnProblems(columns, statement.row)]
}

function columnProblems(
  columns: readonly { readonly name: string; readonly type: DuckDBType }[],
  row: z.ZodObject,
): string[] {
  const names = new Set(columns.map(column => column.name))
  const isLoose = row.def.catchall?._zod.def.type === 'unknown'
  const missing = Object.keys(row.shape).filter(name => !names.has(name))
  const problems = missing.map(name => `column ${name}: declared, not in the file`)
  for (const { name, type } of columns) {
    const declared = row.shape[name] as z.ZodType | undefined
    if (declared !== undefined) problems.push(...typeProblems(`column ${name}`, type, declared))
    else if (!isLoose) problems.push(`column ${name}: in the file, not declared`)
  }
  return problems
}

function typeProblems(what: string, type: DuckDBType, declared: z.ZodType): string[] {
  const expected = zodKinds(type)
  const kind = kindOf(declared)
  return expected.includes(kind) ? [] : [`${what}: ${type} needs ${expected.join(' or ')}, declared ${kind}`]
}

/** The side of a parameter that is bound: before any transformation. */
function inputOf(schema: z.ZodType): z.ZodType {
  const def = schema.def as { readonly type: string; readonly in?: z.ZodType }
  return def.type === 'pipe' && def.in !== undefined ? inputOf(def.in) : schema
}

/** `string`, `number`, `bigint`, … without nullability and defaults. */
function kindOf(schema: z.ZodType): string {
  const def = schema.def as { readonly type: string; readonly innerType?: z.ZodType }
  return def.innerType === undefined ? def.type : kindOf(def.innerType)
}

/** How `plainValue` shows values of a type. */
function zodKinds(type: DuckDBType): readonly string[] {
  switch (type.typeId) {
    case DuckDBTypeId.BOOLEAN:
      return ['boolean']
    case DuckDBTypeId.TINYINT:
    case DuckDBTypeId.SMALLINT:
    case DuckDBTypeId.INTEGER:
    case DuckDBTypeId.UTINYINT:
    case DuckDBTypeId.USMALLINT:
    case DuckDBTypeId.UINTEGER:
    case DuckDBTypeId.FLOAT:
    case DuckDBTypeId.DOUBLE:
      return ['number']
    case DuckDBTypeId.BIGINT:
    case DuckDBTypeId.UBIGINT:
    case DuckDBTypeId.HUGEINT:
    case DuckDBTypeId.UHUGEINT:
    case DuckDBTypeId.TIMESTAMP:
    case DuckDBTypeId.TIMESTAMP_NS:
      return ['bigint']
    case DuckDBTypeId.LIST:
    case DuckDBTypeId.ARRAY:
      return ['array', 'tuple']
    case DuckDBTypeId.STRUCT:
    case DuckDBTypeId.MAP:
      return ['object', 'record']
    default:
      return ['string', 'enum', 'literal']
  }
}

/** A value of a parameter's type that any statement can run with. */
function sampleValue(type: DuckDBType): DuckDBValue {
  const [kind] = zodKinds(type)
  if (kind === 'bigint') return 1n
  if (kind === 'number') return 1
  return kind === 'boolean' ? false : '1'
}
