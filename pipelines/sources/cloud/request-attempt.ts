import { isPassingStatus } from './retry-policy.ts'
import { SilenceWatch } from './silence-watch.ts'
import type { UsageLedger } from './usage-ledger.ts'
import { elementText } from './xml-dialect.ts'

/** One question to the storage service, the same in every attempt. */
export interface Exchange {
  /** Verb for messages: `read`, `list`. */
  readonly action: string
  readonly uri: string
  readonly url: URL
  /** Half-open byte range; the whole answer when absent. */
  readonly range?: { readonly start: number; readonly end: number }
  /** Instead of a range: the last bytes of an object whose size is not known yet. */
  readonly lastBytes?: number
  /** The generation the answer must be of. */
  readonly generation?: string
  /** Throws SyntaxError when a whole answer makes no sense, as one that a proxy cut short. */
  readonly check?: (body: Uint8Array) => void
}

export interface Attempt {
  readonly headers: Readonly<Record<string, string>>
  readonly silenceMaxMs: number
  readonly ledger: UsageLedger
  readonly signal?: AbortSignal
}

/** How one attempt ended. `failed` and `short` may pass when repeated, `refused` would not. */
export type Outcome =
  | { readonly kind: 'answer'; readonly body: Uint8Array; readonly headers: Headers }
  | { readonly kind: 'refused'; readonly status: number; readonly detail: string }
  | { readonly kind: 'failed'; readonly detail: string; readonly askedMs: number; readonly cause?: unknown }
  | {
      readonly kind: 'short'
      readonly expectedBytes: number
      readonly foundBytes: number
      readonly cause?: unknown
    }

/** Asks once and reads the whole answer, counting requests and bytes as they happen.
 *  @throws only what aborts `signal` */
export async function tryOnce(exchange: Exchange, attempt: Attempt): Promise<Outcome> {
  const silence = new SilenceWatch(attempt.silenceMaxMs, attempt.signal)
  try {
    attempt.ledger.addRequest(exchange.uri)
    const response = await fetch(exchange.url, {
      headers: requestHeaders(exchange, attempt),
      signal: silence.signal,
    })
    silence.heard()
    const outcome = await outcomeOf(exchange, attempt, response, silence)
    attempt.signal?.throwIfAborted()
    return outcome
  } catch (cause) {
    attempt.signal?.throwIfAborted()
    return { kind: 'failed', detail: failureText(cause), askedMs: 0, cause }
  } finally {
    silence.stop()
  }
}

function requestHeaders({ range, lastBytes }: Exchange, attempt: Attempt): Record<string, string> {
  // Identity: a transparently unpacked answer would not have the bytes that were asked for.
  const headers: Record<string, string> = { ...attempt.headers, 'accept-encoding': 'identity' }
  if (range !== undefined) headers.range = `bytes=${range.start}-${range.end - 1}`
  if (lastBytes !== undefined) headers.range = `bytes=-${lastBytes}`
  return headers
}

async function outcomeOf(
  exchange: Exchange,
  attempt: Attempt,
  response: Response,
  silence: SilenceWatch,
): Promise<Outcome> {
  const { uri, range, generation } = exchange
  const body = await readBody(response, attempt.ledger, uri, silence)
  const { status, headers } = response
  if (!response.ok) {
    const detail = serviceText(body.bytes) || response.statusText || `status ${status}`
    if (!isPassingStatus(status)) return { kind: 'refused', status, detail }
    return { kind: 'failed', detail: `HTTP status ${status}: ${detail}`, askedMs: retryAfterMs(headers) }
  }
  const found = headers.get('x-goog-generation')
  if (generation !== undefined && found !== null && found !== generation) {
    return { kind: 'refused', status: 412, detail: `generation ${found}` }
  }
  const expectedBytes = range === undefined ? declaredBytes(headers) : range.end - range.start
  if (body.failure !== undefined || (expectedBytes !== undefined && body.bytes.length < expectedBytes)) {
    const short = { expectedBytes: expectedBytes ?? body.bytes.length + 1, foundBytes: body.bytes.length }
    return { kind: 'short', ...short, ...(body.failure === undefined ? {} : { cause: body.failure }) }
  }
  if (range !== undefined && body.bytes.length !== expectedBytes) {
    return { kind: 'refused', status, detail: 'the Range header was ignored' }
  }
  if (range !== undefined && !startsAt(headers, range.start)) {
    return { kind: 'refused', status, detail: `another range came: ${headers.get('content-range')}` }
  }
  exchange.check?.(body.bytes)
  return { kind: 'answer', body: body.bytes, headers }
}

/** Reads what comes, also of an answer that breaks off, so that every byte is counted. */
async function readBody(
  response: Response,
  ledger: UsageLedger,
  uri: string,
  silence: SilenceWatch,
): Promise<{ bytes: Uint8Array; failure?: unknown }> {
  const pieces: Uint8Array[] = []
  try {
    for await (const piece of response.body ?? []) {
      silence.heard()
      ledger.addBytes(uri, piece.length)
      pieces.push(piece)
    }
  } catch (failure) {
    return { bytes: Buffer.concat(pieces), failure }
  }
  return { bytes: Buffer.concat(pieces) }
}

/** Content-Range goes first: what cuts an answer short may have corrected Content-Length, not the range. */
function declaredBytes(headers: Headers): number | undefined {
  const [, first, last] = /^bytes (\d+)-(\d+)\//.exec(headers.get('content-range') ?? '') ?? []
  if (first !== undefined && last !== undefined) return Number(last) - Number(first) + 1
  const declared = headers.get('content-length')
  return declared === null ? undefined : Number(declared)
}

function startsAt(headers: Headers, start: number): boolean {
  const found = /^bytes (\d+)-/.exec(headers.get('content-range') ?? '')?.[1]
  return found === undefined || Number(found) === start
}

function retryAfterMs(headers: Headers): number {
  const seconds = Number(headers.get('retry-after') ?? 0)
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : 0
}

const DETAIL_CHARACTERS_MAX = 200

/** What the service says about a refusal: JSON `error.message`, XML `Code: Message`, or plain text. */
function serviceText(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes.subarray(0, 8192)).trim()
  const code = elementText(text, 'Code')
  const message = code === undefined ? jsonMessage(text) : `${code}: ${elementText(text, 'Message') ?? ''}`
  return (message ?? text).replace(/\.?\s*$/, '').slice(0, DETAIL_CHARACTERS_MAX)
}

function jsonMessage(text: string): string | undefined {
  try {
    const parsed: unknown = JSON.parse(text)
    const error =
      typeof parsed === 'object' && parsed !== null && 'error' in parsed ? parsed.error : undefined
    const message =
      typeof error === 'object' && error !== null && 'message' in error ? error.message : undefined
    return typeof message === 'string' ? message : undefined
  } catch {
    return undefined
  }
}

function failureText(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause)
  // fetch says no more than "fetch failed"; its cause tells ECONNREFUSED and the like.
  const inner = cause.cause instanceof Error ? cause.cause.message || cause.cause.name : ''
  return inner === '' ? cause.message : `${cause.message} (${inner})`
}
