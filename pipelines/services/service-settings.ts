import { join } from 'node:path'
import type { Logger } from 'pino'
import { absoluteRoot, DEFAULT_CATALOG_ROOT, DEFAULT_RESULTS_ROOT } from '../config/locations.ts'
import type { Environment } from '../config/substitute-variables.ts'
import { ServiceTokenMissingError } from '../errors.ts'

/** What one service process works with; every bound has a name here. */
export interface ServiceSettings {
  readonly host: string
  /** 0 takes any free one. */
  readonly port: number
  /** Bearer token; undefined on loopback alone. */
  readonly token: string | undefined
  /** Host names that requests may carry beside the address itself and loopback. */
  readonly allowedHosts: readonly string[]
  /** Where relative names start. */
  readonly cwd: string
  /** The environment of every run: the process's, with the roots below put in. */
  readonly env: Environment
  readonly catalogRoot: string
  readonly resultsRoot: string
  /** Folder of the raw data; undefined where none is configured. */
  readonly rawRoot: string | undefined
  /** Configurations and algorithms of one's own are saved here. */
  readonly configsFolder: string
  readonly algorithmsFolder: string
  /** Queue and backups. One service at a time works in it. */
  readonly stateFolder: string
  /** The built site. */
  readonly siteFolder: string
  /** Whether the service builds the site itself, at its start and after each run that gets a page. */
  readonly buildsSite: boolean
  /** Runs at once. */
  readonly jobsMax: number
  /** Runs that wait; one more is refused. */
  readonly queueMax: number
  /** How long a stopping service lets runs go on, ms; after that they are put back into the queue. */
  readonly drainMs: number
  readonly query: QueryLimits
  /** Requests a minute of one address. */
  readonly requestsPerMinute: number
  readonly log: Logger
}

/** Bounds of one query of `POST /api/sql`. */
export interface QueryLimits {
  readonly rowsMax: number
  readonly bytesMax: number
  readonly timeMs: number
  /** DuckDB's buffers, e.g. `512MB`. */
  readonly memory: string
  /** Queries at once; one more waits, up to `waitingMax`. */
  readonly atOnce: number
  readonly waitingMax: number
}

export const QUERY_LIMITS: QueryLimits = {
  rowsMax: 10_000,
  bytesMax: 16_000_000,
  timeMs: 30_000,
  memory: '512MB',
  atOnce: 2,
  waitingMax: 16,
}

export type GivenSettings = Pick<ServiceSettings, 'cwd' | 'log'> &
  Partial<Omit<ServiceSettings, 'cwd' | 'log' | 'env'>> & { readonly env: Environment }

/** Settings with defaults filled in and roots made absolute.
 *  @throws ServiceTokenMissingError for an address others reach, UsageError for roots that are none */
export function serviceSettings(given: GivenSettings): ServiceSettings {
  const { cwd, env } = given
  const host = given.host ?? '127.0.0.1'
  const token = given.token ?? (env.ODUM_SERVICE_TOKEN || undefined)
  if (!isLoopback(host) && (token === undefined || token.length < TOKEN_LENGTH_MIN)) {
    throw new ServiceTokenMissingError({ host, lengthMin: TOKEN_LENGTH_MIN })
  }
  const catalogRoot = absoluteRoot(given.catalogRoot ?? (env.DATA_CATALOG_PATH || DEFAULT_CATALOG_ROOT), cwd)
  const resultsRoot = absoluteRoot(given.resultsRoot ?? (env.ODUM_RESULTS_ROOT || DEFAULT_RESULTS_ROOT), cwd)
  const raw = given.rawRoot ?? env.UNIFIED_CLOUD_LOCAL_PATH
  const rawRoot = raw ? absoluteRoot(raw, cwd) : undefined
  const { ODUM_SERVICE_TOKEN: _token, ...rest } = env
  return {
    allowedHosts: [],
    configsFolder: join(cwd, 'configs'),
    algorithmsFolder: join(cwd, 'algorithms'),
    stateFolder: join(cwd, '.odum', 'service'),
    siteFolder: join(cwd, 'dist', 'site'),
    buildsSite: false,
    port: 8_000,
    jobsMax: 2,
    queueMax: 100,
    drainMs: 30_000,
    query: QUERY_LIMITS,
    requestsPerMinute: 30_000,
    ...given,
    host,
    token,
    catalogRoot,
    resultsRoot,
    rawRoot,
    env: {
      ...rest,
      DATA_CATALOG_PATH: catalogRoot,
      ODUM_RESULTS_ROOT: resultsRoot,
      ...(rawRoot === undefined ? {} : { UNIFIED_CLOUD_LOCAL_PATH: rawRoot }),
    },
  }
}

const TOKEN_LENGTH_MIN = 16

/** Whether only this machine reaches the address. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host)
}
