import { randomUUID } from 'node:crypto'
import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { ObjectChangedError, ObjectMissingError } from '../../errors.ts'
import { mapInParallel } from '../cloud/bounded-parallel.ts'
import { splitRange } from '../cloud/byte-ranges.ts'
import type { DescribedObject, PinnedObject } from '../cloud/cloud-client.ts'
import { type TokenCredentials, uploadCredentialsFrom } from '../cloud/credentials.ts'
import { cloudUri } from '../cloud/location.ts'
import { type CloudOptions, openCloud } from '../cloud/open-client.ts'
import { writeAt } from '../cloud/write-at.ts'
import { CloudUploader } from './cloud-uploader.ts'
import { fileSha256 } from './file-hash.ts'
import type { ObjectInfo, ObjectStore, WriteOutcome } from './object-store.ts'

export interface CloudObjectStoreOptions extends CloudOptions {
  /** Uploads need tokens; HMAC keys do not do. */
  readonly credentials?: TokenCredentials | { readonly kind: 'anonymous' }
}

const RANGE_BYTES_MAX = 4 * 1024 * 1024
const RANGES_IN_FLIGHT = 8
const NO_GENERATION = '0'

/** Objects of a bucket below a prefix. Every write names the generation it expects, so that a repeated request
 *  whose first answer was lost cannot write twice, and a race has one winner. */
export function cloudObjectStore(options: CloudObjectStoreOptions): ObjectStore {
  const credentials = options.credentials ?? uploadCredentialsFrom(options.env ?? process.env)
  const { root, client, endpoint } = openCloud({ ...options, credentials })
  const { bucket, prefix } = root
  const uploader = new CloudUploader({
    bucket,
    endpoint,
    credentials,
    ...(options.retry === undefined ? {} : { retry: options.retry }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  })
  const uriOf = (name: string): string => cloudUri(bucket, prefix + name)
  const infoOf = (name: string, object: { sizeBytes: number; generation: string }): ObjectInfo => ({
    name,
    uri: uriOf(name),
    sizeBytes: object.sizeBytes,
    generation: object.generation,
  })
  const pinned = (object: ObjectInfo): PinnedObject => ({ ...object, bucket, name: prefix + object.name })
  const readGeneration = async (object: ObjectInfo, file: string): Promise<void> => {
    const from = pinned(object)
    await writtenAside(file, async write => {
      const ranges = object.sizeBytes === 0 ? [] : splitRange(0, object.sizeBytes, RANGE_BYTES_MAX)
      await mapInParallel(ranges, RANGES_IN_FLIGHT, async ({ start, end }) => {
        await write(await client.read(from, start, end), start)
      })
    })
  }
  const describe = (name: string): Promise<DescribedObject | undefined> =>
    client.describe(bucket, prefix + name)
  /** What lies there after a precondition failed: ours from a repeated request, or another's. */
  const compared = async (name: string, sha256: string): Promise<WriteOutcome | undefined> => {
    const there = await describe(name)
    if (there === undefined) return undefined
    return { outcome: there.sha256 === sha256 ? 'identical' : 'different', object: infoOf(name, there) }
  }
  const upload = async (name: string, file: string, expected: string): Promise<WriteOutcome> => {
    const sha256 = await fileSha256(file)
    const generation = await uploader.upload(prefix + name, file, expected, sha256)
    if (generation !== undefined) {
      const { size: sizeBytes } = await stat(file)
      return { outcome: 'written', object: infoOf(name, { sizeBytes, generation }) }
    }
    const outcome = await compared(name, sha256)
    if (outcome !== undefined) return outcome
    throw new ObjectChangedError({ uri: uriOf(name), expected, found: 'none' })
  }
  return {
    root: cloudUri(bucket, prefix),
    async list(wanted) {
      const listed = await client.list(bucket, prefix + wanted)
      return listed.map(object => infoOf(object.name.slice(prefix.length), object))
    },
    async stat(name) {
      const found = await client.lookUp(bucket, prefix + name)
      return found === undefined ? undefined : infoOf(name, found)
    },
    async readToFile(name, file) {
      const found = await client.lookUp(bucket, prefix + name)
      if (found === undefined) throw new ObjectMissingError({ uri: uriOf(name) })
      const object = infoOf(name, found)
      await readGeneration(object, file)
      return object
    },
    readGeneration,
    async readEnd(object, lastBytes) {
      const { sizeBytes } = object
      if (sizeBytes === 0) return new Uint8Array()
      return client.read(pinned(object), Math.max(0, sizeBytes - lastBytes), sizeBytes)
    },
    writeIfAbsent: (name, file) => upload(name, file, NO_GENERATION),
    async replace(name, file, generation) {
      const { outcome, object } = await upload(name, file, generation)
      if (outcome === 'different') {
        throw new ObjectChangedError({ uri: uriOf(name), expected: generation, found: object.generation })
      }
      return object
    },
    async remove(name, generation) {
      const removed = await uploader.remove(prefix + name, generation)
      if (removed !== 'changed') return removed === 'removed'
      const found = (await describe(name))?.generation ?? 'none'
      throw new ObjectChangedError({ uri: uriOf(name), expected: generation ?? 'any', found })
    },
  }
}

/** Writes beside the file and renames, so that it is never half there. */
async function writtenAside(
  file: string,
  fill: (write: (bytes: Uint8Array, position: number) => Promise<void>) => Promise<void>,
): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  const temporary = join(dirname(file), `.${basename(file)}.${randomUUID()}`)
  try {
    const handle = await open(temporary, 'wx')
    try {
      await fill((bytes, position) => writeAt(handle, bytes, position))
    } finally {
      await handle.close()
    }
    await rename(temporary, file)
  } finally {
    await rm(temporary, { force: true })
  }
}
