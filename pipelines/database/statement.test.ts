import { existsSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { DuckDBConnection } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { Database } from './open-database.ts'
import { defineQuery, type Statement } from './statement.ts'
import { type ExampleParams, shapeMismatches } from './test/statement-shape.ts'

/** Every `.sql` file is declared exactly once, in a `statements.ts` of a folder of `pipelines`, with the shapes that
 *  DuckDB confirms. A folder whose statements read something puts it there in `test/statement-fixture.ts`:
 *  `prepareStatementFixture(connection)` returns example parameters where file names are asked. */
const PIPELINES = new URL('../', import.meta.url)
const SQL = fileURLToPath(new URL('../../sql/', import.meta.url))

const zones = readdirSync(PIPELINES).filter(zone => existsSync(new URL(`${zone}/statements.ts`, PIPELINES)))
const declared = new Map<string, readonly Statement[]>()
for (const zone of zones) {
  const module: object = await import(new URL(`${zone}/statements.ts`, PIPELINES).href)
  const statements = Object.values(module).flat().filter(isStatement)
  declared.set(zone, [...new Map(statements.map(statement => [statement.path, statement])).values()])
}

function isStatement(value: unknown): value is Statement {
  return typeof value === 'object' && value !== null && 'path' in value && 'text' in value && 'kind' in value
}

describe('sql files', () => {
  test('are all declared, each once', () => {
    const files = readdirSync(SQL, { recursive: true, encoding: 'utf8' }).filter(name =>
      name.endsWith('.sql'),
    )
    const paths = [...declared.values()].flat().map(statement => statement.path)
    expect(paths.toSorted()).toEqual(files.toSorted())
  })

  test.each([...declared.values()].flat())('$path says what it is first', statement => {
    const name = statement.path.replace(/^.*\//, '').replace(/\.sql$/, '')
    expect(statement.text).toMatch(new RegExp(`^-- ${name}[ (:]`))
    expect(statement.text.replaceAll(/--.*$/gm, '')).not.toContain(';')
  })
})

describe.each([...declared])('%s', (zone, statements) => {
  let database: Database
  let connection: DuckDBConnection
  let examples: ExampleParams = {}

  beforeAll(async () => {
    database = await Database.open()
    connection = await database.connect()
    const fixture = new URL(`${zone}/test/statement-fixture.ts`, PIPELINES)
    if (existsSync(fixture))
      examples = (await (await import(fixture.href)).prepareStatementFixture(connection)) ?? {}
  })

  afterAll(() => database.close())

  test.each(statements)('$path has the shapes it declares', async statement => {
    expect(await shapeMismatches(connection, statement, examples[statement.path])).toEqual([])
  })
})

test('a wrong shape is found', async () => {
  using database = await Database.open()
  const connection = await database.connect()
  const wrong = defineQuery('staging/file_metadata.sql', {
    params: z.strictObject({}),
    row: z.strictObject({ file: z.bigint(), colour: z.string(), key: z.string() }),
  })
  const text = 'select $n::bigint as file, 1.5::decimal(9, 2) as key, true as flag'
  expect(await shapeMismatches(connection, { ...wrong, text }, undefined)).toEqual([
    'parameter n: in the file, not declared',
    'column colour: declared, not in the file',
    'column flag: in the file, not declared',
  ])
})
