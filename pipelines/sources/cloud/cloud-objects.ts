import type { SourceObject } from '../source-reader.ts'
import { mapInParallel } from './bounded-parallel.ts'
import type { PinnedObject } from './cloud-client.ts'
import type { ListedObject } from './dialect.ts'
import { cloudUri } from './location.ts'
import type { OpenedCloud } from './open-client.ts'

const LOOK_UPS_IN_FLIGHT = 16

/** Looks the paths up below the root, all at once within the limit of requests in flight. */
export function findObjects(
  { root, client }: OpenedCloud,
  paths: readonly string[],
): Promise<readonly (SourceObject | undefined)[]> {
  return mapInParallel(paths, LOOK_UPS_IN_FLIGHT, async path => {
    const listed = await client.lookUp(root.bucket, root.prefix + path)
    return listed === undefined ? undefined : sourceObject(root.bucket, root.prefix, listed)
  })
}

/** As `findObjects`, for objects whose footers are read next: each answer brings the object's end along.
 *  @param onEnd gets the last bytes of each object found. */
export function findObjectsByEnd(
  { root, client }: OpenedCloud,
  paths: readonly string[],
  lastBytes: number,
  onEnd: (object: SourceObject, tail: Uint8Array) => void,
): Promise<readonly (SourceObject | undefined)[]> {
  return mapInParallel(paths, LOOK_UPS_IN_FLIGHT, async path => {
    const end = await client.readEnd(root.bucket, root.prefix + path, lastBytes)
    if (end === undefined) return undefined
    const object = sourceObject(root.bucket, root.prefix, end)
    onEnd(object, end.tail)
    return object
  })
}

export async function listObjects(
  { root, client }: OpenedCloud,
  prefix: string,
): Promise<readonly SourceObject[]> {
  const listed = await client.list(root.bucket, root.prefix + prefix)
  return listed.map(object => sourceObject(root.bucket, root.prefix, object))
}

function sourceObject(bucket: string, prefix: string, listed: ListedObject): SourceObject {
  return {
    uri: cloudUri(bucket, listed.name),
    path: listed.name.slice(prefix.length),
    sizeBytes: listed.sizeBytes,
    identity: listed.generation,
  }
}

/** The object as its reader found it: the identity of a cloud object is its generation. */
export function pinned({ root }: OpenedCloud, object: SourceObject): PinnedObject {
  const { path, identity, sizeBytes } = object
  return { bucket: root.bucket, name: root.prefix + path, generation: identity, sizeBytes }
}
