import { randomUUID } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import { checksumsOf } from './checksums.ts'
import {
  compareNames,
  type ObjectSettings,
  type StoredBucket,
  type StoredObject,
  turnstile,
} from './stored-bucket.ts'

const PLAIN: ObjectSettings = { contentType: 'application/octet-stream', metadata: {} }
const TEMPORARY = '.stand-in-'

/** A bucket over a plain folder: files are objects, and a file changed from outside has a new generation
 *  (its modification time). Custom metadata lives only as long as the process. */
export function folderBucket(folder: string): StoredBucket {
  const settingsOf = new Map<string, { generation: string; settings: ObjectSettings }>()
  const find = async (name: string): Promise<StoredObject | undefined> => {
    const file = fileOf(folder, name)
    if (file === undefined) return undefined
    const stats = await stat(file, { bigint: true }).catch(() => undefined)
    if (stats === undefined || !stats.isFile()) return undefined
    const generation = String(stats.mtimeNs / 1000n)
    const known = settingsOf.get(name)
    const settings = known?.generation === generation ? known.settings : PLAIN
    return storedFile(file, {
      ...settings,
      name,
      generation,
      sizeBytes: Number(stats.size),
      updated: stats.mtime,
    })
  }
  return {
    async list() {
      const names = await fileNames(folder)
      const objects = await Promise.all(names.sort(compareNames).map(find))
      return objects.filter(object => object !== undefined)
    },
    find,
    async put(name, bytes, settings) {
      const file = fileOf(folder, name)
      if (file === undefined) throw new RangeError(`${name} cannot be a file name`)
      await mkdir(dirname(file), { recursive: true })
      const temporary = join(dirname(file), `${TEMPORARY}${randomUUID()}`)
      await writeFile(temporary, bytes)
      await rename(temporary, file)
      const stored = await find(name)
      if (stored === undefined) throw new RangeError(`${file} vanished while it was written`)
      settingsOf.set(name, { generation: stored.generation, settings })
      return { ...stored, ...settings }
    },
    async describe(name, settings) {
      const stored = await find(name)
      if (stored === undefined) return undefined
      const { contentType, metadata } = { ...stored, ...settings }
      settingsOf.set(name, { generation: stored.generation, settings: { contentType, metadata } })
      return { ...stored, contentType, metadata }
    },
    async remove(name) {
      const file = fileOf(folder, name)
      if (file !== undefined) await rm(file, { force: true })
    },
    exclusively: turnstile(),
  }
}

function storedFile(
  file: string,
  known: ObjectSettings & Pick<StoredObject, 'name' | 'generation' | 'sizeBytes' | 'updated'>,
): StoredObject {
  return {
    ...known,
    metageneration: 1,
    async read(start, end) {
      const handle = await open(file)
      try {
        const bytes = new Uint8Array(end - start)
        const { bytesRead } = await handle.read(bytes, 0, bytes.length, start)
        return bytes.subarray(0, bytesRead)
      } finally {
        await handle.close()
      }
    },
    checksums: async () => checksumsOf(await readFile(file)),
  }
}

/** The file of an object name, or undefined for names that would leave the folder. */
function fileOf(folder: string, name: string): string | undefined {
  const parts = name.split('/')
  const leaves = parts.some(part => part === '' || part === '.' || part === '..' || part.includes('\0'))
  return leaves ? undefined : join(folder, ...parts)
}

async function fileNames(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  return entries
    .filter(entry => entry.isFile() && !entry.name.startsWith(TEMPORARY))
    .map(entry => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
}
