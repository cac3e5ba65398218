import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type OpenReaderRequest, openSourceReader } from './open-source-reader.ts'
import { type StandIn, startStandIn } from './stand-in/start-stand-in.ts'
import { NARROW, type SourceFixture, sourceFixture, TRADES } from './test/source-fixture.ts'

describe('the reader that settings ask for', () => {
  let fixture: SourceFixture
  let standIn: StandIn
  let mountRoot: string

  beforeAll(async () => {
    fixture = await sourceFixture()
    standIn = await startStandIn({ buckets: { market: fixture.folder } })
    mountRoot = await mkdtemp(join(tmpdir(), 'odum-mount-'))
    await mkdir(dirname(join(mountRoot, NARROW)), { recursive: true })
    await cp(join(fixture.folder, NARROW), join(mountRoot, NARROW))
  })
  afterAll(async () => {
    await standIn?.close()
    await fixture?.[Symbol.asyncDispose]()
    await rm(mountRoot, { recursive: true, force: true })
  })

  const open = (request: Partial<OpenReaderRequest> & { env?: Record<string, string> }) =>
    openSourceReader({
      openDatabase: async () => fixture.database,
      ...request,
      env: { ODUM_GCS_ENDPOINT: standIn.endpoint, ...request.env },
    })

  test('auto takes each object from the mount, else from the bucket', async () => {
    const { reader, choice } = await open({ mountRoot, bucket: 'market' })
    expect(choice).toEqual({ source: 'auto', kinds: ['mount', 'ranges'], decidedBy: 'default' })
    const [narrow] = await reader.find([NARROW])
    expect([narrow?.uri.slice(0, 5), reader.kind]).toEqual(['file:', 'mount'])
    expect(reader.usage().bytes).toBe(0)
    const [trades, none, again] = await reader.find([TRADES, 'raw/none.parquet', NARROW])
    expect([trades?.uri, none, again]).toEqual([`gs://market/${TRADES}`, undefined, narrow])
    expect(reader.kind).toBe('ranges')
    if (narrow === undefined || trades === undefined) throw new RangeError('not found')
    expect((await reader.layout(narrow)).rowGroups).toHaveLength(5)
    expect((await reader.layout(trades)).rowGroups).toHaveLength(10)
    await using fetched = await reader.fetch(trades, [3], ['price'])
    expect(fetched.slices).toEqual([{ rowGroup: 3, firstRow: 0, rows: 4096, sourceFirstRow: 12288 }])
    expect(reader.usage(trades.uri).bytes).toBeGreaterThan(0)
    expect((await reader.list('raw/day-2024-08-08/')).map(object => object.path)).toContain(TRADES)
  })

  test.each<[string, Partial<OpenReaderRequest> & { env?: Record<string, string> }, string]>([
    ['local', { configured: 'local', bucket: 'market' }, 'mount'],
    ['gcs', { configured: 'gcs', bucket: 'market' }, 'ranges'],
    ['gcs by flag', { flag: 'gcs', configured: 'local', bucket: 'gs://market' }, 'ranges'],
    [
      'the environment',
      { env: { UNIFIED_CLOUD_SERVICES_USE_DIRECT_GCS: 'true' }, bucket: 'market' },
      'ranges',
    ],
    [
      'a bucket of the environment',
      { flag: 'gcs', env: { UNIFIED_CLOUD_SERVICES_GCS_BUCKET: 'market' } },
      'ranges',
    ],
    ['auto without a bucket', {}, 'mount'],
  ])('%s reads by %s', async (_, request, kind) => {
    const { reader } = await open({ mountRoot, ...request })
    expect(reader.kind).toBe(kind)
    const [object] = await reader.find([NARROW])
    expect(object?.uri).toMatch(kind === 'mount' ? /^file:/ : /^gs:/)
  })

  test('what the choice needs must be configured', async () => {
    await expect(open({ flag: 'local' })).rejects.toMatchObject({ code: 'RAW_ROOT_MISSING' })
    await expect(open({ flag: 'gcs', mountRoot })).rejects.toMatchObject({
      code: 'BUCKET_UNSET',
      exitStatus: 2,
    })
    await expect(open({})).rejects.toMatchObject({ code: 'RAW_ROOT_MISSING' })
  })

  test('ranges stand in for an extension that cannot be loaded', async () => {
    const env = { ODUM_DUCKDB_EXTENSION_DIRECTORY: join(mountRoot, 'extensions') }
    const { reader, choice, httpfsProblem } = await open({ flag: 'gcs', bucket: 'market', env })
    expect([reader.kind, choice.kinds]).toEqual(['ranges', ['ranges']])
    expect(httpfsProblem).toContain(env.ODUM_DUCKDB_EXTENSION_DIRECTORY)
  })
})
