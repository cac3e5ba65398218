import { createHash } from 'node:crypto'
import type { ResolvedConfig } from './schema.ts'

/** SHA-256 (hex) of what shapes a run: the resolved configuration in canonical form, without remarks and
 *  without the keys that only say where things lie or how they are fetched.
 *  @param strategySource hash of a custom strategy's file. */
export function configHash(config: ResolvedConfig, strategySource?: string): string {
  const shaping = shapingKeys(config)
  return createHash('sha256')
    .update(canonicalJson(strategySource === undefined ? shaping : { ...shaping, strategySource }))
    .digest('hex')
}

function shapingKeys(config: ResolvedConfig): object {
  const {
    $schema: _schema,
    description: _description,
    environment: _environment,
    file: _file,
    ...rest
  } = config
  const { results: _results, sandbox: _sandbox, data_catalog, ...shaping } = rest
  const { source: _source, gcs_bucket: _bucket, ...data } = data_catalog
  return { ...shaping, data_catalog: data }
}

/** JSON with keys in ascending order at every depth and without white space. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null'
  const entries = Object.entries(value).filter(([, item]) => item !== undefined)
  const sorted = entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  return `{${sorted.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join(',')}}`
}
