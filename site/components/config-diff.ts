/** One configuration key on which runs differ; `values` in the order of the runs, `–` where absent. */
export interface ConfigDifference {
  readonly path: string
  readonly values: readonly string[]
}

const ABSENT = '–'
/** Tells editors where the schema lies, and runs nothing. */
const SCHEMA_KEY = '$schema'

/** The keys on which configurations differ, ascending by path. A part that only some of them have is one difference, not
 *  one for each key inside. */
export function configDifferences(configs: readonly unknown[]): ConfigDifference[] {
  return differencesAt('', configs)
    .filter(({ path }) => path !== SCHEMA_KEY)
    .sort((a, b) => (a.path < b.path ? -1 : 1))
}

function differencesAt(path: string, values: readonly unknown[]): ConfigDifference[] {
  if (values.every(isTree) && values.every(value => Array.isArray(value) === Array.isArray(values[0]))) {
    const keys = new Set(values.flatMap(value => Object.keys(value)))
    return [...keys].flatMap(key =>
      differencesAt(
        path === '' ? key : `${path}.${key}`,
        values.map(value => value[key]),
      ),
    )
  }
  const texts = values.map(textOf)
  return new Set(texts).size > 1 ? [{ path, values: texts }] : []
}

function isTree(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

function textOf(value: unknown): string {
  if (value === undefined) return ABSENT
  if (typeof value === 'string') return value
  // Read by people: without quotation marks, and with places to break the line.
  return JSON.stringify(value).replaceAll('"', '').replaceAll(',', ', ').replaceAll(':', ': ')
}
