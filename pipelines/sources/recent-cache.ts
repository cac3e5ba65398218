/** Keeps the most recently used results; a failed one is forgotten at once. */
export class RecentCache<Value extends Promise<unknown>> {
  readonly #entries = new Map<string, Value>()
  readonly #entriesMax: number

  constructor(entriesMax: number) {
    this.#entriesMax = entriesMax
  }

  get(key: string, make: () => Value): Value {
    const value = this.#entries.get(key) ?? make()
    this.#entries.delete(key)
    this.#entries.set(key, value)
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= this.#entriesMax) break
      this.#entries.delete(oldest)
    }
    value.catch(() => {
      if (this.#entries.get(key) === value) this.#entries.delete(key)
    })
    return value
  }
}
