import { createHash } from 'node:crypto'
import { realpath } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { ResolvedConfig } from '../config/schema.ts'
import { AlgorithmModuleError, StrategyModuleError } from '../errors.ts'
import { confinement } from '../sandbox/confinement.ts'
import { sandboxLimits } from '../sandbox/limits.ts'
import type { CustomCode } from '../sandbox/messages.ts'
import { moduleText } from '../sandbox/module-text.ts'
import { sandboxedCheck, sandboxedReplay } from '../sandbox/sandboxed-replay.ts'
import { type ReplayHost, replayRun } from './replay-run.ts'
import { trustedReplay } from './trusted-code.ts'
import { writtenChoices } from './written-choices.ts'

/** What of a run is one's own code, and where it is replayed for that. */
export interface RunCode {
  readonly host: ReplayHost
  /** Of the modules' files; files they import are not covered. Undefined where there are none. */
  readonly sourceHash: string | undefined
  readonly warnings: readonly string[]
  /** Loads the modules and hands a strategy its parameters, before time is spent on anything else. @throws as the run */
  readonly check: () => Promise<void>
}

/** Reads the modules of a configuration, the strategy `custom` and the algorithms `custom`. A run that has one is
 *  replayed in a sandbox.
 *  @param cwd where the configuration's name starts
 *  @param isTrusted whether the modules run in this process instead, with all its rights
 *  @throws StrategyModuleError, AlgorithmModuleError, and, where it is trusted, StrategyParametersError */
export async function loadRunCode(config: ResolvedConfig, cwd: string, isTrusted: boolean): Promise<RunCode> {
  const codes = [...(await strategyCode(config, cwd)), ...(await algorithmCodes(config, cwd))]
  if (codes.length === 0)
    return { host: replayRun, sourceHash: undefined, warnings: [], check: async () => {} }
  const sourceHash = codes.map(({ text }) => createHash('sha256').update(text).digest('hex')).join(' ')
  if (isTrusted) {
    return { host: await trustedReplay(codes), sourceHash, warnings: [TRUSTED], check: async () => {} }
  }
  const warnings = confinement().hasNoNetwork ? [] : [NO_NAMESPACE]
  const limits = sandboxLimits(config)
  const check = async (): Promise<void> => {
    for (const code of codes) await sandboxedCheck(code, limits, false)
  }
  return { host: sandboxedReplay(codes, limits), sourceHash, warnings, check }
}

const TRUSTED = 'Custom code ran outside the sandbox, with the rights of the command, as asked.'
const NO_NAMESPACE =
  'This machine gives no namespace without a network; the sandbox of custom code had to do without.'

async function strategyCode(config: ResolvedConfig, cwd: string): Promise<CustomCode[]> {
  const { name, module: written, parameters = {} } = config.strategy
  if (name !== 'custom' || written === undefined) return []
  const { file } = config
  const refuse = (module: string, problem: string, cause: unknown) =>
    new StrategyModuleError({ module, file, problem }, cause)
  return [{ kind: 'strategy', ...(await sourceOf(config, cwd, written, refuse)), parameters }]
}

/** One for each file, however many orders it works. */
async function algorithmCodes(config: ResolvedConfig, cwd: string): Promise<CustomCode[]> {
  const written = writtenChoices(config).flatMap(({ algorithm, module }) =>
    algorithm === 'custom' && module !== undefined ? [module] : [],
  )
  const refuse = (module: string, problem: string, cause: unknown) =>
    new AlgorithmModuleError({ module, problem }, cause)
  const sources = [...new Set(written)].map(name => sourceOf(config, cwd, name, refuse))
  return (await Promise.all(sources)).map(source => ({ kind: 'algorithm', ...source, parameters: {} }))
}

async function sourceOf(
  { file: configFile }: ResolvedConfig,
  cwd: string,
  written: string,
  refuse: (module: string, problem: string, cause: unknown) => Error,
): Promise<Omit<CustomCode, 'kind' | 'parameters'>> {
  const path = resolve(cwd, dirname(configFile), written)
  try {
    const module = await realpath(path)
    return { written, module, text: await moduleText(module), configFile }
  } catch (error) {
    throw refuse(path, 'it cannot be read', error)
  }
}
