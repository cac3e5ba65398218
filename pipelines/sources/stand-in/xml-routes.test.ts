import { afterAll, beforeAll, expect, test } from 'vitest'
import { type StandIn, startStandIn } from './start-stand-in.ts'

const NAME = 'day-1/EX:PERPETUAL:BTC-USDT@LIN & more.parquet'
const PATH = `/market/${NAME.split('/').map(encodeURIComponent).join('/')}`
const BYTES = Buffer.from('0123456789abcdef')

let standIn: StandIn
beforeAll(async () => {
  standIn = await startStandIn({ buckets: { market: null } })
  await standIn.put('market', NAME, BYTES)
})
afterAll(() => standIn?.close())

const ask = (path: string, init?: RequestInit): Promise<Response> => fetch(standIn.endpoint + path, init)

test('HEAD tells size, type and generation', async () => {
  const response = await ask(PATH, { method: 'HEAD' })
  expect([response.status, response.headers.get('content-length')]).toEqual([200, '16'])
  expect(response.headers.get('accept-ranges')).toBe('bytes')
  const stored = await standIn.find('market', NAME)
  expect(response.headers.get('x-goog-generation')).toBe(stored?.generation)
})

test.each([
  ['bytes=2-4', 206, '234', 'bytes 2-4/16'],
  ['bytes=10-', 206, 'abcdef', 'bytes 10-15/16'],
  ['bytes=-3', 206, 'def', 'bytes 13-15/16'],
  ['bytes=-99', 206, BYTES.toString(), 'bytes 0-15/16'],
  ['bytes=14-99', 206, 'ef', 'bytes 14-15/16'],
  [undefined, 200, BYTES.toString(), null],
])('GET with Range %s answers %i', async (range, status, body, contentRange) => {
  const response = await ask(PATH, { headers: range === undefined ? {} : { range } })
  expect([response.status, await response.text()]).toEqual([status, body])
  expect(response.headers.get('content-range')).toBe(contentRange)
})

test.each([
  [PATH, { headers: { range: 'bytes=16-20' } }, 416, 'InvalidRange'],
  ['/market/none', {}, 404, 'NoSuchKey'],
  ['/none/x', {}, 404, 'NoSuchBucket'],
  ['/none?list-type=2', {}, 404, 'NoSuchBucket'],
])('%s is refused in XML', async (path, init, status, code) => {
  const response = await ask(path, init)
  expect(response.status).toBe(status)
  expect(await response.text()).toContain(`<Code>${code}</Code>`)
})

test('lists in XML, escaped', async () => {
  const text = await (await ask('/market?list-type=2&prefix=day-1%2F&delimiter=%2F')).text()
  expect(text).toContain('<Key>day-1/EX:PERPETUAL:BTC-USDT@LIN &amp; more.parquet</Key>')
  expect(text).toContain('<Size>16</Size>')
  const folders = await (await ask('/market?list-type=2&delimiter=%2F')).text()
  expect(folders).toContain('<CommonPrefixes><Prefix>day-1/</Prefix></CommonPrefixes>')
})

test('refuses a damaged or foreign signature', async () => {
  await using guarded = await startStandIn({
    buckets: { market: null },
    hmac: { kind: 'hmac', keyId: 'key', secret: 'secret' },
    access: () => 403,
  })
  for (const authorization of ['AWS4-HMAC-SHA256 Credential=x', 'Bearer x']) {
    const response = await fetch(`${guarded.endpoint}/market/x`, { headers: { authorization } })
    expect(response.status).toBe(403)
  }
})

test('serves no file outside its folder', async () => {
  await using served = await startStandIn({ buckets: { market: import.meta.dirname } })
  const inside = await fetch(`${served.endpoint}/market/xml-routes.ts`)
  expect(inside.status).toBe(200)
  for (const name of [
    '..%2Fsource-reader.ts',
    '%2e%2e%2Fsource-reader.ts',
    'a%2F..%2F..%2Fsource-reader.ts',
  ]) {
    const outside = await fetch(`${served.endpoint}/storage/v1/b/market/o/${name}?alt=media`)
    expect(outside.status).toBe(404)
  }
})
