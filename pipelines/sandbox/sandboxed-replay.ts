import type { ChildProcess } from 'node:child_process'
import { realpath } from 'node:fs/promises'
import { dirname, sep } from 'node:path'
import { OdumError } from '../../engine/index.ts'
import {
  SandboxFailedError,
  SandboxOutputError,
  StrategyMemoryError,
  StrategyTimeoutError,
} from '../errors.ts'
import type { ReplayHooks, ReplayHost, ReplayOutcome, ReplayTask } from '../jobs/replay-run.ts'
import type { SandboxLimits } from './limits.ts'
import {
  type CustomCode,
  type DescribedAlgorithm,
  type FromSandbox,
  fromSandbox,
  type ToSandbox,
} from './messages.ts'
import { moduleText } from './module-text.ts'
import { startChild } from './start-child.ts'
import { type Breach, Watchdog } from './watchdog.ts'

const ABORT_LOOK_MS = 100
const STDERR_BYTES_MAX = 64_000
const SOURCES_MAX = 1_000
const SOURCE = /\.(?:ts|mts|js|mjs)$/

/** A host that replays in a process of its own, so confined that custom code can do nothing but trade.
 *  @throws StrategyTimeoutError, StrategyMemoryError, SandboxOutputError, SandboxFailedError, and what failed inside */
export function sandboxedReplay(codes: readonly CustomCode[], limits: SandboxLimits): ReplayHost {
  return async (task, hooks) => {
    const { config, folder } = task
    // What a configuration sets in the environment may be a secret, and is of no use in there.
    const whole: ReplayTask = { ...task, config: { ...config, environment: {} } }
    const request = { kind: 'replay', codes, task: whole } as const
    const came = await new SandboxedRun(codes, limits, request, hooks, folder).came()
    if (came.kind !== 'done') throw new SandboxFailedError({ problem: 'it gave no result', remedy: REMEDY })
    return came.outcome as unknown as ReplayOutcome
  }
}

/** Loads a module in a sandbox.
 *  @param isTried whether it is also tried on a few events; a strategy then may refuse its parameters
 *  @returns what an algorithm says of itself
 *  @throws as a run that has it */
export async function sandboxedCheck(
  code: CustomCode,
  limits: SandboxLimits,
  isTried: boolean,
): Promise<DescribedAlgorithm | undefined> {
  const came = await new SandboxedRun([code], limits, { kind: 'check', code, isTried }, {}, undefined).came()
  return came.kind === 'checked' ? came.algorithm : undefined
}

/** What ends well. */
type Came = Extract<FromSandbox, { kind: 'done' | 'checked' }>

const REMEDY = 'Run it again; if it stays so, report it with the module.'

class SandboxedRun {
  readonly #codes: readonly CustomCode[]
  readonly #limits: SandboxLimits
  readonly #request: ToSandbox
  readonly #hooks: ReplayHooks
  readonly #child: ChildProcess
  readonly #watchdog: Watchdog
  #stderr = ''
  #isLoaded = false
  #sources = 0
  /** Settled when the process is no more: a run does not end before. */
  readonly #gone: Promise<void>
  #end!: (came: Came | Error) => void

