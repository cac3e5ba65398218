/** One event of a job's stream. Ids are `<epoch>.<n>`: each service that takes a job over begins an epoch, so ids
 *  ascend although progress is not kept on disk. */
export interface JobEvent {
  readonly id: string
  /** `queued`, `started`, `progress`, `done`, `failed`, `canceled`. */
  readonly kind: string
  readonly data: object
}

/** Events kept for those who come later. */
const KEPT_MAX = 256
/** Those of its progress that are kept of a finished job. */
const PROGRESS_KEPT = 16

/** The recent events of one job, and those who listen. Older ones are forgotten: progress is a figure of now. */
export class JobEvents {
  #kept: JobEvent[] = []
  readonly #listeners = new Set<(event: JobEvent) => void>()
  readonly #epoch: number
  #count: number

  private constructor(epoch: number, count: number) {
    this.#epoch = epoch
    this.#count = count
  }

  /** The stream of a new job. */
  static begin(): JobEvents {
    return new JobEvents(1, 0)
  }

  /** The stream of a job that an earlier service left. @param lastId the last one on disk. */
  static resume(lastId: string): JobEvents {
    return new JobEvents(parts(lastId)[0] + 1, 0)
  }

  /** The id that the next event will have. */
  get nextId(): string {
    return `${this.#epoch}.${this.#count + 1}`
  }

  /** Tells everyone. @returns the event's id */
  append(kind: string, data: object): string {
    const event = { id: this.nextId, kind, data }
    this.#count += 1
    this.#kept.push(event)
    if (this.#kept.length > KEPT_MAX) this.#kept.shift()
    for (const listener of this.#listeners) listener(event)
    return event.id
  }

  /** Forgets the early progress of a job that has finished. */
  thin(): void {
    const progress = this.#kept.filter(event => event.kind === 'progress')
    const early = new Set(progress.slice(0, -PROGRESS_KEPT))
    this.#kept = this.#kept.filter(event => !early.has(event))
  }

  /** The kept events after an id; all of them without one. */
  since(lastId: string | undefined): readonly JobEvent[] {
    if (lastId === undefined) return [...this.#kept]
    return this.#kept.filter(event => isAfter(event.id, lastId))
  }

  /** @returns what ends the listening */
  listen(listener: (event: JobEvent) => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }
}

/** Whether an event comes after another. */
export function isAfter(id: string, other: string): boolean {
  const [epoch, count] = parts(id)
  const [otherEpoch, otherCount] = parts(other)
  return epoch > otherEpoch || (epoch === otherEpoch && count > otherCount)
}

/** Ids that are none come before all. */
function parts(id: string): [epoch: number, count: number] {
  const match = /^(\d{1,9})\.(\d{1,15})$/.exec(id)
  return match === null ? [0, 0] : [Number(match[1]), Number(match[2])]
}
