import type { SourceReader } from './source-reader.ts'

/** Where raw data is read from: `local` only the mount, `gcs` never the mount, `auto` the mount, else the cloud. */
export type DataSource = 'local' | 'gcs' | 'auto'

export interface ReaderQuestion {
  /** `--data-source`. */
  readonly flag?: DataSource | undefined
  /** `data_catalog.source`. */
  readonly configured?: DataSource | undefined
  /** `UNIFIED_CLOUD_SERVICES_USE_DIRECT_GCS`, as written. */
  readonly directGcs?: string | undefined
  /** Whether DuckDB's httpfs extension was found and loaded. */
  readonly httpfsLoadable: boolean
}

export interface ReaderChoice {
  readonly source: DataSource
  /** The readers to ask for an object, the first that has it reads it. */
  readonly kinds: readonly SourceReader['kind'][]
  readonly decidedBy: 'flag' | 'configuration' | 'environment' | 'default'
}

/** Decides which readers serve a run: the flag before the configuration before the environment, which can only
 *  turn `auto` into `gcs`. */
export function chooseReader(question: ReaderQuestion): ReaderChoice {
  const { flag, configured, directGcs, httpfsLoadable } = question
  const wanted = flag ?? configured ?? 'auto'
  const turned = wanted === 'auto' && /^(true|1|yes)$/i.test(directGcs?.trim() ?? '')
  const cloud = httpfsLoadable ? 'httpfs' : 'ranges'
  const kinds = { local: ['mount'], gcs: [cloud], auto: ['mount', cloud] } as const
  const stated = flag !== undefined ? 'flag' : configured !== undefined ? 'configuration' : 'default'
  const source = turned ? 'gcs' : wanted
  return { source, kinds: kinds[source], decidedBy: turned ? 'environment' : stated }
}
