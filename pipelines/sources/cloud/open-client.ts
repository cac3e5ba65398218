import { CloudClient } from './cloud-client.ts'
import { type Credentials, credentialsFrom, type Environment } from './credentials.ts'
import { type CloudRoot, parseCloudRoot, storageEndpoint } from './location.ts'
import type { RetryPolicy } from './retry-policy.ts'
import { UsageLedger } from './usage-ledger.ts'

/** What every reader and store of one cloud folder needs. */
export interface CloudOptions {
  /** `gs://bucket` or `gs://bucket/folder`. */
  readonly root: string
  /** Names the endpoint and the credentials; default the process environment. */
  readonly env?: Environment
  /** Instead of those that the environment names. */
  readonly credentials?: Credentials
  readonly retry?: RetryPolicy
  /** Aborts requests and waits. */
  readonly signal?: AbortSignal
}

export interface OpenedCloud {
  readonly root: CloudRoot
  readonly client: CloudClient
  readonly ledger: UsageLedger
  readonly endpoint: string
  readonly credentials: Credentials
}

/** Resolves the options; nothing is requested yet. @throws UsageError when the root is no bucket address */
export function openCloud(options: CloudOptions): OpenedCloud {
  const env = options.env ?? process.env
  const root = parseCloudRoot(options.root)
  const endpoint = storageEndpoint(env)
  const credentials = options.credentials ?? credentialsFrom(env)
  const ledger = new UsageLedger()
  const client = new CloudClient({
    endpoint,
    credentials,
    ledger,
    ...(options.retry === undefined ? {} : { retry: options.retry }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  })
  return { root, client, ledger, endpoint, credentials }
}
