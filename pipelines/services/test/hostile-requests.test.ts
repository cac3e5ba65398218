import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { request as httpRequest } from 'node:http'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { QUERY_LIMITS } from '../service-settings.ts'
import { codeOf, ServiceBench } from './service-bench.ts'

/** Requests that mean harm: each gets its 4xx, and nothing is touched. */
const bench = new ServiceBench()
let before = ''

beforeAll(async () => {
  await bench.generate(500, 200)
  writeFileSync(join(bench.folder, 'outside.json'), '{"secret": true}')
  mkdirSync(join(bench.folder, 'elsewhere'))
  writeFileSync(join(bench.folder, 'elsewhere', 'module.ts'), 'export const strategy = () => () => ({})\n')
  await bench.start({ query: { ...QUERY_LIMITS, timeMs: 20_000, memory: '200MB' } })
  expect((await bench.post('/api/backtest/run?wait=true', { config: 'demo' })).body.state).toBe('done')
  symlinkSync(join(bench.folder, 'elsewhere'), join(bench.folder, 'configs', 'link'))
})
afterAll(() => bench.remove())

beforeEach(() => {
  before = fingerprint(bench.folder)
})
afterEach(() => {
  expect(fingerprint(bench.folder)).toBe(before)
})

/** Names and contents of every file below a folder. */
function fingerprint(folder: string): string {
  const hash = createHash('sha256')
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    const file = join(folder, name)
    hash.update(name)
    if (existsSync(file) && statSync(file).isFile()) hash.update(readFileSync(file))
  }
  return hash.digest('hex')
}

const OUTSIDE = [
  '..%2F..%2Foutside',
  '%2e%2e%2foutside',
  '..',
  '.hidden',
  'a%2Fb%2Fc',
  '%00',
  'a'.repeat(250),
  '-rf',
]

describe('names', () => {
  test.each(OUTSIDE)('%s is no configuration', async name => {
    const answer = await bench.ask(`/api/configs/${name}`)
    expect([400, 404, 414], answer.text).toContain(answer.status)
    expect(answer.text).not.toContain('secret')
  })

  test.each(['../outside', '/etc/passwd', 'link/../../outside', 'configs\\..\\outside', 'x\u0000y', ''])(
    '%j is neither run nor saved',
    async name => {
      expect((await bench.post('/api/backtest/run', { config: name })).status).toBe(400)
      expect((await bench.post('/api/data/check', { config: name })).status).toBe(400)
      expect((await bench.post('/api/configs', { name, text: '{}' })).status).toBe(400)
      const code = { id: name, text: 'export const strategy = 1', kind: 'strategy' }
      expect((await bench.post('/api/algorithms/save', code)).status).toBe(400)
    },
  )

  test('of runs and backups stay in their folders', async () => {
    for (const runId of ['..%2F..', '%2e%2e', 'x%2F..%2Fy']) {
      expect((await bench.ask(`/api/backtest/results/${runId}`)).status).toBe(404)
      expect((await bench.ask(`/api/backtest/results/${runId}/fills`)).status).toBe(404)
    }
    const backup = await bench.post('/api/configs/demo/restore', { backup: '../../../outside' })
    expect(backup.status).toBe(400)
    expect((await bench.ask('/api/backtest/jobs/..%2F..%2Foutside')).status).toBe(404)
  })

  test('of files do not leave the site', async () => {
    for (const path of ['/..%2foutside.json', '/%2e%2e/outside.json', '/.odum/service', '/../outside.json']) {
      const answer = await raw(path)
      expect(answer.status, path).toBeGreaterThanOrEqual(400)
      expect(answer.text).not.toContain('secret')
    }
  })
})

