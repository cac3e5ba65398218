import { decodePageToken, encodePageToken, listPage, pageSizeOf } from './listing.ts'
import { mediaReply } from './media-reply.ts'
import { memoryBucket } from './memory-bucket.ts'
import { jsonReply, NO_BODY, type Reply } from './reply.ts'
import {
  type Buckets,
  bucketOf,
  checkPreconditions,
  pinnedObject,
  RefusedRequest,
  type Route,
  type StandInRequest,
} from './route.ts'
import type { StoredObject } from './stored-bucket.ts'

const OBJECT_PATH = /^(?:\/download)?\/storage\/v1\/b\/([^/]+)\/o\/([^/]+)$/
const OBJECTS_PATH = /^\/storage\/v1\/b\/([^/]+)\/o\/?$/
const BUCKET_PATH = /^\/storage\/v1\/b(?:\/([^/]+))?$/

/** The JSON API's look-ups, listings, media and deletions. */
export function jsonRoute(buckets: Buckets, request: StandInRequest): Route | undefined {
  const path = request.url.pathname
  const [, ownerOfObject, encodedName] = OBJECT_PATH.exec(path) ?? []
  if (ownerOfObject !== undefined && encodedName !== undefined) {
    const bucket = decodeURIComponent(ownerOfObject)
    return objectRoute(buckets, request, bucket, decodeURIComponent(encodedName))
  }
  const [, ownerOfListing] = OBJECTS_PATH.exec(path) ?? []
  if (ownerOfListing !== undefined) return listRoute(buckets, request, decodeURIComponent(ownerOfListing))
  const found = BUCKET_PATH.exec(path)
  return found === null ? undefined : bucketRoute(buckets, request, found[1])
}

function objectRoute(buckets: Buckets, request: StandInRequest, bucket: string, name: string): Route {
  const { method, url } = request
  const route = { bucket, name }
  if (method === 'DELETE') return { ...route, operation: 'delete', work: () => remove(buckets, route, url) }
  if (method === 'PATCH')
    return { ...route, operation: 'upload', work: () => describe(buckets, route, request) }
  const asMedia = url.searchParams.get('alt') === 'media' || url.pathname.startsWith('/download')
  const work = async (): Promise<Reply> => {
    const stored = await pinnedObject(bucketOf(buckets, bucket), name, url.searchParams)
    if (stored === undefined) throw noSuchObject(bucket, name)
    checkPreconditions(url.searchParams, stored)
    return asMedia
      ? mediaReply(stored, request.headers.range, method)
      : jsonReply(200, await resource(bucket, stored))
  }
  return { ...route, operation: asMedia ? 'read' : 'stat', work }
}

export function noSuchObject(bucket: string, name: string): RefusedRequest {
  return new RefusedRequest(404, 'notFound', `No such object: ${bucket}/${name}`)
}

async function remove(buckets: Buckets, at: { bucket: string; name: string }, url: URL): Promise<Reply> {
  const bucket = bucketOf(buckets, at.bucket)
  return bucket.exclusively(async () => {
    const stored = await pinnedObject(bucket, at.name, url.searchParams)
    if (stored === undefined) throw noSuchObject(at.bucket, at.name)
    checkPreconditions(url.searchParams, stored)
    await bucket.remove(at.name)
    return { status: 204, headers: {}, body: NO_BODY }
  })
}

async function describe(
  buckets: Buckets,
  at: { bucket: string; name: string },
  request: StandInRequest,
): Promise<Reply> {
  const bucket = bucketOf(buckets, at.bucket)
  return bucket.exclusively(async () => {
    checkPreconditions(request.url.searchParams, await bucket.find(at.name))
    const described = await bucket.describe(at.name, JSON.parse(Buffer.from(request.body).toString()))
    if (described === undefined) throw noSuchObject(at.bucket, at.name)
    return jsonReply(200, await resource(at.bucket, described))
  })
}

function listRoute(buckets: Buckets, { url }: StandInRequest, bucket: string): Route {
  const query = url.searchParams
  const prefix = query.get('prefix') ?? ''
  const work = async (): Promise<Reply> => {
    const page = await listPage(bucketOf(buckets, bucket), {
      prefix,
      delimiter: query.get('delimiter') ?? '',
      pageSize: pageSizeOf(query.get('maxResults')),
      after: decodePageToken(query.get('pageToken')),
    })
    const items = await Promise.all(page.objects.map(stored => listedResource(bucket, stored)))
    return jsonReply(200, {
      kind: 'storage#objects',
      ...(page.next === undefined ? {} : { nextPageToken: encodePageToken(page.next) }),
      ...(page.prefixes.length === 0 ? {} : { prefixes: page.prefixes }),
      ...(items.length === 0 ? {} : { items }),
    })
  }
  return { operation: 'list', bucket, name: prefix, work }
}

function bucketRoute(buckets: Buckets, request: StandInRequest, name: string | undefined): Route {
  const work = async (): Promise<Reply> => {
    if (request.method === 'POST') {
      const wanted = JSON.parse(Buffer.from(request.body).toString()) as { name: string }
      if (buckets.has(wanted.name)) throw new RefusedRequest(409, 'conflict', 'The bucket exists already.')
      buckets.set(wanted.name, memoryBucket())
      return jsonReply(200, { kind: 'storage#bucket', id: wanted.name, name: wanted.name })
    }
    if (name === undefined) {
      const items = [...buckets.keys()].map(each => ({ kind: 'storage#bucket', id: each, name: each }))
      return jsonReply(200, { kind: 'storage#buckets', items })
    }
    bucketOf(buckets, decodeURIComponent(name))
    return jsonReply(200, { kind: 'storage#bucket', id: name, name })
  }
  return { operation: 'bucket', bucket: name ?? '', name: '', work }
}

function listedResource(bucket: string, stored: StoredObject): Record<string, unknown> {
  return {
    kind: 'storage#object',
    id: `${bucket}/${stored.name}/${stored.generation}`,
    name: stored.name,
    bucket,
    generation: stored.generation,
    metageneration: String(stored.metageneration),
    contentType: stored.contentType,
    size: String(stored.sizeBytes),
    updated: stored.updated.toISOString(),
    timeCreated: stored.updated.toISOString(),
    etag: stored.generation,
    metadata: stored.metadata,
  }
}

/** The object resource of the JSON API. https://cloud.google.com/storage/docs/json_api/v1/objects#resource */
export async function resource(bucket: string, stored: StoredObject): Promise<Record<string, unknown>> {
  return { ...listedResource(bucket, stored), ...(await stored.checksums()) }
}
