import { sizeBytes } from '../config/byte-size.ts'
import { durationNs } from '../config/duration.ts'
import type { ResolvedConfig } from '../config/schema.ts'

/** What custom code may use before its run is ended. */
export interface SandboxLimits {
  /** Wall-clock time of the whole replay. */
  readonly timeLimitMs: number
  /** Wall-clock time without any progress: one callback, or loading the module. */
  readonly stallLimitMs: number
  /** Memory of the process that replays: the engine, the database's buffers and the custom code. */
  readonly memoryLimitBytes: number
  /** Size of the files it writes. */
  readonly outputLimitBytes: number
}

/** The limits of a validated configuration. */
export function sandboxLimits({ sandbox }: Pick<ResolvedConfig, 'sandbox'>): SandboxLimits {
  const milliseconds = (text: string): number => Number(durationNs(text) ?? 0n) / 1e6
  return {
    timeLimitMs: milliseconds(sandbox.time_limit),
    stallLimitMs: milliseconds(sandbox.stall_limit),
    memoryLimitBytes: sizeBytes(sandbox.memory_limit) ?? 0,
    outputLimitBytes: sizeBytes(sandbox.output_limit) ?? 0,
  }
}
