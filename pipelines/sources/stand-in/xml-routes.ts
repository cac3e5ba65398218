import { decodePageToken, encodePageToken, type ListingPage, listPage, pageSizeOf } from './listing.ts'
import { headReply, mediaReply } from './media-reply.ts'
import { bytesBody, type Reply } from './reply.ts'
import {
  type Buckets,
  bucketOf,
  pinnedObject,
  RefusedRequest,
  type Route,
  type StandInRequest,
} from './route.ts'

/** The read half of the XML API with buckets in the path, as S3 clients and DuckDB's httpfs speak it. */
export function xmlRoute(buckets: Buckets, request: StandInRequest): Route | undefined {
  const [, encodedBucket = '', encodedName = ''] = /^\/([^/]+)(?:\/(.*))?$/.exec(request.url.pathname) ?? []
  if (encodedBucket === '' || (request.method !== 'GET' && request.method !== 'HEAD')) return undefined
  const bucket = decodeURIComponent(encodedBucket)
  const name = decodeURIComponent(encodedName)
  return name === '' ? listRoute(buckets, request, bucket) : objectRoute(buckets, request, bucket, name)
}

function objectRoute(buckets: Buckets, request: StandInRequest, bucket: string, name: string): Route {
  const work = async (): Promise<Reply> => {
    const stored = await pinnedObject(bucketOf(buckets, bucket), name, request.url.searchParams)
    if (stored === undefined) throw new RefusedRequest(404, 'NoSuchKey', 'The specified key does not exist.')
    return request.method === 'HEAD' ? headReply(stored) : mediaReply(stored, request.headers.range, 'GET')
  }
  return { operation: request.method === 'HEAD' ? 'stat' : 'read', bucket, name, work }
}

function listRoute(buckets: Buckets, { url }: StandInRequest, bucket: string): Route {
  const query = url.searchParams
  const prefix = query.get('prefix') ?? ''
  const work = async (): Promise<Reply> => {
    const page = await listPage(bucketOf(buckets, bucket), {
      prefix,
      delimiter: query.get('delimiter') ?? '',
      pageSize: pageSizeOf(query.get('max-keys')),
      after: decodePageToken(query.get('continuation-token')),
    })
    return xmlReply(200, listingXml(bucket, prefix, page))
  }
  return { operation: 'list', bucket, name: prefix, work }
}

function listingXml(bucket: string, prefix: string, page: ListingPage): string {
  const next = encodePageToken(page.next)
  return [
    '<ListBucketResult xmlns="http://doc.s3.amazonaws.com/2006-03-01">',
    `<Name>${escapeXml(bucket)}</Name><Prefix>${escapeXml(prefix)}</Prefix>`,
    `<IsTruncated>${next !== undefined}</IsTruncated>`,
    next === undefined ? '' : `<NextContinuationToken>${next}</NextContinuationToken>`,
    ...page.objects.map(
      stored =>
        `<Contents><Key>${escapeXml(stored.name)}</Key><Generation>${stored.generation}</Generation>` +
        `<MetaGeneration>${stored.metageneration}</MetaGeneration>` +
        `<LastModified>${stored.updated.toISOString()}</LastModified>` +
        `<ETag>"${stored.generation}"</ETag><Size>${stored.sizeBytes}</Size></Contents>`,
    ),
    ...page.prefixes.map(folder => `<CommonPrefixes><Prefix>${escapeXml(folder)}</Prefix></CommonPrefixes>`),
    '</ListBucketResult>',
  ].join('')
}

const XML_CODES: Readonly<Record<number, string>> = {
  401: 'AuthenticationRequired',
  403: 'AccessDenied',
  404: 'NoSuchBucket',
  412: 'PreconditionFailed',
  416: 'InvalidRange',
  429: 'SlowDown',
}

/** The XML API's form of a refusal. */
export function xmlRefusal({ status, reason, message }: RefusedRequest): Reply {
  const code = reason === 'NoSuchKey' ? reason : (XML_CODES[status] ?? 'InternalError')
  return xmlReply(status, `<Error><Code>${code}</Code><Message>${escapeXml(message)}</Message></Error>`)
}

function xmlReply(status: number, xml: string): Reply {
  const body = bytesBody(Buffer.from(`<?xml version='1.0' encoding='UTF-8'?>${xml}`))
  return { status, headers: { 'content-type': 'application/xml; charset=UTF-8' }, body }
}

function escapeXml(text: string): string {
  const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
  return text.replace(/[&<>"]/g, mark => escapes[mark] ?? mark)
}
