import { createHash, type Hash } from 'node:crypto'
import { Worker } from 'node:worker_threads'
import type { ByteDigest } from '../../engine/index.ts'

/** Bytes a run keeps before a thread of its own hashes them: a smaller one is done before the thread would be up. */
const KEPT_BYTES_MAX = 4 << 20

/** Bytes that may be on their way to the thread when the next batch is read. */
const UNDER_WAY_BYTES_MAX = 32 << 20

/** What the thread is sent; it answers a block with its buffer, the end with the digest in hex. */
export type HashMessage =
  | { readonly kind: 'block'; readonly buffer: SharedArrayBuffer; readonly bytes: number }
  | { readonly kind: 'end' }

/** SHA-256 over a run's records. Millions of them are hashed by another thread while the replay goes on. */
export class ResultHash implements ByteDigest, Disposable {
  readonly #hash: Hash
  readonly #header: string
  /** Blocks before a thread is needed. */
  readonly #kept: { readonly buffer: SharedArrayBuffer; readonly bytes: number }[] = []
  #keptBytes = 0
  #thread: Worker | undefined
  #underWayBytes = 0
  /** Buffers that came back. */
  readonly #free: SharedArrayBuffer[] = []
  #failure: Error | undefined
  /** Called when a buffer or the digest came back, or the thread failed. */
  #onAnswer: () => void = () => {}
  #digest: string | undefined

  /** @param header hashed first: what the records count from */
  constructor(header: string) {
    this.#header = header
    this.#hash = createHash('sha256').update(header)
  }

  update(buffer: SharedArrayBuffer, bytes: number): SharedArrayBuffer {
    const { byteLength } = buffer
    if (this.#thread === undefined) {
      this.#kept.push({ buffer, bytes })
      this.#keptBytes += bytes
      if (this.#keptBytes > KEPT_BYTES_MAX) this.#start()
    } else this.#send(buffer, bytes)
    return this.#free.pop() ?? new SharedArrayBuffer(byteLength)
  }

  async settle(): Promise<void> {
    while (this.#underWayBytes > UNDER_WAY_BYTES_MAX) await this.#answer()
  }

  /** @returns the digest in hex */
  async finish(): Promise<string> {
    if (this.#thread === undefined) {
      for (const { buffer, bytes } of this.#kept) this.#hash.update(new Uint8Array(buffer, 0, bytes))
      return this.#hash.digest('hex')
    }
    this.#thread.postMessage({ kind: 'end' } satisfies HashMessage)
    while (this.#digest === undefined) await this.#answer()
    return this.#digest
  }

  [Symbol.dispose](): void {
    void this.#thread?.terminate()
  }

  #start(): void {
    const thread = new Worker(new URL('./hash-thread.ts', import.meta.url), { workerData: this.#header })
    thread.on('message', (answer: SharedArrayBuffer | string) => this.#take(answer))
    thread.on('error', (cause: unknown) => {
      this.#failure = new Error('the hashing thread ended before its time', { cause })
      this.#onAnswer()
    })
    this.#thread = thread
    for (const { buffer, bytes } of this.#kept) this.#send(buffer, bytes)
    this.#kept.length = 0
  }

  #send(buffer: SharedArrayBuffer, bytes: number): void {
    this.#underWayBytes += buffer.byteLength
    this.#thread?.postMessage({ kind: 'block', buffer, bytes } satisfies HashMessage)
  }

  #take(answer: SharedArrayBuffer | string): void {
    if (typeof answer === 'string') this.#digest = answer
    else {
      this.#underWayBytes -= answer.byteLength
      this.#free.push(answer)
    }
    this.#onAnswer()
  }

  async #answer(): Promise<void> {
    if (this.#failure === undefined) {
      await new Promise<void>(resolve => {
        this.#onAnswer = resolve
      })
    }
    if (this.#failure !== undefined) throw this.#failure
  }
}
