/** One configuration key on which runs differ; `values` in the order of the runs, `–` where absent. */
export interface ConfigDifference {
  readonly path: string
  readonly values: readonly string[]
}

/** Every leaf of a JSON value by its dotted path. */
export function flatten(value: unknown, path = ''): Map<string, string> {
  const leaves = new Map<string, string>()
  if (value !== null && typeof value === 'object') {
    for (const [key, entry] of Object.entries(value)) {
      for (const [leafPath, leaf] of flatten(entry, path === '' ? key : `${path}.${key}`))
        leaves.set(leafPath, leaf)
    }
  } else if (path !== '') leaves.set(path, typeof value === 'string' ? value : JSON.stringify(value))
  return leaves
}

/** The keys on which configurations differ, ascending by path. */
export function configDifferences(configs: readonly unknown[]): ConfigDifference[] {
  const flat = configs.map(config => flatten(config))
  const paths = [...new Set(flat.flatMap(leaves => [...leaves.keys()]))].sort()
  return paths
    .map(path => ({ path, values: flat.map(leaves => leaves.get(path) ?? '–') }))
    .filter(({ values }) => new Set(values).size > 1)
}
