import type { ListedObject, ListedPage, StorageDialect } from './dialect.ts'
import { encodeStrictly } from './signature-v4.ts'

const PAGE_OBJECTS = 1000

/** The XML API, which takes HMAC signatures. https://cloud.google.com/storage/docs/xml-api/overview */
export function xmlDialect(endpoint: string): StorageDialect {
  const pageUrl = (bucket: string, prefix: string, count: number, pageToken?: string): URL => {
    const url = new URL(`${endpoint}/${encodeStrictly(bucket)}`)
    url.searchParams.set('list-type', '2')
    url.searchParams.set('max-keys', String(count))
    url.searchParams.set('prefix', prefix)
    if (pageToken !== undefined) url.searchParams.set('continuation-token', pageToken)
    return url
  }
  const currentMediaUrl = (bucket: string, name: string): URL => {
    const path = name.split('/').map(encodeStrictly).join('/')
    return new URL(`${endpoint}/${encodeStrictly(bucket)}/${path}`)
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
    parseList: parseXmlList,
  }
}

function parseXmlList(text: string): ListedPage {
  if (!/<ListBucketResult.*<\/ListBucketResult>\s*$/s.test(text)) {
    throw new SyntaxError('no complete ListBucketResult')
  }
  const objects = [...text.matchAll(/<Contents>(.*?)<\/Contents>/gs)].map(([, entry = '']) =>
    listedObject(entry),
  )
  return { objects, nextPageToken: elementText(text, 'NextContinuationToken') }
}

function listedObject(entry: string): ListedObject {
  const name = elementText(entry, 'Key')
  const size = elementText(entry, 'Size')
  const generation = elementText(entry, 'Generation')
  if (name === undefined || size === undefined || generation === undefined) {
    throw new SyntaxError('an entry without Key, Size or Generation')
  }
  return { name, sizeBytes: Number(size), generation }
}

/** The text of the first element of the name. Listings are flat and without attributes on these elements. */
export function elementText(xml: string, element: string): string | undefined {
  const found = new RegExp(`<${element}>(.*?)</${element}>`, 's').exec(xml)?.[1]
  return found === undefined ? undefined : unescapeXml(found)
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' }

function unescapeXml(text: string): string {
  return text.replace(/&(#x?[0-9a-f]+|\w+);/gi, (whole, entity: string) => {
    if (!entity.startsWith('#')) return ENTITIES[entity] ?? whole
    const hexadecimal = entity[1]?.toLowerCase() === 'x'
    return String.fromCodePoint(Number.parseInt(entity.slice(hexadecimal ? 2 : 1), hexadecimal ? 16 : 10))
  })
}
