import { compareNames, type StoredBucket, type StoredObject } from './stored-bucket.ts'

export interface ListingQuery {
  readonly prefix: string
  readonly delimiter: string
  readonly pageSize: number
  /** The last entry of the page before; the next page begins after it. */
  readonly after: string
}

export interface ListingPage {
  readonly objects: readonly StoredObject[]
  /** Folders, when a delimiter is given: names up to and with the first delimiter after the prefix. */
  readonly prefixes: readonly string[]
  readonly next: string | undefined
}

/** One page of a listing; objects and folders together count towards its size. */
export async function listPage(bucket: StoredBucket, query: ListingQuery): Promise<ListingPage> {
  const entries = new Map<string, StoredObject | undefined>()
  for (const stored of await bucket.list()) {
    if (!stored.name.startsWith(query.prefix)) continue
    const folder = folderOf(stored.name, query)
    entries.set(folder ?? stored.name, folder === undefined ? stored : undefined)
  }
  const left = [...entries.keys()]
    .filter(entry => query.after === '' || compareNames(entry, query.after) > 0)
    .sort(compareNames)
  const page = left.slice(0, query.pageSize)
  const objects = page.map(entry => entries.get(entry)).filter(stored => stored !== undefined)
  const prefixes = page.filter(entry => entries.get(entry) === undefined)
  return { objects, prefixes, next: left.length > page.length ? page.at(-1) : undefined }
}

function folderOf(name: string, { prefix, delimiter }: ListingQuery): string | undefined {
  const at = delimiter === '' ? -1 : name.indexOf(delimiter, prefix.length)
  return at < 0 ? undefined : name.slice(0, at + delimiter.length)
}

/** A page size as asked for, within what the service gives. */
export function pageSizeOf(asked: string | null): number {
  const count = Number(asked ?? 1000)
  return Number.isInteger(count) && count > 0 ? Math.min(count, 1000) : 1000
}

export function encodePageToken(last: string | undefined): string | undefined {
  return last === undefined ? undefined : Buffer.from(last).toString('base64url')
}

export function decodePageToken(token: string | null): string {
  return token === null ? '' : Buffer.from(token, 'base64url').toString()
}
