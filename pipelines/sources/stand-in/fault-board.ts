/** What a request wants, as far as faults tell requests apart. */
export type Operation = 'list' | 'stat' | 'read' | 'upload' | 'delete' | 'bucket'

export type FaultEffect =
  /** Answers with a status instead of the work, or after it (`afterWork`: the change is made, the answer lost). */
  | {
      readonly kind: 'status'
      readonly status: number
      readonly afterWork?: boolean
      readonly retryAfterSeconds?: number
    }
  /** Breaks the connection after so many bytes of the answer's body; at once when 0. */
  | { readonly kind: 'drop'; readonly afterBytes: number }
  /** Sends only so many bytes and calls that the whole answer, as a broken proxy does. */
  | { readonly kind: 'truncate'; readonly bytes: number }
  /** Stays silent before answering. */
  | { readonly kind: 'slow'; readonly delayMs: number }
  /** Replaces the object by other contents just before the request is served. */
  | { readonly kind: 'replace'; readonly contents: Uint8Array }

export interface Fault {
  readonly effect: FaultEffect
  /** Requests it meets: of this operation and with a matching object name; all when absent. */
  readonly operation?: Operation
  readonly name?: RegExp
  /** Lets so many matching requests pass first. Default 0. */
  readonly after?: number
  /** Then meets so many. Default: all. */
  readonly times?: number
}

/** The faults that are set; each request meets the first that applies to it. */
export class FaultBoard {
  #faults: { readonly fault: Fault; seen: number }[] = []

  set(fault: Fault): void {
    this.#faults.push({ fault, seen: 0 })
  }

  clear(): void {
    this.#faults = []
  }

  meet(operation: Operation, name: string): FaultEffect | undefined {
    for (const entry of this.#faults) {
      const { fault } = entry
      if (fault.operation !== undefined && fault.operation !== operation) continue
      if (fault.name !== undefined && !fault.name.test(name)) continue
      const turn = entry.seen++ - (fault.after ?? 0)
      if (turn >= 0 && turn < (fault.times ?? Number.POSITIVE_INFINITY)) return fault.effect
    }
    return undefined
  }
}