describe('configurations', () => {
  const config = async (change: object) => {
    const read = await bench.ask('/api/configs/demo')
    const demo = JSON.parse(String(read.body.text)) as Record<string, Record<string, unknown>>
    return { ...demo, ...change }
  }

  test.each([
    { data_catalog: { trades_path: '../elsewhere/day-*.parquet' } },
    { data_catalog: { trades_path: '/etc/passwd' } },
    { data_catalog: { trades_path: 'gs://other/day-*.parquet' } },
    { strategy: { name: 'custom', module: '../elsewhere/module.ts' } },
    { strategy: { name: 'custom', module: '/tmp/module.ts' } },
    { strategy: { name: 'custom', module: 'link/module.ts' } },
  ])('%j leaves its folder', async change => {
    const answer = await bench.post('/api/backtest/run', { config: await config(change) })
    expect([answer.status, codeOf(answer)], answer.text).toEqual([422, 'PATH_FOREIGN'])
  })

  test('cannot say where data and results lie', async () => {
    const environment = {
      DATA_CATALOG_PATH: join(bench.folder, 'elsewhere'),
      ODUM_GCS_ENDPOINT: 'http://127.0.0.1:9',
    }
    const root = join(bench.folder, 'elsewhere')
    const answer = await bench.post('/api/data/check', {
      config: await config({ environment, results: { root } }),
    })
    expect(answer.status, answer.text).toBe(200)
    expect(answer.text).not.toContain('elsewhere')
  })

  test('cannot read secrets of the service', async () => {
    const answer = await bench.post('/api/backtest/run', {
      config: await config({ description: `\${GCS_HMAC_SECRET}` }),
    })
    expect([answer.status, codeOf(answer)]).toEqual([422, 'CONFIG_VARIABLE_MISSING'])
    expect(answer.text).not.toContain('the-secret-of-the-service')
  })

  test('with secrets in them are not saved', async () => {
    const text = JSON.stringify(await config({ environment: { GCS_HMAC_SECRET: 'abc' } }))
    const answer = await bench.post('/api/configs', { name: 'mine', text })
    expect([answer.status, codeOf(answer)]).toEqual([422, 'TEXT_REFUSED'])
    expect(answer.text).not.toContain('abc')
  })

  test('unknown and wrong ones are refused with their place', async () => {
    const answer = await bench.post('/api/backtest/run', { config: await config({ colour: 'blue' }) })
    expect([answer.status, codeOf(answer)]).toEqual([422, 'CONFIG_INVALID'])
    expect(answer.text).toMatch(/request:\d+:\d+/)
    expect((await bench.post('/api/backtest/run', { config: 'absent' })).status).toBe(404)
    expect((await bench.post('/api/backtest/run', { config: 'demo', instrument: 'X.Y' })).status).toBe(400)
    expect((await bench.post('/api/backtest/run', { config: 'demo', fast: true, report: true })).status).toBe(
      400,
    )
    expect((await bench.post('/api/backtest/run', { config: 'demo', dataset: 'day-1' })).status).toBe(400)
  })
})

describe('bodies', () => {
  test('over the limit, broken, of another kind', async () => {
    const big = await bench.post('/api/sql', { sql: 'x'.repeat(1_100_000) })
    expect([big.status, codeOf(big)]).toEqual([413, 'BODY_TOO_LARGE'])
    const send = (body: string, type: string) =>
      bench.ask('/api/sql', { method: 'POST', body, headers: { 'content-type': type } })
    expect((await send('{"sql": ', 'application/json')).status).toBe(400)
    expect((await send('<a/>', 'text/xml')).status).toBe(415)
    expect((await send('{"__proto__": {"sql": "select 1"}}', 'application/json')).status).toBe(400)
    expect((await send('', 'application/json')).status).toBe(400)
  })
})

