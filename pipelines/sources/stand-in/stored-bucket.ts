import type { Checksums } from './checksums.ts'

export interface ObjectSettings {
  readonly contentType: string
  readonly metadata: Readonly<Record<string, string>>
}

/** One generation of an object. Reads see this generation's bytes even when a newer one exists meanwhile. */
export interface StoredObject extends ObjectSettings {
  readonly name: string
  readonly generation: string
  readonly metageneration: number
  readonly sizeBytes: number
  readonly updated: Date
  read(start: number, end: number): Promise<Uint8Array>
  checksums(): Promise<Checksums>
}

/** Where a bucket of the stand-in keeps its objects. Only the newest generation is kept, as in a bucket
 *  without versioning. Changes run one after the other, so a checked precondition still holds at the change. */
export interface StoredBucket {
  /** All objects, ascending by name. */
  list(): Promise<readonly StoredObject[]>
  find(name: string): Promise<StoredObject | undefined>
  put(name: string, bytes: Uint8Array, settings: ObjectSettings): Promise<StoredObject>
  describe(name: string, settings: Partial<ObjectSettings>): Promise<StoredObject | undefined>
  remove(name: string): Promise<void>
  /** Runs a check and the change that depends on it without another change in between. */
  exclusively<Result>(work: () => Promise<Result>): Promise<Result>
}

/** Lets one piece of work run after the other. */
export function turnstile(): <Result>(work: () => Promise<Result>) => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve()
  return work => {
    const next = last.then(work, work)
    last = next.catch(() => undefined)
    return next
  }
}

/** Order of names as Cloud Storage lists them: by UTF-8 bytes. */
export function compareNames(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right))
}
