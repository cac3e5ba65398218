import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { type Answer, codeOf, ServiceBench } from './service-bench.ts'

/** Every route the service describes, asked as its description says: the answers are as described, and what is not
 *  described is refused. */

interface Operation {
  readonly parameters?: readonly { name: string; in: string; required?: boolean; schema: object }[]
  readonly requestBody?: { readonly content: Record<string, { schema: object; example?: unknown }> }
  readonly responses: Record<string, { content?: Record<string, { schema: object }> }>
}

interface DescribedOperation {
  readonly method: string
  readonly path: string
  readonly operation: Operation
}

const bench = new ServiceBench()
await bench.generate()
await bench.start()
const finished = await bench.post('/api/backtest/run?wait=true', { config: 'demo' })
const saved = await bench.post('/api/configs', { name: 'kept', text: '{ "not": "valid" }' })
const code = 'export const strategy = () => () => ({})\n'
await bench.post('/api/algorithms/save', { id: 'kept', text: code, kind: 'strategy' })
const description = (await bench.ask('/docs/json')).body as unknown as {
  paths: Record<string, Record<string, Operation>>
}
const operations: readonly DescribedOperation[] = Object.entries(description.paths).flatMap(
  ([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
)

beforeAll(() => {
  expect(finished.body.state, finished.text).toBe('done')
  expect(saved.status).toBe(422)
})
afterAll(() => bench.remove())

/** What stands for the names in paths. */
const NAMES: Readonly<Record<string, string>> = {
  '/api/backtest/jobs/{id}': String(finished.body.job_id),
  '/api/algorithms/{id}': 'kept',
  '/api/configs/{name}': 'demo',
  run_id: String(finished.body.run_id),
  table: 'fills',
  name: 'demo',
  venue: 'BINANCE-FUTURES',
}

function address(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const special = Object.keys(NAMES).find(known => known.startsWith('/') && path.startsWith(known))
    return NAMES[special ?? name] ?? NAMES[name] ?? 'unknown'
  })
}

function exampleBody(operation: Operation): unknown {
  return operation.requestBody?.content['application/json']?.example
}

describe('the description', () => {
  test('has every route', () => {
    const routes = operations.map(({ method, path }) => `${method} ${path}`)
    expect(routes).toEqual(
      expect.arrayContaining([
        'GET /api/health',
        'POST /api/backtest/run',
        'GET /api/backtest/jobs',
        'GET /api/backtest/jobs/{id}',
        'DELETE /api/backtest/jobs/{id}',
        'GET /api/backtest/jobs/{id}/events',
        'GET /api/backtest/results',
        'GET /api/backtest/results/{run_id}',
        'GET /api/backtest/results/{run_id}/{table}',
        'GET /api/datasets',
        'POST /api/data/check',
        'GET /api/algorithms/',
        'GET /api/algorithms/{id}',
        'POST /api/algorithms/validate',
        'POST /api/algorithms/save',
        'GET /api/algorithms/{id}/backups',
        'POST /api/algorithms/{id}/restore',
        'GET /api/configs',
        'GET /api/configs/{name}',
        'POST /api/configs',
        'GET /api/configs/{name}/backups',
        'POST /api/configs/{name}/restore',
        'GET /api/venues',
        'GET /api/venues/{venue}/instruments',
        'GET /api/venues/{venue}/types',
        'POST /api/sql',
        'GET /api/mount/status',
        'GET /metrics',
      ]),
    )
  })
})

/** Asks an operation with a body, under its example's names. */
function asked({ method, path }: DescribedOperation, body: unknown, query = ''): Promise<Answer> {
  const target = `${address(path)}${query}`
  return method === 'POST' ? bench.post(target, body) : bench.ask(target, { method })
}

test.each(operations)('$method $path answers its example as described', async described => {
  const { operation } = described
  const answer = await asked(described, exampleBody(operation))
  const { status, text } = answer
  expect(status, text).toBeLessThan(500)
  const response = operation.responses[status] ?? operation.responses[`${Math.floor(status / 100)}XX`]
  expect(response, `${status} ${text}`).toBeDefined()
  const schema = response?.content?.['application/json']?.schema
  if (schema === undefined || !answer.headers.get('content-type')?.includes('json')) return
  const checked = z.fromJSONSchema(schema as never).safeParse(answer.body)
  expect(checked.error?.issues, text.slice(0, 2_000)).toBeUndefined()
})

const withBody = operations.filter(({ operation }) => operation.requestBody !== undefined)

test.each(withBody)('$method $path has an example, and refuses other bodies', async described => {
  const body = exampleBody(described.operation) as object | undefined
  expect(body).toBeDefined()
  const unknownKey = await asked(described, { ...body, colour: 'blue' })
  expect([unknownKey.status, codeOf(unknownKey)], unknownKey.text).toEqual([400, 'REQUEST_INVALID'])
  expect(unknownKey.text).toContain('colour')
  for (const wrong of [[], 'text', 7, null, ...wrongTypes(body ?? {})]) {
    const answer = await asked(described, wrong)
    expect(answer.status, `${JSON.stringify(wrong)} ${answer.text}`).toBe(400)
  }
})

const withQuery = operations.filter(({ operation }) => queryOf(operation).length > 0)

test.each(withQuery)('$method $path refuses unknown and wrong questions', async described => {
  const body = exampleBody(described.operation)
  const answer = await asked(described, body, '?colour=blue')
  expect([answer.status, codeOf(answer)], answer.text).toEqual([400, 'REQUEST_INVALID'])
  for (const { name, schema } of queryOf(described.operation)) {
    const isText =
      'type' in schema && schema.type === 'string' && !('enum' in schema) && !('pattern' in schema)
    const wrong = isText ? 'x'.repeat(300) : '-1.5x'
    expect((await asked(described, body, `?${name}=${wrong}`)).status, name).toBe(400)
  }
})

function queryOf({ parameters = [] }: Operation) {
  return parameters.filter(parameter => parameter.in === 'query')
}

/** The example with each of its values in turn replaced by one of another type. */
function wrongTypes(body: object): object[] {
  return Object.entries(body).map(([key, value]) => ({
    ...body,
    [key]: typeof value === 'string' ? [1] : 'not a number',
  }))
}
