import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cloudObjectStore } from '../object-store/cloud-object-store.ts'
import { rangesReader } from '../ranges-reader.ts'
import { startStandIn } from '../stand-in/start-stand-in.ts'
import { credentialsFrom, type TokenCredentials, uploadCredentialsFrom } from './credentials.ts'

const FILE = { GOOGLE_APPLICATION_CREDENTIALS: '/key.json' }
const HMAC = { GCS_HMAC_KEY_ID: 'key', GCS_HMAC_SECRET: 'secret' }
const EMULATOR = { ODUM_GCS_ENDPOINT: 'http://127.0.0.1:1' }

test.each([
  [{}, 'application_default', 'application_default'],
  [FILE, 'service_account', 'service_account'],
  [HMAC, 'hmac', 'application_default'],
  [{ ...FILE, ...HMAC }, 'service_account', 'service_account'],
  [{ GCS_HMAC_KEY_ID: 'key' }, 'application_default', 'application_default'],
  [EMULATOR, 'anonymous', 'anonymous'],
  [{ ...EMULATOR, ...HMAC }, 'hmac', 'anonymous'],
  [{ ...EMULATOR, ...FILE }, 'service_account', 'service_account'],
])('%j reads with %s and uploads with %s', (env, reading, uploading) => {
  expect(credentialsFrom(env).kind).toBe(reading)
  expect(uploadCredentialsFrom(env).kind).toBe(uploading)
})

describe('credential files', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'odum-keys-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  const tokenOf = (file: string): Promise<string> =>
    (credentialsFrom({ GOOGLE_APPLICATION_CREDENTIALS: file }) as TokenCredentials).token()

  test('one that is absent is named', async () => {
    const file = join(folder, 'none.json')
    await expect(tokenOf(file)).rejects.toMatchObject({
      code: 'CREDENTIALS_UNUSABLE',
      message: expect.stringContaining(`${file} cannot be read`),
    })
  })

  test('one that is no JSON is named without its contents', async () => {
    const file = join(folder, 'text.json')
    await writeFile(file, 'secret key')
    const error: unknown = await tokenOf(file).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'CREDENTIALS_UNUSABLE', message: expect.stringContaining(file) })
    expect(String(error)).not.toContain('secret key')
  })

  test('one that cannot sign is refused without showing its key', async () => {
    const file = join(folder, 'broken.json')
    const key = '-----BEGIN PRIVATE KEY-----\nc2VjcmV0IGtleQ==\n-----END PRIVATE KEY-----\n'
    const account = { type: 'service_account', client_email: 'a@b.iam.gserviceaccount.com', private_key: key }
    await writeFile(file, JSON.stringify(account))
    const error: unknown = await tokenOf(file).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'CREDENTIALS_UNUSABLE' })
    expect(JSON.stringify(error) + String(error)).not.toContain('c2VjcmV0')
  })
})

describe('application default credentials from a metadata server', () => {
  let metadata: Server
  let minted: string[]
  const before = { host: process.env.GCE_METADATA_HOST, home: process.env.HOME }

  beforeAll(async () => {
    minted = []
    metadata = createServer((request, response) => {
      response.setHeader('metadata-flavor', 'Google')
      if (request.url?.includes('/token')) {
        minted.push(`minted-${minted.length + 1}`)
        const token = { access_token: minted.at(-1), expires_in: 3600, token_type: 'Bearer' }
        response.setHeader('content-type', 'application/json').end(JSON.stringify(token))
      } else response.end(request.url?.includes('universe') ? 'googleapis.com' : '{}')
    })
    await new Promise<void>(resolve => metadata.listen(0, '127.0.0.1', resolve))
    process.env.GCE_METADATA_HOST = `127.0.0.1:${(metadata.address() as AddressInfo).port}`
    process.env.HOME = '/nonexistent'
  })
  afterAll(() => {
    process.env.HOME = before.home
    if (before.host === undefined) delete process.env.GCE_METADATA_HOST
    else process.env.GCE_METADATA_HOST = before.host
    metadata?.close()
    metadata?.closeAllConnections()
  })

  test('serve readers and uploads, and are renewed once when the service refuses them', async () => {
    const revoked = new Set<string>()
    await using standIn = await startStandIn({
      buckets: { market: null },
      access: authorization => {
        const token = authorization?.replace('Bearer ', '') ?? ''
        return minted.includes(token) && !revoked.has(token) ? 200 : 401
      },
    })
    await standIn.put('market', 'a', Buffer.from('contents'))
    const credentials = credentialsFrom({}) as TokenCredentials
    const options = { root: 'gs://market', env: { ODUM_GCS_ENDPOINT: standIn.endpoint }, credentials }
    const reader = rangesReader(options)
    expect((await reader.find(['a']))[0]?.sizeBytes).toBe(8)
    expect(minted).toHaveLength(1)
    await reader.find(['a'])
    expect(minted).toHaveLength(1)
    revoked.add('minted-1')
    expect((await reader.find(['a']))[0]?.sizeBytes).toBe(8)
    expect(minted).toHaveLength(2)

    revoked.add('minted-2')
    const folder = await mkdtemp(join(tmpdir(), 'odum-upload-'))
    await writeFile(join(folder, 'x'), 'x')
    const { outcome } = await cloudObjectStore(options).writeIfAbsent('x', join(folder, 'x'))
    expect([outcome, minted.length]).toEqual(['written', 3])
    await rm(folder, { recursive: true })

    for (const token of ['minted-3', 'minted-4', 'minted-5']) revoked.add(token)
    const error: unknown = await reader.find(['a']).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'CREDENTIALS_REJECTED', fields: { status: 401 } })
    expect(JSON.stringify(error) + String(error)).not.toContain('minted')
  })
})
