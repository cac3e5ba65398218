import { mkdir, readFile, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { OdumError } from '../../engine/domain/odum-error.ts'
import { ObjectMissingError } from '../errors.ts'
import { mapInParallel } from '../sources/cloud/bounded-parallel.ts'
import type { ObjectCache } from '../sources/object-store/object-cache.ts'
import type { ObjectInfo, ObjectStore } from '../sources/object-store/object-store.ts'
import { decodeFooter, footerBytes, type ParquetFooter, TAIL_BYTES } from '../sources/parquet/footer.ts'
import { keyValuesOf } from '../sources/parquet/key-values.ts'
import type { CatalogFiles } from './catalog-files.ts'
import { asideName, listLeftovers, removeLeftovers } from './leftovers.ts'

/** Footers of cells are a few KB: one request brings them. */
const END_BYTES = 32 * 1024
const ENDS_IN_FLIGHT = 16

/** A catalog in a bucket: read through copies of the files that are needed, written by conditional uploads.
 *  A listing remembers the generations it showed, and `place` replaces no others. */
export function cloudCatalogFiles(store: ObjectStore, cache: ObjectCache): CatalogFiles {
  const root = store.root.replace(/\/$/, '')
  const seen = new Map<string, ObjectInfo>()
  const objectsBelow = async (folder: string): Promise<readonly ObjectInfo[]> => {
    const prefix = `${folder}/`
    const objects = await store.list(prefix)
    for (const name of seen.keys()) if (name.startsWith(prefix)) seen.delete(name)
    for (const object of objects) seen.set(object.name, object)
    return objects
  }
  const objectOf = async (name: string): Promise<ObjectInfo> => {
    const object = seen.get(name) ?? (await store.stat(name))
    if (object === undefined) throw new ObjectMissingError({ uri: `${root}/${name}` })
    seen.set(name, object)
    return object
  }
  const upload = async (aside: string, name: string, how: 'expected' | 'replace') => {
    const there = how === 'expected' ? seen.get(name) : await store.stat(name)
    if (there === undefined) return store.writeIfAbsent(name, aside)
    try {
      return { outcome: 'written', object: await store.replace(name, aside, there.generation) } as const
    } catch (error) {
      const now = isChange(error) ? await store.stat(name) : undefined
      if (now === undefined) throw error
      return { outcome: 'different', object: now } as const
    }
  }
  return {
    root,
    addressOf: name => `${root}/${name}`,
    list: async folder => (await objectsBelow(folder)).map(object => object.name),
    async foldersIn(folder) {
      const names = (await objectsBelow(folder)).map(object => object.name.slice(folder.length + 1))
      return [
        ...new Set(names.filter(name => name.includes('/')).map(name => name.split('/')[0] ?? '')),
      ].sort()
    },
    has: async name => seen.has(name) || (await store.stat(name)) !== undefined,
    async readText(name) {
      const object = await store.stat(name)
      if (object === undefined) return undefined
      const [file = ''] = await cache.localFiles(store, [object])
      return readFile(file, 'utf8')
    },
    async aside(name) {
      await mkdir(cache.writingFolder, { recursive: true })
      return join(cache.writingFolder, asideName(basename(name)))
    },
    async place(aside, name, how) {
      const { outcome, object } = await upload(aside, name, how)
      seen.set(name, object)
      if (outcome === 'different') await rm(aside, { force: true })
      else await cache.adopt(aside, object)
      return outcome === 'different' ? 'taken' : 'placed'
    },
    async localFiles(names) {
      const objects = await mapInParallel(names, ENDS_IN_FLIGHT, objectOf)
      return cache.localFiles(store, objects)
    },
    async keyValues(names) {
      const entries = await mapInParallel(names, ENDS_IN_FLIGHT, async name => {
        const object = await objectOf(name)
        return [name, keyValuesOf(await footerOf(store, object))] as const
      })
      return new Map(entries)
    },
    remote: {
      describe: names =>
        mapInParallel(names, ENDS_IN_FLIGHT, async name => {
          const object = await objectOf(name)
          const { rowGroups } = await footerOf(store, object)
          return { rows: rowGroups.reduce((sum, group) => sum + group.rows, 0), sizeBytes: object.sizeBytes }
        }),
    },
    removeLeftovers: () => removeLeftovers(cache.writingFolder),
    listLeftovers: () => listLeftovers(cache.writingFolder),
    async remove(names) {
      await mapInParallel(names, ENDS_IN_FLIGHT, name => store.remove(name, seen.get(name)?.generation))
      for (const name of names) seen.delete(name)
    },
  }
}

async function footerOf(store: ObjectStore, object: ObjectInfo): Promise<ParquetFooter> {
  const { uri, sizeBytes } = object
  let end = await store.readEnd(object, END_BYTES)
  const length = footerBytes(end.subarray(-TAIL_BYTES), sizeBytes, uri)
  if (length + TAIL_BYTES > end.length) end = await store.readEnd(object, length + TAIL_BYTES)
  const start = end.length - TAIL_BYTES - length
  return decodeFooter(end.subarray(start, start + length), sizeBytes - TAIL_BYTES - length, uri)
}

function isChange(error: unknown): boolean {
  return error instanceof OdumError && error.code === 'OBJECT_CHANGED'
}
