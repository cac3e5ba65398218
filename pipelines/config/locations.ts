import { resolve } from 'node:path'
import { UsageError } from '../errors.ts'
import type { ResolvedConfig } from './schema.ts'
import type { Environment } from './substitute-variables.ts'

/** Where a scenario reads and writes: absolute folders, or `gs://bucket/prefix` where given so. */
export interface Locations {
  /** The mount or folder that mirrors the raw bucket; undefined when none is configured. */
  readonly rawRoot: string | undefined
  readonly catalogRoot: string
  readonly resultsRoot: string
}

/** The environment a scenario runs in: the process's, overridden by the configuration. Empty values of the
 *  configuration say nothing, so that `${VAR:-}` leaves a variable unset. */
export function effectiveEnvironment(
  config: Pick<ResolvedConfig, 'environment'>,
  env: Environment,
): Record<string, string | undefined> {
  const given = Object.entries(config.environment).filter(([, value]) => value !== '')
  return { ...env, ...Object.fromEntries(given) }
}

/** Resolves the roots of a scenario; relative ones start at the working folder. */
export function locations(
  config: Pick<ResolvedConfig, 'environment' | 'results'>,
  env: Environment,
  cwd: string = process.cwd(),
): Locations {
  const effective = effectiveEnvironment(config, env)
  const { UNIFIED_CLOUD_LOCAL_PATH: raw, DATA_CATALOG_PATH: catalog } = effective
  const results = config.results.root || effective.ODUM_RESULTS_ROOT
  return {
    rawRoot: raw ? absoluteRoot(raw, cwd) : undefined,
    catalogRoot: absoluteRoot(catalog || DEFAULT_CATALOG_ROOT, cwd),
    resultsRoot: absoluteRoot(results || DEFAULT_RESULTS_ROOT, cwd),
  }
}

/** Roots of commands that have no configuration. */
export const DEFAULT_CATALOG_ROOT = '.odum/catalog'
export const DEFAULT_RESULTS_ROOT = 'backtest_results'

/** An absolute folder, or a bucket address in its one form, `gs://`.
 *  @throws UsageError for addresses of other storage, which would be taken for folders */
export function absoluteRoot(root: string, cwd: string): string {
  if (/^gc?s:\/\//.test(root)) return root.replace(/^gcs:/, 'gs:')
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(root)) {
    throw new UsageError({
      problem: `${root} is neither a folder nor a bucket of Cloud Storage.`,
      remedy: 'Write a path, or gs://bucket/folder.',
    })
  }
  return resolve(cwd, root)
}
