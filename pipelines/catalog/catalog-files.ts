import type { Leftover } from './leftovers.ts'

/** What can be told of a bucket's Parquet files without copying them. */
export interface RemoteFiles {
  /** Rows and sizes, in the order of the names; one small request each. */
  describe(
    names: readonly string[],
  ): Promise<readonly { readonly rows: number; readonly sizeBytes: number }[]>
}

/** The files of one catalog, in a folder or in a bucket. Names are below the root, with slashes; an address is what
 *  messages and lineage call a file: its absolute path, or `gs://bucket/…`. Files appear whole or not at all. */
export interface CatalogFiles {
  /** Absolute folder, or `gs://bucket/folder`. */
  readonly root: string
  addressOf(name: string): string
  /** Names of the files below a folder, at any depth, ascending. */
  list(folder: string): Promise<readonly string[]>
  /** Names of the folders directly in a folder, without the folder's own, ascending. */
  foldersIn(folder: string): Promise<readonly string[]>
  has(name: string): Promise<boolean>
  /** The text of a small file; undefined where there is none. */
  readText(name: string): Promise<string | undefined>
  /** A local file to write to before `place`; its folder exists. */
  aside(name: string): Promise<string>
  /** Puts a complete file in place; it is gone from where it was written.
   *  @param how `expected` replaces only what the last listing showed: in a bucket a file that another writer stored
   *  meanwhile stays, in a folder the last writer wins. `replace` takes the place of whatever is there.
   *  @returns `taken` when another writer's file with other contents stays */
  place(aside: string, name: string, how: 'expected' | 'replace'): Promise<'placed' | 'taken'>
  /** Files that DuckDB can read, in the order of the names. @throws CacheTooSmallError, ObjectMissingError */
  localFiles(names: readonly string[]): Promise<readonly string[]>
  /** Present where the files are in a bucket; DuckDB itself reads those in a folder, by patterns. */
  readonly remote?: RemoteFiles
  /** Key-value metadata of Parquet files, by name. Names without a readable file are absent. */
  keyValues(names: readonly string[]): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>>
  /** Deletes what killed writers left below a folder; files of living ones, or of other machines, stay.
   *  @returns how many there were */
  removeLeftovers(folder: string): Promise<number>
  /** What `removeLeftovers` would delete. */
  listLeftovers(folder: string): Promise<readonly Leftover[]>
  /** Deletes files; in a bucket, only the generations that the last listing showed.
   *  @throws ObjectChangedError when another writer replaced one meanwhile */
  remove(names: readonly string[]): Promise<void>
}
