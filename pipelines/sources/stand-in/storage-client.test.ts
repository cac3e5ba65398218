import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Bucket, Storage } from '@google-cloud/storage'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type StandIn, startStandIn } from './start-stand-in.ts'

/** Google's own client decides whether the stand-in behaves: nothing here is mocked. */
describe.each(['memory', 'folder'])('@google-cloud/storage against the stand-in (%s)', keeping => {
  let folder: string
  let standIn: StandIn
  let bucket: Bucket

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'odum-stand-in-'))
    const served = keeping === 'folder' ? join(folder, 'bucket') : null
    standIn = await startStandIn({ buckets: { market: served } })
    const retryOptions = { autoRetry: false, maxRetries: 0 }
    bucket = new Storage({ apiEndpoint: standIn.endpoint, projectId: 'p', retryOptions }).bucket('market')
  })
  afterAll(async () => {
    await standIn?.close()
    await rm(folder, { recursive: true, force: true })
  })

  const fileOf = async (bytes: Uint8Array): Promise<string> => {
    const file = join(folder, 'upload')
    await writeFile(file, bytes)
    return file
  }

  test.each([
    ['multipart', 100_000, false],
    ['resumable in one piece', 100_000, true],
    ['resumable in many pieces', 3_000_000, true],
  ])('uploads: %s', async (_, size, resumable) => {
    const bytes = randomBytes(size)
    const destination = `uploads/${resumable}-${size}@x:y.parquet`
    await bucket.upload(await fileOf(bytes), {
      destination,
      resumable,
      validation: 'crc32c',
      ...(size > 1_000_000 ? { chunkSize: 1 << 20 } : {}),
      metadata: { contentType: 'application/x-parquet', metadata: { hash: 'abc' } },
    })
    const [metadata] = await bucket.file(destination).getMetadata()
    expect(metadata).toMatchObject({
      name: destination,
      bucket: 'market',
      size: String(size),
      contentType: 'application/x-parquet',
      metadata: { hash: 'abc' },
    })
    const [all] = await bucket.file(destination).download()
    expect(all.equals(bytes)).toBe(true)
    const [part] = await bucket.file(destination).download({ start: 10, end: 99, validation: false })
    expect(part.equals(bytes.subarray(10, 100))).toBe(true)
  })

  test('lists pages, prefixes and folders', async () => {
    for (let index = 0; index < 7; index++) await standIn.put('market', `day-${index}/a`, Buffer.from('a'))
    await standIn.put('market', 'day', Buffer.from('b'))
    const [all] = await bucket.getFiles({ prefix: 'day', maxResults: 3, autoPaginate: false })
    expect(all.map(file => file.name)).toEqual(['day', 'day-0/a', 'day-1/a'])
    const names: string[] = []
    let query: object | null = { prefix: 'day', maxResults: 3, autoPaginate: false }
    while (query !== null) {
      const [files, next]: [{ name: string }[], object | null, ...unknown[]] = await bucket.getFiles(query)
      names.push(...files.map(file => file.name))
      query = next
    }
    expect(names).toEqual(['day', ...Array.from({ length: 7 }, (_, index) => `day-${index}/a`)])
    const [files, , answer] = await bucket.getFiles({ prefix: 'day', delimiter: '/', autoPaginate: false })
    expect(files.map(file => file.name)).toEqual(['day'])
    expect(answer).toMatchObject({ prefixes: Array.from({ length: 7 }, (_, index) => `day-${index}/`) })
  })

  test('holds generation preconditions', async () => {
    const file = await fileOf(Buffer.from('one'))
    const save = (ifGenerationMatch: number | string) =>
      bucket.upload(file, { destination: 'once', preconditionOpts: { ifGenerationMatch }, resumable: false })
    const racers = await Promise.allSettled([save(0), save(0), save(0)])
    expect(racers.map(racer => racer.status).toSorted()).toEqual(['fulfilled', 'rejected', 'rejected'])
    for (const racer of racers) {
      if (racer.status === 'rejected') expect(racer.reason).toMatchObject({ code: 412 })
    }
    const [{ generation }] = await bucket.file('once').getMetadata()
    await writeFile(file, 'another')
    const [replaced] = await save(String(generation))
    expect(replaced.metadata.generation).not.toBe(generation)
    await expect(save(String(generation))).rejects.toMatchObject({ code: 412 })
    const resumable = { destination: 'once', preconditionOpts: { ifGenerationMatch: 0 }, resumable: true }
    await expect(bucket.upload(file, resumable)).rejects.toMatchObject({ code: 412 })
    const old = bucket.file('once', { generation: String(generation) })
    await expect(old.download()).rejects.toMatchObject({ code: 404 })
  })

  test('refuses an upload that arrives damaged', async () => {
    const body = '--b\r\ncontent-type: application/json\r\n\r\n{"name":"bad","crc32c":"AAAAAA=="}\r\n'
    const url = `${standIn.endpoint}/upload/storage/v1/b/market/o?uploadType=multipart`
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'multipart/related; boundary=b' },
      body: `${body}--b\r\ncontent-type: text/plain\r\n\r\nbytes\r\n--b--`,
    })
    expect(response.status).toBe(400)
    expect(await standIn.find('market', 'bad')).toBeUndefined()
  })

  test('deletes, and tells a missing object from a missing bucket', async () => {
    await standIn.put('market', 'gone', Buffer.from('x'))
    await bucket.file('gone').delete()
    await expect(bucket.file('gone').delete()).rejects.toMatchObject({ code: 404, message: /No such object/ })
    const elsewhere = new Storage({ apiEndpoint: standIn.endpoint, projectId: 'p' }).bucket('none')
    const missing = elsewhere.file('x').getMetadata()
    await expect(missing).rejects.toMatchObject({ code: 404, message: /bucket does not exist/ })
    expect(await bucket.exists()).toEqual([true])
    expect(await elsewhere.exists()).toEqual([false])
  })
})
