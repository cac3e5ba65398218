import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { z } from 'zod'
import { ALGORITHMS, type AlgorithmDefinition, OdumError } from '../../engine/index.ts'
import type { ResolvedConfig } from '../config/schema.ts'
import { AlgorithmFailedError, AlgorithmModuleError } from '../errors.ts'
import { writtenChoices } from './execution-setting.ts'

/** The algorithms of one's own that a configuration names, ready for one run. */
export interface LoadedAlgorithms {
  /** By the file as the configuration names it. */
  readonly definitions: ReadonlyMap<string, AlgorithmDefinition>
  /** SHA-256 (hex) of the files' contents; undefined where there are none. */
  readonly sourceHash: string | undefined
  /** The error to report for one that was thrown during the run: an algorithm's own faults name its file. */
  faultOf(error: unknown): unknown
}

/** Loads the files that a configuration's algorithms `custom` name into this process.
 *  @param cwd where the configuration's name starts
 *  @param isTrusted whether they may run with all the rights of the command; otherwise they are refused
 *  @throws AlgorithmModuleError */
export async function loadAlgorithms(
  config: ResolvedConfig,
  cwd: string,
  isTrusted: boolean,
): Promise<LoadedAlgorithms> {
  const definitions = new Map<string, AlgorithmDefinition>()
  const paths: string[] = []
  const hash = createHash('sha256')
  for (const { algorithm, module } of writtenChoices(config)) {
    if (algorithm !== 'custom' || module === undefined || definitions.has(module)) continue
    const path = resolve(cwd, dirname(config.file), module)
    if (!isTrusted) throw new AlgorithmModuleError({ module: path, problem: UNTRUSTED })
    const loaded = await loadAlgorithm(path)
    definitions.set(module, loaded.definition)
    paths.push(path)
    hash.update(loaded.sourceHash)
  }
  return {
    definitions,
    sourceHash: paths.length === 0 ? undefined : hash.digest('hex'),
    faultOf: error => faultOf(error, paths),
  }
}

const UNTRUSTED = 'it would run with the rights of the command; allow that with --trust-modules'

/** Loads one file. @throws AlgorithmModuleError where it exports no algorithm */
export async function loadAlgorithm(
  path: string,
): Promise<{ readonly definition: AlgorithmDefinition; readonly sourceHash: string }> {
  const refuse = (problem: string, cause?: unknown) =>
    new AlgorithmModuleError({ module: path, problem }, cause)
  const source = await readFile(path).catch((error: unknown) => {
    throw refuse('it cannot be read', error)
  })
  const sourceHash = createHash('sha256').update(source).digest('hex')
  // The hash in the address makes a file that was edited since its last import load anew.
  const url = `${pathToFileURL(path).href}?source=${sourceHash}`
  const exported: { readonly algorithm?: unknown } = await import(/* @vite-ignore */ url).catch(
    (error: unknown) => {
      throw refuse(error instanceof Error ? error.message : String(error), error)
    },
  )
  const problem = interfaceProblem(exported.algorithm)
  if (problem !== undefined) throw refuse(problem)
  return { definition: exported.algorithm as AlgorithmDefinition, sourceHash }
}

const TEXTS = ['id', 'title', 'summary', 'formula', 'source'] as const

/** What keeps an exported value from being an algorithm. */
function interfaceProblem(exported: unknown): string | undefined {
  if (exported === null || typeof exported !== 'object') return 'it exports no `algorithm`'
  const value = exported as Readonly<Record<string, unknown>>
  const absent = TEXTS.find(key => typeof value[key] !== 'string')
  if (absent !== undefined) return `its algorithm has no text \`${absent}\``
  const id = String(value.id)
  if (!/^[a-z][a-z0-9_]*$/.test(id)) return `its id "${id}" is not lower case letters, digits and _`
  const isTaken = ['normal', 'custom', ...ALGORITHMS.map(known => known.id)].includes(id)
  if (isTaken) return `its id "${id}" is that of an algorithm that comes with the engine`
  if (!(value.parameters instanceof z.ZodType)) return 'its `parameters` are no zod schema'
  if (value.example === null || typeof value.example !== 'object') return 'its algorithm has no `example`'
  if (typeof value.create !== 'function') return 'its algorithm has no function `create`'
  return undefined
}

function faultOf(error: unknown, paths: readonly string[]): unknown {
  if (error instanceof OdumError || !(error instanceof Error)) return error
  const module = paths.find(path => error.stack?.includes(path) === true)
  return module === undefined ? error : new AlgorithmFailedError({ module, problem: error.message }, error)
}
