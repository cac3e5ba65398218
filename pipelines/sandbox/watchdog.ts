import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { SandboxLimits } from './limits.ts'

/** Why a run was ended. */
export type Breach = 'time' | 'stall' | 'memory' | 'output'

const LOOK_MS = 50
/** Looks between two at the folder, which takes longer. */
const LOOKS_PER_FOLDER = 20
const PAGE_BYTES = 4_096

/** Watches a process from outside: its time, its silence, its memory, its files. */
export class Watchdog {
  readonly #pid: number
  readonly #limits: SandboxLimits
  readonly #folder: string | undefined
  readonly #onBreach: (breach: Breach) => void
  readonly #timer: NodeJS.Timeout
  readonly #startedMs = performance.now()
  /** Undefined until the process first told that custom code is about to run: to start it may take its time. */
  #heardMs: number | undefined
  #looks = 0
  #isLooking = false

  /** @param onBreach called once at most */
  constructor(
    pid: number,
    limits: SandboxLimits,
    folder: string | undefined,
    onBreach: (breach: Breach) => void,
  ) {
    this.#pid = pid
    this.#limits = limits
    this.#folder = folder
    this.#onBreach = onBreach
    this.#timer = setInterval(() => void this.#look(), LOOK_MS)
  }

  /** Notes that the process makes progress. */
  heard(): void {
    this.#heardMs = performance.now()
  }

  /** Whether the finished process left more than it may: it can be quicker than the looks. */
  async leftTooMuch(): Promise<boolean> {
    return this.#folder !== undefined && (await bytesOf(this.#folder)) > this.#limits.outputLimitBytes
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  async #look(): Promise<void> {
    if (this.#isLooking) return
    this.#isLooking = true
    const breach = await this.#breach()
    this.#isLooking = false
    if (breach === undefined) return
    this.stop()
    this.#onBreach(breach)
  }

  async #breach(): Promise<Breach | undefined> {
    const { timeLimitMs, stallLimitMs, memoryLimitBytes, outputLimitBytes } = this.#limits
    const nowMs = performance.now()
    if (nowMs - this.#startedMs > timeLimitMs) return 'time'
    if (this.#heardMs !== undefined && nowMs - this.#heardMs > stallLimitMs) return 'stall'
    if ((await residentBytes(this.#pid)) > memoryLimitBytes) return 'memory'
    const isFolderDue = ++this.#looks % LOOKS_PER_FOLDER === 0
    if (isFolderDue && this.#folder !== undefined && (await bytesOf(this.#folder)) > outputLimitBytes) {
      return 'output'
    }
    return undefined
  }
}

/** Memory a process holds; 0 where the machine does not tell: the limit of the heap then stands alone. */
async function residentBytes(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/statm`, 'utf8').catch(() => '')
  return Number(text.split(' ')[1] ?? 0) * PAGE_BYTES
}

async function bytesOf(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true }).catch(() => [])
  const sizes = await Promise.all(names.map(name => stat(join(folder, name)).catch(() => undefined)))
  return sizes.reduce((sum, file) => sum + (file?.size ?? 0), 0)
}
