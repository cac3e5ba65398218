import type { z } from 'zod'
import type { JsonSource, JsonValue } from './json-source.ts'
import { nearest } from './nearest.ts'
import { type Override, valueAt } from './override.ts'

/** One thing wrong with a configuration, with its place in the file or the override that brought it. */
export interface ConfigProblem {
  readonly where: string
  readonly path: string
  readonly message: string
}

/** What an issue is judged against. */
export interface ProblemScope {
  readonly file: string
  readonly source: JsonSource
  readonly overrides: readonly Override[]
  /** The value that was validated: substituted, overridden. */
  readonly value: JsonValue
  /** The keys an object may have at a path. */
  readonly keysAt: (path: readonly PropertyKey[]) => readonly string[]
}

/** Turns one zod issue into problems: unknown keys give one each. */
export function problemsOf(issue: z.core.$ZodIssue, scope: ProblemScope): ConfigProblem[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map(key => unknownKey([...issue.path, key], scope))
  return [problemAt(issue.path, describe(issue, scope), scope)]
}

/** A problem at a path; an override of that path, of a part of it or around it is named instead of the file. */
export function problemAt(
  path: readonly PropertyKey[],
  message: string,
  scope: Pick<ProblemScope, 'file' | 'source' | 'overrides'>,
  place = scope.source.place(path),
): ConfigProblem {
  const override = scope.overrides.findLast(({ path: set }) =>
    set.every((key, index) => index >= path.length || String(path[index]) === key),
  )
  const where = override === undefined ? `${scope.file}:${place.line}:${place.column}` : override.written
  return { where, path: path.map(String).join('.'), message }
}

function unknownKey(path: readonly PropertyKey[], scope: ProblemScope): ConfigProblem {
  const known = scope.keysAt(path.slice(0, -1))
  const meant = nearest(String(path.at(-1)), known)
  const remedy = meant === undefined ? `known here: ${known.join(', ')}` : `did you mean "${meant}"?`
  return problemAt(path, `unknown key; ${remedy}`, scope, scope.source.keyPlace(path))
}

function describe(issue: z.core.$ZodIssue, scope: ProblemScope): string {
  const found = valueAt(scope.value, issue.path)
  if (found === undefined && issue.code !== 'custom') return 'missing'
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${TYPE_WORDS[issue.expected] ?? issue.expected}; found ${show(found)}`
    case 'invalid_value': {
      const meant = typeof found === 'string' ? nearest(found, issue.values.map(String)) : undefined
      const hint = meant === undefined ? '' : `; did you mean "${meant}"?`
      return `expected ${issue.values.map(value => `"${String(value)}"`).join(' or ')}; found ${show(found)}${hint}`
    }
    case 'too_small':
      return `expected at least ${issue.minimum}; found ${show(found)}`
    case 'too_big':
      return `expected at most ${issue.maximum}; found ${show(found)}`
    case 'custom':
      return issue.message.startsWith('expected') ? `${issue.message}; found ${show(found)}` : issue.message
    default:
      return `${issue.message}; found ${show(found)}`
  }
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  int: 'a whole number',
  number: 'a number',
  string: 'text in double quotes',
  boolean: 'true or false',
  object: 'an object',
  record: 'an object',
  array: 'a list',
}

function show(found: JsonValue | undefined): string {
  const text = JSON.stringify(found) ?? 'nothing'
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}
