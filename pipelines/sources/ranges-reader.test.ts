import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { copyToParquet } from '../database/copy-to-parquet.ts'
import { rangesReader } from './ranges-reader.ts'
import { startStandIn } from './stand-in/start-stand-in.ts'
import { testReader } from './test/reader-contract.ts'
import { sourceFixture } from './test/source-fixture.ts'

const HMAC = { kind: 'hmac', keyId: 'GOOG1EXAMPLE', secret: 'not a real secret' } as const

testReader({
  name: 'ranges, JSON API',
  pinsIdentity: true,
  tellsNested: true,
  async open({ folder }) {
    const standIn = await startStandIn({ buckets: { market: folder } })
    const env = { ODUM_GCS_ENDPOINT: standIn.endpoint }
    return {
      reader: rangesReader({ root: 'gs://market', env }),
      [Symbol.asyncDispose]: () => standIn.close(),
    }
  },
})

testReader({
  name: 'ranges, XML API with HMAC signatures',
  pinsIdentity: true,
  tellsNested: true,
  async open({ folder }) {
    const access = (): 403 => 403
    const standIn = await startStandIn({ buckets: { market: folder }, hmac: HMAC, access })
    const env = {
      ODUM_GCS_ENDPOINT: standIn.endpoint,
      GCS_HMAC_KEY_ID: HMAC.keyId,
      GCS_HMAC_SECRET: HMAC.secret,
    }
    return {
      reader: rangesReader({ root: 'gs://market/', env }),
      [Symbol.asyncDispose]: () => standIn.close(),
    }
  },
})

test('a footer longer than the first request costs one more', async () => {
  await using fixture = await sourceFixture()
  const connection = await fixture.database.connect()
  const columns = Array.from({ length: 20 }, (_, index) => `i + ${index} as column_${index}`)
  const file = join(fixture.folder, 'wide.parquet')
  await copyToParquet(connection, `select ${columns.join(', ')} from range(102400) t(i)`, file, {
    rowGroupRows: 2048,
  })
  connection.closeSync()
  await using standIn = await startStandIn({ buckets: { market: null } })
  await standIn.put('market', 'wide.parquet', await readFile(file))
  const reader = rangesReader({ root: 'gs://market', env: { ODUM_GCS_ENDPOINT: standIn.endpoint } })
  const [object] = await reader.find(['wide.parquet'])
  if (object === undefined) throw new RangeError('wide.parquet')
  expect((await reader.layout(object)).rowGroups).toHaveLength(50)
  expect(standIn.traffic.total({ operation: 'read' }).requests).toBe(2)
  await reader.layout(object)
  expect(standIn.traffic.total({ operation: 'read' }).requests).toBe(2)
  const fetched = reader.fetch(object, [3], ['column_1', 'column_99'])
  await expect(fetched).rejects.toThrow('column_99')
})

test('faults of the XML API have the same codes', async () => {
  await using standIn = await startStandIn({ buckets: { market: null }, hmac: HMAC, access: () => 403 })
  await standIn.put('market', 'a', Buffer.from('contents that are long enough'))
  const reader = (root: string, secret: string) =>
    rangesReader({ root, env: { ODUM_GCS_ENDPOINT: standIn.endpoint }, credentials: { ...HMAC, secret } })
  const wrong = reader('gs://market', 'another secret').find(['a'])
  await expect(wrong).rejects.toMatchObject({ code: 'CREDENTIALS_REJECTED', fields: { credentials: 'hmac' } })
  await expect(reader('gs://none', HMAC.secret).find(['a'])).rejects.toMatchObject({ code: 'BUCKET_MISSING' })
  const right = reader('gs://market', HMAC.secret)
  const [object] = await right.find(['a'])
  if (object === undefined) throw new RangeError('a')
  standIn.faults.set({ effect: { kind: 'truncate', bytes: 50 }, operation: 'list', times: 1 })
  expect(await right.list('')).toEqual([object])
  await expect(right.layout(object)).rejects.toMatchObject({ code: 'NOT_PARQUET' })
})
