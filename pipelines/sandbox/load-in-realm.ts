import { dirname } from 'node:path'
import type { StrategyFactory } from '../../engine/index.ts'
import { StrategyFailedError, StrategyModuleError, StrategyParametersError } from '../errors.ts'
import type { PreparedStrategy } from './boundary.ts'
import type { CustomCode } from './messages.ts'
import { type ReadModule, Realm } from './realm.ts'
import { strategyOfRealm } from './strategy-host.ts'

export interface LoadedInRealm {
  readonly strategy: StrategyFactory
  /** Whether the module asked for `import()`, which never comes. */
  readonly importsAtRunTime: () => number
}

/** Loads custom code into a realm of its own.
 *  @param onCall told before every callback
 *  @throws StrategyModuleError, StrategyParametersError */
export async function loadInRealm(
  code: CustomCode,
  read: ReadModule,
  onCall: () => void,
): Promise<LoadedInRealm> {
  const { module, configFile: file } = code
  const realm = new Realm(dirname(module), read)
  await realm.openBoundary('lockdown.ts')
  const { describe, prepare } = boundaryOf(await realm.openBoundary('strategy-bridge.ts'))
  const refuse = (problem: string) => new StrategyModuleError({ module, file, problem })
  const linked = await realm.linkCustom(module, code.text).catch((error: unknown) => {
    throw refuse(error instanceof Error ? error.message : String(error))
  })
  // From here on custom code runs.
  onCall()
  try {
    await linked.evaluate()
  } catch (thrown) {
    throw refuse(describe(thrown))
  }
  const prepared = prepare(linked.namespace, JSON.stringify(code.parameters))
  const { fault, problem, start } = prepared
  if (fault === 'parameters') throw new StrategyParametersError({ module, file, problem })
  if (start === undefined) throw refuse(problem)
  const hooks = { onCall, failure: (text: string) => new StrategyFailedError({ module, problem: text }) }
  return {
    strategy: context => strategyOfRealm(start, context, hooks),
    importsAtRunTime: () => realm.importsAtRunTime,
  }
}

/** Takes the boundary's functions before custom code is there. */
function boundaryOf({ namespace }: { readonly namespace: object }) {
  const { described, prepareStrategy } = namespace as {
    readonly described: (thrown: unknown) => unknown
    readonly prepareStrategy: (exported: object, parametersText: string) => PreparedStrategy
  }
  return {
    describe(thrown: unknown): string {
      try {
        const text = described(thrown)
        return typeof text === 'string' ? text : 'it threw a value that cannot be read'
      } catch {
        return 'it threw a value that cannot be read'
      }
    },
    prepare: prepareStrategy,
  }
}
