import { OverrideInvalidError } from '../errors.ts'
import { JsonSource, type JsonValue } from './json-source.ts'

/** One value given on the command line in place of the file's. */
export interface Override {
  /** The option as it was written; messages name it. */
  readonly written: string
  readonly path: readonly string[]
  readonly value: JsonValue
}

/** Reads `path=value`; the value is JSON where it parses as JSON, else text.
 *  @throws OverrideInvalidError when there is no path before an equals sign. */
export function parseOverride(written: string): Override {
  const equals = written.indexOf('=')
  const path = written.slice(0, Math.max(equals, 0)).trim().split('.')
  if (equals < 0 || path.some(key => key === '')) throw new OverrideInvalidError({ written })
  const text = written.slice(equals + 1)
  const source = new JsonSource(text)
  const isJson = text.trim() !== '' && source.problems.length === 0
  return { written: `--set ${written}`, path, value: isJson ? source.value : text }
}

/** A copy of the value with the overrides applied in order; absent objects on the way are made. */
export function applyOverrides(value: JsonValue, overrides: readonly Override[]): JsonValue {
  return overrides.reduce((current, override) => withValue(current, override.path, override.value), value)
}

/** What stands at a path, undefined where nothing does. */
export function valueAt(value: JsonValue, path: readonly PropertyKey[]): JsonValue | undefined {
  let current: JsonValue | undefined = value
  for (const key of path) {
    if (current === null || typeof current !== 'object') return undefined
    current = Object.hasOwn(current, key) ? (current as Record<PropertyKey, JsonValue>)[key] : undefined
  }
  return current
}

function withValue(value: JsonValue, path: readonly string[], replacement: JsonValue): JsonValue {
  const [key, ...rest] = path
  if (key === undefined) return replacement
  if (Array.isArray(value) && /^\d+$/.test(key)) {
    const copy = [...value]
    copy[Number(key)] = withValue(copy[Number(key)] ?? {}, rest, replacement)
    return copy
  }
  const object = value !== null && typeof value === 'object' && !Array.isArray(value) ? value : {}
  const inner = withValue(Object.hasOwn(object, key) ? (object[key] ?? {}) : {}, rest, replacement)
  return Object.fromEntries([...Object.entries(object).filter(([name]) => name !== key), [key, inner]])
}
