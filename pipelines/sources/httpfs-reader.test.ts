import { expect, test } from 'vitest'
import { Database } from '../database/open-database.ts'
import { oneRow } from '../database/statement.ts'
import { loadHttpfs } from './httpfs-extension.ts'
import { httpfsReader, secretStatement } from './httpfs-reader.ts'
import { startStandIn } from './stand-in/start-stand-in.ts'
import { httpTraffic } from './statements.ts'
import { testReader } from './test/reader-contract.ts'

const extensionDirectory = process.env.ODUM_DUCKDB_EXTENSION_DIRECTORY ?? ''

async function isLoadable(): Promise<boolean> {
  if (extensionDirectory === '') return false
  using database = await Database.open()
  const connection = await database.connect()
  return loadHttpfs(connection, extensionDirectory).then(
    () => true,
    () => false,
  )
}

testReader({
  name: 'httpfs (needs the extension in ODUM_DUCKDB_EXTENSION_DIRECTORY)',
  pinsIdentity: true,
  tellsNested: true,
  skip: !(await isLoadable()),
  async open({ folder, database }) {
    const standIn = await startStandIn({ buckets: { market: folder } })
    const env = { ODUM_GCS_ENDPOINT: standIn.endpoint }
    return {
      reader: await httpfsReader({ root: 'gs://market', env, database, extensionDirectory }),
      [Symbol.asyncDispose]: () => standIn.close(),
    }
  },
})

test('an extension that is not there is named with its folder', async () => {
  using database = await Database.open()
  const loading = httpfsReader({
    root: 'gs://market',
    env: {},
    database,
    extensionDirectory: '/nowhere/at/all',
  })
  await expect(loading).rejects.toMatchObject({
    code: 'HTTPFS_UNAVAILABLE',
    message: expect.stringContaining('/nowhere/at/all'),
  })
})

test('traffic is counted from the log of DuckDB', async () => {
  using database = await Database.open()
  const connection = await database.connect()
  await connection.run("call enable_logging('HTTP')")
  expect(await oneRow(connection, httpTraffic, {})).toEqual({ requests: 0n, bytes: 0n })
})

test('secrets hold to their bucket and quote what they are given', async () => {
  const at = { root: { bucket: 'market', prefix: '' }, endpoint: 'http://127.0.0.1:4443' }
  const place = `type gcs, scope 'gs://market', endpoint '127.0.0.1:4443', url_style 'path', use_ssl false`
  const created = 'create or replace temporary secret "odum_source"'
  const hmac = { kind: 'hmac', keyId: 'key', secret: "it's" } as const
  expect(await secretStatement(at, hmac)).toBe(`${created} (${place}, key_id 'key', secret 'it''s')`)
  expect(await secretStatement(at, { kind: 'anonymous' })).toBe(`${created} (${place})`)
})
