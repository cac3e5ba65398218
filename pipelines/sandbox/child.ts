import { type AlgorithmDefinition, OdumError, type StrategyFactory } from '../../engine/index.ts'
import { SandboxFailedError, StrategyFailedError, StrategyParametersError } from '../errors.ts'
import { replayRun } from '../jobs/replay-run.ts'
import { hardenHost } from './harden-host.ts'
import { type LoadedInRealm, loadInRealm } from './load-in-realm.ts'
import type { CustomCode, DescribedAlgorithm, FromSandbox, ToSandbox } from './messages.ts'
import { RealmModuleError } from './realm-module-error.ts'
import { tryAlgorithm, tryStrategy } from './try-out.ts'

/** The sandbox's process: takes one task, replays it with the custom code in a realm, says what came of it. */

const ALIVE_MS = 500
/** Callbacks between two looks at the clock. */
const CALLS_PER_LOOK = 1_024

const say = process.send!.bind(process) as (message: FromSandbox) => boolean
const sources = new Map<string, (text: string | null) => void>()

process.on('message', (message: ToSandbox) => {
  if (message.kind === 'source') sources.get(message.path)?.(message.text)
  else if (message.kind === 'check') void check(message).then(leave)
  else void replay(message).then(leave)
})
process.on('disconnect', () => process.exit(1))
process.on('unhandledRejection', () => leave(new StrategyFailedError({ module, problem: REJECTED })))

const IMPORTS = 'it uses import(), which gives nothing: import at the top'
const REJECTED = 'a promise was rejected and nobody took notice'
let module = ''

async function replay({ codes, task }: Extract<ToSandbox, { kind: 'replay' }>): Promise<unknown> {
  module = codes.map(code => code.module).join(' and ')
  try {
    const loaded = await loadAll(codes)
    hardenHost()
    say({ kind: 'loaded' })
    const waiting = setInterval(() => say({ kind: 'alive' }), ALIVE_MS)
    const { strategy, algorithms } = loaded
    const outcome = await replayRun(task, {
      ...(strategy && { strategy }),
      algorithms,
      onProgress: ({ events, tsNs }) => say({ kind: 'progress', events, tsNs }),
      onWrite: () => say({ kind: 'write' }),
    })
    clearInterval(waiting)
    if (loaded.importsAtRunTime()) throw new StrategyFailedError({ module, problem: IMPORTS })
    return outcome
  } catch (error) {
    return error
  }
}

/** What came of a check. */
class Checked {
  readonly loaded: LoadedInRealm | undefined

  constructor(loaded?: LoadedInRealm) {
    this.loaded = loaded
  }
}

/** Loads a module. Where it is also tried, parameters that it refuses are no fault of its own. */
async function check({ code, isTried }: Extract<ToSandbox, { kind: 'check' }>): Promise<unknown> {
  module = code.module
  try {
    const loaded = await loadInRealm(code, readModule, aliveSignal())
    hardenHost()
    if (isTried && loaded.strategy !== undefined) tryStrategy(loaded.strategy)
    if (isTried && loaded.algorithm !== undefined) tryAlgorithm(loaded.algorithm)
    return loaded.importsAtRunTime()
      ? new StrategyFailedError({ module, problem: IMPORTS })
      : new Checked(loaded)
  } catch (error) {
    return isTried && error instanceof StrategyParametersError ? new Checked() : error
  }
}

async function loadAll(codes: readonly CustomCode[]) {
  const alive = aliveSignal()
  const realms: LoadedInRealm[] = []
  let strategy: StrategyFactory | undefined
  const algorithms = new Map<string, AlgorithmDefinition>()
  for (const code of codes) {
    const loaded = await loadInRealm(code, readModule, alive)
    realms.push(loaded)
    strategy ??= loaded.strategy
    if (loaded.algorithm !== undefined) algorithms.set(code.written, loaded.algorithm)
  }
  return { strategy, algorithms, importsAtRunTime: () => realms.some(realm => realm.importsAtRunTime()) }
}

/** Says what came of it and ends the process once that has been sent. */
function leave(came: unknown): void {
  const message =
    came instanceof Checked
      ? { kind: 'checked', ...described(came.loaded) }
      : came instanceof Error
        ? failureOf(came)
        : { kind: 'done', outcome: came }
  process.send!(message, () => process.exit(0))
}

function described(loaded: LoadedInRealm | undefined): { readonly algorithm?: DescribedAlgorithm } {
  if (loaded?.algorithm === undefined || loaded.schemaText === undefined) return {}
  const { id, title, summary, formula, source, example } = loaded.algorithm
  const parameters = JSON.parse(loaded.schemaText) as DescribedAlgorithm['parameters']
  const shown = example as DescribedAlgorithm['example']
  return { algorithm: { id, title, summary, formula, source, example: shown, parameters } }
}

function failureOf(error: Error): FromSandbox {
  if (error instanceof OdumError) {
    const { code, exitStatus, httpStatus, message } = error
    return { kind: 'failed', code, exitStatus, httpStatus, message }
  }
  const problem = error.stack ?? error.message
  return failureOf(new SandboxFailedError({ problem, remedy: 'Report this with the module.' }))
}

/** Tells now and then, the first time at once, that callbacks return. Hot: counts, and looks at the clock rarely. */
function aliveSignal(): () => void {
  let calls = CALLS_PER_LOOK
  let saidMs = Number.NEGATIVE_INFINITY
  return () => {
    if (++calls < CALLS_PER_LOOK) return
    calls = 0
    const nowMs = performance.now()
    if (nowMs - saidMs < ALIVE_MS) return
    saidMs = nowMs
    say({ kind: 'alive' })
  }
}

async function readModule(path: string): Promise<string> {
  const text = await new Promise<string | null>(resolve => {
    sources.set(path, resolve)
    say({ kind: 'source', path })
  })
  if (text === null) throw new RealmModuleError(`${path} cannot be read`)
  return text
}
