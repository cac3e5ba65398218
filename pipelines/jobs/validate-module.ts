import { realpath, rm, writeFile } from 'node:fs/promises'
import { stripTypeScriptTypes } from 'node:module'
import { basename, dirname, join, resolve } from 'node:path'
import { OdumError } from '../../engine/index.ts'
import { AlgorithmModuleError } from '../errors.ts'
import type { SandboxLimits } from '../sandbox/limits.ts'
import type { DescribedAlgorithm } from '../sandbox/messages.ts'
import { moduleText } from '../sandbox/module-text.ts'
import { sandboxedCheck } from '../sandbox/sandboxed-replay.ts'
import { syntaxPlaceOf } from '../sandbox/syntax-place.ts'
import { checkTypes } from './check-types.ts'

/** What a file of one's own may hold, by the name it exports. */
export type ModuleKind = 'strategy' | 'algorithm'

export interface ModuleProblem {
  /** From 1; 0 where a problem has no place. */
  readonly line: number
  readonly column: number
  readonly message: string
  /** Where it was found: `interface` is what it exports, `run` a trial on a few events. */
  readonly stage: 'read' | 'syntax' | 'types' | 'interface' | 'run'
}

export interface ModuleValidation {
  readonly ok: boolean
  readonly problems: readonly ModuleProblem[]
}

/** Of a trial: seconds, not hours. */
const TRIAL_LIMITS: SandboxLimits = {
  timeLimitMs: 30_000,
  stallLimitMs: 10_000,
  memoryLimitBytes: 1e9,
  outputLimitBytes: 1e6,
}

/** Checks a strategy's or an algorithm's file: that it can be read, its syntax, its types (where the compiler is
 *  installed), and in the sandbox that it exports what it must and bears a few events. A strategy is tried if it
 *  accepts the parameters.
 *  @param options.text to be checked as if it were the file's content
 *  @param options.parameters of a strategy, default none */
export async function validateModule(
  path: string,
  kind: ModuleKind,
  options: { readonly text?: string; readonly parameters?: unknown } = {},
): Promise<ModuleValidation> {
  // Files beside it are those beside the file itself, wherever it is linked from.
  const module = await realpath(path).catch(() => resolve(path))
  const text = options.text ?? (await moduleText(module).catch(() => undefined))
  if (text === undefined) return validation([at0('the file cannot be read', 'read')])
  const syntax = syntaxProblem(text, module)
  if (syntax !== undefined) return validation([syntax])
  const types = await typeProblems(module, kind, options.text)
  if (types.length > 0) return validation(types)
  return validation(await trialProblems({ module, kind, text, parameters: options.parameters ?? {} }))
}

function validation(problems: readonly ModuleProblem[]): ModuleValidation {
  return { ok: problems.length === 0, problems }
}

function at0(message: string, stage: ModuleProblem['stage']): ModuleProblem {
  return { line: 0, column: 0, message, stage }
}

function syntaxProblem(text: string, module: string): ModuleProblem | undefined {
  if (!module.endsWith('.ts') && !module.endsWith('.mts')) return undefined
  try {
    stripTypeScriptTypes(text, { mode: 'strip' })
    return undefined
  } catch (error) {
    if (!(error instanceof Error)) throw error
    return { ...syntaxPlaceOf(error), message: error.message, stage: 'syntax' }
  }
}

/** A text that is no file yet is one for as long as it is compiled, so that what it imports is found. */
async function typeProblems(
  module: string,
  kind: ModuleKind,
  text: string | undefined,
): Promise<ModuleProblem[]> {
  if (!module.endsWith('.ts')) return []
  const file =
    text === undefined ? module : join(dirname(module), `.check-${process.pid}-${basename(module)}`)
  try {
    if (text !== undefined) await writeFile(file, text)
    const problems = (await checkTypes(file, kind)) ?? []
    return problems.map(problem => ({ ...problem, stage: problem.line === 0 ? 'interface' : 'types' }))
  } finally {
    if (text !== undefined) await rm(file, { force: true })
  }
}

/** What an algorithm's file says of itself, asked in the sandbox. @throws AlgorithmModuleError and what ends a sandbox */
export async function describeAlgorithm(path: string): Promise<DescribedAlgorithm> {
  const refuse = (problem: string) => new AlgorithmModuleError({ module: path, problem })
  const module = await realpath(path).catch(() => undefined)
  const text = module && (await moduleText(module).catch(() => undefined))
  if (module === undefined || text === undefined) throw refuse('it cannot be read')
  const code = { kind: 'algorithm', module, text, written: path, configFile: path, parameters: {} } as const
  const described = await sandboxedCheck(code, TRIAL_LIMITS, false)
  if (described === undefined) throw refuse('it says nothing of itself')
  return described
}

async function trialProblems(code: {
  readonly module: string
  readonly kind: ModuleKind
  readonly text: string
  readonly parameters: unknown
}): Promise<ModuleProblem[]> {
  const { module } = code
  try {
    await sandboxedCheck({ ...code, written: module, configFile: module }, TRIAL_LIMITS, true)
    return []
  } catch (error) {
    if (!(error instanceof OdumError)) throw error
    const isInterface = error.code.endsWith('_MODULE')
    return [at0(error.message, isInterface ? 'interface' : 'run')]
  }
}
