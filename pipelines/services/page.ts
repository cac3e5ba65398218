import { z } from 'zod'

/** `limit` and `offset` of a request for a part of a list. */
export function pageKeys(limitDefault: number, limitMax: number) {
  return {
    limit: z.coerce.number().int().min(1).max(limitMax).default(limitDefault),
    offset: z.coerce.number().int().min(0).max(1_000_000_000).default(0),
  }
}

/** That part. */
export function pageOf<Item>(
  items: readonly Item[],
  { limit, offset }: { readonly limit: number; readonly offset: number },
): Item[] {
  return items.slice(offset, offset + limit)
}
