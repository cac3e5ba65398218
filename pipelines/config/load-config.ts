import { readFile } from 'node:fs/promises'
import { ConfigInvalidError, ConfigSyntaxError, ConfigVariableMissingError } from '../errors.ts'
import { displayPath, findConfig } from './find-config.ts'
import { JsonSource } from './json-source.ts'
import { knownKeys } from './known-keys.ts'
import { applyOverrides, type Override, parseOverride } from './override.ts'
import { problemAt, problemsOf } from './problem.ts'
import { configSchema, type ResolvedConfig } from './schema.ts'
import { type Environment, substituteVariables } from './substitute-variables.ts'

export interface LoadOptions {
  readonly env: Environment
  /** Applied in order before validation; texts are `path=value`. */
  readonly overrides?: readonly (string | Override)[]
  /** Where relative names start; default the process's working folder. */
  readonly cwd?: string
}

/** Reads, substitutes, overrides and validates a configuration, found by path or by name.
 *  @throws ConfigNotFoundError, ConfigSyntaxError, ConfigVariableMissingError, ConfigInvalidError,
 *  OverrideInvalidError; each lists every problem of its kind with file, line and column. */
export async function loadConfig(file: string, options: LoadOptions): Promise<ResolvedConfig> {
  const cwd = options.cwd ?? process.cwd()
  const found = findConfig(file, cwd)
  return parseConfig(await readFile(found, 'utf8'), { ...options, file: displayPath(found, cwd) })
}

/** As `loadConfig`, for a text at hand; `file` names it in messages. */
export function parseConfig(text: string, options: LoadOptions & { readonly file: string }): ResolvedConfig {
  const { file } = options
  const source = new JsonSource(text)
  const overrides = (options.overrides ?? []).map(given =>
    typeof given === 'string' ? parseOverride(given) : given,
  )
  if (source.problems.length > 0) {
    const problems = source.problems.map(({ line, column, message }) => ({
      where: `${file}:${line}:${column}`,
      path: '',
      message,
    }))
    throw new ConfigSyntaxError({ file, problems })
  }
  const value = substituted(source, overrides, options.env, file)
  const result = configSchema.safeParse(value)
  if (result.success) return { ...result.data, file }
  const keysAt = (path: readonly PropertyKey[]) => knownKeys(configSchema, path)
  const scope = { file, source, overrides, value, keysAt }
  const problems = result.error.issues.flatMap(issue => problemsOf(issue, scope))
  throw new ConfigInvalidError({ file, problems })
}

function substituted(source: JsonSource, overrides: readonly Override[], env: Environment, file: string) {
  const { value, missing } = substituteVariables(applyOverrides(source.value, overrides), env)
  if (missing.length === 0) return value
  const problems = missing.map(({ name, path }) =>
    problemAt(path, `the environment variable ${name} is not set`, { file, source, overrides }),
  )
  throw new ConfigVariableMissingError({ file, problems })
}
