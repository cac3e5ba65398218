import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'
import { z } from 'zod'
import { type AlgorithmDefinition, OdumError, type StrategyFactory } from '../../engine/index.ts'
import {
  AlgorithmFailedError,
  AlgorithmModuleError,
  StrategyFailedError,
  StrategyModuleError,
  StrategyParametersError,
} from '../errors.ts'
import { algorithmIdProblem } from '../sandbox/algorithm-id.ts'
import type { CustomCode } from '../sandbox/messages.ts'
import { type ReplayHost, replayRun } from './replay-run.ts'

/** Imports custom code into this process: with a debugger and stack traces, and with every right of the command.
 *  @throws StrategyModuleError, StrategyParametersError, AlgorithmModuleError */
export async function trustedReplay(codes: readonly CustomCode[]): Promise<ReplayHost> {
  let strategy: StrategyFactory | undefined
  const algorithms = new Map<string, AlgorithmDefinition>()
  for (const code of codes) {
    if (code.kind === 'strategy') strategy = await importedStrategy(code)
    else algorithms.set(code.written, await importedAlgorithm(code.module))
  }
  return async (task, hooks) => {
    try {
      return await replayRun(task, { ...hooks, ...(strategy && { strategy }), algorithms })
    } catch (error) {
      throw faultOf(error, codes)
    }
  }
}

async function importedStrategy(code: CustomCode): Promise<StrategyFactory> {
  const { module, configFile: file, parameters } = code
  const refuse = (problem: string, cause?: unknown) =>
    new StrategyModuleError({ module, file, problem }, cause)
  const { strategy } = await imported(module, refuse)
  if (typeof strategy !== 'function') throw refuse('it exports no function `strategy`')
  let factory: unknown
  try {
    factory = strategy(parameters)
  } catch (error) {
    throw new StrategyParametersError({ module, file, problem: textOf(error) }, error)
  }
  if (typeof factory !== 'function') throw refuse('its `strategy(parameters)` returns no function')
  return factory as StrategyFactory
}

/** Imports the file of an algorithm into this process. @throws AlgorithmModuleError */
export async function importedAlgorithm(module: string): Promise<AlgorithmDefinition> {
  const refuse = (problem: string, cause?: unknown) => new AlgorithmModuleError({ module, problem }, cause)
  const { algorithm } = await imported(module, refuse)
  const problem = interfaceProblem(algorithm)
  if (problem !== undefined) throw refuse(problem)
  return algorithm as AlgorithmDefinition
}

async function imported(
  module: string,
  refuse: (problem: string, cause?: unknown) => Error,
): Promise<{ readonly strategy?: unknown; readonly algorithm?: unknown }> {
  const text = await readFile(module).catch((error: unknown) => {
    throw refuse('it cannot be read', error)
  })
  // The hash in the address makes a file that was edited since its last import load anew.
  const hash = createHash('sha256').update(text).digest('hex')
  const url = `${pathToFileURL(module).href}?source=${hash}`
  return await import(/* @vite-ignore */ url).catch((error: unknown) => {
    throw refuse(textOf(error), error)
  })
}

const TEXTS = ['id', 'title', 'summary', 'formula', 'source'] as const

/** What keeps an exported value from being an algorithm. */
function interfaceProblem(exported: unknown): string | undefined {
  if (exported === null || typeof exported !== 'object') return 'it exports no object `algorithm`'
  const value = exported as Readonly<Record<string, unknown>>
  const absent = TEXTS.find(key => typeof value[key] !== 'string')
  if (absent !== undefined) return `its \`algorithm.${absent}\` is no text`
  if (!(value.parameters instanceof z.ZodType)) return 'its `algorithm.parameters` is no zod schema'
  if (value.example === null || typeof value.example !== 'object')
    return 'its `algorithm.example` is no object'
  if (typeof value.create !== 'function') return 'its `algorithm.create` is no function'
  return algorithmIdProblem(String(value.id))
}

/** The error to report: faults of custom code name its file. */
function faultOf(error: unknown, codes: readonly CustomCode[]): unknown {
  if (error instanceof OdumError || !(error instanceof Error)) return error
  const code = codes.find(({ module }) => error.stack?.includes(module) === true)
  if (code === undefined) return error
  const fields = { module: code.module, problem: `${textOf(error)}${placeIn(error, code.module)}` }
  return code.kind === 'strategy'
    ? new StrategyFailedError(fields, error)
    : new AlgorithmFailedError(fields, error)
}

/** The line of a module that an error's stack names first. */
function placeIn(error: Error, module: string): string {
  const frame = error.stack
    ?.split('\n')
    .find(line => line.trimStart().startsWith('at ') && line.includes(module))
  const line = /:(\d+):\d+\)?$/.exec(frame ?? '')?.[1]
  return line === undefined ? '' : ` (line ${line})`
}

function textOf(error: unknown): string {
  if (error instanceof z.ZodError) return z.prettifyError(error)
  return error instanceof Error ? error.message : String(error)
}
