import { createHash, randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ObjectStore } from '../object-store/object-store.ts'

export interface OpenedStore extends AsyncDisposable {
  readonly store: ObjectStore
  /** A second store over the same objects, as another process has it. */
  readonly other: ObjectStore
}

/** Larger than one request: goes up in pieces and comes down in ranges. */
const LARGE_BYTES = 9_000_001

/** What every object store must do alike. */
export function testObjectStore(name: string, open: (folder: string) => Promise<OpenedStore>): void {
  describe(`object store contract: ${name}`, () => {
    let folder: string
    let opened: OpenedStore
    let store: ObjectStore

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'odum-store-'))
      opened = await open(join(folder, 'store'))
      store = opened.store
    })
    afterAll(async () => {
      await opened?.[Symbol.asyncDispose]()
      await rm(folder, { recursive: true, force: true })
    })

    const fileOf = async (contents: string | Uint8Array): Promise<string> => {
      const file = join(folder, createHash('sha256').update(contents).digest('hex').slice(0, 16))
      await writeFile(file, contents)
      return file
    }
    const contentsOf = async (object: string): Promise<Buffer> => {
      const copy = join(folder, 'copies', 'copy')
      await store.readToFile(object, copy)
      return readFile(copy)
    }

    test('writes, looks up, lists, reads and removes', async () => {
      const names = ['a/b=1/c.parquet', 'a/b=1/d.parquet', 'a/b=10/c.parquet', 'z.json']
      for (const object of names.toReversed()) {
        const { outcome } = await store.writeIfAbsent(object, await fileOf(`contents of ${object}`))
        expect(outcome).toBe('written')
      }
      expect((await store.list('')).map(object => object.name)).toEqual(names)
      expect((await store.list('a/b=1')).map(object => object.name)).toEqual(names.slice(0, 3))
      expect((await store.list('a/b=1/')).map(object => object.name)).toEqual(names.slice(0, 2))
      expect(await store.list('none/')).toEqual([])
      const info = await store.stat('z.json')
      expect(info).toMatchObject({ name: 'z.json', sizeBytes: 18 })
      expect((await store.list('z'))[0]).toEqual(info)
      expect((await contentsOf('z.json')).toString()).toBe('contents of z.json')
      expect(await store.remove('z.json')).toBe(true)
      expect(await store.remove('z.json')).toBe(false)
      expect(await store.stat('z.json')).toBeUndefined()
      expect(await store.stat('a/b=1')).toBeUndefined()
    })

    test('keeps names with colons, at signs, percent signs and spaces', async () => {
      const name = 'data/instrument_id=BTC-USDT@LIN:X%2FY/a b.parquet'
      await store.writeIfAbsent(name, await fileOf('odd'))
      expect((await store.list('data/'))[0]?.name).toBe(name)
      expect((await contentsOf(name)).toString()).toBe('odd')
    })

    test('stores an empty file and one of many pieces', async () => {
      await store.writeIfAbsent('empty', await fileOf(''))
      expect(await contentsOf('empty')).toHaveLength(0)
      const large = randomBytes(LARGE_BYTES)
      const { outcome, object } = await store.writeIfAbsent('large', await fileOf(large))
      expect([outcome, object.sizeBytes]).toEqual(['written', LARGE_BYTES])
      expect((await contentsOf('large')).equals(large)).toBe(true)
      expect(await store.stat('large')).toEqual(object)
    })

    test('never writes over what is there', async () => {
      const { object } = await store.writeIfAbsent('taken', await fileOf('first'))
      const again = await store.writeIfAbsent('taken', await fileOf('first'))
      expect(again).toEqual({ outcome: 'identical', object })
      const other = await store.writeIfAbsent('taken', await fileOf('second'))
      expect(other).toEqual({ outcome: 'different', object })
      expect((await contentsOf('taken')).toString()).toBe('first')
    })

    test('lets one of many racing writers win', async () => {
      const racers = await Promise.all(Array.from({ length: 6 }, (_, index) => fileOf(`racer ${index}`)))
      const stores = [store, opened.other]
      const outcomes = await Promise.all(
        racers.map(async (file, index) => (await stores[index % 2]?.writeIfAbsent('race', file))?.outcome),
      )
      expect(outcomes.toSorted()).toEqual([...Array(5).fill('different'), 'written'])
      const winner = `racer ${outcomes.indexOf('written')}`
      expect((await contentsOf('race')).toString()).toBe(winner)
    })

    test('replaces only the generation it was told', async () => {
      const first = (await store.writeIfAbsent('replaced', await fileOf('one'))).object
      const second = await store.replace('replaced', await fileOf('two two'), first.generation)
      expect(second.generation).not.toBe(first.generation)
      expect((await contentsOf('replaced')).toString()).toBe('two two')
      const stale = store.replace('replaced', await fileOf('three'), first.generation)
      await expect(stale).rejects.toMatchObject({ code: 'OBJECT_CHANGED' })
      const absent = store.replace('never there', await fileOf('x'), first.generation)
      await expect(absent).rejects.toMatchObject({ code: 'OBJECT_CHANGED' })
      expect((await contentsOf('replaced')).toString()).toBe('two two')
    })

    test('reads the generation it was told, whole or its end, and no other', async () => {
      const { object } = await store.writeIfAbsent('pinned', await fileOf('0123456789'))
      const copy = join(folder, 'copies', 'pinned')
      await store.readGeneration(object, copy)
      expect(await readFile(copy, 'utf8')).toBe('0123456789')
      expect(Buffer.from(await store.readEnd(object, 3)).toString()).toBe('789')
      expect(Buffer.from(await store.readEnd(object, 30)).toString()).toBe('0123456789')
      await store.replace('pinned', await fileOf('other contents'), object.generation)
      const changed = { code: 'SOURCE_CHANGED' }
      await expect(store.readGeneration(object, copy)).rejects.toMatchObject(changed)
      await expect(store.readEnd(object, 3)).rejects.toMatchObject(changed)
      expect(await readFile(copy, 'utf8')).toBe('0123456789')
    })

    test('removes only the generation it was told', async () => {
      const { object } = await store.writeIfAbsent('removed', await fileOf('one'))
      await expect(store.remove('removed', '1')).rejects.toMatchObject({ code: 'OBJECT_CHANGED' })
      expect(await store.remove('removed', object.generation)).toBe(true)
    })

    test('leaves no file behind when an object is missing', async () => {
      const copy = join(folder, 'missing', 'copy')
      await expect(store.readToFile('nothing here', copy)).rejects.toMatchObject({ code: 'OBJECT_MISSING' })
      const left = existsSync(join(folder, 'missing')) ? await readdir(join(folder, 'missing')) : []
      expect(left).toEqual([])
    })
  })
}
