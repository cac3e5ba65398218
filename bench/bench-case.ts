/** One thing that has a speed goal. */
export interface BenchCase {
  readonly name: string
  /** What is done, for the table. */
  readonly what: string
  /** What the reference does. */
  readonly reference: string
  /** The goal as a person reads it. */
  readonly goal: string
  /** Rounds to run; the median counts. */
  readonly rounds: number
  /** Called once, unmeasured. @returns one round of the work and of its reference */
  readonly prepare: () => Promise<BenchRounds>
  /** Whether a result meets the goal. */
  readonly isMet: (result: BenchResult) => boolean
}

export interface BenchRounds {
  /** Things done in one round, e.g. events. */
  readonly count: number
  readonly unit: string
  readonly work: () => Promise<void>
  readonly reference: () => Promise<void>
}

export interface BenchResult {
  readonly name: string
  readonly count: number
  readonly unit: string
  /** Medians over the rounds. */
  readonly workMs: number
  readonly referenceMs: number
  /** Peak resident memory of the process that ran the work alone, references excluded. */
  readonly peakBytes: number
}

/** Things per second. */
export function rate(result: BenchResult): number {
  return (result.count / result.workMs) * 1_000
}

/** How many times the reference's time the work took. */
export function ratio(result: BenchResult): number {
  return result.workMs / result.referenceMs
}
