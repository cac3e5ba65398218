import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { ResolvedConfig } from '../config/schema.ts'
import { StrategyModuleError } from '../errors.ts'
import { confinement } from '../sandbox/confinement.ts'
import { sandboxLimits } from '../sandbox/limits.ts'
import { sandboxedReplay } from '../sandbox/sandboxed-replay.ts'
import type { ReplayHost } from './replay-run.ts'
import { trustedReplay } from './trusted-strategy.ts'

/** A custom strategy, ready for one run. */
export interface LoadedStrategy {
  /** Where the run is replayed. */
  readonly host: ReplayHost
  /** SHA-256 (hex) of the module's file; files it imports are not covered. */
  readonly sourceHash: string
  readonly warnings: readonly string[]
}

/** Reads the module of the strategy `custom`, which is then replayed in a sandbox.
 *  @param cwd where the configuration's name starts
 *  @param isTrusted whether the module is run in this process instead, with all its rights
 *  @returns undefined for strategies that come with the project
 *  @throws StrategyModuleError, and, where it is trusted, StrategyParametersError */
export async function loadStrategy(
  config: ResolvedConfig,
  cwd: string,
  isTrusted: boolean,
): Promise<LoadedStrategy | undefined> {
  const { name, module: written, parameters = {} } = config.strategy
  if (name !== 'custom' || written === undefined) return undefined
  const module = resolve(cwd, dirname(config.file), written)
  const text = await readFile(module, 'utf8').catch((error: unknown) => {
    throw new StrategyModuleError({ module, file: config.file, problem: 'it cannot be read' }, error)
  })
  const sourceHash = createHash('sha256').update(text).digest('hex')
  const code = { kind: 'strategy' as const, module, text, parameters, configFile: config.file }
  if (isTrusted) {
    return { host: await trustedReplay(code, sourceHash), sourceHash, warnings: [TRUSTED] }
  }
  const warnings = confinement().hasNoNetwork ? [] : [NO_NAMESPACE]
  return { host: sandboxedReplay(code, sandboxLimits(config)), sourceHash, warnings }
}

const TRUSTED = 'The custom strategy ran outside the sandbox, with the rights of the command, as asked.'
const NO_NAMESPACE =
  'This machine gives no namespace without a network; the sandbox of the custom strategy had to do without.'
