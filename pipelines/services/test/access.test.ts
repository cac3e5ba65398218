import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { codeOf, ServiceBench } from './service-bench.ts'

const TOKEN = 'a-token-of-sufficient-length'
const bench = new ServiceBench()
const bearer = { authorization: `Bearer ${TOKEN}` }
let logged = ''

beforeAll(async () => {
  await bench.generate(200, 100)
  const sink = new Writable({
    write(part, _encoding, done) {
      logged += String(part)
      done()
    },
  })
  await bench.start({ token: TOKEN, log: pino({ level: 'trace' }, sink) })
})
afterAll(() => bench.remove())

/** The cookie that a sign-in gives. */
async function signIn(): Promise<string> {
  const answer = await bench.post('/api/session', { token: TOKEN })
  expect(answer.status).toBe(204)
  return answer.headers.get('set-cookie')?.split(';')[0] ?? ''
}

describe('a service with a token', () => {
  test('tells strangers that it lives, and nothing else', async () => {
    const health = await bench.ask('/api/health')
    expect(health.status).toBe(200)
    expect(Object.keys(health.body)).toEqual(['status', 'reasons'])
    expect(health.body.reasons).toEqual([])
    for (const path of ['/api/backtest/results', '/api/configs', '/docs/json', '/metrics', '/nothing']) {
      const answer = await bench.ask(path)
      expect([answer.status, codeOf(answer)], path).toEqual([401, 'ACCESS_DENIED'])
    }
    const run = await bench.post('/api/backtest/run', { config: 'demo' })
    expect(run.status).toBe(401)
  })

  test.each([
    { authorization: 'Bearer wrong' },
    { authorization: `bearer ${TOKEN}x` },
    { authorization: `Basic ${TOKEN}` },
    { authorization: 'Bearer ' },
    { cookie: 'odum_session=1' },
    { cookie: `odum_session=${TOKEN}` },
    { cookie: `odum_session=9999999999999.${'0'.repeat(24)}.${'0'.repeat(64)}` },
  ])('refuses %j', async headers => {
    expect((await bench.ask('/api/configs', { headers })).status).toBe(401)
  })

  test('answers bearers', async () => {
    expect((await bench.ask('/api/configs', { headers: bearer })).status).toBe(200)
    const health = await bench.ask('/api/health', { headers: bearer })
    expect(health.body.version).toBeDefined()
  })

  test('exchanges the token for a cookie that only its own pages send', async () => {
    const answer = await bench.post('/api/session', { token: TOKEN })
    const set = answer.headers.get('set-cookie') ?? ''
    expect(set).toMatch(/^odum_session=\S+; Path=\/; Max-Age=43200; HttpOnly; SameSite=Strict$/)
    expect(set).not.toContain(TOKEN)
    const cookie = await signIn()
    expect((await bench.ask('/api/configs', { headers: { cookie } })).status).toBe(200)
    expect((await bench.ask('/api/configs', { headers: { cookie: `${cookie.slice(0, -1)}x` } })).status).toBe(
      401,
    )
    const given = await bench.ask('/api/session', { method: 'DELETE', headers: { cookie } })
    expect(given.headers.get('set-cookie')).toMatch(/^odum_session=; .*Max-Age=0/)
  })

  test('refuses another token, and after some of them for a while', async () => {
    const statuses: number[] = []
    for (let attempt = 0; attempt < 25; attempt++) {
      statuses.push((await bench.post('/api/session', { token: 'guess' })).status)
    }
    expect(statuses[0]).toBe(401)
    expect(statuses.at(-1)).toBe(429)
  })

  test('leads a page without a cookie to where one signs in', async () => {
    const page = await bench.ask('/', { headers: { accept: 'text/html' } })
    expect([page.status, page.headers.get('location')]).toEqual([302, '/sign-in'])
    const form = await bench.ask('/sign-in')
    expect(form.text).toContain('<form method="post" action="/api/session">')
  })

  test('logs neither token nor cookie nor what was asked', async () => {
    // A forged cookie serves: what matters is that it is not written down.
    const headers = { ...bearer, cookie: 'odum_session=1' }
    await bench.ask('/api/configs?secret=in-the-address', { headers })
    expect(logged).toContain('"path":"/api/configs"')
    expect(logged).toContain('"reqId"')
    for (const text of [TOKEN, 'odum_session', 'in-the-address']) expect(logged).not.toContain(text)
  })
})

describe('an address that others reach', () => {
  test.each([undefined, 'short'])('needs a token: %s is none', async token => {
    const other = new ServiceBench()
    expect(() => other.settings({ host: '0.0.0.0', ...(token === undefined ? {} : { token }) })).toThrow(
      expect.objectContaining({ code: 'SERVICE_TOKEN_MISSING', exitStatus: 2 }),
    )
    await other.remove()
  })

  test('is served with one, under the names that are allowed', async () => {
    const other = new ServiceBench()
    const { url } = await other.start({
      host: '0.0.0.0',
      token: TOKEN,
      allowedHosts: ['backtests.example.org'],
    })
    expect(url).toMatch(/^http:\/\/0\.0\.0\.0:\d+$/)
    await other.remove()
  })
})

describe('the site', () => {
  test('is served where it is built, and told of where it is not', async () => {
    const headers = { ...bearer, accept: 'text/html' }
    expect((await bench.ask('/', { headers })).text).toContain('not built yet')
    const site = join(bench.folder, 'dist', 'site')
    mkdirSync(join(site, 'runs'), { recursive: true })
    writeFileSync(join(site, 'index.html'), '<h1>Comparison</h1>')
    writeFileSync(join(site, 'runs', 'A.html'), '<h1>Run A</h1>')
    const page = await bench.ask('/', { headers })
    expect(page.text).toContain('Comparison')
    expect(page.headers.get('content-security-policy')).toContain("connect-src 'self'")
    expect((await bench.ask('/runs/A', { headers })).text).toContain('Run A')
    const absent = await bench.ask('/runs/B', { headers })
    expect([absent.status, codeOf(absent)]).toEqual([404, 'ROUTE_NOT_FOUND'])
  })
})
