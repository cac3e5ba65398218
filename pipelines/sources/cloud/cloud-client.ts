import {
  BucketMissingError,
  CloudRequestRefusedError,
  CredentialsRejectedError,
  ObjectMissingError,
  SourceChangedError,
  SourceTruncatedError,
  SourceUnavailableError,
} from '../../errors.ts'
import type { Credentials } from './credentials.ts'
import type { ListedObject, ListedPage, StorageDialect } from './dialect.ts'
import { describeUrl, jsonDialect, parseDescription } from './json-dialect.ts'
import { cloudUri } from './location.ts'
import { type Attempt, type Exchange, type Outcome, tryOnce } from './request-attempt.ts'
import { DEFAULT_RETRY_POLICY, type RetryPolicy, waitBeforeRetry } from './retry-policy.ts'
import { signatureHeaders } from './signature-v4.ts'
import type { UsageLedger } from './usage-ledger.ts'
import { xmlDialect } from './xml-dialect.ts'

export interface CloudClientOptions {
  readonly endpoint: string
  readonly credentials: Credentials
  readonly ledger: UsageLedger
  readonly retry?: RetryPolicy
  readonly signal?: AbortSignal
}

/** An object at one generation; every read of it names that generation. */
export interface PinnedObject {
  readonly bucket: string
  readonly name: string
  readonly generation: string
  readonly sizeBytes: number
}

export interface DescribedObject extends ListedObject {
  /** Hash of the contents as the writer noted it, hexadecimal; undefined where it did not. */
  readonly sha256: string | undefined
}

/** The end of an object together with what identifies it, from one answer. */
export interface ObjectEnd extends ListedObject {
  /** Its last bytes; all of them when it is shorter than asked for. */
  readonly tail: Uint8Array
}

/** Reads Cloud Storage with bounded repeats: whole answers of one generation, or a coded error. */
export class CloudClient {
  readonly #options: CloudClientOptions
  readonly #dialect: StorageDialect
  readonly #retry: RetryPolicy

  constructor(options: CloudClientOptions) {
    this.#options = options
    this.#dialect =
      options.credentials.kind === 'hmac' ? xmlDialect(options.endpoint) : jsonDialect(options.endpoint)
    this.#retry = options.retry ?? DEFAULT_RETRY_POLICY
  }

