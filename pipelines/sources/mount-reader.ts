import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { SourceChangedError, SourceUnreadableError } from '../errors.ts'
import { readMountLayout } from './mount-layout.ts'
import type {
  FetchedRowGroups,
  ReaderUsage,
  RowGroupSlice,
  SourceLayout,
  SourceObject,
  SourceReader,
} from './source-reader.ts'

/** Raw objects below a mounted bucket or a plain folder, read in place. */
export class MountReader implements SourceReader {
  readonly kind = 'mount'
  readonly #root: string
  readonly #layouts = new Map<string, SourceLayout>()
  readonly #usage = new Map<string, ReaderUsage>()

  /** @param root absolute folder that mirrors the bucket. */
  constructor(root: string) {
    this.#root = root
  }

  async find(paths: readonly string[]): Promise<readonly (SourceObject | undefined)[]> {
    return await Promise.all(paths.map(path => this.#describe(path)))
  }

  async list(prefix: string): Promise<readonly SourceObject[]> {
    const folder = prefix.includes('/') ? prefix.slice(0, prefix.lastIndexOf('/') + 1) : ''
    const names = await this.#namesIn(folder)
    const paths = names.map(name => `${folder}${name}`).filter(path => path.startsWith(prefix))
    const objects = await this.find(paths.sort())
    return objects.filter(object => object !== undefined)
  }

  async layout(object: SourceObject): Promise<SourceLayout> {
    await this.#checkUnchanged(object)
    const key = `${object.uri}#${object.identity}`
    const known = this.#layouts.get(key)
    if (known !== undefined) return known
    const layout = await readMountLayout(this.#file(object.path))
    this.#count(object.uri, 1, 0)
    this.#layouts.set(key, layout)
    return layout
  }

  async fetch(object: SourceObject, rowGroups: readonly number[]): Promise<FetchedRowGroups> {
    const layout = await this.layout(object)
    const slices: RowGroupSlice[] = []
    let firstRow = 0
    let bytes = 0
    for (const [rowGroup, group] of layout.rowGroups.entries()) {
      if (rowGroups.includes(rowGroup)) {
        slices.push({ rowGroup, firstRow, rows: group.rows, sourceFirstRow: firstRow })
        bytes += group.compressedBytes
      }
      firstRow += group.rows
    }
    this.#count(object.uri, 1, bytes)
    // The file itself is read: nothing to free, but what was read must still be there.
    return {
      file: this.#file(object.path),
      slices,
      [Symbol.asyncDispose]: () => this.#checkUnchanged(object),
    }
  }

  usage(uri?: string): ReaderUsage {
    const usages = uri === undefined ? [...this.#usage.values()] : [this.#usage.get(uri)]
    let requests = 0
    let bytes = 0
    for (const usage of usages) {
      requests += usage?.requests ?? 0
      bytes += usage?.bytes ?? 0
    }
    return { requests, bytes }
  }

  #file(path: string): string {
    return join(this.#root, path)
  }

  #count(uri: string, requests: number, bytes: number): void {
    const before = this.usage(uri)
    this.#usage.set(uri, { requests: before.requests + requests, bytes: before.bytes + bytes })
  }

  async #checkUnchanged(object: SourceObject): Promise<void> {
    const now = await this.#describe(object.path)
    if (now?.identity === object.identity) return
    const found = now === undefined ? 'no file' : now.identity
    throw new SourceChangedError({ uri: object.uri, expected: object.identity, found })
  }

  async #describe(path: string): Promise<SourceObject | undefined> {
    const file = this.#file(path)
    try {
      const status = await stat(file, { bigint: true })
      if (!status.isFile()) return undefined
      return {
        uri: pathToFileURL(file).href,
        path,
        sizeBytes: Number(status.size),
        identity: `${status.mtimeNs}:${status.size}`,
      }
    } catch (error) {
      if (isAbsence(error)) return undefined
      throw new SourceUnreadableError({ file, problem: String(error) }, error)
    }
  }

  async #namesIn(folder: string): Promise<readonly string[]> {
    try {
      return await readdir(this.#file(folder))
    } catch (error) {
      if (isAbsence(error)) return []
      throw new SourceUnreadableError({ file: this.#file(folder), problem: String(error) }, error)
    }
  }
}

function isAbsence(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return code === 'ENOENT' || code === 'ENOTDIR'
}
