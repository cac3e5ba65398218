import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { checksumsOf } from './checksums.ts'
import { resource } from './json-routes.ts'
import { jsonReply, NO_BODY, type Reply } from './reply.ts'
import {
  type Buckets,
  bucketOf,
  checkPreconditions,
  RefusedRequest,
  type Route,
  type StandInRequest,
} from './route.ts'

const description = z.object({
  name: z.string().optional(),
  contentType: z.string().optional(),
  metadata: z.record(z.string(), z.string()).default({}),
  crc32c: z.string().optional(),
  md5Hash: z.string().optional(),
})
type Description = z.output<typeof description>

/** An upload in pieces: what has arrived so far, and under which conditions it becomes an object. */
interface UploadSession {
  readonly bucket: string
  readonly name: string
  readonly description: Description
  readonly query: URLSearchParams
  readonly pieces: Uint8Array[]
}

/** Uploads that have begun and are not complete, by upload id. */
export type UploadSessions = Map<string, UploadSession>

const UPLOAD_PATH = /^(?:\/resumable)?\/upload\/storage\/v1\/b\/([^/]+)\/o$/

/** Simple, multipart and resumable uploads. https://cloud.google.com/storage/docs/uploads-downloads */
export function uploadRoute(
  buckets: Buckets,
  sessions: UploadSessions,
  request: StandInRequest,
): Route | undefined {
  const [, encoded] = UPLOAD_PATH.exec(request.url.pathname) ?? []
  if (encoded === undefined) return undefined
  const bucket = decodeURIComponent(encoded)
  const query = request.url.searchParams
  const session = sessions.get(query.get('upload_id') ?? '')
  const parts =
    session === undefined && query.get('uploadType') === 'multipart' ? multipart(request) : undefined
  const described = session?.description ?? parts?.description ?? soleDescription(request)
  const name = session?.name ?? query.get('name') ?? described.name ?? ''
  const work = async (): Promise<Reply> => {
    if (query.has('upload_id')) return resume(buckets, sessions, query.get('upload_id') ?? '', request)
    const begun = { bucket, name, description: described, query, pieces: [] }
    if (query.get('uploadType') === 'resumable') return begin(buckets, sessions, begun, request)
    return jsonReply(200, await commit(buckets, begun, parts?.media ?? request.body))
  }
  return { operation: 'upload', bucket, name, work }
}

function soleDescription({ url, headers, body }: StandInRequest): Description {
  const resumable = url.searchParams.get('uploadType') === 'resumable'
  if (resumable && !url.searchParams.has('upload_id') && body.length > 0) {
    const given = description.parse(JSON.parse(Buffer.from(body).toString()))
    const announced = headers['x-upload-content-type']
    return {
      ...given,
      contentType: given.contentType ?? (announced === undefined ? undefined : String(announced)),
    }
  }
  return description.parse({ contentType: headers['content-type'] })
}

/** Metadata and media of a `multipart/related` body. */
function multipart({ headers, body }: StandInRequest): { description: Description; media: Uint8Array } {
  const boundary = /boundary="?([^";]+)"?/.exec(headers['content-type'] ?? '')?.[1]
  if (boundary === undefined) throw new RefusedRequest(400, 'badContent', 'multipart without boundary')
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  const mark = Buffer.from(`--${boundary}`)
  const first = bytes.indexOf(mark)
  const second = bytes.indexOf(mark, first + mark.length)
  const last = bytes.lastIndexOf(mark)
  if (first < 0 || second < 0 || last <= second) {
    throw new RefusedRequest(400, 'badContent', 'multipart without two parts')
  }
  const [, metadata] = partOf(bytes.subarray(first + mark.length, second))
  const [partHeaders, media] = partOf(bytes.subarray(second + mark.length, last))
  const given = description.parse(JSON.parse(metadata.toString()))
  const contentType = given.contentType ?? /content-type:\s*(\S+)/i.exec(partHeaders)?.[1]
  return { description: { ...given, contentType }, media }
}

function partOf(part: Buffer): [string, Buffer] {
  const blank = part.indexOf('\r\n\r\n')
  // Each part ends in a line break that belongs to the next boundary.
  return [part.subarray(0, blank).toString(), part.subarray(blank + 4, part.length - 2)]
}

async function begin(
  buckets: Buckets,
  sessions: UploadSessions,
  session: UploadSession,
  { url, headers }: StandInRequest,
): Promise<Reply> {
  checkPreconditions(session.query, await bucketOf(buckets, session.bucket).find(session.name))
  const id = randomUUID()
  sessions.set(id, session)
  const location = new URL(url.pathname, `http://${headers.host}`)
  location.searchParams.set('uploadType', 'resumable')
  location.searchParams.set('name', session.name)
  location.searchParams.set('upload_id', id)
  return { status: 200, headers: { location: location.href, 'x-guploader-uploadid': id }, body: NO_BODY }
}

const CONTENT_RANGE = /^bytes (?:\*|(\d+)-(\d+|\*))\/(\d+|\*)$/

async function resume(
  buckets: Buckets,
  sessions: UploadSessions,
  id: string,
  request: StandInRequest,
): Promise<Reply> {
  const session = sessions.get(id)
  if (session === undefined) throw new RefusedRequest(404, 'notFound', 'No such upload session.')
  if (request.method === 'DELETE') {
    sessions.delete(id)
    return { status: 499, headers: {}, body: NO_BODY }
  }
  const header = request.headers['content-range'] ?? `bytes 0-*/${request.body.length}`
  const [whole, first, , total] = CONTENT_RANGE.exec(header) ?? []
  if (whole === undefined) throw new RefusedRequest(400, 'badRequest', `Content-Range ${header}`)
  const have = session.pieces.reduce((sum, piece) => sum + piece.length, 0)
  if (first !== undefined) {
    if (Number(first) > have) throw new RefusedRequest(503, 'backendError', `expected byte ${have}`)
    session.pieces.push(request.body.subarray(have - Number(first)))
  }
  const now = session.pieces.reduce((sum, piece) => sum + piece.length, 0)
  const complete = total === '*' ? header.includes('-*/*') : now >= Number(total)
  if (!complete) {
    const range: Record<string, string> = now === 0 ? {} : { range: `bytes=0-${now - 1}` }
    return { status: 308, headers: range, body: NO_BODY }
  }
  sessions.delete(id)
  return jsonReply(200, await commit(buckets, session, Buffer.concat(session.pieces)))
}

async function commit(
  buckets: Buckets,
  session: Omit<UploadSession, 'pieces'>,
  media: Uint8Array,
): Promise<Record<string, unknown>> {
  const bucket = bucketOf(buckets, session.bucket)
  if (session.name === '') throw new RefusedRequest(400, 'required', 'Required parameter: name')
  const checksums = checksumsOf(media)
  for (const field of ['crc32c', 'md5Hash'] as const) {
    const claimed = session.description[field]
    if (claimed !== undefined && claimed !== checksums[field]) {
      throw new RefusedRequest(400, 'invalid', `Provided ${field} ${claimed} is not ${checksums[field]}.`)
    }
  }
  return bucket.exclusively(async () => {
    checkPreconditions(session.query, await bucket.find(session.name))
    const { contentType = 'application/octet-stream', metadata } = session.description
    // The bytes still belong to the request's buffer; the object keeps its own.
    const stored = await bucket.put(session.name, Uint8Array.from(media), { contentType, metadata })
    return resource(session.bucket, stored)
  })
}
