import { createHash, createHmac } from 'node:crypto'
import type { HmacCredentials } from './credentials.ts'

/** What a signature covers: method, URL and headers of a request without a body. */
export interface SignedRequest {
  readonly method: string
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
}

const REGION = 'auto'
const EMPTY_BODY_SHA256 = createHash('sha256').update('').digest('hex')

/** Headers that authorise a request of the XML API with an HMAC key: signature version 4 as Cloud Storage takes it
 *  from S3 clients. https://cloud.google.com/storage/docs/aws-simple-migration
 *  @param at the moment the signature is made; it holds for fifteen minutes. */
export function signatureHeaders(
  credentials: HmacCredentials,
  request: SignedRequest,
  at: Date,
  region: string = REGION,
): Record<string, string> {
  const timestamp = at.toISOString().replace(/[-:]|\.\d{3}/g, '')
  const headers: Record<string, string> = {
    ...request.headers,
    host: request.url.host,
    'x-amz-content-sha256': EMPTY_BODY_SHA256,
    'x-amz-date': timestamp,
  }
  const names = Object.keys(headers)
    .map(name => name.toLowerCase())
    .sort()
  const scope = `${timestamp.slice(0, 8)}/${region}/s3/aws4_request`
  const canonical = [
    request.method,
    request.url.pathname,
    canonicalQuery(request.url),
    ...names.map(name => `${name}:${(headers[name] ?? '').trim()}`),
    '',
    names.join(';'),
    EMPTY_BODY_SHA256,
  ].join('\n')
  const toSign = ['AWS4-HMAC-SHA256', timestamp, scope, sha256(canonical)].join('\n')
  const signature = createHmac('sha256', signingKey(credentials.secret, timestamp.slice(0, 8), region))
    .update(toSign)
    .digest('hex')
  const { host: _, ...sent } = headers
  const credential = `Credential=${credentials.keyId}/${scope}`
  return {
    ...sent,
    authorization: `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=${names.join(';')}, Signature=${signature}`,
  }
}

function signingKey(secret: string, day: string, region: string): Buffer {
  let key: Buffer = Buffer.from(`AWS4${secret}`)
  for (const part of [day, region, 's3', 'aws4_request'])
    key = createHmac('sha256', key).update(part).digest()
  return key
}

function canonicalQuery(url: URL): string {
  return [...url.searchParams]
    .map(([name, value]) => `${encodeStrictly(name)}=${encodeStrictly(value)}`)
    .sort()
    .join('&')
}

/** Percent-encoding of everything but unreserved characters, as the signature and the XML paths need it. */
export function encodeStrictly(value: string): string {
  return encodeURIComponent(value).replace(
    /[!'()*]/g,
    mark => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

function sha256(value: string): string {
  return createHash('sha256').update(value).digest('hex')
}
