import { dirname } from 'node:path'
import type { AlgorithmDefinition, StrategyFactory } from '../../engine/index.ts'
import {
  AlgorithmFailedError,
  AlgorithmModuleError,
  StrategyFailedError,
  StrategyModuleError,
  StrategyParametersError,
} from '../errors.ts'
import { algorithmOfRealm } from './algorithm-host.ts'
import { algorithmIdProblem } from './algorithm-id.ts'
import type { PreparedAlgorithm, PreparedStrategy } from './boundary.ts'
import type { CustomCode } from './messages.ts'
import { type ReadModule, Realm } from './realm.ts'
import { strategyOfRealm } from './strategy-host.ts'

const UNREADABLE = 'it threw a value that cannot be read'

export interface LoadedInRealm {
  readonly strategy?: StrategyFactory
  readonly algorithm?: AlgorithmDefinition
  /** JSON Schema of the algorithm's parameters. */
  readonly schemaText?: string
  /** Whether the module asked for `import()`, which never comes. */
  readonly importsAtRunTime: () => boolean
}

/** Loads one module into a realm of its own.
 *  @param onCall told before every callback
 *  @throws StrategyModuleError, StrategyParametersError, AlgorithmModuleError */
export async function loadInRealm(
  code: CustomCode,
  read: ReadModule,
  onCall: () => void,
): Promise<LoadedInRealm> {
  const { kind, module, configFile: file, parameters } = code
  const realm = new Realm(dirname(module), read)
  const refuse = (problem: string) =>
    kind === 'strategy'
      ? new StrategyModuleError({ module, file, problem })
      : new AlgorithmModuleError({ module, problem })
  await realm.openBoundary('lockdown.ts')
  // The boundary's functions are taken before custom code is there.
  const bridge = (await realm.openBoundary(`${kind}-bridge.ts`)).namespace as Bridge
  const described = (await realm.openBoundary('described.ts')).namespace as Described
  const { prepareStrategy, prepareAlgorithm } = { ...bridge }
  const linked = await realm.linkCustom(module, code.text).catch((error: unknown) => {
    throw refuse(error instanceof Error ? error.message : String(error))
  })
  onCall()
  try {
    await linked.evaluate()
  } catch (thrown) {
    throw refuse(textOf(thrown, described.described))
  }
  const importsAtRunTime = (): boolean => realm.importsAtRunTime > 0
  if (prepareStrategy !== undefined) {
    const { fault, problem, start } = prepareStrategy(linked.namespace, JSON.stringify(parameters))
    if (fault === 'parameters') throw new StrategyParametersError({ module, file, problem })
    if (start === undefined) throw refuse(problem)
    const hooks = { onCall, failure: (text: string) => new StrategyFailedError({ module, problem: text }) }
    return { strategy: context => strategyOfRealm(start, context, hooks), importsAtRunTime }
  }
  const prepared = prepareAlgorithm?.(linked.namespace)
  const problem = prepared === undefined ? UNREADABLE : prepared.problem || algorithmIdProblem(prepared.id)
  if (prepared === undefined || problem !== undefined) throw refuse(problem ?? UNREADABLE)
  const hooks = { onCall, failure: (text: string) => new AlgorithmFailedError({ module, problem: text }) }
  const { schemaText } = prepared
  return { algorithm: algorithmOfRealm(prepared, hooks), schemaText, importsAtRunTime }
}

interface Bridge {
  readonly prepareStrategy?: (exported: object, parametersText: string) => PreparedStrategy
  readonly prepareAlgorithm?: (exported: object) => PreparedAlgorithm
}

interface Described {
  readonly described: (thrown: unknown) => unknown
}

function textOf(thrown: unknown, described: Described['described']): string {
  try {
    const text = described(thrown)
    return typeof text === 'string' ? text : UNREADABLE
  } catch {
    return UNREADABLE
  }
}