  constructor(
    codes: readonly CustomCode[],
    limits: SandboxLimits,
    request: ToSandbox,
    hooks: ReplayHooks,
    folder: string | undefined,
  ) {
    this.#codes = codes
    this.#limits = limits
    this.#request = request
    this.#hooks = hooks
    this.#child = startChild(limits.memoryLimitBytes, folder)
    this.#gone = new Promise(resolve => {
      this.#child.once('exit', () => resolve())
      this.#child.once('error', () => resolve())
    })
    this.#watchdog = new Watchdog(this.#child.pid ?? 0, limits, folder, breach => {
      this.#end(this.#breached(breach))
    })
  }

  async came(): Promise<Came> {
    const aborting = setInterval(() => this.#abortIfAsked(), ABORT_LOOK_MS)
    try {
      const came = await new Promise<Came | Error>(resolve => {
        this.#end = resolve
        this.#listen()
      })
      if (came instanceof Error) throw came
      if (await this.#watchdog.leftTooMuch()) throw this.#breached('output')
      return came
    } finally {
      clearInterval(aborting)
      this.#watchdog.stop()
      this.#kill()
      await this.#gone
    }
  }

  #listen(): void {
    const child = this.#child
    child.on('message', message => this.#take(message))
    child.on('error', error => this.#end(this.#failed(`it could not be started: ${error.message}`)))
    child.on('exit', (status, signal) => this.#end(this.#ended(status, signal)))
    child.stderr?.on('data', (bytes: Buffer) => {
      this.#stderr = (this.#stderr + bytes.toString()).slice(-STDERR_BYTES_MAX)
    })
    this.#say(this.#request)
  }

  #take(message: unknown): void {
    const parsed = fromSandbox.safeParse(message)
    if (!parsed.success) {
      this.#end(this.#failed('it sent something that is no message'))
      return
    }
    this.#watchdog.heard()
    this.#act(parsed.data)
  }

  #act(message: FromSandbox): void {
    const { onProgress, onWrite } = this.#hooks
    if (message.kind === 'progress') onProgress?.(message)
    else if (message.kind === 'write') onWrite?.()
    else if (message.kind === 'loaded') this.#isLoaded = true
    else if (message.kind === 'source') void this.#answer(message.path)
    else if (message.kind === 'checked' || message.kind === 'done') this.#end(message)
    else if (message.kind === 'failed') this.#end(revived(message))
  }

  /** Gives a file beside the module, while the module is being loaded and at no other time. */
  async #answer(path: string): Promise<void> {
    const isAllowed = !this.#isLoaded && ++this.#sources <= SOURCES_MAX && SOURCE.test(path)
    this.#say({ kind: 'source', path, text: isAllowed ? await this.#textOf(path) : null })
  }

  async #textOf(path: string): Promise<string | null> {
    try {
      const file = await realpath(path)
      const isBeside = this.#codes.some(({ module }) => file.startsWith(dirname(module) + sep))
      return isBeside ? await moduleText(file) : null
    } catch {
      return null
    }
  }

  #say(message: ToSandbox): void {
    this.#child.send(message, () => {})
  }

  #abortIfAsked(): void {
    try {
      this.#hooks.throwIfAborted?.()
    } catch (error) {
      this.#end(error instanceof Error ? error : this.#failed(String(error)))
    }
  }

  #breached(breach: Breach): OdumError {
    const module = this.#codes.map(code => code.module).join(' and ')
    const { timeLimitMs, stallLimitMs, memoryLimitBytes, outputLimitBytes } = this.#limits
    if (breach === 'time')
      return new StrategyTimeoutError({ module, limitMs: timeLimitMs, key: 'time_limit' })
    if (breach === 'stall')
      return new StrategyTimeoutError({ module, limitMs: stallLimitMs, key: 'stall_limit' })
    if (breach === 'memory') return new StrategyMemoryError({ module, limitBytes: memoryLimitBytes })
    return new SandboxOutputError({ module, limitBytes: outputLimitBytes })
  }

  #ended(status: number | null, signal: string | null): OdumError {
    const isHeapFull = /heap out of memory|Array buffer allocation failed|Allocation failed/.test(
      this.#stderr,
    )
    if (isHeapFull) return this.#breached('memory')
    const last = this.#stderr.trim().split('\n').slice(-12).join('\n')
    return this.#failed(`it ended with ${signal ?? `status ${status}`}${last === '' ? '' : `:\n${last}`}`)
  }

  #failed(problem: string): OdumError {
    return new SandboxFailedError({
      problem,
      remedy: REMEDY,
    })
  }

  /** Ends the process and all that it may have started. */
  #kill(): void {
    const { pid } = this.#child
    if (pid === undefined) return
    try {
      process.kill(-pid, 'SIGKILL')
    } catch {
      this.#child.kill('SIGKILL')
    }
    if (this.#child.connected) this.#child.disconnect()
  }
}

/** The coded error that ended the run inside, again. */
function revived({ code, exitStatus, httpStatus, message }: FromSandbox & { kind: 'failed' }): OdumError {
  return new OdumError({ code, exitStatus, httpStatus, message: () => message }, {}, message)
}
