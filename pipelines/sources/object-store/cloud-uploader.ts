import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Bucket } from '@google-cloud/storage'
import {
  BucketMissingError,
  CloudRequestRefusedError,
  CredentialsRejectedError,
  SourceUnavailableError,
} from '../../errors.ts'
import type { AnonymousCredentials, TokenCredentials } from '../cloud/credentials.ts'
import { SHA256_KEY } from '../cloud/json-dialect.ts'
import { cloudUri, isGoogleEndpoint } from '../cloud/location.ts'
import {
  DEFAULT_RETRY_POLICY,
  isPassingStatus,
  type RetryPolicy,
  waitBeforeRetry,
} from '../cloud/retry-policy.ts'
import { SilenceWatch } from '../cloud/silence-watch.ts'

export interface CloudUploaderOptions {
  readonly bucket: string
  readonly endpoint: string
  readonly credentials: TokenCredentials | AnonymousCredentials
  readonly retry?: RetryPolicy
  readonly signal?: AbortSignal
}

/** Larger files go up in pieces that can be repeated one by one. */
const RESUMABLE_FROM_BYTES = 8_000_000
const PIECE_BYTES = 8 * 1024 * 1024

/** The changing half of Cloud Storage: uploads and deletions through Google's library, always with a
 *  precondition, which makes them safe to repeat. The library repeats nothing by itself: its own repeats have
 *  no common limit with ours. */
export class CloudUploader {
  readonly #options: CloudUploaderOptions
  readonly #retry: RetryPolicy
  #bucket: Promise<Bucket> | undefined

  constructor(options: CloudUploaderOptions) {
    this.#options = options
    this.#retry = options.retry ?? DEFAULT_RETRY_POLICY
  }

  /** Uploads a file if the object is of the expected generation (`0`: absent).
   *  @returns the new generation, or undefined when the precondition does not hold.
   *  @throws CredentialsRejectedError, BucketMissingError, SourceUnavailableError, CloudRequestRefusedError */
  async upload(name: string, file: string, expected: string, sha256: string): Promise<string | undefined> {
    const { size } = await stat(file)
    const resumable = size > RESUMABLE_FROM_BYTES
    return this.#repeat('write', name, async bucket => {
      const target = bucket.file(name)
      const upload = target.createWriteStream({
        resumable,
        ...(resumable ? { chunkSize: PIECE_BYTES } : {}),
        preconditionOpts: { ifGenerationMatch: expected },
        metadata: { contentType: 'application/octet-stream', metadata: { [SHA256_KEY]: sha256 } },
      })
      await this.#watched(signal => pipeline(createReadStream(file), upload, { signal }), upload)
      const generation = String(target.metadata.generation)
      // A cut answer leaves none; the repeat then finds out what was stored.
      if (!/^\d+$/.test(generation)) throw new Error('the answer to the upload names no generation')
      return generation
    })
  }

  /** Ends an upload that makes no progress for too long; the library's own timeout does not. */
  async #watched(run: (signal: AbortSignal) => Promise<void>, upload: Writable): Promise<void> {
    const silence = new SilenceWatch(this.#retry.silenceMaxMs, this.#options.signal)
    upload.on('progress', () => silence.heard())
    try {
      await run(silence.signal)
    } catch (error) {
      this.#options.signal?.throwIfAborted()
      throw silence.signal.aborted ? silence.signal.reason : error
    } finally {
      silence.stop()
    }
  }

  /** Deletes an object, of the expected generation when there is one. */
  async remove(name: string, expected: string | undefined): Promise<'removed' | 'absent' | 'changed'> {
    const removed = await this.#repeat('delete', name, async bucket => {
      const conditions = expected === undefined ? {} : { ifGenerationMatch: expected }
      try {
        await bucket.file(name).delete(conditions)
        return 'removed' as const
      } catch (error) {
        const failure = failureOf(error)
        if (failure.status === 404 && !BUCKET_IS_MISSING.test(failure.detail)) return 'absent' as const
        throw error
      }
    })
    return removed ?? 'changed'
  }

  /** @returns undefined when a precondition does not hold. */
  async #repeat<Result>(
    action: string,
    name: string,
    attempt: (bucket: Bucket) => Promise<Result>,
  ): Promise<Result | undefined> {
    const { signal } = this.#options
    let refreshed = false
    for (let attempts = 1; ; attempts++) {
      signal?.throwIfAborted()
      const bucket = await this.#open()
      try {
        return await attempt(bucket)
      } catch (error) {
        const failure = failureOf(error)
        if (failure.status === 412) return undefined
        if (failure.status === 401 && !refreshed && (await this.#refresh())) refreshed = true
        else if (failure.status !== undefined && !isPassingStatus(failure.status)) {
          throw this.#refusal(action, name, failure, error)
        } else if (attempts >= this.#retry.attempts) {
          throw this.#surrender(action, name, failure, attempts, error)
        } else await waitBeforeRetry(this.#retry, attempts, 0, signal)
      }
    }
  }

  async #refresh(): Promise<boolean> {
    const { credentials } = this.#options
    if (credentials.kind === 'anonymous') return false
    await credentials.token(true)
    return true
  }

  #open(): Promise<Bucket> {
    this.#bucket ??= openBucket(this.#options, this.#retry)
    return this.#bucket
  }

  #refusal(action: string, name: string, { status = 0, detail }: Failure, cause: unknown): Error {
    const { bucket, credentials } = this.#options
    const uri = cloudUri(bucket, name)
    if (status === 401 || status === 403) {
      return new CredentialsRejectedError({ action, uri, status, credentials: credentials.kind, detail })
    }
    return status === 404
      ? new BucketMissingError({ uri, detail }, cause)
      : new CloudRequestRefusedError({ action, uri, status, detail }, cause)
  }

  #surrender(action: string, name: string, { detail }: Failure, attempts: number, cause: unknown): Error {
    const { bucket, endpoint } = this.#options
    return new SourceUnavailableError(
      { action, uri: cloudUri(bucket, name), endpoint, attempts, detail },
      cause,
    )
  }
}

const BUCKET_IS_MISSING = /bucket does not exist/i

async function openBucket(options: CloudUploaderOptions, retry: RetryPolicy): Promise<Bucket> {
  const { endpoint, credentials, bucket } = options
  // Loaded here because only uploads pay for it.
  const { Storage } = await import('@google-cloud/storage')
  const authenticated = credentials.kind !== 'anonymous'
  const storage = new Storage({
    ...(isGoogleEndpoint(endpoint)
      ? {}
      : { apiEndpoint: endpoint, useAuthWithCustomEndpoint: authenticated }),
    ...(credentials.kind === 'anonymous' ? {} : { authClient: await credentials.client() }),
    // Buckets are named outright; without a name the library would ask the metadata service for one.
    projectId: 'unused',
    timeout: retry.silenceMaxMs,
    retryOptions: { autoRetry: false, maxRetries: 0 },
  })
  return storage.bucket(bucket)
}

interface Failure {
  /** HTTP status; undefined when no answer came. */
  readonly status: number | undefined
  readonly detail: string
}

function failureOf(error: unknown): Failure {
  const detail = error instanceof Error ? error.message.replace(/\.?\s*$/, '').slice(0, 200) : String(error)
  const code = error instanceof Error && 'code' in error ? Number(error.code) : Number.NaN
  return { status: code >= 400 && code < 600 ? code : undefined, detail }
}
