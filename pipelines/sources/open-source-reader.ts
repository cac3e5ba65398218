import type { Database } from '../database/open-database.ts'
import { BucketUnsetError, HttpfsUnavailableError, RawRootMissingError } from '../errors.ts'
import { chooseReader, type DataSource, type ReaderChoice } from './choose-reader.ts'
import type { Environment } from './cloud/credentials.ts'
import { isCloudRoot } from './cloud/location.ts'
import { hasNamedAccess } from './cloud/named-access.ts'
import type { RetryPolicy } from './cloud/retry-policy.ts'
import { httpfsReader } from './httpfs-reader.ts'
import { LayeredReader } from './layered-reader.ts'
import { removeLeftoverExtracts } from './leftover-extracts.ts'
import { MountReader } from './mount-reader.ts'
import { rangesReader } from './ranges-reader.ts'
import type { SourceReader } from './source-reader.ts'

export interface OpenReaderRequest {
  /** `--data-source`. */
  readonly flag?: DataSource | undefined
  /** `data_catalog.source`. */
  readonly configured?: DataSource | undefined
  /** The folder that mirrors the bucket, absolute. */
  readonly mountRoot?: string | undefined
  /** Bucket name or `gs://bucket/folder`; default `UNIFIED_CLOUD_SERVICES_GCS_BUCKET`. */
  readonly bucket?: string | undefined
  readonly env: Environment
  /** Opens the database whose statements will read what is fetched: asked where DuckDB itself reads the bucket. */
  readonly openDatabase: () => Promise<Database>
  readonly temporaryDirectory?: string | undefined
  readonly retry?: RetryPolicy | undefined
  readonly signal?: AbortSignal | undefined
}

export interface OpenedSourceReader {
  readonly reader: SourceReader
  readonly choice: ReaderChoice
  /** Why DuckDB's httpfs is not used although its folder is set; for the log. */
  readonly httpfsProblem: string | undefined
}

/** Opens the reader that a run's settings ask for; nothing is requested yet.
 *  @throws RawRootMissingError, BucketUnsetError when what the choice needs is not configured */
export async function openSourceReader(request: OpenReaderRequest): Promise<OpenedSourceReader> {
  const { flag, configured, env } = request
  const question = { flag, configured, directGcs: env.UNIFIED_CLOUD_SERVICES_USE_DIRECT_GCS }
  const wanted = chooseReader({ ...question, httpfsLoadable: false })
  const mount =
    wanted.source === 'gcs' || request.mountRoot === undefined ? [] : [new MountReader(request.mountRoot)]
  if (wanted.source === 'local' && mount.length === 0) throw new RawRootMissingError({ found: 'not set' })
  const root = bucketRoot(request)
  if (wanted.source === 'gcs' && root === undefined) throw new BucketUnsetError({ source: wanted.source })
  // With a mount at hand, `auto` adds the bucket only where something says how to reach it: a machine without
  // credentials works from its mount alone, and offline.
  const useCloud =
    wanted.source === 'gcs' || (wanted.source === 'auto' && (mount.length === 0 || hasNamedAccess(env)))
  const { cloud, problem } = useCloud && root !== undefined ? await openCloudReader(request, root) : {}
  const layers = cloud === undefined ? mount : [...mount, cloud]
  const [first] = layers
  if (first === undefined) throw new RawRootMissingError({ found: 'not set' })
  return {
    reader: layers.length === 1 ? first : new LayeredReader(layers),
    choice: chooseReader({ ...question, httpfsLoadable: cloud?.kind === 'httpfs' }),
    httpfsProblem: problem,
  }
}

function bucketRoot({ bucket, env }: OpenReaderRequest): string | undefined {
  const named = bucket?.trim() || env.UNIFIED_CLOUD_SERVICES_GCS_BUCKET?.trim()
  if (named === undefined || named === '') return undefined
  return isCloudRoot(named) ? named : `gs://${named}`
}

async function openCloudReader(
  request: OpenReaderRequest,
  root: string,
): Promise<{ cloud: SourceReader; problem?: string }> {
  const { env, temporaryDirectory, retry, signal } = request
  const options = {
    root,
    env,
    ...(retry === undefined ? {} : { retry }),
    ...(signal === undefined ? {} : { signal }),
  }
  await removeLeftoverExtracts(temporaryDirectory)
  const ranges = (): SourceReader =>
    rangesReader({ ...options, ...(temporaryDirectory === undefined ? {} : { temporaryDirectory }) })
  const extensionDirectory = env.ODUM_DUCKDB_EXTENSION_DIRECTORY?.trim() ?? ''
  if (extensionDirectory === '') return { cloud: ranges() }
  try {
    const database = await request.openDatabase()
    return { cloud: await httpfsReader({ ...options, database, extensionDirectory }) }
  } catch (error) {
    if (!(error instanceof HttpfsUnavailableError)) throw error
    return { cloud: ranges(), problem: error.message }
  }
}
