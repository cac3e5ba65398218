import { randomUUID } from 'node:crypto'
import { copyFile, link, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ObjectChangedError, ObjectMissingError, SourceChangedError, UsageError } from '../../errors.ts'
import { fileSha256 } from './file-hash.ts'
import type { ObjectInfo, ObjectStore, WriteOutcome } from './object-store.ts'

const TEMPORARY = '.writing-'

/** Objects as files below a folder. Writing free names is safe between processes; replacing is safe within one,
 *  between processes the last one wins. */
export function localObjectStore(root: string): ObjectStore {
  const fileOf = (name: string): string => join(root, ...checkedParts(name))
  const statOf = (name: string): Promise<ObjectInfo | undefined> => infoOf(name, fileOf(name))
  let replacing: Promise<unknown> = Promise.resolve()
  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const next = replacing.then(work, work)
    replacing = next.catch(() => undefined)
    return next
  }
  return {
    root,
    list: prefix => listFiles(root, prefix, statOf),
    stat: statOf,
    async readToFile(name, file) {
      const info = await statOf(name)
      if (info === undefined) throw new ObjectMissingError({ uri: pathToFileURL(fileOf(name)).href })
      await placed(file, temporary => copyFile(fileOf(name), temporary), rename)
      return info
    },
    async readGeneration(object, file) {
      await requireSame(await statOf(object.name), object)
      await placed(file, temporary => copyFile(fileOf(object.name), temporary), rename)
      await requireSame(await statOf(object.name), object)
    },
    async readEnd(object, lastBytes) {
      await requireSame(await statOf(object.name), object)
      return lastBytesOf(fileOf(object.name), lastBytes)
    },
    async writeIfAbsent(name, file): Promise<WriteOutcome> {
      const target = fileOf(name)
      try {
        // A hard link fails when its name is taken, a rename would replace.
        await placed(target, temporary => copyFile(file, temporary), link)
      } catch (error) {
        if (!isCode(error, 'EEXIST')) throw error
        const same = (await fileSha256(file)) === (await fileSha256(target))
        return { outcome: same ? 'identical' : 'different', object: await existing(name, target) }
      }
      return { outcome: 'written', object: await existing(name, target) }
    },
    replace: (name, file, generation) =>
      inTurn(async () => {
        await requireGeneration(await statOf(name), fileOf(name), generation)
        await placed(fileOf(name), temporary => copyFile(file, temporary), rename)
        return existing(name, fileOf(name))
      }),
    remove: (name, generation) =>
      inTurn(async () => {
        const info = await statOf(name)
        if (info === undefined) return false
        if (generation !== undefined) await requireGeneration(info, fileOf(name), generation)
        await rm(fileOf(name))
        return true
      }),
  }
}

/** Writes a temporary file beside the target, makes it durable, and puts it in place. */
async function placed(
  target: string,
  write: (temporary: string) => Promise<unknown>,
  place: (temporary: string, target: string) => Promise<unknown>,
): Promise<void> {
  await mkdir(dirname(target), { recursive: true })
  const temporary = join(dirname(target), `${TEMPORARY}${randomUUID()}`)
  try {
    await write(temporary)
    const handle = await open(temporary, 'r+')
    await handle.sync().finally(() => handle.close())
    await place(temporary, target)
  } finally {
    await rm(temporary, { force: true })
  }
}

async function infoOf(name: string, file: string): Promise<ObjectInfo | undefined> {
  const stats = await stat(file, { bigint: true }).catch(error => {
    if (isCode(error, 'ENOENT') || isCode(error, 'ENOTDIR')) return undefined
    throw error
  })
  if (stats === undefined || !stats.isFile()) return undefined
  const generation = `${stats.mtimeNs}:${stats.size}:${stats.ino}`
  return { name, uri: pathToFileURL(file).href, sizeBytes: Number(stats.size), generation }
}

async function existing(name: string, file: string): Promise<ObjectInfo> {
  const info = await infoOf(name, file)
  if (info === undefined) throw new ObjectMissingError({ uri: pathToFileURL(file).href })
  return info
}

async function requireGeneration(
  info: ObjectInfo | undefined,
  file: string,
  expected: string,
): Promise<void> {
  if (info?.generation === expected) return
  const found = info?.generation ?? 'none'
  throw new ObjectChangedError({ uri: pathToFileURL(file).href, expected, found })
}

async function requireSame(found: ObjectInfo | undefined, object: ObjectInfo): Promise<void> {
  if (found?.generation === object.generation) return
  const { uri, generation: expected } = object
  throw new SourceChangedError({ uri, expected, found: found?.generation ?? 'no file' })
}

async function lastBytesOf(file: string, lastBytes: number): Promise<Uint8Array> {
  const handle = await open(file)
  try {
    const { size } = await handle.stat()
    const bytes = new Uint8Array(Math.min(size, lastBytes))
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, size - bytes.length)
    return bytes.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}

async function listFiles(
  root: string,
  prefix: string,
  statOf: (name: string) => Promise<ObjectInfo | undefined>,
): Promise<readonly ObjectInfo[]> {
  const folder = join(root, prefix.slice(0, prefix.lastIndexOf('/') + 1))
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(error => {
    if (isCode(error, 'ENOENT') || isCode(error, 'ENOTDIR')) return []
    throw error
  })
  const names = entries
    .filter(entry => entry.isFile() && !entry.name.startsWith(TEMPORARY))
    .map(entry => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter(name => name.startsWith(prefix))
  const infos: (ObjectInfo | undefined)[] = []
  // One after the other: a catalog has more files than a process may have open calls.
  for (const name of names.sort()) infos.push(await statOf(name))
  return infos.filter(info => info !== undefined)
}

function checkedParts(name: string): string[] {
  const parts = name.split('/')
  if (parts.some(part => part === '' || part === '.' || part === '..')) {
    throw new UsageError({
      problem: `${JSON.stringify(name)} cannot be the name of a stored object.`,
      remedy: 'Names have no empty parts and no dots alone between slashes.',
    })
  }
  return parts
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
