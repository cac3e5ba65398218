import type { Operation } from './fault-board.ts'

export interface TrafficEntry {
  readonly operation: Operation
  /** `gs://bucket/name`; of listings the prefix. */
  readonly uri: string
  /** 0 while the answer is under way. */
  status: number
  /** Bytes of the body that were sent. */
  bytes: number
}

const ENTRIES_MAX = 100_000

/** Who asked for what, in the order of arrival; the oldest entries go when there are too many. */
export class Traffic {
  #entries: TrafficEntry[] = []

  /** Notes the arrival of a request; its sender fills in how it was answered. */
  begin(operation: Operation, uri: string): TrafficEntry {
    if (this.#entries.length >= ENTRIES_MAX) this.#entries.splice(0, ENTRIES_MAX / 10)
    const entry = { operation, uri, status: 0, bytes: 0 }
    this.#entries.push(entry)
    return entry
  }

  clear(): void {
    this.#entries = []
  }

  entries(select: Partial<TrafficEntry> = {}): readonly Readonly<TrafficEntry>[] {
    const wanted = Object.entries(select) as [keyof TrafficEntry, unknown][]
    return this.#entries.filter(entry => wanted.every(([field, value]) => entry[field] === value))
  }

  /** Requests and body bytes of the selected entries. */
  total(select: Partial<TrafficEntry> = {}): { requests: number; bytes: number } {
    const entries = this.entries(select)
    return { requests: entries.length, bytes: entries.reduce((sum, entry) => sum + entry.bytes, 0) }
  }
}
