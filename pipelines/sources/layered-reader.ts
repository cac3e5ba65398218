import type { ReaderUsage, SourceObject, SourceReader } from './source-reader.ts'

/** Asks readers in order for each object; the first that has it reads it. */
export class LayeredReader implements SourceReader {
  readonly #layers: readonly SourceReader[]
  /** Which layer found an object, by its URI. */
  readonly #owners = new Map<string, SourceReader>()

  /** @param layers at least one, in the order to ask. */
  constructor(layers: readonly SourceReader[]) {
    if (layers.length === 0) throw new RangeError('a layered reader without layers')
    this.#layers = layers
  }

  /** The last reader, in the order asked, that had an object: the costliest one that was needed. */
  get kind(): SourceReader['kind'] {
    const used = this.#layers.findLast(layer => [...this.#owners.values()].includes(layer))
    return (used ?? (this.#layers[0] as SourceReader)).kind
  }

  async find(paths: readonly string[]): Promise<readonly (SourceObject | undefined)[]> {
    const found = new Array<SourceObject | undefined>(paths.length).fill(undefined)
    for (const layer of this.#layers) {
      const open = [...paths.keys()].filter(index => found[index] === undefined)
      if (open.length === 0) break
      const objects = await layer.find(open.map(index => paths[index] as string))
      for (const [position, index] of open.entries()) found[index] = this.#owned(layer, objects[position])
    }
    return found
  }

  /** The objects of the first reader that has any. */
  async list(prefix: string): Promise<readonly SourceObject[]> {
    for (const layer of this.#layers) {
      const objects = await layer.list(prefix)
      for (const object of objects) this.#owned(layer, object)
      if (objects.length > 0) return objects
    }
    return []
  }

  layout(object: SourceObject): ReturnType<SourceReader['layout']> {
    return this.#owner(object).layout(object)
  }

  fetch(...args: Parameters<SourceReader['fetch']>): ReturnType<SourceReader['fetch']> {
    return this.#owner(args[0]).fetch(...args)
  }

  usage(uri?: string): ReaderUsage {
    const usages = this.#layers.map(layer => layer.usage(uri))
    return {
      requests: usages.reduce((sum, usage) => sum + usage.requests, 0),
      bytes: usages.reduce((sum, usage) => sum + usage.bytes, 0),
    }
  }

  #owned(layer: SourceReader, object: SourceObject | undefined): SourceObject | undefined {
    if (object !== undefined) this.#owners.set(object.uri, layer)
    return object
  }

  #owner(object: SourceObject): SourceReader {
    const owner = this.#owners.get(object.uri)
    if (owner === undefined) throw new RangeError(`${object.uri} was not found by this reader`)
    return owner
  }
}
