import { readdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Database } from '../database/open-database.ts'
import { UsageError } from '../errors.ts'
import type { DataSource } from '../sources/choose-reader.ts'
import type { Environment } from '../sources/cloud/credentials.ts'
import { isCloudRoot } from '../sources/cloud/location.ts'
import { openSourceReader } from '../sources/open-source-reader.ts'
import type { SourceReader } from '../sources/source-reader.ts'

export interface StoreRootRequest {
  /** A folder or `gs://bucket/folder`; default the mount, else the bucket of INSTRUMENTS_GCS_BUCKET. */
  readonly from?: string | undefined
  readonly flag?: DataSource | undefined
  readonly env: Environment
  readonly cwd: string
  readonly database: Database
  readonly signal?: AbortSignal | undefined
}

export interface OpenedStore {
  readonly reader: SourceReader
  /** Where it reads, in words. */
  readonly root: string
  /** Days that have a store, ascending. */
  days(): Promise<readonly string[]>
}

const STORE_DAYS = 'instrument_availability/by_date/'

/** Path of a day's store below its root. */
export function storePath(date: string): string {
  return `${STORE_DAYS}day-${date}/instruments.parquet`
}

/** Opens the reader of the instruments store. @throws UsageError when nothing says where the store is */
export async function openStore(request: StoreRootRequest): Promise<OpenedStore> {
  const { from, env, cwd, flag, database, signal } = request
  const isBucket = from !== undefined && isCloudRoot(from)
  const bucket = isBucket
    ? from
    : from === undefined
      ? env.INSTRUMENTS_GCS_BUCKET?.trim() || undefined
      : undefined
  const folder = isBucket ? undefined : (from ?? env.UNIFIED_CLOUD_LOCAL_PATH?.trim()) || undefined
  const mountRoot = folder === undefined ? undefined : resolve(cwd, folder)
  if ((mountRoot === undefined || flag === 'gcs') && bucket === undefined) {
    throw new UsageError({
      problem: 'Nothing says where the instruments store is.',
      remedy:
        'Set INSTRUMENTS_GCS_BUCKET or UNIFIED_CLOUD_LOCAL_PATH, or name a folder or bucket with --from.',
    })
  }
  const opened = await openSourceReader({
    flag: isBucket ? 'gcs' : from === undefined ? flag : 'local',
    mountRoot,
    bucket,
    // The bucket of raw data is another one and must not stand in.
    env: { ...env, UNIFIED_CLOUD_SERVICES_GCS_BUCKET: undefined },
    openDatabase: async () => database,
    signal,
  })
  const { reader } = opened
  return {
    reader,
    root: [mountRoot, bucket].filter(place => place !== undefined).join(' and '),
    days: async () => {
      const names = mountRoot === undefined ? [] : await readdir(join(mountRoot, STORE_DAYS)).catch(() => [])
      const listed = await reader.list(STORE_DAYS)
      const days = [...names, ...listed.map(({ path }) => path.slice(STORE_DAYS.length))]
      return [...new Set(days.flatMap(day => /^day-(\d{4}-\d{2}-\d{2})/.exec(day)?.[1] ?? []))].sort()
    },
  }
}
