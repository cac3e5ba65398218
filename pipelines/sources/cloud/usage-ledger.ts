import type { ReaderUsage } from '../source-reader.ts'

/** Counts requests and received bytes, in all and by object. Failed attempts count too: they cost the same. */
export class UsageLedger {
  readonly #byUri = new Map<string, { requests: number; bytes: number }>()
  readonly #all = { requests: 0, bytes: 0 }

  addRequest(uri: string): void {
    this.#entry(uri).requests++
    this.#all.requests++
  }

  addBytes(uri: string, bytes: number): void {
    this.#entry(uri).bytes += bytes
    this.#all.bytes += bytes
  }

  of(uri?: string): ReaderUsage {
    return { ...(uri === undefined ? this.#all : (this.#byUri.get(uri) ?? { requests: 0, bytes: 0 })) }
  }

  #entry(uri: string): { requests: number; bytes: number } {
    const known = this.#byUri.get(uri)
    if (known !== undefined) return known
    const entry = { requests: 0, bytes: 0 }
    this.#byUri.set(uri, entry)
    return entry
  }
}
