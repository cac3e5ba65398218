import type { JsonValue } from './json-source.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** A variable that is neither set nor given a default. */
export interface MissingVariable {
  readonly name: string
  readonly path: readonly PropertyKey[]
}

const VARIABLE = /\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}/g

/** Puts environment variables in place of `${VAR}` and `${VAR:-default}` in every text of a configuration.
 *  The `environment` section is done first, from the process alone; its values then override the process.
 *  As in a shell, `:-` also stands in for a variable that is set but empty. */
export function substituteVariables(
  value: JsonValue,
  env: Environment,
): { value: JsonValue; missing: MissingVariable[] } {
  const missing: MissingVariable[] = []
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return { value, missing }
  const { environment: section, ...rest } = value
  const environment = section === undefined ? undefined : replaceIn(section, env, ['environment'], missing)
  const merged = { ...env, ...textEntries(environment) }
  const replaced = replaceIn(rest, merged, [], missing) as Record<string, JsonValue>
  return { value: environment === undefined ? replaced : { ...replaced, environment }, missing }
}

function replaceIn(
  value: JsonValue,
  env: Environment,
  path: readonly PropertyKey[],
  missing: MissingVariable[],
): JsonValue {
  if (typeof value === 'string') {
    return value.replace(VARIABLE, (_, name: string, fallback: string | undefined) => {
      const set = env[name]
      if (fallback !== undefined) return set === undefined || set === '' ? fallback : set
      if (set === undefined) missing.push({ name, path })
      return set ?? ''
    })
  }
  if (Array.isArray(value)) return value.map((item, index) => replaceIn(item, env, [...path, index], missing))
  if (value === null || typeof value !== 'object') return value
  const entries = Object.entries(value)
  return Object.fromEntries(
    entries.map(([key, item]) => [key, replaceIn(item, env, [...path, key], missing)]),
  )
}

/** The texts of the section; an empty one says nothing and does not hide the process's value. */
function textEntries(section: JsonValue | undefined): Record<string, string> {
  if (section === null || typeof section !== 'object' || Array.isArray(section)) return {}
  const entries = Object.entries(section)
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => !!entry[1] && typeof entry[1] === 'string'),
  )
}
