import { NO_BODY, type Reply, type ReplyBody } from './reply.ts'
import { RefusedRequest } from './route.ts'
import type { StoredObject } from './stored-bucket.ts'

/** The contents of an object or one range of them, with the headers Cloud Storage sends along. */
export async function mediaReply(
  stored: StoredObject,
  rangeHeader: string | undefined,
  method: string,
): Promise<Reply> {
  const range = rangeOf(rangeHeader, stored.sizeBytes)
  const { start, end } = range ?? { start: 0, end: stored.sizeBytes }
  const headers: Record<string, string> = {
    'content-type': stored.contentType,
    'accept-ranges': 'bytes',
    etag: `"${stored.generation}"`,
    'last-modified': stored.updated.toUTCString(),
    'x-goog-generation': stored.generation,
    'x-goog-metageneration': String(stored.metageneration),
    'x-goog-stored-content-length': String(stored.sizeBytes),
    'x-goog-stored-content-encoding': 'identity',
  }
  if (range === undefined && method === 'GET') {
    const { crc32c, md5Hash } = await stored.checksums()
    headers['x-goog-hash'] = `crc32c=${crc32c},md5=${md5Hash}`
  }
  if (range !== undefined) headers['content-range'] = `bytes ${start}-${end - 1}/${stored.sizeBytes}`
  const body: ReplyBody = {
    length: end - start,
    read: (from, to) => stored.read(start + from, start + to),
  }
  return { status: range === undefined ? 200 : 206, headers, body }
}

/** The answer to HEAD: headers of the whole object. Node leaves the body out by itself. */
export async function headReply(stored: StoredObject): Promise<Reply> {
  const reply = await mediaReply(stored, undefined, 'HEAD')
  return { ...reply, body: { ...NO_BODY, length: stored.sizeBytes } }
}

/** A single byte range as a half-open interval; undefined for the whole object, also for forms not understood,
 *  which a server may ignore (RFC 9110, 14.2). @throws RefusedRequest when nothing of it exists. */
export function rangeOf(
  header: string | undefined,
  sizeBytes: number,
): { start: number; end: number } | undefined {
  const [, from, to] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? []
  if (from === undefined || to === undefined || (from === '' && to === '')) return undefined
  const start = from === '' ? Math.max(0, sizeBytes - Number(to)) : Number(from)
  const end = from === '' || to === '' ? sizeBytes : Math.min(sizeBytes, Number(to) + 1)
  if (start < end) return { start, end }
  throw new RefusedRequest(416, 'requestedRangeNotSatisfiable', 'Request range not satisfiable')
}
