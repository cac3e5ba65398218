/** What timers are for, by the tag they carry: the strategy's own, a parent's, or a shared wake. Entries are reused. */
export const TIMER = { STRATEGY: 0, PARENT: 1, START: 2, VOLUME: 3, REPORTS: 4, CLOSE: 5 } as const
export type TimerKind = (typeof TIMER)[keyof typeof TIMER]

export class TimerTable {
  readonly #kinds: TimerKind[] = []
  /** The parent's order id, or the instrument's index. */
  readonly #subjects: number[] = []
  readonly #tags: number[] = []
  readonly #free: number[] = []

  /** @returns the entry, which is the timer's tag */
  take(kind: TimerKind, subject: number, tag: number): number {
    const entry = this.#free.pop() ?? this.#kinds.length
    this.#kinds[entry] = kind
    this.#subjects[entry] = subject
    this.#tags[entry] = tag
    return entry
  }

  /** Frees an entry and tells what it was for. */
  release(entry: number): { readonly kind: TimerKind; readonly subject: number; readonly tag: number } {
    const [kind, subject, tag] = [this.#kinds[entry], this.#subjects[entry], this.#tags[entry]]
    this.#free.push(entry)
    return { kind: kind ?? TIMER.STRATEGY, subject: subject ?? 0, tag: tag ?? 0 }
  }
}
