import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { cloudObjectStore } from '../object-store/cloud-object-store.ts'
import { rangesReader } from '../ranges-reader.ts'
import type { SourceObject, SourceReader } from '../source-reader.ts'
import type { FaultEffect } from '../stand-in/fault-board.ts'
import { type StandIn, startStandIn } from '../stand-in/start-stand-in.ts'
import { NARROW, type SourceFixture, sourceFixture, TRADES } from './source-fixture.ts'

const RETRY = { attempts: 3, firstDelayMs: 1, delayMaxMs: 4, silenceMaxMs: 2000 }
const COLUMNS = ['ts_event', 'price', 'id', 'noise']

describe('faults between the requests of one piece of work', () => {
  let fixture: SourceFixture
  let standIn: StandIn
  let folder: string

  beforeAll(async () => {
    fixture = await sourceFixture()
    folder = await mkdtemp(join(tmpdir(), 'odum-faults-'))
  })
  beforeEach(async () => {
    await standIn?.close()
    standIn = await startStandIn({ buckets: { market: null } })
    await standIn.put('market', TRADES, await readFile(join(fixture.folder, TRADES)))
  })
  afterAll(async () => {
    await standIn?.close()
    await fixture?.[Symbol.asyncDispose]()
    await rm(folder, { recursive: true, force: true })
  })

  const options = (root = 'gs://market') => ({
    root,
    env: { ODUM_GCS_ENDPOINT: standIn.endpoint },
    retry: RETRY,
    temporaryDirectory: folder,
  })
  const found = async (reader: SourceReader): Promise<SourceObject> => {
    const [object] = await reader.find([TRADES])
    if (object === undefined) throw new RangeError(TRADES)
    return object
  }
  const replacement: FaultEffect = { kind: 'replace', contents: randomBytes(1_000_000) }

  test.each([
    ['far ranges', [0, 9], 2],
    ['the whole object', [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 1],
  ])('an object replaced before its last range is refused: %s', async (_, groups, requests) => {
    const reader = rangesReader(options())
    const object = await found(reader)
    await reader.layout(object)
    standIn.traffic.clear()
    standIn.faults.set({ effect: replacement, operation: 'read', after: requests - 1 })
    const fetched = reader.fetch(object, groups, COLUMNS)
    await expect(fetched).rejects.toMatchObject({ code: 'SOURCE_CHANGED', fields: { uri: object.uri } })
    expect(standIn.traffic.total({ operation: 'read' }).requests).toBe(requests)
    expect(await readdir(folder)).toEqual([])
  })

  test('an object deleted meanwhile is refused', async () => {
    const reader = rangesReader(options())
    const object = await found(rangesReader(options()))
    await cloudObjectStore(options()).remove(TRADES)
    await expect(reader.layout(object)).rejects.toMatchObject({ code: 'SOURCE_CHANGED' })
    expect(await reader.find([TRADES])).toEqual([undefined])
  })

  test('a failed footer is asked for again by the next call', async () => {
    const reader = rangesReader(options())
    const object = await found(rangesReader(options()))
    standIn.faults.set({ effect: { kind: 'status', status: 503 }, operation: 'read', times: RETRY.attempts })
    await expect(reader.layout(object)).rejects.toMatchObject({ code: 'SOURCE_UNAVAILABLE' })
    expect((await reader.layout(object)).rowGroups).toHaveLength(10)
  })

  test('a missing bucket is named by every operation', async () => {
    const missing = { code: 'BUCKET_MISSING', message: expect.stringContaining('gs://none/') }
    const reader = rangesReader(options('gs://none'))
    const object = { uri: `gs://none/${TRADES}`, path: TRADES, sizeBytes: 1000, identity: '1' }
    await expect(reader.find([TRADES])).rejects.toMatchObject(missing)
    await expect(reader.list('raw/')).rejects.toMatchObject(missing)
    await expect(reader.layout(object)).rejects.toMatchObject(missing)
    const store = cloudObjectStore(options('gs://none'))
    await writeFile(join(folder, 'x'), 'x')
    await expect(store.writeIfAbsent('x', join(folder, 'x'))).rejects.toMatchObject(missing)
    await expect(store.readToFile('x', join(folder, 'y'))).rejects.toMatchObject(missing)
    await expect(store.remove('x')).rejects.toMatchObject(missing)
    await rm(join(folder, 'x'))
  })

  test('an endpoint that nobody answers is named', async () => {
    await standIn.close()
    const unreachable = { code: 'SOURCE_UNAVAILABLE', message: expect.stringContaining(standIn.endpoint) }
    await expect(rangesReader(options()).find([TRADES])).rejects.toMatchObject(unreachable)
    await expect(rangesReader(options()).find([TRADES])).rejects.toThrow('ECONNREFUSED')
    await expect(cloudObjectStore(options()).remove('x')).rejects.toMatchObject(unreachable)
  })

  test('bytes and requests told are those the service counted', async () => {
    const reader = rangesReader(options())
    const object = await found(reader)
    standIn.faults.set({ effect: { kind: 'truncate', bytes: 5000 }, operation: 'read', after: 1, times: 1 })
    await using _ = await reader.fetch(object, [0, 9], COLUMNS)
    const counted = standIn.traffic.total()
    expect(reader.usage()).toEqual(counted)
    expect(counted.bytes).toBeLessThan(object.sizeBytes)
    expect(standIn.traffic.total({ operation: 'read' }).requests).toBe(4)
  })

  test('an abort ends the work at once and leaves nothing', async () => {
    const controller = new AbortController()
    const reader = rangesReader({ ...options(), signal: controller.signal })
    const object = await found(reader)
    await reader.layout(object)
    standIn.faults.set({ effect: { kind: 'slow', delayMs: 60_000 }, operation: 'read' })
    const fetched = reader.fetch(object, [0], COLUMNS)
    controller.abort(new Error('stopped by the user'))
    await expect(fetched).rejects.toThrow('stopped by the user')
    expect(await readdir(folder)).toEqual([])
  })

  test.each<[string, FaultEffect, number]>([
    ['503 at the second piece', { kind: 'status', status: 503 }, 2],
    ['a drop at the second piece', { kind: 'drop', afterBytes: 0 }, 2],
    ['503 after the last piece was stored', { kind: 'status', status: 503, afterWork: true }, 2],
  ])('an upload in pieces survives %s', async (_, effect, after) => {
    const store = cloudObjectStore(options())
    const bytes = randomBytes(9_000_000)
    const file = join(folder, 'large')
    await writeFile(file, bytes)
    standIn.faults.set({ effect, operation: 'upload', after, times: 1 })
    const { outcome } = await store.writeIfAbsent('large', file)
    expect(['written', 'identical']).toContain(outcome)
    const stored = await standIn.find('market', 'large')
    expect(Buffer.from((await stored?.read(0, 9_000_001)) ?? []).equals(bytes)).toBe(true)
    await rm(file)
  })

  test('a replacement whose answer was lost is recognised as done', async () => {
    const store = cloudObjectStore(options())
    const file = join(folder, 'small')
    await writeFile(file, 'new contents')
    const before = await store.stat(TRADES)
    standIn.faults.set({
      effect: { kind: 'status', status: 503, afterWork: true },
      operation: 'upload',
      times: 1,
    })
    const after = await store.replace(TRADES, file, before?.generation ?? '')
    expect(await store.stat(TRADES)).toEqual(after)
    expect(after.sizeBytes).toBe(12)
    await rm(file)
  })

  test('pages of a long listing are joined', async () => {
    for (let index = 0; index < 2500; index++) {
      await standIn.put('market', `many/${index}`, Buffer.from('x'))
    }
    const reader = rangesReader(options('gs://market/many'))
    const objects = await reader.list('')
    expect(new Set(objects.map(object => object.path)).size).toBe(2500)
    expect(objects.map(object => object.path)).toEqual(objects.map(object => object.path).toSorted())
    expect(reader.usage().requests).toBe(3)
    expect((await reader.find(['7', NARROW])).map(object => object?.uri)).toEqual([
      'gs://market/many/7',
      undefined,
    ])
  })
})
