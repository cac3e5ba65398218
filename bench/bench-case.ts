/** One thing that has a speed goal. */
export interface BenchCase {
  readonly name: string
  /** What is done, for the table. */
  readonly what: string
  /** What each reference does, in the order of `BenchRounds.references`; the first is the one of `ratio`. */
  readonly references: readonly string[]
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
  readonly references: readonly (() => Promise<void>)[]
  /** What there is to tell besides time and memory, asked once the work is done. */
  readonly notes?: () => readonly string[]
  /** Further figures that the goal is about, asked once the work is done. */
  readonly figures?: () => Readonly<Record<string, number>>
}

export interface BenchResult {
  readonly name: string
  readonly count: number
  readonly unit: string
  /** Medians over the rounds. */
  readonly workMs: number
  /** The first round, before the compiler knows the work: what a command meets that does it once. */
  readonly firstMs: number
  readonly referenceMs: readonly number[]
  /** Peak resident memory of the process that ran the work alone, references excluded. */
  readonly peakBytes: number
  readonly notes: readonly string[]
  readonly figures: Readonly<Record<string, number>>
}

/** Things per second. */
export function rate(result: BenchResult): number {
  return (result.count / result.workMs) * 1_000
}

/** How many times a reference's time the work took. @param reference which one, the first by default */
export function ratio(result: BenchResult, reference = 0): number {
  return result.workMs / (result.referenceMs[reference] ?? Number.NaN)
}
