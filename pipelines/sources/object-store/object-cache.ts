import { mkdir, readdir, rename, rm, rmdir, stat, utimes } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join, relative, sep } from 'node:path'
import { CacheTooSmallError, UsageError } from '../../errors.ts'
import { mapInParallel } from '../cloud/bounded-parallel.ts'
import type { Environment } from '../cloud/credentials.ts'
import { storageEndpoint } from '../cloud/location.ts'
import type { ObjectInfo, ObjectStore } from './object-store.ts'

export interface ObjectCacheOptions {
  readonly directory: string
  /** Files are removed, the longest unused first, while all together are larger. */
  readonly bytesMax: number
  /** Files used within this time stay whatever the size, for another process may be reading them. Default 15 min. */
  readonly keepMs?: number
}

const BYTES_MAX_DEFAULT = 20e9
const KEEP_MS_DEFAULT = 15 * 60_000
const OBJECTS_IN_FLIGHT = 6
const OBJECTS = 'objects'

/** Local copies of objects of Cloud Storage. A copy is of one generation and says so in its path, so it is right for
 *  ever; what is bounded is the room that all copies take. */
export class ObjectCache {
  readonly #options: ObjectCacheOptions
  /** Endpoint and bucket folder: generations are unique within a bucket of one service. */
  readonly #host: string
  /** Files handed out by this process, which may still read them. */
  readonly #used = new Set<string>()

  constructor(options: ObjectCacheOptions, endpoint: string) {
    this.#options = options
    this.#host = encodeURIComponent(new URL(endpoint).host)
  }

  /** The cache that `ODUM_CACHE_DIRECTORY` and `ODUM_CACHE_BYTES_MAX` describe. @throws UsageError */
  static open(env: Environment): ObjectCache {
    const directory = env.ODUM_CACHE_DIRECTORY?.trim() || defaultDirectory(env)
    const written = env.ODUM_CACHE_BYTES_MAX?.trim()
    const bytesMax = written ? Number(written) : BYTES_MAX_DEFAULT
    if (!(bytesMax > 0)) {
      throw new UsageError({
        problem: `ODUM_CACHE_BYTES_MAX is ${JSON.stringify(written)}, which is no number of bytes.`,
        remedy: 'Write it as a number, e.g. 20000000000.',
      })
    }
    return new ObjectCache({ directory, bytesMax }, storageEndpoint(env))
  }

  /** Folder for files that are being written, on the same volume as the copies. */
  get writingFolder(): string {
    return join(this.#options.directory, 'writing')
  }

  /** Copies the objects that are not here yet and returns where each lies, in the order asked.
   *  @throws CacheTooSmallError when they cannot all be here at once, and what `readGeneration` throws */
  async localFiles(store: ObjectStore, objects: readonly ObjectInfo[]): Promise<readonly string[]> {
    const neededBytes = objects.reduce((sum, object) => sum + object.sizeBytes, 0)
    const { bytesMax, directory } = this.#options
    if (neededBytes > bytesMax) throw new CacheTooSmallError({ directory, neededBytes, bytesMax })
    let copied = 0
    const files = await mapInParallel(objects, OBJECTS_IN_FLIGHT, async object => {
      const file = this.#fileOf(object)
      this.#used.add(file)
      if (!(await touched(file, object.sizeBytes))) {
        await store.readGeneration(object, file)
        copied += 1
      }
      return file
    })
    if (copied > 0) await this.#evict()
    return files
  }

  /** The copy of an object that is here already. */
  async known(object: ObjectInfo): Promise<string | undefined> {
    const file = this.#fileOf(object)
    return (await touched(file, object.sizeBytes)) ? file : undefined
  }

  /** Takes a local file, just stored as this object, as its copy. */
  async adopt(file: string, object: ObjectInfo): Promise<void> {
    const target = this.#fileOf(object)
    this.#used.add(target)
    await mkdir(dirname(target), { recursive: true })
    await rename(file, target)
  }

  #fileOf({ uri, generation }: ObjectInfo): string {
    const [bucket = '', ...path] = uri.slice('gs://'.length).split('/')
    const parts = [bucket, generation, ...path]
    if (parts.some(part => part === '' || part === '.' || part === '..')) {
      throw new UsageError({
        problem: `${uri} cannot be kept as a local file.`,
        remedy: 'Give the object a name without empty parts and without dots alone between slashes.',
      })
    }
    return join(this.#options.directory, OBJECTS, this.#host, ...parts)
  }

  async #evict(): Promise<void> {
    const { bytesMax, directory, keepMs = KEEP_MS_DEFAULT } = this.#options
    const root = join(directory, OBJECTS)
    const copies = await filesBelow(root)
    let bytes = copies.reduce((sum, copy) => sum + copy.bytes, 0)
    const youngestMs = Date.now() - keepMs
    for (const copy of copies.sort((left, right) => left.usedMs - right.usedMs)) {
      if (bytes <= bytesMax) return
      if (this.#used.has(copy.file) || copy.usedMs > youngestMs) continue
      await rm(copy.file, { force: true })
      bytes -= copy.bytes
      await removeEmptyFolders(dirname(copy.file), root)
    }
  }
}

function defaultDirectory(env: Environment): string {
  return join(env.XDG_CACHE_HOME?.trim() || join(env.HOME ?? homedir(), '.cache'), 'odum')
}

/** Whether the whole file is here; notes that it is used now. */
async function touched(file: string, sizeBytes: number): Promise<boolean> {
  try {
    if ((await stat(file)).size !== sizeBytes) return false
    const now = new Date()
    await utimes(file, now, now)
    return true
  } catch {
    return false
  }
}

async function filesBelow(root: string): Promise<{ file: string; bytes: number; usedMs: number }[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => [])
  const files = entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name))
  const found = await mapInParallel(files, OBJECTS_IN_FLIGHT, async file => {
    const stats = await stat(file).catch(() => undefined)
    return stats === undefined ? [] : [{ file, bytes: stats.size, usedMs: stats.mtimeMs }]
  })
  return found.flat()
}

async function removeEmptyFolders(folder: string, root: string): Promise<void> {
  let current = folder
  while (relative(root, current).split(sep)[0] !== '..' && current !== root) {
    try {
      await rmdir(current)
    } catch {
      return
    }
    current = dirname(current)
  }
}
