import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { codeOf, ServiceBench } from './service-bench.ts'

/** Every route the service describes, asked as its description says: the answers are as described, and what is not
 *  described is refused. */

interface Operation {
  readonly parameters?: readonly { name: string; in: string; required?: boolean; schema: object }[]
  readonly requestBody?: { readonly content: Record<string, { schema: object; example?: unknown }> }
  readonly responses: Record<string, { content?: Record<string, { schema: object }> }>
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
const operations = Object.entries(description.paths).flatMap(([path, methods]) =>
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

describe.each(operations)('$method $path', ({ method, path, operation }) => {
  const target = address(path)
  const body = exampleBody(operation)
  const asked = (value: unknown, query = '') =>
    method === 'POST' ? bench.post(`${target}${query}`, value) : bench.ask(`${target}${query}`, { method })

  test('answers its example as described', async () => {
    const answer = await asked(body)
    expect(answer.status, answer.text).toBeLessThan(500)
    const { status } = answer
    const described = operation.responses[status] ?? operation.responses[`${Math.floor(status / 100)}XX`]
    expect(described, `${status} ${answer.text}`).toBeDefined()
    const schema = described?.content?.['application/json']?.schema
    if (schema === undefined || !answer.headers.get('content-type')?.includes('json')) return
    const checked = z.fromJSONSchema(schema as never).safeParse(answer.body)
    expect(checked.error?.issues, answer.text.slice(0, 2_000)).toBeUndefined()
  })

  test.runIf(operation.requestBody !== undefined)(
    'has an example in its description, and refuses other bodies',
    async () => {
      expect(body).toBeDefined()
      const unknownKey = await asked({ ...(body as object), colour: 'blue' })
      expect([unknownKey.status, codeOf(unknownKey)], unknownKey.text).toEqual([400, 'REQUEST_INVALID'])
      expect(unknownKey.text).toContain('colour')
      for (const wrong of [[], 'text', 7, null, ...wrongTypes(body as object)]) {
        const answer = await asked(wrong)
        expect(answer.status, `${JSON.stringify(wrong)} ${answer.text}`).toBe(400)
      }
    },
  )

  test.runIf(operation.parameters?.some(parameter => parameter.in === 'query'))(
    'refuses unknown and wrong questions',
    async () => {
      const answer = await asked(body, '?colour=blue')
      expect([answer.status, codeOf(answer)], answer.text).toEqual([400, 'REQUEST_INVALID'])
      for (const { name, schema } of operation.parameters?.filter(known => known.in === 'query') ?? []) {
        if ('type' in schema && schema.type === 'string' && !('enum' in schema) && !('pattern' in schema)) {
          const long = await asked(body, `?${name}=${'x'.repeat(300)}`)
          expect(long.status, name).toBe(400)
        } else {
          const wrong = await asked(body, `?${name}=-1.5x`)
          expect(wrong.status, name).toBe(400)
        }
      }
    },
  )
})

/** The example with each of its values in turn replaced by one of another type. */
function wrongTypes(body: object): object[] {
  return Object.entries(body).map(([key, value]) => ({
    ...body,
    [key]: typeof value === 'string' ? [1] : 'not a number',
  }))
}
