import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { hasNamedAccess } from './named-access.ts'

let home: string
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'odum-home-'))
})
afterAll(() => rm(home, { recursive: true, force: true }))

test.each([
  [{}, false],
  [{ GOOGLE_APPLICATION_CREDENTIALS: '' }, false],
  [{ GCS_HMAC_KEY_ID: 'key' }, false],
  [{ GCS_HMAC_KEY_ID: 'key', GCS_HMAC_SECRET: 'secret' }, true],
  [{ GOOGLE_APPLICATION_CREDENTIALS: '/key.json' }, true],
  [{ ODUM_GCS_ENDPOINT: 'http://127.0.0.1:1' }, true],
])('%j → %s', (env, expected) => {
  expect(hasNamedAccess(env, home)).toBe(expected)
})

test('a signed-in user is enough', async () => {
  const folder = join(home, '.config', 'gcloud')
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'application_default_credentials.json'), '{}')
  expect(hasNamedAccess({}, home)).toBe(true)
  expect(hasNamedAccess({ CLOUDSDK_CONFIG: join(home, 'elsewhere') }, home)).toBe(false)
})
