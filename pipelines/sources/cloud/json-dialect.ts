import { z } from 'zod'
import type { ListedObject, ListedPage, StorageDialect } from './dialect.ts'

const listing = z.object({
  items: z
    .array(z.object({ name: z.string(), size: z.coerce.number(), generation: z.coerce.string() }))
    .default([]),
  nextPageToken: z.string().optional(),
})

const PAGE_OBJECTS = 1000

/** The JSON API, which takes OAuth tokens and anonymous requests.
 *  https://cloud.google.com/storage/docs/json_api/v1/objects */
export function jsonDialect(endpoint: string): StorageDialect {
  const objects = (bucket: string): string => `${endpoint}/storage/v1/b/${encodeURIComponent(bucket)}/o`
  const pageUrl = (bucket: string, prefix: string, count: number, pageToken?: string): URL => {
    const url = new URL(objects(bucket))
    url.searchParams.set('prefix', prefix)
    url.searchParams.set('maxResults', String(count))
    url.searchParams.set('fields', 'items(name,size,generation),nextPageToken')
    if (pageToken !== undefined) url.searchParams.set('pageToken', pageToken)
    return url
  }
  const currentMediaUrl = (bucket: string, name: string): URL => {
    const url = new URL(`${objects(bucket)}/${encodeURIComponent(name)}`)
    url.searchParams.set('alt', 'media')
    return url
  }
  return {
    mediaUrl(bucket, name, generation) {
      const url = currentMediaUrl(bucket, name)
      url.searchParams.set('generation', generation)
      return url
    },
    currentMediaUrl,
    listUrl: (bucket, prefix, pageToken) => pageUrl(bucket, prefix, PAGE_OBJECTS, pageToken),
    lookUpUrl: (bucket, name) => pageUrl(bucket, name, 1),
    parseList: parseJsonList,
  }
}

function parseJsonList(text: string): ListedPage {
  const parsed = listing.safeParse(JSON.parse(text))
  if (!parsed.success) throw new SyntaxError(z.prettifyError(parsed.error))
  return {
    objects: parsed.data.items.map(({ name, size, generation }) => ({ name, sizeBytes: size, generation })),
    nextPageToken: parsed.data.nextPageToken,
  }
}

const described = z.object({
  name: z.string(),
  size: z.coerce.number(),
  generation: z.coerce.string(),
  metadata: z.record(z.string(), z.string()).default({}),
})

/** The metadata key under which writers note the hash of the contents. */
export const SHA256_KEY = 'content-sha256'

export function describeUrl(endpoint: string, bucket: string, name: string): URL {
  const path = `/storage/v1/b/${encodeURIComponent(bucket)}/o/${encodeURIComponent(name)}`
  const url = new URL(endpoint + path)
  url.searchParams.set('fields', 'name,size,generation,metadata')
  return url
}

/** @throws SyntaxError when the text is no object resource. */
export function parseDescription(text: string): ListedObject & { readonly sha256: string | undefined } {
  const parsed = described.safeParse(JSON.parse(text))
  if (!parsed.success) throw new SyntaxError(z.prettifyError(parsed.error))
  const { name, size, generation, metadata } = parsed.data
  return { name, sizeBytes: size, generation, sha256: metadata[SHA256_KEY] }
}
