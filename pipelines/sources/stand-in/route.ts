import type { IncomingHttpHeaders } from 'node:http'
import type { Operation } from './fault-board.ts'
import { jsonReply, type Reply } from './reply.ts'
import type { StoredBucket, StoredObject } from './stored-bucket.ts'

export interface StandInRequest {
  readonly method: string
  readonly url: URL
  readonly headers: IncomingHttpHeaders
  readonly body: Uint8Array
}

/** What a request means, before it is done. */
export interface Route {
  readonly operation: Operation
  readonly bucket: string
  /** The object, or the prefix of a listing. */
  readonly name: string
  readonly work: () => Promise<Reply>
}

/** The buckets of one stand-in by name. */
export type Buckets = Map<string, StoredBucket>

/** An answer that ends the work early. */
export class RefusedRequest extends Error {
  readonly status: number
  readonly reason: string

  constructor(status: number, reason: string, message: string) {
    super(message)
    this.status = status
    this.reason = reason
  }
}

export function bucketOf(buckets: Buckets, name: string): StoredBucket {
  const bucket = buckets.get(name)
  if (bucket === undefined) throw new RefusedRequest(404, 'notFound', 'The specified bucket does not exist.')
  return bucket
}

/** The JSON API's form of a refusal. */
export function jsonRefusal({ status, reason, message }: RefusedRequest): Reply {
  const errors = [{ message, domain: 'global', reason }]
  return jsonReply(status, { error: { code: status, message, errors } })
}

/** Checks the generation preconditions of the query against what is stored. @throws RefusedRequest */
export function checkPreconditions(query: URLSearchParams, stored: StoredObject | undefined): void {
  const generation = stored?.generation ?? '0'
  const metageneration = String(stored?.metageneration ?? 0)
  requireMatch(query.get('ifGenerationMatch'), wanted => wanted === generation)
  requireMatch(query.get('ifGenerationNotMatch'), refused => refused !== generation)
  requireMatch(query.get('ifMetagenerationMatch'), wanted => wanted === metageneration)
  requireMatch(query.get('ifMetagenerationNotMatch'), refused => refused !== metageneration)
}

function requireMatch(value: string | null, holds: (value: string) => boolean): void {
  if (value === null || holds(value)) return
  const message = 'At least one of the pre-conditions you specified did not hold.'
  throw new RefusedRequest(412, 'conditionNotMet', message)
}

/** The stored object, if it is of the generation that the query names. */
export async function pinnedObject(
  bucket: StoredBucket,
  name: string,
  query: URLSearchParams,
): Promise<StoredObject | undefined> {
  const stored = await bucket.find(name)
  const generation = query.get('generation')
  return generation === null || stored?.generation === generation ? stored : undefined
}