  /** Bytes `[start, end)` of the object. @throws SourceChangedError when the generation is gone,
   *  SourceTruncatedError, SourceUnavailableError, CredentialsRejectedError, BucketMissingError */
  async read(object: PinnedObject, start: number, end: number): Promise<Uint8Array> {
    const uri = cloudUri(object.bucket, object.name)
    const answer = await this.#send({
      action: 'read',
      uri,
      url: this.#dialect.mediaUrl(object.bucket, object.name, object.generation),
      range: { start, end },
      generation: object.generation,
    })
    const total = /\/(\d+)$/.exec(answer.headers.get('content-range') ?? '')?.[1]
    if (total !== undefined && Number(total) !== object.sizeBytes) {
      throw new SourceChangedError({
        uri,
        expected: `${object.sizeBytes} bytes`,
        found: `an object of ${total} bytes`,
      })
    }
    return answer.body
  }

  /** The last bytes of the current generation of an object, or undefined where there is none: its identity and its
   *  end in one request. @throws as `lookUp` */
  async readEnd(bucket: string, name: string, lastBytes: number): Promise<ObjectEnd | undefined> {
    const uri = cloudUri(bucket, name)
    const url = this.#dialect.currentMediaUrl(bucket, name)
    try {
      const answer = await this.#send({ action: 'read', uri, url, lastBytes })
      return endOf(name, answer) ?? (await this.#endByLookUp(bucket, name, lastBytes))
    } catch (error) {
      if (error instanceof ObjectMissingError) return undefined
      // An empty object has no last byte.
      if (!(error instanceof CloudRequestRefusedError) || error.fields.status !== 416) throw error
      return this.#endByLookUp(bucket, name, lastBytes)
    }
  }

  async #endByLookUp(bucket: string, name: string, lastBytes: number): Promise<ObjectEnd | undefined> {
    const listed = await this.lookUp(bucket, name)
    if (listed === undefined) return undefined
    const { sizeBytes } = listed
    const start = Math.max(0, sizeBytes - lastBytes)
    const tail = sizeBytes === 0 ? new Uint8Array() : await this.read({ ...listed, bucket }, start, sizeBytes)
    return { ...listed, tail }
  }

  /** The object of the name, or undefined. @throws as `read`, but for SourceChangedError */
  async lookUp(bucket: string, name: string): Promise<ListedObject | undefined> {
    const page = await this.#list(cloudUri(bucket, name), this.#dialect.lookUpUrl(bucket, name))
    return page.objects.find(object => object.name === name)
  }

  /** The object with what its writer noted, or undefined. For credentials other than HMAC. @throws as `lookUp` */
  async describe(bucket: string, name: string): Promise<DescribedObject | undefined> {
    const url = describeUrl(this.#options.endpoint, bucket, name)
    const uri = cloudUri(bucket, name)
    try {
      const parse = (body: Uint8Array): DescribedObject => parseDescription(new TextDecoder().decode(body))
      return parse((await this.#send({ action: 'look up', uri, url, check: parse })).body)
    } catch (error) {
      if (error instanceof ObjectMissingError) return undefined
      throw error
    }
  }

  /** Objects whose name starts with the prefix, ascending by name. @throws as `lookUp` */
  async list(bucket: string, prefix: string): Promise<readonly ListedObject[]> {
    const objects: ListedObject[] = []
    const seen = new Set<string>()
    const uri = cloudUri(bucket, prefix)
    for (let token: string | undefined, first = true; first || token !== undefined; first = false) {
      const page = await this.#list(uri, this.#dialect.listUrl(bucket, prefix, token))
      objects.push(...page.objects)
      token = page.nextPageToken
      if (token !== undefined && seen.has(token)) {
        throw new CloudRequestRefusedError({ action: 'list', uri, status: 200, detail: 'pages repeat' })
      }
      if (token !== undefined) seen.add(token)
    }
    return objects.sort((left, right) => (left.name < right.name ? -1 : left.name > right.name ? 1 : 0))
  }

  async #list(uri: string, url: URL): Promise<ListedPage> {
    const parse = (body: Uint8Array): ListedPage => this.#dialect.parseList(new TextDecoder().decode(body))
    const answer = await this.#send({ action: 'list', uri, url, check: parse })
    return parse(answer.body)
  }

  async #send(exchange: Exchange): Promise<Extract<Outcome, { kind: 'answer' }>> {
    const { ledger, signal } = this.#options
    let refreshed = false
    for (let attempts = 1; ; attempts++) {
      const attempt: Attempt = {
        headers: await this.#authorisation(exchange, refreshed),
        silenceMaxMs: this.#retry.silenceMaxMs,
        ledger,
        ...(signal === undefined ? {} : { signal }),
      }
      const outcome = await tryOnce(exchange, attempt)
      if (outcome.kind === 'answer') return outcome
      if (outcome.kind === 'refused' && outcome.status === 401 && this.#canRefresh() && !refreshed) {
        refreshed = true
        continue
      }
      if (outcome.kind === 'refused') throw this.#refusal(exchange, outcome)
      if (attempts >= this.#retry.attempts) throw this.#surrender(exchange, outcome, attempts)
      const askedMs = outcome.kind === 'failed' ? outcome.askedMs : 0
      await waitBeforeRetry(this.#retry, attempts, askedMs, signal)
    }
  }

  #canRefresh(): boolean {
    const { kind } = this.#options.credentials
    return kind === 'service_account' || kind === 'application_default'
  }

  async #authorisation(exchange: Exchange, refresh: boolean): Promise<Record<string, string>> {
    const { credentials } = this.#options
    if (credentials.kind === 'anonymous') return {}
    if (credentials.kind !== 'hmac') {
      return { authorization: `Bearer ${await credentials.token(refresh)}` }
    }
    return signatureHeaders(credentials, { method: 'GET', url: exchange.url, headers: {} }, new Date())
  }

  #refusal(exchange: Exchange, outcome: Extract<Outcome, { kind: 'refused' }>): Error {
    const { action, uri, generation } = exchange
    const { status, detail } = outcome
    if (status === 401 || status === 403) {
      const credentials = this.#options.credentials.kind
      return new CredentialsRejectedError({ action, uri, status, credentials, detail })
    }
    if (status === 404 && (action === 'list' || BUCKET_IS_MISSING.test(detail))) {
      return new BucketMissingError({ uri, detail })
    }
    if (generation !== undefined && (status === 404 || status === 412)) {
      return new SourceChangedError({ uri, expected: `generation ${generation}`, found: detail })
    }
    return status === 404
      ? new ObjectMissingError({ uri })
      : new CloudRequestRefusedError({ action, uri, status, detail })
  }

  #surrender(
    exchange: Exchange,
    outcome: Extract<Outcome, { kind: 'failed' | 'short' }>,
    attempts: number,
  ): Error {
    const { action, uri } = exchange
    if (outcome.kind === 'short') {
      const { expectedBytes, foundBytes } = outcome
      return new SourceTruncatedError({ uri, expectedBytes, foundBytes, attempts }, outcome.cause)
    }
    const { endpoint } = this.#options
    return new SourceUnavailableError(
      { action, uri, endpoint, attempts, detail: outcome.detail },
      outcome.cause,
    )
  }
}

/** Undefined when something on the way dropped the headers that tell size and generation. */
function endOf(name: string, { body, headers }: Extract<Outcome, { kind: 'answer' }>): ObjectEnd | undefined {
  const sizeBytes = Number(/\/(\d+)$/.exec(headers.get('content-range') ?? '')?.[1])
  const generation = headers.get('x-goog-generation')
  if (generation === null || !Number.isSafeInteger(sizeBytes) || body.length > sizeBytes) return undefined
  return { name, sizeBytes, generation, tail: body }
}

/** The JSON API says "The specified bucket does not exist.", the XML API names the code NoSuchBucket. */
const BUCKET_IS_MISSING = /bucket does not exist|NoSuchBucket/i