describe('queries', () => {
  const target = join(bench.folder, 'written.csv')
  const outside = join(bench.folder, 'outside.json')
  const results = bench.resultsRoot

  test.each([
    `copy (select 1) to '${target}'`,
    `copy (select 1) to '${results}/written.csv'`,
    `explain analyze copy (select 1) to '${results}/written.csv'`,
    `export database '${results}/written'`,
    `import database '${results}'`,
    `attach '${results}/written.db'`,
    `attach '${target}' as other`,
    'call pragma_version()',
    'install httpfs',
    'load httpfs',
    "set memory_limit = '100GB'",
    'set lock_configuration = false',
    'reset threads',
    "pragma memory_limit = '100GB'",
    'create table t as select 1',
    'insert into runs values (1)',
    'update runs set run_id = 1',
    'delete from runs',
    'drop view runs',
    'select 1; select 2',
    "select 1; copy (select 1) to 'x'",
    'prepare p as select 1',
    'vacuum',
    'checkpoint',
    'begin',
    `from '${outside}'`,
    `select * from read_text('${outside}')`,
    `select * from read_csv('/etc/passwd')`,
    `select * from read_text('${results}/../outside.json')`,
    "select * from read_blob('/proc/self/environ')",
    "select * from glob('/etc/*')",
    "select * from sniff_csv('/etc/passwd')",
    "select * from read_csv('http://127.0.0.1:1/x')",
    "select * from 's3://bucket/x.parquet'",
    `select * from query('copy (select 1) to ''${target}''')`,
    "select getenv('GCS_HMAC_SECRET')",
    'select * from duckdb_secrets()',
    '',
    '-- nothing',
    'selekt 1',
  ])('%s is refused', async sql => {
    const answer = await bench.post('/api/sql', { sql })
    expect(answer.status, answer.text).toBe(400)
    expect(['QUERY_REFUSED', 'QUERY_FAILED', 'REQUEST_INVALID']).toContain(codeOf(answer))
    expect(answer.text).not.toContain('the-secret-of-the-service')
  })

  test('that never end are ended', async () => {
    const endless = 'select sum(hash(a.range, b.range)) from range(100000000000) a, range(1000) b'
    const answer = await bench.post('/api/sql', { sql: endless })
    expect([answer.status, codeOf(answer)], answer.text).toEqual([422, 'QUERY_LIMIT'])
  })

  test('that want all memory are ended', async () => {
    const answer = await bench.post('/api/sql', { sql: 'select list(range) from range(1000000000)' })
    expect([400, 422], answer.text).toContain(answer.status)
    const wide = await bench.post('/api/sql', { sql: "select repeat('x', 2000000000) from range(5)" })
    expect(wide.status === 200 ? wide.body.is_cut : true, wide.text.slice(0, 200)).toBe(true)
  })

  test('give only so many rows', async () => {
    const answer = await bench.post('/api/sql', { sql: 'select range as n from range(100000)', max_rows: 10 })
    expect(answer.status).toBe(200)
    expect([answer.body.row_count, answer.body.is_cut]).toEqual([10, true])
    expect((await bench.post('/api/sql', { sql: 'select 1', max_rows: 10_000_000 })).status).toBe(400)
  })

  test('end when their sender hangs up, and the next one is answered', async () => {
    const gone = new AbortController()
    const endless = { sql: 'select sum(hash(a.range, b.range)) from range(100000000000) a, range(1000) b' }
    const asked = [1, 2].map(() =>
      bench
        .ask('/api/sql', {
          method: 'POST',
          body: JSON.stringify(endless),
          headers: { 'content-type': 'application/json' },
          signal: gone.signal,
        })
        .catch(() => 'gone'),
    )
    await new Promise(resolve => setTimeout(resolve, 1_000))
    gone.abort()
    expect(await Promise.all(asked)).toEqual(['gone', 'gone'])
    expect((await bench.post('/api/sql', { sql: 'select 42 as answer' })).body.rows).toEqual([[42]])
  })
})

describe('foreign pages and hosts', () => {
  test.each([
    { host: 'evil.example' },
    { host: 'evil.example:8000' },
    { host: '127.0.0.1.evil.example' },
    { host: 'localhost.evil.example' },
  ])('a request for %j is misdirected', async headers => {
    const answer = await raw('/api/backtest/jobs', headers)
    expect([answer.status, JSON.parse(answer.text).error.code]).toEqual([421, 'HOST_FOREIGN'])
  })

  test.each(['http://evil.example', 'null', 'http://127.0.0.1:1', 'https://localhost.evil.example'])(
    'a page of %s is refused',
    async origin => {
      const run = await bench.post('/api/backtest/run', { config: 'demo' }, { origin })
      expect([run.status, codeOf(run)]).toEqual([403, 'ORIGIN_FOREIGN'])
      expect((await bench.ask('/api/backtest/results', { headers: { origin } })).status).toBe(403)
    },
  )

  test('a request of another site without an origin is refused', async () => {
    const headers = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }
    expect((await raw('/api/backtest/results', headers)).status).toBe(403)
  })

  test('its own page is answered, with headers that hold it in', async () => {
    const origin = bench.service.url
    const answer = await bench.ask('/api/backtest/results', { headers: { origin } })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    expect(answer.headers.get('access-control-allow-origin')).toBeNull()
  })
})

/** A request with exactly these headers and this path, which fetch would mend. */
function raw(path: string, headers: Record<string, string> = {}): Promise<{ status: number; text: string }> {
  const { hostname, port } = new URL(bench.service.url)
  return new Promise((resolve, reject) => {
    const asked = httpRequest({ hostname, port, path, headers }, response => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (part: string) => {
        text += part
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
    })
    asked.on('error', reject)
    asked.end()
  })
}
