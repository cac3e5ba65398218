/** Aborts an attempt that stays silent too long; every sign of life starts the clock anew. */
export class SilenceWatch {
  readonly #controller = new AbortController()
  readonly #limitMs: number
  readonly #outer: AbortSignal | undefined
  readonly #onAbort = (): void => this.#controller.abort(this.#outer?.reason)
  #timer: NodeJS.Timeout

  constructor(limitMs: number, outer: AbortSignal | undefined) {
    this.#limitMs = limitMs
    this.#outer = outer
    if (outer?.aborted) this.#controller.abort(outer.reason)
    outer?.addEventListener('abort', this.#onAbort, { once: true })
    this.#timer = this.#start()
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  heard(): void {
    clearTimeout(this.#timer)
    this.#timer = this.#start()
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#outer?.removeEventListener('abort', this.#onAbort)
  }

  #start(): NodeJS.Timeout {
    const silent = new Error(`silent for ${this.#limitMs} ms`)
    return setTimeout(() => this.#controller.abort(silent), this.#limitMs)
  }
}
